"""公开: the report as everybody will read it, with what is masked, before it is published."""

from collections.abc import Iterable, Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from selfeval import states
from selfeval.engine.masking import Masked
from selfeval.models import Report
from selfeval.review import reading
from selfeval.review.actions import flow
from selfeval.review.published import accepted_of, decided_of, masked_of, public_report_of
from selfeval.review.views.review import OUTDATED, may_ever, report_or_404
from trust.acts import carry_out
from trust.sessions import reauthentication_required
from trust.versions import version_sent

NOT_SEEN = "您改了要遮盖的姓名，还没有公开：下面已按您的选择重新遮盖，核对以后再按“确认公开”。"


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request, report):
    """Show the public's report and ask about names; publish what was shown, and nothing else."""
    row = report_or_404(request, report)
    if not may_ever(request.user, row, "publish"):
        raise PermissionDenied
    if states.step_of(row, "publish", request.user) is None:
        messages.error(request, f"报告处于“{row.get_state_display()}”，现在不能公开。")
        return redirect("report-review", row.pk)
    return _asked(request, row)


@reauthentication_required
def _asked(request, row: Report):
    """Ask for the password before the page: a password asked for later would lose the choices."""
    words = masked_of(row)
    if request.method != "POST":
        return _page(request, row, _proposed(row, words))
    decided = _decided(request, words)
    hidden = {key for key, is_hidden in decided.items() if is_hidden}
    if "preview" in request.POST:
        return _page(request, row, hidden)
    if hidden != set(request.POST.getlist("shown")):
        messages.warning(request, NOT_SEEN)
        return _page(request, row, hidden, status=422)
    taken = carry_out(
        request,
        flow.publish_report,
        done=f"{row.county_name} {row.task}已公开；不登录也可以查阅，个人信息已隐去。",
        outdated=OUTDATED,
        report_id=row.pk,
        version=version_sent(request.POST),
        decided=decided,
    )
    return redirect("report-review" if taken else "report-publish", row.pk)


def _proposed(row: Report, words: Masked) -> set[str]:
    """Return the names to mask: as decided when this version was last public, else as proposed."""
    publication = getattr(accepted_of(row), "publication", None)
    kept = publication.kept if publication else []
    likely = {one.key for one in words.asked if one.is_likely and one.key not in kept}
    return likely | set(decided_of(accepted_of(row))) & {one.key for one in words.asked}


def _decided(request, words: Masked) -> Mapping[str, bool]:
    """Return the decision on every name that the page asked about. Others are left to the action,
    which refuses."""
    asked = set(request.POST.getlist("asked")) & {one.key for one in words.asked}
    hidden = set(request.POST.getlist("hide"))
    return {key: key in hidden for key in asked}


def _page(request, row: Report, hidden: Iterable[str], *, status: int = 200):
    hidden = frozenset(hidden)
    public = public_report_of(row, hidden)
    masks = reading.Beside(masks=public.masked.marks)
    context = {
        "report": row,
        "paper": public.paper,
        "sections": reading.sections_of(public.paper, masks),
        "counts": [(kind.value, places) for kind, places in public.masked.counts.items()],
        "asked": [(one, one.key in hidden) for one in public.masked.asked],
    }
    return render(request, "selfeval/publishing/publish.html", context, status=status)
