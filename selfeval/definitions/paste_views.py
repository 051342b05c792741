"""A block pasted into the form editor: shown as what it would become, then written."""

from dataclasses import dataclass, replace

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from selfeval import permissions
from selfeval.definitions import actions, editing
from selfeval.definitions.editing import NoSuchPart, Path, path_of, text_of
from selfeval.definitions.help import Problem, problems_of
from selfeval.definitions.pasted_cells import UnreadBlock, cells_of
from selfeval.definitions.pasted_put import block_path, put_tree
from selfeval.definitions.pasted_table import put_table, read_table
from selfeval.definitions.pasted_tree import looks_like_tree, read_tree
from selfeval.definitions.previewing import printed_grid
from selfeval.definitions.views import form_or_404
from selfeval.engine.definition import as_json
from selfeval.engine.types import Form, IndicatorBlock, Section, Table
from selfeval.loading import form_of
from selfeval.models import FormDefinition
from selfeval.paper.model import Grid
from trust import log
from trust.refusals import Refused
from trust.versions import Outdated


@dataclass(frozen=True, slots=True)
class Becoming:
    """What a pasted block would make of a form. path: of the part to open when it is written.

    told: what it is, in a sentence. notes: how it was read. problems: what would not add up.
    """

    form: Form
    path: Path
    told: str
    notes: tuple[str, ...]
    printed: Grid | None
    problems: list[Problem]


@require_http_methods(["GET", "HEAD", "POST"])
def paste(request, form):
    """GET ?part=: room to paste. POST: what it would become; with write=yes it is written.

    422: what was pasted cannot be read. 409: the form was changed since; it is shown anew.
    """
    row = form_or_404(request, form)
    permissions.check_can_manage(request.user, log.actor_of(request))
    if not row.is_draft:
        raise Refused(f"“{row}”已冻结，不能修改；请先建立新版本。")
    try:
        path = path_of(request.GET.get("part", ""))
        part = editing.part_at(form_of(row), path)
    except NoSuchPart as error:
        raise Http404 from error
    if not isinstance(part, Section | Table | IndicatorBlock) and path != ("scoring",):
        raise Http404
    if request.method != "POST":
        return _shown(request, row, path)
    try:
        becoming = becoming_of(form_of(row), path, request.POST.get("block", ""))
    except UnreadBlock as why:
        return _shown(request, row, path, problem=str(why), status=422)
    if request.POST.get("write") != "yes":
        return _shown(request, row, path, becoming=becoming)
    return _written(request, row, path, becoming=becoming)


def becoming_of(form: Form, path: Path, text: str) -> Becoming:
    """Return what a pasted block makes of a form. Raises UnreadBlock."""
    cells = cells_of(text)
    part = editing.part_at(form, path)
    is_for_indicators = path == ("scoring",) or isinstance(part, IndicatorBlock)
    is_tree = is_for_indicators or (isinstance(part, Section) and looks_like_tree(cells))
    becoming = _tree(form, path, cells) if is_tree else _table(form, path, cells)
    if becoming.form.scoring.mode is form.scoring.mode:
        return becoming
    return replace(becoming, notes=(*becoming.notes, "评分方式将改为「按指标计分」。"))


def _tree(form: Form, path: Path, cells) -> Becoming:
    read = read_tree(cells)
    before = sum(1 for _, node in editing.indicators_of(form) if not node.children)
    made = put_tree(form, path, read)
    told = f"读到 {len(read.levels)} 级、{read.leaves} 个指标、{len(read.columns)} 个栏目"
    told += f"，将换下现有的 {before} 个指标。" if before else "。"
    where = block_path(made, path) or path
    return _becoming(made, where, told, notes=read.notes)


def _table(form: Form, path: Path, cells) -> Becoming:
    part = editing.part_at(form, path)
    is_table = isinstance(part, Table)
    code = part.code if is_table else editing.new_code(form, "table")
    read = read_table(cells, code=code)
    made = put_table(form, path, read)
    rows = f"{len(read.table.rows)} 行" if read.table.rows else "由填报单位增行"
    told = f"读到一张表：{len(read.table.columns)} 栏，{rows}"
    told += f"，将换下“{part.label}”。" if is_table else "，放在这一部分的最后。"
    last = len(editing.part_at(made, (*path[:2], "blocks"))) - 1
    where = path if is_table else (*path[:2], "blocks", last)
    return _becoming(made, where, told, notes=read.notes)


def _becoming(form: Form, path: Path, told: str, *, notes: tuple[str, ...]) -> Becoming:
    return Becoming(
        form=form,
        path=path,
        told=told,
        notes=notes,
        printed=printed_grid(form, path),
        problems=problems_of(form),
    )


def _written(request, row: FormDefinition, path: Path, *, becoming: Becoming):
    if request.POST.get("revision") != str(row.revision):
        problem = "其他人刚改过这份表式，下面是按现在的表式重新读的结果；请看过再写入。"
        return _shown(request, row, path, becoming=becoming, problem=problem, status=409)
    try:
        actions.save_form(
            form_id=row.pk,
            revision=row.revision,
            definition=as_json(becoming.form),
            user=request.user,
            actor=log.actor_of(request),
        )
    except Refused as refusal:
        return _shown(request, row, path, problem=str(refusal), status=422)
    except Outdated as outdated:
        problem = "其他人刚改过这份表式，请再看一次结果。"
        return _shown(request, outdated.current, path, problem=problem, status=409)
    part = urlencode({"part": text_of(becoming.path)})
    return redirect(f"{reverse('selfeval-form-edit', args=[row.pk])}?{part}")


def _shown(request, row, path: Path, *, becoming=None, problem="", status=200):
    context = {
        "row": row,
        "part": text_of(path),
        "becoming": becoming,
        "problem": problem,
        "pasted": request.POST.get("block", ""),
    }
    return render(request, "selfeval/forms/paste.html", context, status=status)
