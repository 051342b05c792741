"""Reports as JSON, for other programs: the shape is public (docs/formats.md).

What the form or the system puts into a cell (totals, rates, given targets) is written too;
«computed» names those addresses, so that reading the file back leaves them out and gives
the same report.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lib.rounding import format_points, round_half_up
from selfeval.engine.addresses import address_of, aspect_of, owner_of, row_at
from selfeval.engine.answers import as_json
from selfeval.engine.results import UnitScore
from selfeval.engine.tree import Placed
from selfeval.engine.values import Value
from selfeval.engine.wording import words_for
from selfeval.loading import Assessed, draft_of
from selfeval.models import Report, Submission


def reports_json(year: int, reports: Iterable[Report]) -> dict[str, Any]:
    """Return reports as they stand now. No query if task.form, county.city, latest and
    last year's report are loaded."""
    return {"year": year, "reports": [report_json(row, draft_of(row)) for row in reports]}


def report_json(
    report: Report, assessed: Assessed, submission: Submission | None = None
) -> dict[str, Any]:
    """Return one report. submission: the version that assessed is of; None: what stands."""
    version = submission or report.latest
    writer = _ReportWriter(assessed)
    fields, tables = writer.fields(), writer.tables()
    return {
        "county": report.county_name,
        "city": report.county.city.name if report.county.city else "",
        **({"project": report.project} if report.project else {}),
        "year": assessed.year,
        "form": assessed.form.code,
        "form_version": assessed.form.version,
        "state": report.state,
        "receipt": version.receipt if version else "",
        "fields": fields,
        "tables": tables,
        "indicators": writer.indicators(),
        "total": writer.total(),
        "grade": writer.grade(),
        "explanations": dict(assessed.answers.explanations),
        "computed": writer.computed,
        "checks": [
            {
                "severity": found.severity.value,
                "code": found.code,
                "place": found.place,
                "message": found.message,
            }
            for found in assessed.findings
        ],
    }


@dataclass(slots=True)
class _ReportWriter:
    """Writes a report's parts; computed: the addresses whose words are not the county's."""

    assessed: Assessed
    computed: list[str] = field(default_factory=list)

    def fields(self) -> dict[str, str]:
        words = dict(self.assessed.answers.fields)
        for address, cell in self.assessed.evaluated.computed.items():
            if not owner_of(address) and not words.get(address):
                self._put(words, address, address, value=cell.value)
        return words

    def tables(self) -> dict[str, list[dict[str, str]]]:
        """Return the tables' rows as entered, with the computed cells beside them."""
        data = as_json(self.assessed.answers)["tables"]
        for address, cell in self.assessed.evaluated.computed.items():
            found = row_at(address)
            if found is None:
                continue
            (table, key), column = found, aspect_of(address)
            rows = data.setdefault(table, [])
            row = next((held for held in rows if held["row"] == key), None)
            if row is None:
                row = {"row": key}
                self._put(row, column, address, value=cell.value)
                if len(row) > 1:
                    rows.append(row)
                    self.computed.append(address_of(table, key))
            elif not row.get(column):
                self._put(row, column, address, value=cell.value)
        return {table: rows for table, rows in data.items() if rows}

    def _put(self, words: dict[str, str], name: str, address: str, *, value: Value) -> None:
        if value.is_number:
            words[name] = shown_amount(value)
            self.computed.append(address)

    def indicators(self) -> list[dict[str, Any]]:
        units = {unit.code: unit for unit in self.assessed.evaluated.score.units}
        nodes = self.assessed.laid.nodes
        listed = [p for p in nodes if p.is_leaf or p.code in units or self._says(p.code)]
        return [self._indicator(place, units.get(place.code)) for place in listed]

    def _says(self, code: str) -> bool:
        return code in self.assessed.answers.indicators

    def _indicator(self, place: Placed, unit: UnitScore | None) -> dict[str, Any]:
        year, code = self.assessed.year, place.code
        levels = [words_for(label, year) for label in (*place.path, "", "", "")]
        answer = self.assessed.answers.answer(code)
        weight = unit.weight if unit else place.node.weight
        told: dict[str, Any] = {
            "code": code,
            "level1": levels[0],
            "level2": levels[1],
            "level3": levels[2],
            "target": self._given(address_of(code, "target"), answer.target, place.node.target),
            "outcome": self._given(address_of(code, "outcome"), answer.outcome, ""),
            "unit": self._given(address_of(code, "unit"), answer.unit, place.node.unit),
            "weight": self._given(address_of(code, "weight"), answer.weight, format_points(weight))
            if weight is not None
            else answer.weight,
            "proposed": _amount(unit.proposed if unit else None),
            "score": answer.score,
            "reason": answer.reason,
        }
        extra = {name: getattr(answer, name) for name in ("band", "label", "parent", "method")}
        extra["sign"] = self._given(address_of(code, "sign"), answer.sign, place.node.sign)
        extra |= {"own": dict(answer.own), "level4": levels[3]}
        flags = {name: getattr(answer, name) for name in ("dropped", "not_applicable")}
        return told | {name: value for name, value in (extra | flags).items() if value}

    def _given(self, address: str, entered: str, given: str) -> str:
        """Return what was entered, else what the form or a formula gives."""
        if entered:
            return entered
        cell = self.assessed.evaluated.computed.get(address)
        given = given or (shown_amount(cell.value) if cell and cell.value.is_number else "")
        if given:
            self.computed.append(address)
        return given

    def total(self) -> str:
        score = self.assessed.evaluated.score
        derived = "" if score.total is None else score.shown
        return self._derived("total", self.assessed.answers.total, derived)

    def grade(self) -> str:
        derived = self.assessed.evaluated.score.grade
        return self._derived("grade", self.assessed.answers.grade, derived)

    def _derived(self, address: str, entered: str, derived: str) -> str:
        if not entered and derived:
            self.computed.append(address)
        return entered or derived


def shown_amount(value: Value) -> str:
    """Return a computed number as it is written into files: at most 4 decimals."""
    return format_points(round_half_up(value.number, 4))


def _amount(amount) -> str:
    return "" if amount is None else format_points(round_half_up(amount, 4))
