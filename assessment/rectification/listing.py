"""Lists of problems: which to show in words, and the workbook of a year."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assessment.models import Rectification, RectificationMessage, RectificationState, Year
from lib.sheet_page import new_book
from lib.site_words import said, site_words
from trust.spreadsheet import Lister

_S = RectificationState
#: What the filter is called, and the states it stands for; overdue goes by the day beside.
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "": ("全部", tuple(_S.values)),
    "open": ("待整改", (_S.ISSUED, _S.RETURNED)),
    "overdue": ("逾期未报", (_S.ISSUED, _S.RETURNED)),
    "answered": ("待核查", (_S.ANSWERED,)),
    "closed": ("已销号", (_S.CLOSED,)),
    "withdrawn": ("已撤销", (_S.WITHDRAWN,)),
}
LOOKS = {
    _S.ISSUED: "todo",
    _S.ANSWERED: "active",
    _S.RETURNED: "bad",
    _S.CLOSED: "done",
    _S.WITHDRAWN: "idle",
}
HEADS = (
    "编号", "市州", "来源", "来源说明", "问题", "整改要求", "整改期限", "责任单位、责任人", "状态",
    "是否逾期", "整改情况", "核查意见", "下发时间", "报送时间", "销号时间",
)  # fmt: skip
WIDTHS = (9, 10, 11, 28, 36, 30, 12, 18, 10, 9, 36, 30, 16, 16, 16)


@dataclass(frozen=True, slots=True)
class ProblemWord:
    code: str
    label: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """late: what is said of its term, "" where it is kept or kept so far."""

    row: Rectification
    look: str
    late: str


def lines_of(rows: Iterable[Rectification], today: date) -> list[ProblemLine]:
    """No query. Needs the years loaded."""
    return [ProblemLine(row, LOOKS[_S(row.state)], late_told(row, today)) for row in rows]


def late_told(row: Rectification, today: date) -> str:
    if row.is_overdue(today):
        return f"逾期 {(today - row.due_on).days} 天"
    if row.state in (_S.ANSWERED, _S.CLOSED) and row.was_late():
        return "逾期报送"
    return ""


def in_group(rows, group: str, today: date):
    """Return those of a filter."""
    found = rows.filter(state__in=GROUPS[group][1])
    return found.overdue(today) if group == "overdue" else found


def groups_of(rows, current: str, today: date) -> list[ProblemWord]:
    """Return the filters in words, each with how many it leaves. One query."""
    held = list(rows.order_by().values_list("state", "due_on"))
    return [
        ProblemWord(
            code,
            label,
            sum(
                state in states and (code != "overdue" or due_on < today) for state, due_on in held
            ),
            code == current,
        )
        for code, (label, states) in GROUPS.items()
    ]


def workbook_of(year: Year, parts: dict[str, list[Rectification]], today: date) -> bytes:
    """Return problems as .xlsx, a sheet a part by its name. Needs years and messages loaded."""
    book = new_book(write_only=True)
    for name, rows in parts.items():
        sheet = book.create_sheet(name)
        title = f"{year}{site_words().assessment}{name}"
        heads = [said(head) for head in HEADS]
        lister = Lister(sheet, title, heads=heads, widths=WIDTHS, names=2)
        for row in rows:
            lister.append(_row(row, today))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _row(row: Rectification, today: date) -> tuple:
    return (
        row.shown_number,
        row.city_name,
        row.get_source_display(),
        row.origin or None,
        row.problem,
        row.demand,
        row.due_on,
        row.responsible,
        row.get_state_display(),
        late_told(row, today) or None,
        last_said(row, RectificationMessage.Kind.ANSWER) or None,
        last_said(row, *_JUDGED) or None,
        row.issued_at,
        row.answered_at,
        row.closed_at,
    )


_JUDGED = (
    RectificationMessage.Kind.RETURN,
    RectificationMessage.Kind.CLOSE,
    RectificationMessage.Kind.REOPEN,
    RectificationMessage.Kind.WITHDRAW,
)


def last_said(row: Rectification, *kinds: str) -> str:
    """Return the newest words of these kinds. Needs messages loaded."""
    return next((m.text for m in reversed(row.messages.all()) if m.kind in kinds), "")


def judged_last(row: Rectification) -> str:
    """Return what the 考核办 said last. Needs messages loaded."""
    return last_said(row, *_JUDGED)
