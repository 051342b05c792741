"""代办: one's substitutes and those whom one stands in for; acting in their name."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cities.substitutes import hands
from cities.substitutes.actions import end_substitution, name_substitute
from cities.substitutes.forms import SubstituteForm
from trust import log
from trust.acts import carry_out
from trust.refusals import Refused

LINES_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def substitutes(request: HttpRequest) -> HttpResponse:
    """Who stands in for whom, newest first; a POST names one's own substitute."""
    _own_people_or_404(request)
    if request.method != "POST":
        return _page(request, SubstituteForm(user=request.user))
    form = SubstituteForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            made = name_substitute(
                absence=form.absence(), user=request.user, actor=log.actor_of(request)
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已指定{made.substitute}代办，已通知本人。")
            return redirect("substitutes")
    return _page(request, form, status=422)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a substitution before its day."""
    _own_people_or_404(request)
    found = get_object_or_404(hands.visible_to(request.user), pk=pk)
    carry_out(
        request, end_substitution, done="代办已提前结束；其间办理的仍然有效。", substitution=found
    )
    return redirect("substitutes")


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Go on in the name of who is away, or in one's own again: until one signs out."""
    _own_people_or_404(request)
    request.session.pop(hands.ACTS_BY, None)
    if request.POST.get("act") != "for":
        messages.success(request, "已恢复以本人名义办理。")
        return redirect("substitutes")
    found = hands.standing_in(request.user)
    if found is None:
        messages.error(request, "您今天没有代办的人，仍以本人名义办理。")
        return redirect("substitutes")
    request.session[hands.ACTS_BY] = found.pk
    messages.success(
        request,
        f"现在起以{found.absent}的名义办理：签章、复核、日志和年度经过写明"
        f"“{request.user}（代 {found.absent}）”。",
    )
    return redirect("substitutes")


def _own_people_or_404(request: HttpRequest) -> None:
    if not hands.may_name(request.user):
        raise Http404


def _page(request: HttpRequest, form: SubstituteForm, *, status: int = 200) -> HttpResponse:
    user = request.user
    page = Paginator(hands.visible_to(user), LINES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "now": hands.standing_in(user),
        "acts_for": hands.acts_for(request),
        "lines": [
            (each, not each.is_over and user.pk in (each.absent_id, each.substitute_id))
            for each in page.object_list
        ],
    }
    return render(request, "cities/substitutes.html", context, status=status)
