"""Figures typed in a recording grid that are no results: a city's own, those of a round."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from assessment.collection.values import as_shown
from assessment.loading import LoadedMeasure
from trust.refusals import Refused


@dataclass(frozen=True, slots=True)
class FigureEntry:
    """One cell to write. version: what the writer saw; None accepts any. says_value: whether the
    value is written; ticked, remark None: leave as they are. source: where it comes from."""

    result_id: int
    version: int | None
    value: Decimal | None = None
    says_value: bool = True
    ticked: tuple[str, ...] | None = None
    remark: str | None = None
    source: str = ""


class AsideFigure(Protocol):
    value: Decimal | None
    ticked: list[str]
    remark: str


def put_figure(figure: AsideFigure, entry: FigureEntry, measure: LoadedMeasure) -> None:
    """Set what the entry says; ticked places count themselves. Raises Refused."""
    if entry.remark is not None:
        figure.remark = entry.remark
    if not entry.says_value:
        return
    figure.value = entry.value
    if entry.ticked and measure.places:
        if unknown := set(entry.ticked) - set(measure.places):
            told = "、".join(sorted(unknown))
            raise Refused(f"“{told}”不在本项列名对象之内，请刷新页面后重新勾选。")
        figure.ticked = [place for place in measure.places if place in entry.ticked]
        figure.value = Decimal(len(figure.ticked))
    elif entry.ticked is not None or figure.value != len(figure.ticked):
        figure.ticked = []  # none was ticked, or the number was typed over the ticks


def figure_told(figure: AsideFigure, measure: LoadedMeasure, name: str) -> dict[str, object]:
    """Return a figure as the log tells it. name: what it is called there."""
    told: dict[str, object] = {name: as_shown(figure.value, measure.engine.kind)}
    if measure.places:
        told["已完成"] = list(figure.ticked)
    if figure.remark:
        told["备注"] = figure.remark
    return told
