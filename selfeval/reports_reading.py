"""From a file of reports to what is to be written: everything wrong is told at once.

Pure reading: the caller looks up places, forms and reports.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from assessment.engine.rounding import round_half_up
from selfeval.addresses import tidy, words_at, write_words
from selfeval.engine.cells import cells_of
from selfeval.engine.errors import EngineError
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.report import Report, report_of
from selfeval.engine.tree import placed_nodes
from selfeval.engine.types import Form
from selfeval.engine.values import Value, parse_number
from selfeval.engine.wording import words_for

LARGEST_FILE = 50 * 1024 * 1024
MOST_REPORTS = 5000


@dataclass(frozen=True, slots=True)
class ReportFile:
    """One report of a file. place: where in the file, for messages. data: its JSON."""

    place: str
    county: str
    city: str
    year: int
    form: str
    form_version: int
    data: Mapping[str, Any]


class WrongFile(ValueError):
    """lines: one sentence for each thing that cannot be read."""

    def __init__(self, lines: list[str]):
        self.lines = lines
        super().__init__("\n".join(lines))


def read_reports(data: bytes, year: int | None = None) -> list[ReportFile]:
    """Return the reports of a .json: the export, a list of reports, or one.

    year: of reports that do not say it themselves. Raises WrongFile.
    """
    if len(data) > LARGEST_FILE:
        raise WrongFile(["文件超过 50 MB，没有导入。"])
    try:
        told = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise WrongFile([f"文件不是可读的 JSON（{_short(error)}），没有导入。"]) from error
    entries, year = _entries(told, year)
    found, lines = [], []
    for number, entry in enumerate(entries, start=1):
        try:
            found.append(_report_file(entry, number, year))
        except WrongFile as wrong:
            lines += wrong.lines
    if lines:
        raise WrongFile(lines)
    return found


def entered_of(file: ReportFile, form: Form) -> Report:
    """Return what a county entered, by the file; what the form gives is left out.

    Raises WrongFile.
    """
    try:
        data = _with_codes(file.data, form, file.year)
        entered = tidy(report_of(data))
        listed = data.get("computed")
        if isinstance(listed, list):
            return tidy(_without(entered, [a for a in listed if isinstance(a, str)]))
        return tidy(_own_words(entered, form, file.year))
    except EngineError as error:
        raise WrongFile([f"{file.place}：{error}"]) from error


def _entries(told: Any, year: int | None) -> tuple[list[Any], int | None]:
    if isinstance(told, Mapping) and "reports" in told:
        year = told.get("year", year)
        told = told["reports"]
    entries = told if isinstance(told, list) else [told]
    if not entries:
        raise WrongFile(["文件里没有自评报告，没有导入。"])
    if len(entries) > MOST_REPORTS:
        raise WrongFile([f"文件里有 {len(entries)} 份报告，一次最多导入 {MOST_REPORTS} 份。"])
    return entries, year


def _report_file(entry: Any, number: int, year: int | None) -> ReportFile:
    place = f"第 {number} 份"
    if not isinstance(entry, Mapping):
        raise WrongFile([f"{place}：应为一份自评报告（一组“名称：内容”）。"])
    county, city = entry.get("county"), entry.get("city")
    lines = []
    if not isinstance(county, str) or not isinstance(city, str) or not county or not city:
        lines.append(f"{place}：缺少县市区 county 或市州 city。")
    else:
        place = f"第 {number} 份（{city}{county}）"
    year = entry.get("year", year)
    if type(year) is not int or not 2000 <= year <= 2100:
        lines.append(f"{place}：缺少年度 year，或年度不在 2000 至 2100 之间。")
    form, version = entry.get("form"), entry.get("form_version", 0)
    if not isinstance(form, str) or type(version) is not int:
        lines.append(f"{place}：缺少表式编码 form。")
    if lines:
        raise WrongFile(lines)
    return ReportFile(place, county, city, year, form, version, entry)


def _with_codes(data: Mapping[str, Any], form: Form, year: int) -> dict[str, Any]:
    """Return data with the codes of indicators that are named by their levels alone."""
    indicators = data.get("indicators")
    if not isinstance(indicators, list):
        return dict(data)
    placed = {
        tuple(words_for(label, year) for label in place.path): place.code
        for place in placed_nodes(form)
    }
    named = []
    for entry in indicators:
        if isinstance(entry, Mapping) and "code" not in entry:
            levels = tuple(str(entry.get(f"level{n}") or "") for n in (1, 2, 3))
            code = placed.get(tuple(level for level in levels if level))
            entry = {**entry, "code": code} if code else entry
        named.append(entry)
    return {**data, "indicators": named}


def _without(entered: Report, addresses: list[str]) -> Report:
    """Return the report without words at these addresses, and without rows named whole."""
    rows = set()
    for address in addresses:
        if address.count(".") == 1 and address.split(".")[0] in entered.tables:
            rows.add(tuple(address.split(".")))
        elif words_at(entered, address):
            entered = write_words(entered, address, "")
    tables = {
        code: tuple(row for row in held if (code, row.row) not in rows)
        for code, held in entered.tables.items()
    }
    return replace(entered, tables={code: held for code, held in tables.items() if held})


def _own_words(entered: Report, form: Form, year: int) -> Report:
    """Leave out words that only repeat what the form gives or a formula computes.

    They would stay behind when a figure is corrected, in a cell that nobody can write.
    """
    evaluated = evaluate_form(form, entered, year)
    repeated = [
        address
        for address, cell in evaluated.computed.items()
        if _says_same(words_at(entered, address), cell.value)
    ]
    for cell in cells_of(form, entered, year):
        if cell.fixed and words_at(entered, cell.address) == cell.fixed:
            repeated.append(cell.address)
    for place in placed_nodes(form, entered):
        answer, node = entered.answer(place.code), place.node
        if not place.added and answer.unit == node.unit:
            repeated.append(f"{place.code}.unit")
        if node.weight is not None and parse_number(answer.weight, "分") == node.weight:
            repeated.append(f"{place.code}.weight")
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


def _short(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"第 {error.lineno} 行第 {error.colno} 个字符处有误"
    return "编码不是 UTF-8" if isinstance(error, UnicodeDecodeError) else "嵌套过深或内容有误"
