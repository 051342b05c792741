"""The cells of the indicator table: of each indicator, and of what is scored at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from selfeval.engine.addresses import address_of
from selfeval.engine.cells import FormCell
from selfeval.engine.scoring_types import Indicator, Method
from selfeval.engine.tree import Placed, Unit
from selfeval.engine.types import SIGNS, IndicatorBlock, Kind
from selfeval.engine.wording import words_for


@dataclass(frozen=True, slots=True)
class TreeCells:
    """The indicator table of a block over a report. given: the form's nodes by code. units: what
    is scored, by code. asks_reasons: each indicator has its own reason, since none is scored."""

    block: IndicatorBlock
    section: str
    given: Mapping[str, Indicator]
    units: Mapping[str, Unit]
    asks_reasons: bool
    year: int

    def cells(self, nodes: Sequence[Placed]) -> Iterator[FormCell]:
        for place in nodes:
            if place.dropped:
                continue
            label = f"“{words_for(place.node.label, self.year)}”"
            if place.is_leaf:
                yield from self._leaf(place, label)
            unit = self.units.get(place.code)
            if unit is not None and ("score" in self.block.names or "weight" in self.block.names):
                yield from self._scored(unit, label)

    def _leaf(self, place: Placed, label: str) -> Iterator[FormCell]:
        if place.node.method is not Method.EXECUTION:
            yield from self._target(place, label)
            yield from self._outcome(place, label)
        if place.node.beside:
            return  # it stands in a table, which has none of these columns
        for column in self.block.columns:
            if column.is_own:
                head = words_for(column.head, self.year)
                address = address_of(place.code, column.code)
                yield FormCell(address, f"{label}{head}", self.section, column.kind)
        if self.asks_reasons:
            yield self._reason(place.code, label)

    def _target(self, place: Placed, label: str) -> Iterator[FormCell]:
        node, code, names = place.node, place.code, self.block.names
        given = self.given.get(code)
        required = node.target_required and not node.target
        if "sign" in names:
            yield FormCell(
                address_of(code, "sign"),
                f"{label}指标性质",
                self.section,
                Kind.CHOICE,
                required=required and not (given and given.sign),
                choices=SIGNS,
                prefill="" if node.target else "last_year",
                fixed=given.sign if given else "",
            )
        if "target" in names:
            yield FormCell(
                address=address_of(code, "target"),
                label=f"{label}目标值",
                section=self.section,
                kind=Kind.MEASURED,
                unit=node.unit,
                required=required,
                formula=node.target_formula,
                own_year=True,
                prefill="" if node.target else "last_year",
                fixed=node.target,
            )
        if "unit" in names:
            yield FormCell(
                address_of(code, "unit"),
                f"{label}计量单位",
                self.section,
                prefill="" if node.target else "last_year",
                fixed=given.unit if given else "",
            )

    def _outcome(self, place: Placed, label: str) -> Iterator[FormCell]:
        node, code, names = place.node, place.code, self.block.names
        if "outcome" in names:
            yield FormCell(
                address=address_of(code, "outcome"),
                label=f"{label}完成值",
                section=self.section,
                kind=Kind.MEASURED,
                unit=node.unit,
                required=True,
                formula=node.outcome_formula,
                own_year=True,
            )
        has_band = "outcome" in names or "band" in names
        if has_band and node.method is Method.QUALITATIVE:
            bands = tuple(band.code for band in node.bands)
            address = address_of(code, "band")
            yield FormCell(address, f"{label}完成等次", self.section, Kind.CHOICE, choices=bands)

    def _scored(self, unit: Unit, label: str) -> Iterator[FormCell]:
        code = unit.code
        if unit.placed.node.weight is None:
            yield self._points(code, "weight", f"{label}分值", required=not unit.is_aside)
        if "score" in self.block.names:
            yield self._points(code, "score", f"{label}得分", required=not unit.is_aside)
            yield self._reason(code, label)

    def _points(self, code: str, aspect: str, label: str, *, required: bool) -> FormCell:
        address = address_of(code, aspect)
        return FormCell(address, label, self.section, Kind.NUMBER, unit="分", required=required)

    def _reason(self, code: str, label: str) -> FormCell:
        address = address_of(code, "reason")
        return FormCell(address, f"{label}偏差原因及改进措施", self.section, Kind.LONG_TEXT)
