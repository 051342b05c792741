"""A person's notices: the list, one opened, some or all read; and which of them come how."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lib.site_words import said
from trust import registries
from trust.acts import carry_out
from trust.notices.actions import (
    addresses_of,
    channels_offered,
    kinds_of,
    mark_read,
    may_switch,
    muted_by,
    offered_to,
    open_notice,
    save_choices,
)
from trust.notices.forms import AddressesForm
from trust.notices.gateway import gateways_on
from trust.notices.kinds import NoticeKind
from trust.notices.models import Channel, Notice

PAGE_SIZE = 30
UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class KindChoice:
    """A filter of the list with how many it has. code: as the address says it, "" for all."""

    code: str
    label: str
    count: int
    is_current: bool


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """The person's own, the unread first. Three queries whatever their number."""
    asked = request.GET.get("kind", "")
    mine = Notice.objects.visible_to(request.user)
    counted = _counted(mine)
    choices = _choices(counted, asked)
    found = Paginator(_of_kind(mine, asked).unread_first(), PAGE_SIZE)
    page = found.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [(notice, _label(notice.kind)) for notice in page],
        "choices": choices,
        "kind": asked,
        "unread": next(choice.count for choice in choices if choice.code == UNREAD),
        "newest": max((row["newest"] for row in counted), default=0),
    }
    return render(request, "trust/notices.html", context)


@require_GET
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Open one: it is read from now on, and leads to what it is about."""
    return redirect(open_notice(_own_or_404(request, pk)))


@require_POST
def notice_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read."""
    mark_read(Notice.objects.filter(pk=_own_or_404(request, pk).pk))
    return _back(request)


@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark all of the list as read that were there when the person looked at it (until)."""
    until = request.POST.get("until", "")
    shown = _of_kind(Notice.objects.visible_to(request.user), request.POST.get("kind", ""))
    mark_read(shown.filter(pk__lte=int(until)) if _is_key(until) else shown.none())
    return _back(request)


@require_http_methods(["GET", "HEAD", "POST"])
def notice_settings(request: HttpRequest) -> HttpResponse:
    """Which kinds come by which channels."""
    form = _addresses_form(request.user, request.POST if request.method == "POST" else None)
    muted = muted_by(request.user)
    if request.method == "POST":
        told = (choice.partition("|") for choice in request.POST.getlist("on"))
        wanted = {(kind, channel) for kind, _, channel in told}
        if form.is_valid():
            carry_out(
                request, save_choices, wanted=wanted, addresses=form.addresses(),
                done="通知设置已保存。",
            )  # fmt: skip
            return redirect("notice-settings")
        muted = offered_to(request.user) - wanted
    channels = channels_offered()
    context = {
        "form": form,
        "channels": channels,
        "rows": [
            (kind, [_switch((key, kind), channel, muted) for channel in channels])
            for key, kind in kinds_of(request.user)
        ],
        "address": getattr(request.user, "email", ""),
    }
    return render(request, "trust/notice_settings.html", context)


def _addresses_form(user, data) -> AddressesForm:
    """Return what asks where the person is reached. One query where the site has a gateway."""
    gateways = gateways_on()
    return AddressesForm(data, gateways=gateways, kept=addresses_of(user) if gateways else {})


def _switch(of: tuple[str, NoticeKind], channel: Channel, muted) -> dict:
    key, kind = of
    is_free = may_switch(kind, channel)
    return {
        "value": f"{key}|{channel.value}",
        "label": f"{kind.label}：{channel.label}",
        "is_on": not is_free or (key, channel.value) not in muted,
        "is_free": is_free,
    }


def _own_or_404(request: HttpRequest, pk: int) -> Notice:
    return get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)


def _of_kind(rows, asked: str):
    if asked == UNREAD:
        return rows.unread()
    return rows.filter(kind=asked) if asked else rows


def _counted(mine) -> list[dict]:
    """Return by kind how many there are, how many unread, and the newest. One query."""
    unread = Count("pk", filter=Q(read_at=None))
    by_kind = mine.order_by().values("kind")
    return list(by_kind.annotate(total=Count("pk"), unread=unread, newest=Max("pk")))


def _choices(counted: list[dict], asked: str) -> list[KindChoice]:
    """Return the filters: all, the unread, each kind that the person has."""
    kinds = sorted((_label(row["kind"]), row["kind"], row["total"]) for row in counted)
    lines = [
        ("", "全部", sum(row["total"] for row in counted)),
        (UNREAD, "未读", sum(row["unread"] for row in counted)),
        *((code, label, total) for label, code, total in kinds),
    ]
    return [KindChoice(code, label, count, code == asked) for code, label, count in lines]


def _label(kind: str) -> str:
    """Return what a kind is called; one that a later program no more has, other."""
    known = dict(registries.notices.items())
    return said(known[kind].label) if kind in known else "其他"


def _back(request: HttpRequest) -> HttpResponse:
    """Return to the list as it was shown."""
    shown = {name: request.POST.get(name, "") for name in ("kind", "page")}
    asked = urlencode({name: value for name, value in shown.items() if value})
    return redirect(f"{reverse('notices')}{'?' if asked else ''}{asked}")


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
