"""The editor of a draft: one part a page, each save checked against what others saved."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from selfeval import permissions
from selfeval.definitions import actions, editing
from selfeval.definitions.editing import NoSuchPart, Path, path_of, text_of
from selfeval.definitions.editor import Editor
from selfeval.definitions.help import FUNCTIONS, names_for, problems_of
from selfeval.definitions.links import measures_to_link, unfit_links
from selfeval.definitions.previewing import printed_grid
from selfeval.definitions.views import form_or_404
from selfeval.engine.definition import as_json
from selfeval.engine.types import Form
from selfeval.loading import form_of
from selfeval.models import FormDefinition
from trust import log
from trust.refusals import Refused
from trust.versions import Outdated


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, form):
    """GET ?part=: that part. POST: save it, and with change= lengthen, shorten or reorder a list.

    409: somebody else saved first; what was typed stays on the page.
    """
    row = form_or_404(request, form)
    permissions.check_can_manage(request.user, log.actor_of(request))
    if not row.is_draft:
        raise Refused(f"“{row}”已冻结，不能修改；请先建立新版本。")
    try:
        path = path_of(request.GET.get("part", ""))
        editor = Editor(form_of(row), path, request.POST if request.method == "POST" else None)
        if request.method != "POST":
            return _shown(request, row, editor)
        return _saved(request, row, editor)
    except NoSuchPart as error:
        raise Http404 from error


def _saved(request, row: FormDefinition, editor: Editor):
    if request.POST.get("revision") != str(row.revision):
        return _conflict(request, row, editor)
    if not editor.is_valid():
        return _shown(request, row, editor, status=422)
    form, path = _changed(editor.edited(), editor.path, request.POST.get("change", ""))
    try:
        actions.save_form(
            form_id=row.pk,
            revision=row.revision,
            definition=as_json(editor.settled(form)),
            user=request.user,
            actor=log.actor_of(request),
        )
    except Refused as refusal:
        return _shown(request, row, editor, problem=str(refusal), status=422)
    except Outdated as outdated:
        return _conflict(request, outdated.current, editor)
    return redirect(f"{reverse('selfeval-form-edit', args=[row.pk])}?{urlencode({'part': path})}")


def _changed(form: Form, path: Path, change: str) -> tuple[Form, str]:
    """Do «add:LIST:noun», «remove:PART», «up:PART» or «down:PART»; return the part to show next."""
    act, _, rest = change.partition(":")
    where, _, noun = rest.partition(":")
    here = text_of(path)
    match act:
        case "add":
            form, new = editing.added(form, path_of(where), noun)
            has_page = new[-2] in ("blocks", "checks", "text_figures")
            return form, text_of(new) if has_page else here
        case "remove":
            return editing.removed(form, path_of(where)), here
        case "up" | "down":
            return editing.moved(form, path_of(where), -1 if act == "up" else 1), here
    return form, here


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody else saved meanwhile. entries: (label, as it stands now) of this part."""

    by: str
    at: object
    entries: tuple[tuple[str, str], ...]
    may_overwrite: bool


def _conflict(request, row: FormDefinition, editor: Editor):
    """Show what was typed beside what stands; saving again is only offered for the same part."""
    current = FormDefinition.objects.get(pk=row.pk)
    last = current.history.select_related("history_user").first()
    shown = Editor(form_of(current), editor.path, request.POST)
    is_same = request.POST.get("seen") == shown.seen
    theirs = Theirs(
        str((last and last.history_user) or "他人"),
        last and last.history_date,
        tuple(_differences(shown)) if is_same else (),
        is_same,
    )
    return _shown(request, current, shown, theirs=theirs, status=409)


def _differences(editor: Editor):
    """Yield the entries that do not stand as they were typed."""
    for bound in editor.own or ():
        typed, stands = (str(words or "") for words in (bound.value(), bound.initial))
        if typed.replace("\r\n", "\n") != stands:
            yield str(bound.label), stands or "（空）"


def _shown(request, row, editor: Editor, *, problem="", theirs=None, status=200):
    editor.mark_formulas()
    form = editor.form
    known = measures_to_link() if editor.path[:1] == ("links",) else []
    context = {
        "row": row,
        "editor": editor,
        "outline": editing.outline(form),
        "problems": problems_of(form),
        "names": names_for(form, editor.path) if editor.has_formulas else [],
        "functions": FUNCTIONS,
        "measure_keys": known,
        "unfit_links": unfit_links(form, known) if known else [],
        "printed": printed_grid(form, editor.path),
        "problem": problem,
        "theirs": theirs,
        "last": row.history.select_related("history_user").first(),
    }
    return render(request, "selfeval/forms/edit.html", context, status=status)
