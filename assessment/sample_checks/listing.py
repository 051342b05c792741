"""Sampled cells as pages and papers show them: as drawn, as found, as they stand today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessment.models import Result, SampledCell, SampleDraw, Year
from assessment.sample_checks import drawing
from assessment.sample_checks.effect import CheckEffect, effect_of_check
from assessment.sample_checks.population import cells_now
from assessment.scores.standing import standings_of

_HOW = SampledCell.Settlement


@dataclass(frozen=True, slots=True)
class CellLine:
    """cell with today's, None where its table has it no more; effect: of a difference."""

    cell: SampledCell
    today: Result | None
    effect: CheckEffect | None = None

    @property
    def state(self) -> str:
        cell = self.cell
        if not cell.is_checked:
            return "待核查"
        if cell.is_settled:
            return cell.get_settled_how_display()
        return "差异待处理" if self.is_unsettled else "一致"

    @property
    def look(self) -> str:
        """Return the colour of the state, as components/state_badge.html has them."""
        if not self.cell.is_checked:
            return "todo"
        return "bad" if self.is_unsettled else "done"

    @property
    def is_unsettled(self) -> bool:
        """Whether somebody has to settle it: another figure was found than was reported, or than
        stands today."""
        cell = self.cell
        if not cell.is_checked or cell.is_settled:
            return False
        return cell.differs or (self.today is not None and self.today.value != cell.found)

    @property
    def expected(self):
        """Return the figure that should stand."""
        cell = self.cell
        return cell.found if cell.settled_how == _HOW.ADOPTED else cell.reported

    @property
    def is_moved(self) -> bool:
        """Whether the cell was changed since it was drawn, otherwise than by the check."""
        return self.today is not None and self.today.value != self.expected

    @property
    def is_outdated(self) -> bool:
        """Whether the cell was changed after it was looked at and settled."""
        return self.cell.is_checked and not self.is_unsettled and self.is_moved

    @property
    def is_gone(self) -> bool:
        return self.today is None

    @property
    def is_waiting(self) -> bool:
        """Whether somebody has to look; what is in the table no more nobody can."""
        return not self.cell.is_checked and not self.is_gone

    @property
    def today_shown(self) -> str:
        return self.cell.shown(self.today.value if self.today else None)

    @property
    def moved_told(self) -> str:
        """Return in words how the cell was changed since, "" where it was not."""
        if self.is_gone:
            return "指标表重新导入过，这一格已不存在"
        since = "采用后" if self.cell.settled_how == _HOW.ADOPTED else "抽取后"
        return f"{since}又改动，现为 {self.today_shown}" if self.is_moved else ""

    @property
    def cost_told(self) -> str:
        """Return the points that the difference costs, "—" where nothing differs."""
        return self.effect.cost_told if self.effect else "—"


@dataclass(frozen=True, slots=True)
class CityLine:
    """A city's part of a sample in figures."""

    city_key: str
    city_name: str
    cells: int
    checked: int
    waiting: int
    differing: int
    unsettled: int
    moved: int

    @property
    def is_done(self) -> bool:
        return not (self.waiting or self.unsettled)


def lines_of(cells: Iterable[SampledCell], year: Year, *, scored: bool = True) -> list[CellLine]:
    """Return the lines of sampled cells. Needs with_all. One query; eight more where a
    difference waits and scored is asked for: what it costs is reckoned as things stand."""
    cells = list(cells)
    today = cells_now(cells)
    lines = [CellLine(cell, today.get(cell.pk), CheckEffect.of(cell.effect)) for cell in cells]
    if not (scored and any(line.is_unsettled for line in lines)):
        return lines
    standings = standings_of(year)
    return [
        CellLine(line.cell, line.today, effect_of_check(standings, line.cell))
        if line.is_unsettled
        else line
        for line in lines
    ]


def cities_of(lines: Iterable[CellLine]) -> list[CityLine]:
    """Return the cities of a sample, in the order of the lines. No query."""
    held: dict[int, list[CellLine]] = {}
    for line in lines:
        held.setdefault(line.cell.city_id, []).append(line)
    return [
        CityLine(
            city_key=own[0].cell.city.key,
            city_name=own[0].cell.city_name,
            cells=len(own),
            checked=sum(line.cell.is_checked for line in own),
            waiting=sum(line.is_waiting for line in own),
            differing=sum(line.cell.differs for line in own),
            unsettled=sum(line.is_unsettled for line in own),
            moved=sum(line.is_moved or line.is_gone for line in own),
        )
        for own in held.values()
    ]


def totals_of(cities: Iterable[CityLine]) -> Mapping[str, int]:
    names = ("cells", "checked", "differing", "unsettled", "moved")
    cities = list(cities)
    return {name: sum(getattr(city, name) for city in cities) for name in names}


def is_proven(draw: SampleDraw) -> bool:
    """Whether drawing again under the kept seed over the kept cells gives the sample. Needs its
    cells; no other query."""
    frame = draw.cells_that_might
    again = drawing.draw(frame, seed=draw.seed, size=draw.wanted, is_weighted=draw.is_weighted)
    kept = {
        (cell.city.key, cell.code)
        for cell in draw.cells.select_related("city")
        if not cell.is_picked
    }
    same = kept == {(cell.city, cell.code) for cell in again}
    return same and drawing.frame_digest(frame) == draw.frame_digest
