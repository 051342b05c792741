"""The words of the year before, that stand faint beside each cell."""

import json
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType

from selfeval.engine.answers import answers_of
from selfeval.engine.cells import entered_words
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.types import Kind
from selfeval.filing.page.widgets import shown_value
from selfeval.loading import Keyed, last_year_data, parsed_form
from selfeval.models import Report


def last_year_words(report: Report) -> Mapping[str, str]:
    """Return last year's words by address, computed ones too; empty where there are none.

    Worked out once a process for as long as last year's report says the same. One query, none
    if it came along, if task.form is loaded.
    """
    held = last_year_data(report)
    if held is None:
        return {}
    digest = sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()
    form = report.task.form
    return _words(
        Keyed(form.digest, form.definition), Keyed(digest, held), year=report.task.year - 1
    )


@lru_cache(maxsize=256)
def _words(form: Keyed, held: Keyed, *, year: int) -> Mapping[str, str]:
    answers = answers_of(held.definition)
    evaluated = evaluate_form(parsed_form(form), answers, year)
    kinds = {cell.address: cell.kind for cell in evaluated.laid.cells}
    computed = {
        address: shown_value(cell.value, kinds.get(address, Kind.NUMBER))
        for address, cell in evaluated.computed.items()
        if not cell.value.is_absent
    }
    return MappingProxyType(entered_words(answers) | computed)
