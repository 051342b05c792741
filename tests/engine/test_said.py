"""What outsiders read of a rule: its effect and basis in the words of labelled tables."""

import pytest

from assessment.engine.said import basis_said, effect_said
from assessment.engine.types import MeasureKind, RuleKind
from tests.engine.build import make_band


@pytest.mark.parametrize(
    ("kind", "points", "said"),
    [
        (RuleKind.TIER_AWARD, ("10", "0"), "award"),
        (RuleKind.TIER_AWARD, ("0",), "set"),
        (RuleKind.TIER_DEDUCT, ("0",), "deduct"),
        (RuleKind.NOT_DONE, (), "deduct"),
        (RuleKind.SET_COMPONENT, (), "set"),
        (RuleKind.JUDGED_BONUS, (), "bonus"),
    ],
)
def test_a_band_that_gives_nothing_sets_the_score(kind, points, said):
    bands = [make_band(f"[{at},{at})", each) for at, each in enumerate(points)]
    assert effect_said(kind, bands) == said


@pytest.mark.parametrize(
    ("kind", "measured", "said"),
    [
        (RuleKind.AWARD_EACH, MeasureKind.COUNT, "occurrence"),
        (RuleKind.BONUS_EACH, MeasureKind.COUNT, "occurrence"),
        (RuleKind.AWARD_EACH, MeasureKind.QUANTITY, "quantity_done"),
        (RuleKind.AWARD_SHARE, MeasureKind.QUANTITY, "share_done"),
        (RuleKind.PER_OCCURRENCE, MeasureKind.COUNT, "occurrence"),
        (RuleKind.SET_UNLESS, MeasureKind.YES_NO, "once"),
        (RuleKind.JUDGED_BONUS, MeasureKind.QUANTITY, "judged"),
    ],
)
def test_what_is_given_each_time_is_an_occurrence(kind, measured, said):
    assert basis_said(kind, [measured]) == said
