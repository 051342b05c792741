"""县级合计: what the counties submitted for an office's cell, and whether it can stand for it.

Nothing is converted: a sum of another unit than the measure's is refused. The sums come
from the other half of the product through a slot.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from assessment.engine.types import MeasureKind
from lib.rounding import format_figure
from lib.site_words import said
from lib.slots import Slot

SUMMED = (MeasureKind.QUANTITY, MeasureKind.COUNT)
MIXED = "多种单位"


@dataclass(frozen=True, slots=True)
class CountyFigure:
    """What one county submitted. value: None where its words are not a number."""

    county: str
    words: str
    value: Decimal | None
    unit: str
    submission: int
    receipt: str


@dataclass(frozen=True, slots=True)
class CountySum:
    """The counties' figures for one measure of a city. missing: (county, why). by_project: some
    of both are of a county's project, and are called by it too."""

    lines: tuple[CountyFigure, ...]
    missing: tuple[tuple[str, str], ...]
    by_project: bool = False

    @property
    def total(self) -> Decimal | None:
        """Return the sum of the numbers; None while no county has submitted one."""
        values = [line.value for line in self.lines if line.value is not None]
        return sum(values, Decimal(0)) if values else None

    @property
    def unit(self) -> str:
        units = {line.unit for line in self.lines}
        return units.pop() if len(units) == 1 else MIXED if units else ""

    @property
    def shown(self) -> str:
        return "—" if self.total is None else format_figure(self.total)

    @property
    def lacking(self) -> str:
        """Return how many are not in the sum: «2 个县市区»; nothing if all are."""
        noun = "份报告" if self.by_project else said("个县市区")
        return f"{len(self.missing)} {noun}" if self.missing else ""

    @property
    def told(self) -> str:
        """Return the breakdown: «望城区 500 + 长沙县 320»."""
        counted = [line for line in self.lines if line.value is not None]
        return " + ".join(f"{line.county} {format_figure(line.value)}" for line in counted)

    @property
    def parts(self) -> list[dict]:
        """Return what is kept as evidence of a sum that was taken over."""
        return [
            {
                "county": line.county,
                "words": line.words,
                "unit": line.unit,
                "submission": line.submission,
                "receipt": line.receipt,
            }
            for line in self.lines
        ]

    def why_not(self, kind: MeasureKind, unit: str) -> str:
        """Return why the sum cannot stand for a measure of this kind and unit, or nothing."""
        if kind not in SUMMED:
            return "这一项不是数量，不能由各县数据相加得出。"
        wrong = [line for line in self.lines if line.value is None]
        if wrong:
            return f"{wrong[0].county}填的是“{wrong[0].words}”，不是数字，不能合计；请先请其更正。"
        if self.total is None:
            return said("还没有县市区提交，没有可以采用的数据。")
        if self.unit != unit:
            ours = unit or "（无单位）"
            return (
                said("单位不一致：县级自评为")
                + f"“{self.unit}”，本项为“{ours}”，不能采用；请核对后手工录入。"
            )
        return ""


SumKey = tuple[int, str]  # city, measure key

#: (year, measure keys, cities) -> the sums of the measures that counties report, two queries.
county_sums: Slot[[int, Collection[str], Collection[int]], Mapping[SumKey, CountySum]] = Slot(
    "what the counties submitted for measures of cities"
)


def sum_for(year: int, key: str, city_id: int) -> CountySum | None:
    """Return one measure's sum; None where no form of the year is tied to it. Two queries."""
    return county_sums(year, [key], [city_id]).get((city_id, key))
