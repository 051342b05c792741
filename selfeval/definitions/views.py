"""评价表式: the list of forms, one form at a glance, and its life from draft to retired."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cities.permissions import persona_of
from press.paper.printing import Document, print_one, told_when_impossible
from selfeval import permissions
from selfeval.definitions import actions, editing
from selfeval.definitions.exports import form_json
from selfeval.definitions.forms import DefinitionFileForm, NameForm
from selfeval.definitions.help import problems_of
from selfeval.definitions.previewing import paper_html, preview_of
from selfeval.engine.definition import as_json
from selfeval.loading import form_of
from selfeval.models import FormDefinition, FormState
from trust import log
from trust.acts import carry_out
from trust.files import handed_out
from trust.refusals import Refused
from trust.versions import version_sent

OUTDATED = "打开本页之后，表式已被他人修改，没有办理；请核对后再办。"

STATE_KINDS = {FormState.DRAFT: "todo", FormState.IN_USE: "done", FormState.RETIRED: "idle"}


@require_safe
def forms(request):
    """All versions, by form: those in use first."""
    _province_or_404(request)
    rows = (
        FormDefinition.objects.visible_to(request.user)
        .defer("definition")
        .annotate(used=Count("tasks"))
        .select_related("in_use_by")
        .order_by("code", "-version")
    )
    context = {
        "rows": [{"row": row, "kind": STATE_KINDS[row.state]} for row in rows],
        "may_manage": permissions.can_manage(request.user),
        "name_form": NameForm(),
    }
    return render(request, "selfeval/forms/list.html", context)


@require_safe
def form(request, form):
    """One form: its structure, what does not add up, where it is used. Four queries."""
    row = form_or_404(request, form)
    parsed = form_of(row)
    others = FormDefinition.objects.filter(code=row.code).exclude(pk=row.pk).defer("definition")
    context = {
        "row": row,
        "kind": STATE_KINDS[row.state],
        "form": parsed,
        "outline": editing.outline(parsed),
        "problems": problems_of(parsed),
        "tasks": row.tasks.order_by("-year"),
        "others": list(others),
        "may_manage": permissions.can_manage(request.user),
        "name_form": NameForm(initial={"title": row.title}),
    }
    return render(request, "selfeval/forms/form.html", context)


@require_safe
def preview(request, form):
    """The empty form, as a county will see it."""
    row = form_or_404(request, form)
    parsed = form_of(row)
    problems = problems_of(parsed)
    context = {"row": row, "problems": problems, "preview": None}
    if not problems:
        context["preview"] = preview_of(parsed)
    return render(request, "selfeval/forms/preview.html", context)


@require_safe
def form_pdf(request, form):
    """The empty form as it is printed."""
    row = form_or_404(request, form)
    parsed = form_of(row)
    if problems_of(parsed):
        raise Refused("表式还有不成立之处，排不成版；请先改正。")
    with told_when_impossible():
        pdf = print_one(Document(row.title, row.title, paper_html(parsed)))
    return handed_out(pdf, f"{row.title}-空白表.pdf")


@require_safe
def export(request, form):
    """The definition as .json, to be kept or brought into another installation."""
    row = form_or_404(request, form)
    name = f"{row.title}-{row.code}-第{row.version}版.json"
    return handed_out(form_json(form_of(row)), name)


@require_http_methods(["GET", "HEAD", "POST"])
def import_(request):
    """Take a definition from a file as a draft, with the list of what does not add up."""
    permissions.check_can_manage(request.user, log.actor_of(request))
    told = DefinitionFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and told.is_valid():
        try:
            row = actions.import_form(definition=told.cleaned_data["file"], **_who(request))
        except Refused as refusal:
            told.add_error(None, str(refusal))
        else:
            messages.success(request, f"已导入“{row}”，现为编制中，核对后启用。")
            return redirect("selfeval-form", row.pk)
    status = 422 if told.errors else 200
    return render(request, "selfeval/forms/import.html", {"told": told}, status=status)


@require_POST
def new(request):
    """Begin a form from nothing."""
    permissions.check_can_manage(request.user, log.actor_of(request))
    told = NameForm(request.POST)
    if not told.is_valid():
        messages.error(request, told.sentence)
        return redirect("selfeval-forms")
    empty = editing.empty_form(told.cleaned_data["code"], told.cleaned_data["title"])
    return _done(
        request, "已新建“{}”，请编辑各部分。", "selfeval-form-edit",
        action=actions.import_form, definition=as_json(empty),
    )  # fmt: skip


@require_POST
def clone(request, form):
    """Copy a form under another code and title, as a draft."""
    row = form_or_404(request, form)
    permissions.check_can_manage(request.user, log.actor_of(request))
    told = NameForm(request.POST)
    if not told.is_valid():
        messages.error(request, told.sentence)
        return redirect("selfeval-form", row.pk)
    return _done(
        request, "已复制为“{}”，请编辑。", "selfeval-form", action=actions.clone_form,
        form_id=row.pk, **told.cleaned_data,
    )  # fmt: skip


@require_POST
def version(request, form):
    """Make the next version of a form in use, as a draft; the one in use stays as it is."""
    row = form_or_404(request, form)
    return _done(
        request, "已建立“{}”，可以编辑；原版本继续使用。", "selfeval-form",
        action=actions.new_version, form_id=row.pk,
    )  # fmt: skip


@require_POST
def use(request, form):
    """Put a draft in use, from when on it is frozen; refused while anything does not add up."""
    row = form_or_404(request, form)
    return _done(
        request, "“{}”已启用，可以布置填报任务。", "selfeval-form",
        action=actions.put_in_use, form_id=row.pk, revision=version_sent(request.POST, "revision"),
    )  # fmt: skip


@require_POST
def retire(request, form):
    row = form_or_404(request, form)
    return _done(
        request, "“{}”已停用；已经填报的仍可查阅。", "selfeval-form",
        action=actions.retire_form, form_id=row.pk, revision=version_sent(request.POST, "revision"),
    )  # fmt: skip


@require_POST
def discard(request, form):
    """Remove a draft that no task names."""
    row = form_or_404(request, form)
    permissions.check_can_manage(request.user, log.actor_of(request))
    gone = carry_out(
        request, actions.discard_draft, done=f"已删除“{row}”。", outdated=OUTDATED,
        form_id=row.pk, revision=version_sent(request.POST, "revision"),
    )  # fmt: skip
    return redirect("selfeval-forms") if gone else redirect("selfeval-form", row.pk)


def form_or_404(request, pk: int) -> FormDefinition:
    """Drafts are for the province; what is or was in use, for whoever files or reviews."""
    rows = FormDefinition.objects.visible_to(request.user).select_related("created_by", "in_use_by")
    if not persona_of(request.user).sees_all_cities:
        rows = rows.exclude(state=FormState.DRAFT)
    return get_object_or_404(rows, pk=pk)


def _province_or_404(request) -> None:
    if not persona_of(request.user).sees_all_cities:
        raise Http404


def _done(request, words: str, page: str, *, action, **arguments):
    """Do it and say so, or say what stands in the way; then show the form it made."""
    permissions.check_can_manage(request.user, log.actor_of(request))
    shown = arguments.get("form_id")
    row = carry_out(request, action, done=words.format, outdated=OUTDATED, **arguments)
    if row:
        return redirect(page, row.pk)
    return redirect("selfeval-form", shown) if shown else redirect("selfeval-forms")


def _who(request) -> dict:
    return {"user": request.user, "actor": log.actor_of(request)}
