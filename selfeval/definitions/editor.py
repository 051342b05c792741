"""One part of a form on its page: its own entries, and the lists that it holds.

Unbound it shows what stands; bound it reads what was typed, all of the page at once.
"""

from dataclasses import dataclass
from typing import Any

from selfeval.definitions import editing
from selfeval.definitions.columns import (
    TreeColumnForm,
    as_before,
    columns_to_add,
    with_named_columns,
)
from selfeval.definitions.editing import Path, text_of
from selfeval.definitions.help import formula_faults, tables_of
from selfeval.definitions.parts import BRIEF, PartForm, line_form, part_form
from selfeval.engine.scoring_types import Band, Grade, Indicator, Link, Scoring
from selfeval.engine.types import Form, IndicatorBlock, Section, Table, TreeColumn
from selfeval.paper.indicators import head_of

LIST_TITLES = {
    "sections": "各部分", "blocks": "本部分的内容", "fields": "填报项", "columns": "栏目",
    "rows": "固定行", "children": "下级指标", "bands": "完成等次", "tree": "指标",
    "grades": "评价等级", "caps": "总分上限", "deviations": "偏差扣分", **editing.RULE_LISTS,
}  # fmt: skip
ADDS = {
    "blocks": (("fields", "填报项"), ("table", "表"), ("narrative", "文字部分"),
               ("indicators", "指标表"), ("total", "总分和等级"), ("signatures", "签章")),
}  # fmt: skip
ADD_WORDS = {
    "sections": "添加部分", "fields": "添加填报项", "columns": "添加栏目", "rows": "添加固定行",
    "children": "添加下级指标", "bands": "添加等次", "tree": "添加指标", "grades": "添加等级",
    "caps": "添加总分上限", "deviations": "添加偏差扣分",
    "checks": "添加核对规则", "text_figures": "添加文中数字", "links": "添加关联",
}  # fmt: skip
#: Parts of which the line shows everything.
WHOLE_LINES = (TreeColumn, Grade, Link, Band)
MAX_LEVEL = 4


@dataclass(frozen=True)
class PartLine:
    """A part where it is listed. form None: it is edited on its own page alone."""

    part: Any
    path: str
    number: int
    form: PartForm | None

    @property
    def label(self) -> str:
        if isinstance(self.part, TreeColumn):
            return head_of(self.part)
        return editing.label_of(self.part)

    @property
    def has_page(self) -> bool:
        """Whether there is more to set than the line shows."""
        return self.form is not None and type(self.part) not in WHOLE_LINES

    @property
    def noun(self) -> str:
        return editing.noun_of(self.part)

    @property
    def note(self) -> str:
        return editing.note_of(self.part)


@dataclass(frozen=True)
class Listing:
    """A list that the part holds. adds: (what, the words on the button)."""

    name: str
    path: str
    lines: tuple[PartLine, ...]
    adds: tuple[tuple[str, str], ...]

    @property
    def title(self) -> str:
        return LIST_TITLES[self.name]

    @property
    def heads(self) -> list[tuple[str, str]]:
        """The names and labels of the columns, where lines are edited in place."""
        first = next((line.form for line in self.lines if line.form), None)
        return [(spec.name, spec.label) for spec in first.specs] if first else []


