"""What a sample is drawn from: every cell of the year with a recorded figure."""

from collections.abc import Iterable

from django.db.models import Q

from assessment.models import Result, SampledCell, SampleDraw, Year
from assessment.sample_checks.drawing import LEAST_WEIGHT, FrameCell

_ITEM = "measure__component__item"
_TABLE = f"{_ITEM}__section__table"


def recorded_cells(year: Year):
    """Return the cells that may be drawn, with all that a sampled cell keeps of them; in the
    order of cities and of the tables. One query, another for the offices."""
    rows = Result.objects.recorded().filter(
        **{f"{_TABLE}__year": year, f"{_TABLE}__issued_at__isnull": False}
    )
    related = rows.select_related(f"{_TABLE}__city", f"{_ITEM}__indicator", "recorded_by")
    order = (f"{_TABLE}__city__key", f"{_ITEM}__section__order", f"{_ITEM}__order")
    return related.prefetch_related(f"{_ITEM}__offices").order_by(
        *order, "measure__component__number", "measure__order"
    )


def frame_of(cells: Iterable[Result]) -> list[FrameCell]:
    """Return the cells as the draw knows them, each weighed by its component's points. No
    query."""
    return [
        FrameCell(
            table_of(cell).city.key,
            cell.measure.code,
            max(cell.measure.component.points, LEAST_WEIGHT),
        )
        for cell in cells
    ]


def table_of(cell: Result):
    return cell.measure.component.item.section.table


def latest_draw(year: Year) -> SampleDraw | None:
    """Return the draw that holds. One query."""
    return SampleDraw.objects.filter(year=year).order_by("-number").first()


def cells_now(cells: Iterable[SampledCell]) -> dict[int, Result]:
    """Return the cells as they stand today, by the sampled cell's key; of those that are in the
    table no more, none. One query. Needs the draws loaded."""
    cells = list(cells)
    if not cells:
        return {}
    wanted = Q(
        **{
            f"{_TABLE}__year__in": {cell.draw.year_id for cell in cells},
            f"{_TABLE}__city__in": {cell.city_id for cell in cells},
            "measure__code__in": {cell.code for cell in cells},
        }
    )
    rows = Result.objects.filter(wanted).select_related(
        f"{_TABLE}", "measure__component__item", "recorded_by"
    )
    held = {(table_of(row).city_id, row.measure.code): row for row in rows}
    found = {cell.pk: held.get((cell.city_id, cell.code)) for cell in cells}
    return {pk: row for pk, row in found.items() if row is not None}
