"""From a file of reports to what is to be written: everything wrong is told at once.

Pure reading: the caller looks up places, forms and reports.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lib.rounding import round_half_up
from selfeval.engine.addresses import address_of, parts_of
from selfeval.engine.answers import Answers, answers_of
from selfeval.engine.errors import EngineError
from selfeval.engine.evaluate import evaluate
from selfeval.engine.laid import Laid
from selfeval.engine.types import Form
from selfeval.engine.values import Value, parse_number
from selfeval.engine.wording import words_for
from selfeval.filing.addresses import tidy, words_at, write_words
from selfeval.filing.file_reading import ReportFile, WrongFile
from trust import guard


def read_reports(data: bytes, year: int | None = None) -> list[ReportFile]:
    """Return the reports of a .json: the export, a list of reports, or one.

    The file is checked before any parser sees it and parsed in the limited process. year: of
    reports that do not say it themselves. Raises WrongFile.
    """
    try:
        guard.check_upload(data, "自评报告.json", kinds=("json",))
        return guard.run_limited("selfeval.filing.file_reading.reports_of", data, year)
    except guard.UploadRefused as refusal:
        raise WrongFile(str(refusal)) from refusal


def entered_of(file: ReportFile, form: Form) -> Answers:
    """Return what a county entered, by the file; what the form gives is left out.

    Raises WrongFile.
    """
    try:
        data = _with_codes(file.data, form, file.year)
        entered = tidy(answers_of(data))
        listed = data.get("computed")
        if isinstance(listed, list):
            return tidy(_without(entered, [a for a in listed if isinstance(a, str)]))
        return tidy(_own_words(entered, form, file.year))
    except EngineError as error:
        raise WrongFile([f"{file.place}：{error}"]) from error


def _with_codes(data: Mapping[str, Any], form: Form, year: int) -> dict[str, Any]:
    """Return data with the codes of indicators that are named by their levels alone."""
    indicators = data.get("indicators")
    if not isinstance(indicators, list):
        return dict(data)
    placed = {
        tuple(words_for(label, year) for label in place.path): place.code
        for place in Laid.of_form(form).nodes
    }
    named = []
    for entry in indicators:
        if isinstance(entry, Mapping) and "code" not in entry:
            levels = tuple(str(entry.get(f"level{n}") or "") for n in (1, 2, 3, 4))
            code = placed.get(tuple(level for level in levels if level))
            entry = {**entry, "code": code} if code else entry
        named.append(entry)
    return {**data, "indicators": named}


def _without(entered: Answers, addresses: list[str]) -> Answers:
    """Return the report without words at these addresses, and without rows named whole."""
    rows = set()
    for address in addresses:
        parts = tuple(parts_of(address))
        if len(parts) == 2 and parts[0] in entered.tables:
            rows.add(parts)
        elif words_at(entered, address):
            entered = write_words(entered, address, "")
    tables = {
        code: tuple(row for row in held if (code, row.row) not in rows)
        for code, held in entered.tables.items()
    }
    return replace(entered, tables={code: held for code, held in tables.items() if held})


def _own_words(entered: Answers, form: Form, year: int) -> Answers:
    """Leave out words that only repeat what the form gives or a formula computes.

    They would stay behind when a figure is corrected, in a cell that nobody can write.
    """
    laid = Laid(form, entered, year)
    repeated = [
        address
        for address, cell in evaluate(laid).computed.items()
        if _says_same(words_at(entered, address), cell.value)
    ]
    for cell in laid.cells:
        if cell.fixed and words_at(entered, cell.address) == cell.fixed:
            repeated.append(cell.address)
    for place in laid.nodes:
        answer, node = entered.answer(place.code), place.node
        given = laid.index.indicators.get(place.code)
        if given is not None and answer.unit == given.unit:
            repeated.append(address_of(place.code, "unit"))
        if node.weight is not None and parse_number(answer.weight, "分") == node.weight:
            repeated.append(address_of(place.code, "weight"))
    for address in repeated:
        if words_at(entered, address):
            entered = write_words(entered, address, "")
    return entered


def _says_same(words: str, computed: Value) -> bool:
    """Say whether words are the computed number, as it is or to the 4 places of files."""
    amount = parse_number(words) if words else None
    if amount is None or not computed.is_number:
        return False
    return amount in (computed.number, round_half_up(computed.number, 4))
