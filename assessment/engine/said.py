"""What effect and basis of a rule are called outside: in the exported .json, in labelled tables."""

from collections.abc import Collection, Iterable

from assessment.engine.bases import BASES
from assessment.engine.types import Band, Basis, Effect, MeasureKind, RuleKind


def effect_said(kind: RuleKind, bands: Iterable[Band]) -> str:
    """Return the effect: a band of what is given that gives nothing is 不得分, a score that is
    set."""
    is_nothing = kind is RuleKind.TIER_AWARD and not any(band.points for band in bands)
    return Effect.SET.value if is_nothing else kind.effect.value


def basis_said(kind: RuleKind, measured: Collection[MeasureKind]) -> str:
    """Return the basis: what is given for each time (被采用1篇, 受表彰1次) is an occurrence, as
    what is taken; what is given for each of a quantity (每完成1个) is that."""
    if kind.basis is Basis.QUANTITY_DONE and MeasureKind.COUNT in measured:
        return Basis.OCCURRENCE.value
    return BASES[kind.basis].exported or kind.basis.value
