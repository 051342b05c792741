"""What is written into a round: figures cell by cell, and those that were recorded anyway.

Each action locks the round, as closing it does.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import timezone

from assessment.collection.aside import FigureEntry, figure_told, put_figure
from assessment.loading import LoadedItem, LoadedMeasure, LoadedTable
from assessment.models import Item, Result, Round, RoundFigure
from assessment.permissions import ItemOffices
from assessment.rounds import permissions
from assessment.rounds.reading import Cell, cells_of, read_items, read_round, tables_of_round
from assessment.self_check.places import places_of_item
from cities.permissions import persona_of
from trust import log
from trust.refusals import Refused
from trust.touched import bulk_create_with_history, bulk_update_with_history
from trust.versions import still_there

GONE = "要填的单元格已不存在，请刷新页面后重试；本次未保存任何内容。"
PRESENT = "当前填报值"
AT_CLOSE = "结束时取自当前填报值"
WRITTEN = (
    "value", "ticked", "remark", "source", "is_late", "recorded_by", "recorded_as", "recorded_at",
    "version",
)  # fmt: skip


class RoundConflict(Exception):  # noqa: N818 -- named for what happened
    """A colleague wrote the cell first. current: as it stands."""

    def __init__(self, current: LoadedMeasure):
        self.current = current
        super().__init__(f"{current.name} 已被他人修改")


def locked_round(pk: int) -> Round:
    """Return a round, locked, with its year. Raises Refused where it was taken away."""
    rows = Round.objects.select_for_update(of=("self",), no_key=True).select_related("year")
    return still_there(rows, pk)


@log.acting()
def write_round_figures(
    *, held: Round, entries: Sequence[FigureEntry], day: date, user, actor: log.Actor
) -> None:
    """Write cells of a round, all or none. Raises Refused or RoundConflict.

    day: on which it arrived. Twelve queries and four a cell.
    """
    held = locked_round(held.pk)
    permissions.check(permissions.why_not_report(user, held, day))
    cells = _RoundCells(held, entries, day=day)
    cells.check_own(user)
    for entry in entries:
        cells.write(entry, user=user, actor=actor)


@log.acting()
def take_present(*, held: Round, day: date, user, actor: log.Actor) -> int:
    """Let what this person's offices recorded so far be the round's figure, where it has none;
    return how many. Raises Refused."""
    held = locked_round(held.pk)
    permissions.check(permissions.why_not_report(user, held, day))
    own = persona_of(user).office_ids
    taken = _take(
        held, lambda item: bool(own & set(item.office_ids)), source=PRESENT, user=user, actor=actor
    )
    log.write(actor, "以当前填报值作为调度数", held, after={"格数": taken})
    return taken


def take_present_of_all(held: Round, *, user, actor: log.Actor) -> int:
    """Do the same for every office in a locked round that is being closed; logs nothing."""
    return _take(held, lambda item: True, source=AT_CLOSE, user=user, actor=actor)


def to_take(held: Round, own: frozenset[int] | None) -> list[tuple[LoadedTable, LoadedItem, int]]:
    """Return how many cells of which items would be taken: recorded, and without a figure of the
    round. own: the offices; None: all. Seven queries."""
    read = read_round(held, tables_of_round(held))
    return [
        (table, item, count)
        for table, item, pairs in _to_take(read.now, cells_of(read.tables), own)
        if (count := len(pairs))
    ]


def _to_take(now: Iterable[LoadedTable], there: dict, own: frozenset[int] | None):
    """Yield table, item and (place, measure as recorded) of cells that can be taken."""
    for table in now:
        for item in table.items:
            if own is not None and not own & set(item.office_ids):
                continue
            pairs = [
                (place, measure)
                for place, measure in places_of_item(item)
                if measure.record.value is not None
                and there[table.city_id, place].record.value is None
            ]
            yield table, item, pairs


def _take(held: Round, is_meant, *, source: str, user, actor: log.Actor) -> int:
    read = read_round(held, tables_of_round(held))
    known = {(f.city_id, f.place): f for f in held.figures.all()}
    new, again = [], []
    for table, item, pairs in _to_take(read.now, cells_of(read.tables), None):
        for place, measure in pairs if is_meant(item) else ():
            row = known.get((table.city_id, place))
            figure = row or _figure(held, (table.city_id, place))
            figure.value, figure.ticked = measure.record.value, list(measure.record.ticked)
            # What is taken at the close was nobody's report: neither late nor in time.
            figure.is_late = source == PRESENT and held.is_late(timezone.localdate())
            _stamp(figure, source, user=user, actor=actor)
            (again if row else new).append(figure)
    bulk_create_with_history(new, RoundFigure, default_user=user)
    bulk_update_with_history(again, RoundFigure, list(WRITTEN), default_user=user)
    return len(new) + len(again)


class _RoundCells:
    """The cells of a locked round that are written, each found where it belongs."""

    def __init__(self, held: Round, entries: Sequence[FigureEntry], *, day: date):
        self.round, self.day = held, day
        self.asked = asked = {entry.result_id for entry in entries}
        self.offices = ItemOffices.of_cells(asked)
        own = Result.objects.filter(pk__in=asked).values("measure__component__item")
        items = Item.objects.filter(pk__in=own, section__table__year=held.year_id)
        read = read_items(held, items)
        self.cells = read.cells
        if asked - self.cells.keys():
            raise Refused(GONE)
        self.where: dict[int, Cell] = {
            m.record.result_id: cell for cell, m in cells_of(read.tables).items()
        }
        cities = {self.where[pk][0] for pk in asked}
        rows = held.figures.filter(city__in=cities)
        self.rows = {(f.city_id, f.place): f for f in rows}

    def check_own(self, user) -> None:
        """Raise Refused where one of them is none of this person's."""
        pks = {self.cells[pk][1].pk for pk in self.asked}
        for item in Item.objects.filter(pk__in=pks).select_related("section__table"):
            permissions.check_own(user, item, self.offices)

    def label(self, result_id: int) -> str:
        """Return how the log names a cell."""
        table, item, measure = self.cells[result_id]
        return f"{self.round} {table.city} {item.name} · {measure.name}"

    def write(self, entry: FigureEntry, *, user, actor: log.Actor) -> None:
        """Raises Refused, or RoundConflict where another was first."""
        _, _, measure = self.cells[entry.result_id]
        figure = self.rows.get(self.where[entry.result_id])
        figure = figure or _figure(self.round, self.where[entry.result_id])
        if entry.version is not None and entry.version != figure.version:
            raise RoundConflict(measure)
        bounds = measure.bounds
        if entry.says_value and bounds and (why := bounds.why_not(entry.value)):
            raise Refused(f"{self.label(entry.result_id)}：{why}。没有保存。")
        before = figure_told(figure, measure, "调度数")
        put_figure(figure, entry, measure)
        after = figure_told(figure, measure, "调度数")
        if after == before:
            return
        figure.is_late = self.round.is_late(self.day)
        _stamp(figure, entry.source, user=user, actor=actor)
        figure._history_user = user
        figure.save()
        self.rows[self.where[entry.result_id]] = figure
        source = {"来源": entry.source} if entry.source else {}
        late = {"报送": "逾期"} if figure.is_late else {}
        label = self.label(entry.result_id)
        log.write(
            actor, "填报调度数", figure, label=label, before=before, after=after | source | late
        )


def _figure(held: Round, cell: Cell) -> RoundFigure:
    city, (item, component, name, kind, nth) = cell
    return RoundFigure(
        round=held,
        city_id=city,
        item_name=item,
        component=component,
        name=name,
        kind=kind,
        nth=nth,
    )


def _stamp(figure: RoundFigure, source: str, *, user, actor: log.Actor) -> None:
    figure.source = source[:120]
    figure.recorded_by, figure.recorded_as = user, actor.standing[:80]
    figure.recorded_at = timezone.now()
    figure.version += 1
