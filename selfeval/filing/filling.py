"""What the pages of a county's report know: what it says, and what may be done with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from selfeval.comments.board import Board
from selfeval.comments.places import Places
from selfeval.engine.addresses import aspect_of, code_of
from selfeval.engine.cells import FormCell
from selfeval.engine.results import SectionProgress
from selfeval.engine.scoring_types import Severity
from selfeval.engine.wording import words_for
from selfeval.filing.last_year import last_year_words
from selfeval.filing.page import Around, build_section, places_of, shape_of, where
from selfeval.filing.page.types import dom_id
from selfeval.loading import Assessed, draft_of
from selfeval.models import Attachment, Remark, RemarkState, Report, Return
from selfeval.permissions import is_cell_open, why_not_writable

#: A circle's length as its ring is drawn (templates/selfeval/filling/sections.html).
WHOLE = 100


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section in the list at the left. percent: of its required cells."""

    code: str
    label: str
    percent: int
    is_complete: bool
    is_optional: bool
    open: int
    errors: int

    def as_json(self) -> dict:
        return {
            "code": self.code,
            "percent": self.percent,
            "complete": self.is_complete,
            "open": self.open,
            "errors": self.errors,
        }


@dataclass(frozen=True, slots=True)
class Pointer:
    """A word that leads to a field: what a reviewer said of it, or that it is open."""

    section: str
    anchor: str
    label: str
    text: str = ""
    remark: Remark | None = None


class Filling:
    """One report before one person. Reads on demand, each thing once.

    report: with task, form and county loaded. assessed: where it is worked out already. Queries:
    remarks, files, last year: 1 each.
    """

    def __init__(
        self,
        report: Report,
        user,
        now: datetime | None = None,
        *,
        assessed: Assessed | None = None,
    ):
        self.report, self.user = report, user
        self.now = now or timezone.now()
        self._assessed = assessed

    @cached_property
    def assessed(self) -> Assessed:
        return self._assessed or draft_of(self.report)

    @cached_property
    def why_closed(self) -> str:
        """Return why nothing can be written, or an empty string."""
        return why_not_writable(self.user, self.report, self.now)

    @property
    def is_open(self) -> bool:
        return not self.why_closed

    def is_cell_open(self, address: str) -> bool:
        return self.is_open and is_cell_open(self.report, address)

    @cached_property
    def versions(self) -> dict[str, int]:
        return {address: held.get("version", 0) for address, held in self.report.cells.items()}

    @cached_property
    def files(self) -> dict[str, int]:
        """Return how many files are laid to each code. One query."""
        counted = Attachment.objects.current().filter(report=self.report)
        return dict(counted.values_list("code").annotate(Count("pk")).order_by())

    @property
    def report_files(self) -> int:
        """Return how many files are laid to the report as a whole."""
        return self.files.get("", 0)

    @cached_property
    def last_return(self) -> Return | None:
        """Return why the report came back, if it did. One query."""
        return self.report.returns.order_by("-pk").first()

    @cached_property
    def sent_remarks(self) -> list[Remark]:
        """Return what reviewers said and sent with a return. One query."""
        said = Remark.objects.filter(report=self.report).exclude(sent_with=None)
        return list(said.exclude(state=RemarkState.SETTLED).order_by("pk"))

    @cached_property
    def remarks(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for remark in self.sent_remarks:
            found.setdefault(remark.cell, []).append(remark.text)
        return {cell: tuple(texts) for cell, texts in found.items()}

    @cached_property
    def cells(self) -> tuple[FormCell, ...]:
        return self.assessed.laid.cells

    @cached_property
    def last_year(self) -> Mapping[str, str]:
        """Return last year's words by address, computed ones too. One query."""
        return last_year_words(self.report)

    @cached_property
    def around(self) -> Around:
        return Around(
            versions=self.versions,
            before=self.last_year,
            is_open=self.is_cell_open,
            remarks=self.remarks,
            files=self.files,
            comments=self.comments.marks,
        )

    @cached_property
    def comments(self) -> Board:
        """Return what colleagues say of it. One query."""
        places = Places(self.assessed.laid)
        return Board(self.report, self.user, places=places, anchor_of=dom_id)

    @cached_property
    def places(self) -> dict[str, tuple[str, str]]:
        return places_of(self.assessed)

    @cached_property
    def pages(self) -> dict[str, str]:
        """Return the address of each section's page, by its code."""
        codes = (section.code for section in self.assessed.form.sections)
        return {code: reverse("report-section", args=[self.report.pk, code]) for code in codes}

    def where(self, place: str) -> tuple[str, str]:
        """Return (section, id on its page) of a finding's place."""
        return where(self.places, place)

    @property
    def remark_lines(self) -> list["Pointer"]:
        """Return what reviewers said, each with the field that it is about."""
        return [self._pointer(said.cell, said.text, said) for said in self.sent_remarks]

    @property
    def opened_lines(self) -> list["Pointer"]:
        """Return what a return opened."""
        return [self._pointer(cell) for cell in self.report.open_cells or ()]

    def _pointer(self, place: str, text: str = "", remark: Remark | None = None) -> "Pointer":
        section, anchor = self.where(place)
        label = name_of_place(self, place) if place else "整份报告"
        return Pointer(section, anchor if place else "", label, text, remark)

    def is_shown(self, address: str, section: str) -> bool:
        """Say whether a cell may stand on a section's page (targets stand on two)."""
        return self.places.get(address, (None,))[0] == section or aspect_of(address) == "target"

    def sheet(self, section: str):
        return build_section(self.assessed, section, self.around)

    def shapes(self, section: str) -> dict[str, str]:
        found = next(item for item in self.assessed.form.sections if item.code == section)
        return shape_of(self.assessed, found)

    @cached_property
    def sections(self) -> list[SectionLine]:
        tally: dict[str, list] = {}
        for found in self.assessed.findings:
            if found.is_blocking:
                tally.setdefault(self.where(found.place)[0], []).append(found)
        return [_line(part, tally.get(part.code, [])) for part in self.assessed.progress]

    @property
    def filled(self) -> int:
        parts = self.assessed.progress
        return sum(part.required - len(part.missing) for part in parts)

    @property
    def required(self) -> int:
        return sum(part.required for part in self.assessed.progress)

    @property
    def filled_text(self) -> str:
        return f"{self.filled} / {self.required}"

    @property
    def first_section(self) -> str:
        """Return the section to go on with: the first that is not complete."""
        lines = self.sections
        return next((line.code for line in lines if line.open), lines[0].code)


def name_of_place(filling: Filling, place: str) -> str:
    """Return what a cell, a table, a row or an indicator is called."""
    for cell in filling.cells:
        if cell.address == place:
            return cell.label
    code = code_of(place)
    for table in filling.assessed.laid.index.tables.values():
        if table.code == code:
            return words_for(table.label, filling.assessed.year)
    for node in filling.assessed.laid.nodes:
        if node.code == code:
            return f"“{words_for(node.node.label, filling.assessed.year)}”"
    return place


def _line(part: SectionProgress, found: list) -> SectionLine:
    done = part.required - len(part.missing)
    percent = done * WHOLE // part.required if part.required else WHOLE
    errors = sum(item.severity is Severity.ERROR for item in found)
    return SectionLine(
        code=part.code,
        label=part.label,
        percent=percent,
        is_complete=part.is_complete,
        is_optional=not part.required,
        open=len(found),
        errors=errors,
    )