class Editor:
    """The page of the part at path. data: what was posted. Raises NoSuchPart."""

    def __init__(self, form: Form, path: Path, data=None):
        self.original, self.path = form, path
        self.form = form = with_named_columns(form, path)
        self.part = editing.part_at(form, path)
        self.is_list = isinstance(self.part, tuple)
        if self.is_list and path != (path[0],):
            raise editing.NoSuchPart(text_of(path))
        self.is_bound = data is not None
        self.own = None if self.is_list else part_form(self.part, data)
        if self.own is not None and isinstance(self.part, Indicator):
            self.own.fields["beside"].choices = _places_beside(form, self.part)
        self.lists = tuple(self._listing(name, data) for name in self._names())

    @property
    def title(self) -> str:
        if self.is_list:
            return LIST_TITLES[str(self.path[0])]
        return "评分和等级" if isinstance(self.part, Scoring) else editing.label_of(self.part)

    @property
    def noun(self) -> str:
        return "" if self.is_list or not self.path else editing.noun_of(self.part)

    @property
    def takes_blocks(self) -> bool:
        """Whether a block of a spreadsheet can be pasted here."""
        return isinstance(self.part, Section | Table | IndicatorBlock | Scoring)

    @property
    def text(self) -> str:
        return text_of(self.path)

    @property
    def above(self) -> list[tuple[str, str]]:
        """The parts that this one stands in, outermost first: (path, label)."""
        found = []
        for length in range(2, len(self.path)):
            part = editing.part_at(self.form, self.path[:length])
            if not isinstance(part, tuple):
                found.append((text_of(self.path[:length]), editing.label_of(part)))
        if self.path and self.path[0] in (*editing.RULE_LISTS, "scoring") and len(self.path) > 1:
            first = str(self.path[0])
            found.insert(0, (first, LIST_TITLES.get(first, "评分和等级")))
        return found

    @property
    def has_formulas(self) -> bool:
        forms = [self.own, *(line.form for listing in self.lists for line in listing.lines)]
        return any(s.look in ("formula", "name") for form in forms if form for s in form.specs) or (
            isinstance(self.part, Scoring)
        )

    def is_valid(self) -> bool:
        """Whether everything typed can be read; every form is asked, to show all faults at once."""
        checked = [form.is_valid() for form in self._forms()]
        return all(checked)

    @property
    def has_errors(self) -> bool:
        return self.is_bound and any(form.errors for form in self._forms())

    @property
    def seen(self) -> str:
        """Return what the page is about: alike as long as its entries mean the same parts."""
        lines = [line.part for listing in self.lists for line in listing.lines]
        return " ".join(
            f"{type(part).__name__}:{getattr(part, 'code', '')}" for part in (self.part, *lines)
        )

    def edited(self) -> Form:
        """Return the form with what was typed on the page; of a valid editor."""
        form = self.form
        if self.own is not None:
            form = editing.with_part(form, self.path, self.own.edited())
        for listing in self.lists:
            for line in listing.lines:
                if line.form is not None:
                    form = editing.with_part(form, editing.path_of(line.path), line.form.edited())
        return form

    def settled(self, form: Form) -> Form:
        """Return an edited form as it is kept: what was only looked at is as it was."""
        return as_before(form, self.original, self.path)

    def mark_formulas(self) -> None:
        """Say under each formula what is wrong with it, and where in it."""
        faults = formula_faults(self.form)
        for form in self._forms():
            for spec in form.specs:
                if spec.look == "formula":
                    form.faults[spec.name] = faults.get(getattr(form.part, spec.name))

    def _forms(self) -> list[PartForm]:
        lines = (line.form for listing in self.lists for line in listing.lines)
        return [form for form in (self.own, *lines) if form is not None]

    def _names(self) -> tuple[str, ...]:
        if self.is_list:
            return (str(self.path[0]),)
        if isinstance(self.part, Scoring):
            return editing.SCORING_LISTS
        if not self.path:
            return ("sections",)
        if isinstance(self.part, Indicator) and _level(self.path) >= MAX_LEVEL:
            return ("bands",)
        return editing.LISTS.get(type(self.part), ())

    def _listing(self, name: str, data) -> Listing:
        path = self.path if self.is_list else (*self.path, name)
        lines = tuple(
            self._line(part, (*path, number), number, data=data)
            for number, part in enumerate(editing.part_at(self.form, path))
        )
        adds = ADDS.get(name, (("", ADD_WORDS.get(name, "")),))
        if isinstance(self.part, IndicatorBlock):
            adds = columns_to_add(self.part)
        return Listing(name, text_of(path), lines, adds)

    def _line(self, part: Any, path: Path, number: int, *, data) -> PartLine:
        form = None
        if type(part) in BRIEF:
            form = _line_form(part, data, prefix=text_of(path).replace(".", "-"))
        return PartLine(part, text_of(path), number, form)


def _places_beside(form: Form, node: Indicator) -> list[tuple[str, str]]:
    """Return the tables beside which a score can be printed; the one it has, though it is gone."""
    tables = {table.code: table.label for table in tables_of(form)}
    if node.beside:
        tables.setdefault(node.beside, f"{node.beside}（已不存在）")
    return [("", "不印在表旁"), *tables.items()]


def _line_form(part: Any, data, *, prefix: str) -> PartForm:
    if isinstance(part, TreeColumn):
        return TreeColumnForm(part, data, prefix=prefix, names=BRIEF[TreeColumn])
    return line_form(part, data, prefix=prefix)


def _level(path: Path) -> int:
    """Return the level of an indicator: scoring.tree.0 is 1, …children.1 is 2."""
    return (len(path) - 1) // 2
