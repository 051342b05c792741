"""All that follows from a report's words, as the page of a section takes it over."""

from django.template.loader import render_to_string

from selfeval.engine.results import MARKS
from selfeval.engine.values import State
from selfeval.filing.filling import Filling
from selfeval.filing.finding_lines import list_findings
from selfeval.filing.page.section import total_derivation
from selfeval.filing.page.trees import execution_words, proposed_words
from selfeval.filing.page.widgets import shown_value


def standing_json(filling: Filling, section: str) -> dict:
    """Return computed cells, proposals, total, findings and progress. No query of its own.

    section: whose cells are told of; "" for none (a page without cells).
    """
    found = list_findings(filling, section)
    return {
        "version": filling.report.version,
        "computed": _computed(filling, section),
        "proposals": _proposals(filling),
        "total": _total(filling),
        "execution": execution_words(filling.assessed),
        "marks": _marks(filling, section),
        "findings": render_to_string("selfeval/filling/findings.html", {"found": found}),
        "blocking": found.blocking,
        "sections": [line.as_json() for line in filling.sections],
        "filled": filling.filled,
        "required": filling.required,
        "shapes": filling.shapes(section) if section else {},
    }


def _computed(filling: Filling, section: str) -> dict:
    values = filling.assessed.evaluated.computed
    return {
        cell.address: {
            "shown": shown_value(values[cell.address].value, cell.kind),
            "derivation": values[cell.address].derivation,
            "wrong": values[cell.address].value.state is State.ERROR,
        }
        for cell in filling.cells
        if cell.address in values and filling.is_shown(cell.address, section)
    }


def _proposals(filling: Filling) -> dict:
    form, score = filling.assessed.form, filling.assessed.evaluated.score
    return {
        unit.code: {
            "proposed": proposed_words(unit, form.scoring.places),
            "derivation": unit.derivation,
            "applies": unit.applicable,
        }
        for unit in score.units
    }


def _total(filling: Filling) -> dict:
    score = filling.assessed.evaluated.score
    return {
        "shown": score.shown,
        "grade": score.grade,
        "derivation": total_derivation(score),
        "note": score.told,
    }


def _marks(filling: Filling, section: str) -> dict:
    """Return what was found at cells, by address: the worst of it and the sentences."""
    marks: dict[str, dict] = {}
    for found in filling.assessed.findings:
        if found.explained or not filling.is_shown(found.place, section):
            continue
        mark = marks.setdefault(found.place, {"mark": found.mark, "said": ""})
        mark["mark"] = min(mark["mark"], found.mark, key=MARKS.index)
        mark["said"] = "\n".join(filter(None, (mark["said"], found.message)))
    return marks
