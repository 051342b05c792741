"""The checks' findings as the dock of a report shows them: each leads to its field."""

from dataclasses import dataclass

from selfeval.engine.addresses import address_of, owner_of
from selfeval.engine.results import DOUBTS, UNFILLED, Finding
from selfeval.engine.scoring_types import Severity
from selfeval.engine.types import Kind
from selfeval.filing.addresses import words_at
from selfeval.filing.page.types import Widget, dom_id
from selfeval.permissions import EXPLAIN

WORDS = {Severity.ERROR: "错误", Severity.EXPLAIN: "待说明", Severity.REMIND: "提示"}


@dataclass(frozen=True, slots=True)
class FindingLine:
    """section, anchor: where its field is; page: the section's address. entry: where the
    explanation is written. reason: id of the field that explains it (偏差原因), where the form
    has one.
    """

    finding: Finding
    section: str
    anchor: str
    page: str
    is_here: bool
    entry: Widget | None = None
    reason: str = ""

    @property
    def key(self) -> str:
        return self.finding.key

    @property
    def severity(self) -> str:
        return self.finding.severity.value

    @property
    def message(self) -> str:
        return self.finding.message


@dataclass(frozen=True, slots=True)
class MissingGroup:
    """Required cells of a section that are empty."""

    section: str
    label: str
    is_here: bool
    lines: tuple[FindingLine, ...]


@dataclass(frozen=True, slots=True)
class FindingList:
    """errors, missing and due block the report; explained, doubts and reminders do not."""

    errors: tuple[FindingLine, ...]
    missing: tuple[MissingGroup, ...]
    due: tuple[FindingLine, ...]
    explained: tuple[FindingLine, ...]
    doubts: tuple[FindingLine, ...]
    reminders: tuple[FindingLine, ...]

    @property
    def blocking(self) -> int:
        return len(self.errors) + self.missing_count + len(self.due)

    @property
    def missing_count(self) -> int:
        return sum(len(group.lines) for group in self.missing)

    @property
    def is_empty(self) -> bool:
        return not (self.blocking or self.explained or self.doubts or self.reminders)


def list_findings(filling, here: str = "") -> FindingList:
    """Return all findings of a report, those of the section here first within each kind."""
    lines = sorted(
        (_line(found, filling, here) for found in filling.assessed.findings),
        key=lambda line: not line.is_here,
    )
    errors = [line for line in lines if line.severity == Severity.ERROR]
    explains = [line for line in lines if line.severity == Severity.EXPLAIN]
    return FindingList(
        errors=tuple(line for line in errors if line.finding.code not in UNFILLED),
        missing=_missing([line for line in errors if line.finding.code in UNFILLED], filling, here),
        due=tuple(line for line in explains if not line.finding.explained),
        explained=tuple(line for line in explains if line.finding.explained),
        doubts=tuple(line for line in lines if line.finding.code in DOUBTS),
        reminders=tuple(
            line
            for line in lines
            if line.severity == Severity.REMIND and line.finding.code not in DOUBTS
        ),
    )


def _line(found: Finding, filling, here: str) -> FindingLine:
    section, anchor = filling.where(found.place)
    entry, reason = None, ""
    if found.severity is Severity.EXPLAIN:
        code = owner_of(found.place)
        if address_of(code, "reason") in filling.places:
            reason = dom_id(address_of(code, "reason"))
        words = words_at(filling.assessed.answers, EXPLAIN + found.key)
        if words or not reason:
            entry = _entry(found, words, filling)
    return FindingLine(
        finding=found,
        section=section,
        anchor=anchor,
        page=filling.pages[section],
        is_here=section == here,
        entry=entry,
        reason=reason,
    )


def _entry(found: Finding, words: str, filling) -> Widget:
    address = EXPLAIN + found.key
    return Widget(
        address,
        label=f"说明：{found.message}",
        kind=Kind.LONG_TEXT,
        words=words,
        shown=words,
        is_open=filling.is_cell_open(address),
        version=filling.versions.get(address, 0),
    )


def _missing(lines: list[FindingLine], filling, here: str) -> tuple[MissingGroup, ...]:
    groups = (
        MissingGroup(
            part.code,
            part.label,
            part.code == here,
            tuple(line for line in lines if line.section == part.code),
        )
        for part in filling.assessed.progress
    )
    return tuple(sorted((g for g in groups if g.lines), key=lambda group: not group.is_here))
