"""The scheme: what a kind of rule is made of, and that nothing in it is left out."""

import pytest

from assessment.engine.bases import BASES
from assessment.engine.effects import EFFECTS
from assessment.engine.scheme import KINDS
from assessment.engine.types import Basis, Effect, MeasureKind, RuleKind
from tests.engine.build import make_measure


def test_every_basis_effect_and_kind_has_its_row():
    assert (set(BASES), set(EFFECTS), set(KINDS)) == (set(Basis), set(Effect), set(RuleKind))


@pytest.mark.parametrize("rows", [BASES, KINDS])
def test_no_word_means_two_things(rows):
    assert len({row.word for row in rows.values()}) == len(rows)


def test_rules_of_2017_are_combinations_that_keep_their_names():
    assert [(kind.value, kind.basis.value, kind.effect.value) for kind in RuleKind][:6] == [
        ("shortfall_share", "share_short", "deduct"),
        ("shortfall_unit", "quantity_short", "deduct"),
        ("not_done", "once", "deduct"),
        ("below_bar", "once", "deduct"),
        ("per_occurrence", "occurrence", "deduct"),
        ("rate_below", "rate_short", "deduct"),
    ]


@pytest.mark.parametrize(
    ("basis", "measure_unit", "unit"),
    [
        (Basis.SHARE_SHORT, "亩", "%"),
        (Basis.QUANTITY_SHORT, "个村", "个村"),
        (Basis.RATE_SHORT, "%", "个百分点"),
        (Basis.OCCURRENCE, "起", "起"),
        (Basis.OCCURRENCE, "", "次"),
        (Basis.ONCE, "", ""),
        (Basis.EXCESS, "人", "人"),
        (Basis.PERIOD, "个月", "个月"),
        (Basis.MONEY, "万元", "万元"),
    ],
)
def test_quantity_is_counted_in_its_unit(basis, measure_unit, unit):
    measure = make_measure("a", MeasureKind.QUANTITY, "6", measure_unit)

    assert BASES[basis].unit([measure]) == unit
