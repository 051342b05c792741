"""The counties' sum beside an office's cell: how it stands to what is recorded. No query."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessment.collection.counties import CountySum
from assessment.loading import LoadedMeasure
from assessment.models import CountySource
from lib.rounding import format_figure
from lib.site_words import said


@dataclass(frozen=True, slots=True)
class CountyBeside:
    """The counties' sum beside a cell. state: «taken» (it is the value), «changed» (it was
    taken over, and is another now), «refused» (of another unit …) or «open»."""

    shown: str
    state: str
    title: str

    @property
    def sign(self) -> str:
        return {"taken": "✓", "changed": "已变", "refused": "不能采用"}.get(self.state, "")


def counties_of(table, measures: Iterable[LoadedMeasure], sums, *, sources) -> dict:
    """Return what stands beside the row's cells, by result."""
    found = {}
    for measure in measures:
        if (own := sums.get((table.city_id, measure.key))) is not None:
            result_id = measure.record.result_id
            found[result_id] = county_beside(own, measure, sources.get(result_id))
    return found


def county_beside(
    found: CountySum, measure: LoadedMeasure, source: CountySource | None
) -> CountyBeside:
    """Return how a sum stands to the cell. source: what was taken over and still is its value."""
    why = found.why_not(measure.engine.kind, measure.engine.unit)
    if source is not None and found.total != source.total:
        was = format_figure(source.total)
        return CountyBeside(
            found.shown, "changed", said(f"采用时县级合计为 {was}，现为 {found.shown}")
        )
    if why:
        return CountyBeside(found.shown, "refused", why)
    if source is not None:
        return CountyBeside(found.shown, "taken", source.told)
    missing = f"，{found.lacking}未报" if found.missing else ""
    return CountyBeside(found.shown, "open", f"{found.told}{missing}；点开可采用")
