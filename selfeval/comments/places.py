"""The places of a report that can be commented on, as those who read it find them: the county in
its draft, its reviewers in what was submitted last."""

from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.engine.answers import answers_of
from selfeval.engine.cells import FormCell
from selfeval.engine.laid import Laid
from selfeval.loading import form_of, laid_of
from selfeval.models import CommentSide, Report

Group = tuple[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Places:
    laid: Laid

    @classmethod
    def for_side(cls, report: Report, side: str) -> "Places":
        """Return them as a side reads the report. Needs task and form; one query for reviewers
        unless latest is loaded."""
        if side == CommentSide.COUNTY or report.latest is None:
            return cls(laid_of(report))
        form = form_of(report.task.form)
        return cls(Laid(form, answers_of(report.latest.data), report.task.year))

    def cell(self, address: str) -> FormCell | None:
        return self.laid.cell_by_address.get(address)

    def groups(self, section: str = "") -> list[Group]:
        """Return (section, its cells as address and label); with a section that one alone."""
        found: dict[str, list[tuple[str, str]]] = {}
        for cell in self.laid.cells:
            if not section or cell.section == section:
                found.setdefault(cell.section, []).append((cell.address, cell.label))
        labels = {part.code: part.label for part in self.laid.form.sections}
        return [(labels[code], cells) for code, cells in found.items()]
