"""内部批注: all that the own unit says of a report, and the forms that pages send here."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from selfeval.comments import actions
from selfeval.comments.board import Board
from selfeval.comments.forms import CommentForm
from selfeval.comments.places import Places
from selfeval.filing.page.types import dom_id
from selfeval.loading import form_of
from selfeval.models import Comment, CommentSide, Report
from selfeval.permissions import can_read_comments, is_among, sees_draft, side_of
from selfeval.review import reading
from trust import log
from trust.acts import carry_out
from trust.refusals import Refused
from trust.versions import version_sent

#: What a form says of the page that it stands on, beside the code of a section.
REVIEW = "@review"


@require_http_methods(["GET", "HEAD", "POST"])
def comments(request, report):
    """All comments that the person may read (GET); write one, or answer one (thread)."""
    found = _report_or_404(request, report)
    form = CommentForm(request.POST) if request.method == "POST" else None
    if form is not None:
        if not side_of(request.user, found):
            raise PermissionDenied
        begun = form.is_valid() and _written(request, found, form)
        if begun:
            return _back(request, found, begun)
    is_draft = sees_draft(request.user, found)
    side = CommentSide.COUNTY if is_draft else CommentSide.PROVINCE
    board = Board(
        found, request.user, places=Places.for_side(found, side),
        anchor_of=dom_id if is_draft else reading.dom_id,
    )  # fmt: skip
    is_reply = form is not None and _answers(board, form)
    context = {
        "report": found,
        "task": found.task,
        "board": board,
        "reply": form if is_reply else None,
        "form": None if is_reply else form,
        "is_draft": is_draft,
    }
    return render(request, "selfeval/comments/page.html", context, status=422 if form else 200)


def _answers(board: Board, form: CommentForm) -> bool:
    """Whether a form stands in one of the threads of the page."""
    thread = form.cleaned_data.get("thread")
    return any(one.comment.pk == thread for one in board.threads)


@require_POST
def settle(request, report, comment):
    """Mark a thread as 已处理, or as open again (reopen=1)."""
    found, said = _comment_or_404(request, report, comment)
    if "reopen" in request.POST:
        carry_out(request, actions.reopen_comment, done="批注已重新打开。", comment_id=said.pk)
    else:
        carry_out(
            request, actions.settle_comment, done="批注已标为已处理。", comment_id=said.pk,
            seen=version_sent(request.POST, "seen"),
        )  # fmt: skip
    return _back(request, found, said.pk)


@require_POST
def withdraw(request, report, comment):
    """Take back what one wrote oneself."""
    found, said = _comment_or_404(request, report, comment)
    carry_out(request, actions.withdraw_comment, done="批注已撤回。", comment_id=said.pk)
    return _back(request, found, said.thread_id or said.pk)


def _report_or_404(request, pk: int) -> Report:
    """Return a report whose comments the person may read. One query. Raises Http404 where a
    reviewer knows nothing of it yet, PermissionDenied for who only reads reports."""
    rows = Report.objects.visible_to(request.user)
    found = get_object_or_404(rows.select_related("task__form", "county__city", "latest"), pk=pk)
    if found.latest_id is None and not sees_draft(request.user, found):
        raise Http404
    if not can_read_comments(request.user, found):
        raise PermissionDenied
    return found


def _comment_or_404(request, report: int, pk: int) -> tuple[Report, Comment]:
    found = _report_or_404(request, report)
    said = get_object_or_404(Comment.objects.visible_to(request.user), report=found, pk=pk)
    if not is_among(request.user, said):
        raise PermissionDenied
    return found, said


def _written(request, report: Report, form: CommentForm) -> int | None:
    """Write what a form says; return which thread it is in, None where it was refused."""
    told = {
        "text": form.cleaned_data["text"],
        "user": request.user,
        "actor": log.actor_of(request),
    }
    thread = form.cleaned_data["thread"]
    try:
        if thread is None:
            cell = form.cleaned_data["cell"]
            return actions.write_comment(report_id=report.pk, cell=cell, **told).pk
        if not Comment.objects.visible_to(request.user).filter(report=report, pk=thread).exists():
            raise Refused(actions.GONE)
        actions.reply_to(comment_id=thread, **told)
    except Refused as refusal:
        form.add_error("text", str(refusal))
        return None
    return thread


def _back(request, report: Report, begun: int):
    """Return to the page that the form stood on, at the thread."""
    told = request.POST.get("back", "")
    url = reverse("report-comments", args=[report.pk])
    if told == REVIEW and report.latest_id is not None:
        url = reverse("report-review", args=[report.pk])
    elif told in _sections(report) and sees_draft(request.user, report):
        url = reverse("report-section", args=[report.pk, told])
    return redirect(f"{url}#comment-{begun}")


def _sections(report: Report) -> set[str]:
    return {section.code for section in form_of(report.task.form).sections}
