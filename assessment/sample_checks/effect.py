"""What a figure that was found does to the scores: the year scored before and after."""

from dataclasses import dataclass
from decimal import Decimal

from assessment.models import SampledCell
from assessment.objections.effect import effect_of
from assessment.scores.standing import Standings
from lib.rounding import format_fixed

Pair = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class CheckEffect:
    """Scores and rank before and after the found figure stands in the place of today's."""

    item: Pair
    total: Pair
    rank: tuple[int, int]

    @property
    def cost(self) -> Decimal:
        """Return the points that the city loses of its total, negative where it gains."""
        return self.total[0] - self.total[1]

    @property
    def kept(self) -> dict:
        """Return it as it is stored with a settled difference."""
        return {
            "item": [str(score) for score in self.item],
            "total": [str(score) for score in self.total],
            "rank": list(self.rank),
        }

    @classmethod
    def of(cls, kept: dict) -> "CheckEffect | None":
        if not kept:
            return None
        item, total = (
            (Decimal(kept[name][0]), Decimal(kept[name][1])) for name in ("item", "total")
        )
        return cls(item, total, (kept["rank"][0], kept["rank"][1]))

    @property
    def cost_told(self) -> str:
        """Return what it costs in words: «−0.50», «+0.50», «0.00»."""
        if not self.cost:
            return "0.00"
        return f"{'−' if self.cost > 0 else '+'}{format_fixed(abs(self.cost))}"

    @property
    def total_told(self) -> str:
        return f"{format_fixed(self.total[0])} → {format_fixed(self.total[1])}"


def effect_of_check(standings: Standings, cell: SampledCell) -> CheckEffect | None:
    """Return what the found figure does; None where the table has the measure no more, or
    nothing was found yet. No query."""
    if cell.found is None:
        return None
    try:
        made = effect_of(
            standings, city=cell.city.key, subject=cell.code, values={cell.code: cell.found}
        )
        before, after = made.subject_before.score.score, made.subject_after.score.score
    except LookupError:
        return None
    own = made.own
    assert own.before is not None  # noqa: S101 -- both standings are of the same cities
    return CheckEffect(
        (before, after), (own.before.total, own.city.total), (own.before.rank, own.city.rank)
    )
