"""Lists of objections: which to show in words, and what each changed, on page and in Excel."""

import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from assessment.models import Objection, ObjectionState, ObjectionWindow, Year
from assessment.objections.deciding import moved_told, told_change
from assessment.objections.marks import Mark, mark_of
from assessment.objections.permissions import answer_due, appealable_until, moment
from lib.rounding import format_fixed
from lib.sheet_page import new_book
from lib.site_words import said
from trust.spreadsheet import Lister

_S = ObjectionState
#: What the filter is called, and the states it stands for.
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "": ("全部", tuple(_S.values)),
    "answer": ("待处室答复", (_S.FILED,)),
    "decide": ("待决定", (_S.ANSWERED,)),
    "appeal": ("复议待决定", (_S.APPEALED,)),
    "decided": ("已决定", (_S.DECIDED, _S.REDECIDED)),
    "withdrawn": ("已撤回", (_S.WITHDRAWN,)),
}
HEADS = (
    "编号", "市州", "指标", "申诉对象", "原文或测量项", "申诉要求", "申诉理由", "提出人",
    "提出时间", "状态", "结果", "决定理由", "数据更正", "原总分", "现总分", "原名次", "现名次",
    "连带变化", "决定时间",
)  # fmt: skip
WIDTHS = (9, 10, 16, 9, 36, 18, 36, 14, 16, 12, 9, 36, 26, 9, 9, 8, 8, 30, 16)


@dataclass(frozen=True, slots=True)
class FilterWord:
    code: str
    label: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """due: until when somebody has to do something, "" for no term."""

    objection: Objection
    mark: Mark
    due: str
    is_late: bool
    outcome: str
    changes: tuple[str, ...]
    total: tuple[str, str] | None
    rank: tuple[int, int] | None

    @property
    def is_moved(self) -> bool:
        return self.total is not None and (
            self.total[0] != self.total[1] or self.rank[0] != self.rank[1]
        )


def lines_of(objections: Iterable[Objection], window: ObjectionWindow, now) -> list[ObjectionLine]:
    """Return the lines of a list. Needs year and decisions loaded; no query."""
    return [_line(objection, window, now) for objection in objections]


def groups_of(rows, current: str) -> list[FilterWord]:
    """Return the filters in words, each with how many it leaves. One query."""
    counted = Counter(rows.order_by().values_list("state", flat=True))
    return [
        FilterWord(code, label, sum(counted[state] for state in states), code == current)
        for code, (label, states) in GROUPS.items()
    ]


def cities_of(rows, current: str) -> list[FilterWord]:
    """Return the cities that have objected, with how many each has. One query."""
    pairs = Counter(rows.order_by("city__key").values_list("city__key", "city_name"))
    every = FilterWord("", said("全部市州"), pairs.total(), not current)
    return [every, *(FilterWord(k, name, n, k == current) for (k, name), n in pairs.items())]


def workbook_of(year: Year, objections: Iterable[Objection]) -> bytes:
    """Return them as .xlsx. Needs year, people and decisions loaded."""
    book = new_book(write_only=True)
    sheet = book.create_sheet("申诉")
    lister = Lister(sheet, f"{year}申诉办理情况", heads=HEADS, widths=WIDTHS, names=2)
    for objection in objections:
        lister.append(_row(objection))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _line(objection: Objection, window: ObjectionWindow, now) -> ObjectionLine:
    decisions = list(objection.decisions.all())
    due = None
    if objection.state == _S.FILED:
        due = answer_due(objection, window)
    elif objection.state == _S.DECIDED:
        due = appealable_until(objection, window)
    first, last = (decisions[0], decisions[-1]) if decisions else (None, None)
    return ObjectionLine(
        objection=objection,
        mark=mark_of(objection),
        due=_due_told(objection, due),
        is_late=due is not None and objection.state == _S.FILED and now > due,
        outcome=last.get_outcome_display() if last else "",
        changes=tuple(told_change(c) for d in decisions for c in d.changes),
        total=(format_fixed(first.total_before), format_fixed(last.total_after)) if last else None,
        rank=(first.rank_before, last.rank_after) if last else None,
    )


def _due_told(objection: Objection, due) -> str:
    if due is None:
        return ""
    what = "答复期限" if objection.state == _S.FILED else "可申请复议至"
    return f"{what} {moment(due)}"


def _row(objection: Objection) -> tuple:
    decisions = list(objection.decisions.all())
    first, last = (decisions[0], decisions[-1]) if decisions else (None, None)
    return (
        objection.shown_number,
        objection.city_name,
        objection.item_name,
        objection.get_kind_display(),
        objection.words,
        objection.wanted,
        objection.reason,
        f"{objection.filed_as} {objection.filed_by}",
        objection.filed_at,
        objection.get_state_display(),
        last.get_outcome_display() if last else "",
        "；".join(d.reason for d in decisions),
        "；".join(told_change(c) for d in decisions for c in d.changes),
        first.total_before if first else None,
        last.total_after if last else None,
        first.rank_before if first else None,
        last.rank_after if last else None,
        "；".join(moved_told(m) for d in decisions for m in d.moved),
        last.decided_at if last else None,
    )
