"""What each rule of an item cost: the points that were lost, shared out to the rules. No query."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from assessment.engine.bands import band_of
from assessment.engine.bases import BASES
from assessment.engine.explain import describe_rule
from assessment.engine.results import ComponentScore, ItemScore, Line
from assessment.engine.types import Basis, Effect
from assessment.loading import LoadedItem

ZERO = Decimal(0)


def costs_of_rules(item: LoadedItem, score: ItemScore) -> dict[str, Decimal]:
    """Return what each rule cost, by its words: «油茶等 5 项：每少 10% 扣 0.8 分»; of bands the
    one that the figure stands in.

    What a cap or the item's 0 leaves is shared in proportion; where a rule made the score, it
    cost all of it. Points that wait to be earned are no rule's.
    """
    names = {measure.code: measure.short for measure in item.measures}
    lost = score.lost
    if score.set_by is not None:
        return {_told(score.set_by, names): lost} if lost > 0 else {}
    found: dict[str, Decimal] = {}
    kept = min(Decimal(1), lost / score.deduction) if score.deduction > 0 else ZERO
    for component in score.components:
        for line, cost in _shared(component):
            if cost > 0 and kept > 0:
                told = _told(line, names)
                found[told] = found.get(told, ZERO) + cost * kept
    return found


def _shared(score: ComponentScore) -> Iterator[tuple[Line, Decimal]]:
    if score.set_by is not None:
        yield score.set_by, score.deduction
        return
    weights = [(line, _weight(line, score)) for line in score.costing]
    whole = sum((weight for _, weight in weights), ZERO)
    for line, weight in weights:
        if whole > 0:
            yield line, score.deduction * weight / whole


def _weight(line: Line, score: ComponentScore) -> Decimal:
    """Return what a line takes, or of what it could have given what it did not."""
    if line.rule.kind.effect is not Effect.AWARD:
        return line.deduction
    rule, points = line.rule, score.component.points
    if BASES[rule.kind.basis].has_bands:
        most = max(band.points for band in rule.bands)
    elif rule.kind.basis in (Basis.ONCE, Basis.BASE, Basis.SHARE_DONE):
        most = rule.deduction
    else:
        most = points
    return max(min(most, points) - line.earned, ZERO)


def _told(line: Line, names: Mapping[str, str]) -> str:
    return f"{_subject([names[code] for code in line.rule.measures])}：{_in_words(line)}"


def _in_words(line: Line) -> str:
    rule, value = line.rule, line.values[0]
    if not BASES[rule.kind.basis].has_bands or value is None:
        return describe_rule(rule, line.measures)
    band = band_of(rule.bands, value)
    if band is None:
        return "不在各档之内，不得分"
    return describe_rule(replace(rule, bands=(band,)), line.measures)


def _subject(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]}等 {len(names)} 项"
