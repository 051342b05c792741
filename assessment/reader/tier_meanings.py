"""What the clauses of tier_patterns.py mean."""

from assessment.reader.growing import growing, growing_row
from assessment.reader.meanings import Resolver
from assessment.reader.rule_patterns import Yields
from assessment.reader.tiers import tiers_if

TIER_RESOLVERS: dict[Yields, Resolver] = {
    Yields.TIERS_IF: tiers_if,
    Yields.GROWING: growing,
    Yields.GROWING_ROW: growing_row,
}
