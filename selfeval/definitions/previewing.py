"""The empty form, as a county will see it when it is asked for."""

from dataclasses import dataclass, replace

from django.utils import timezone

from selfeval.engine.answers import Answers
from selfeval.engine.types import Form
from selfeval.filing.page import Around, PageSection, build_section
from selfeval.loading import Assessed, assess
from selfeval.paper.document import paper_of
from selfeval.paper.model import Filing
from selfeval.paper.report import report_html


@dataclass(frozen=True, slots=True)
class Preview:
    """year: the one that {year} stands for in the preview."""

    year: int
    sheets: tuple[PageSection, ...]


def preview_of(form: Form) -> Preview:
    """Return every section of the form, nothing filled in."""
    empty = _empty(form)
    around = Around(is_open=lambda address: True)
    sheets = (build_section(empty, section.code, around) for section in form.sections)
    return Preview(empty.year, tuple(sheet for sheet in sheets if sheet is not None))


def paper_html(form: Form) -> str:
    """Return the empty form as it is printed."""
    return report_html(paper_of(_empty(form), Filing("××县")))


def _empty(form: Form) -> Assessed:
    """An empty form has not been filled in wrongly: it is shown without findings."""
    return replace(assess(form, Answers(), timezone.localdate().year - 1), findings=())
