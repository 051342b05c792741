"""Rules on the lights that a measure had in the rounds of a year."""

import copy
from decimal import Decimal

import pytest

from assessment.engine.explain import arithmetic, describe_rule
from assessment.engine.results import Line
from assessment.engine.scheme import TABLE_KINDS
from assessment.engine.snapshot.canonical import WrongSnapshot, sealed, written
from assessment.engine.snapshot.nouns import told_lights
from assessment.engine.snapshot.recomputing import checked, recompute, recomputed, rescored
from assessment.engine.snapshot.shape import format_version_of
from assessment.engine.types import (
    LIGHT_KINDS,
    Component,
    Fact,
    FactStatus,
    Light,
    Lit,
    Policy,
    Rule,
    RuleKind,
    Section,
    Table,
)
from tests.engine.build import NOT_APPLICABLE, D, make_item, make_measure, make_rule, one_line
from tests.engine.frozen import make_snapshot

RED, YELLOW = LIGHT_KINDS
MEASURE = make_measure("a", target="100")
LIGHTS = (
    Lit(Light.RED, "第1次调度（截至 2017-03-31，达序时的 50%）"),
    Lit(Light.YELLOW, "第2次调度（截至 2017-06-30，达序时的 90%）"),
    Lit(Light.RED, "第3次调度（截至 2017-09-30，达序时的 60.5%）"),
    Lit(Light.GREEN, "第4次调度（截至 2017-11-30，达序时的 101%）"),
)


def lit(*lights: Lit, value: int = 100) -> Fact:
    return Fact(FactStatus.RECORDED, Decimal(value), lights=lights)


def line_of(rule: Rule, fact: Fact | None) -> Line:
    return one_line(rule, [MEASURE], [fact], Policy())


@pytest.mark.parametrize(
    ("kind", "cap", "lost", "told"),
    [
        (
            RED,
            None,
            "1",
            "第1次调度（截至 2017-03-31，达序时的 50%）、"
            "第3次调度（截至 2017-09-30，达序时的 60.5%）红灯 → 2 次 × 0.5 = 1",
        ),
        (
            RED,
            "0.8",
            "0.8",
            "第1次调度（截至 2017-03-31，达序时的 50%）、"
            "第3次调度（截至 2017-09-30，达序时的 60.5%）红灯 → 2 次 × 0.5 = 1"
            "，最多扣 0.8 分，扣 0.8",
        ),
        (YELLOW, None, "0.5", "第2次调度（截至 2017-06-30，达序时的 90%）黄灯 → 扣 0.5"),
    ],
)
def test_each_light_of_its_colour_costs_and_is_named(kind, cap, lost, told) -> None:
    line = line_of(make_rule(kind, deduction="0.5", cap=cap), lit(*LIGHTS))

    assert (line.deduction, arithmetic(line)) == (D(lost), told)


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        (lit(*LIGHTS[1:2]), "没有红灯，不扣分"),
        (lit(), "没有红灯，不扣分"),
        (None, "未录入，暂不扣分"),
        (Fact(FactStatus.NOT_RECORDED, lights=LIGHTS), "未录入，暂不扣分"),
        (NOT_APPLICABLE, "不适用，不扣分"),
    ],
)
def test_what_has_no_such_light_or_no_figure_yet_loses_nothing(fact, told) -> None:
    line = line_of(make_rule(RED, deduction="0.5"), fact)

    assert (line.deduction, arithmetic(line)) == (0, told)


def test_rule_is_told_in_short() -> None:
    rules = [make_rule(kind, deduction="0.5", cap="1") for kind in LIGHT_KINDS]

    assert [describe_rule(rule, [MEASURE]) for rule in rules] == [
        "调度中每次亮红灯扣 0.5 分，最多扣 1 分",
        "调度中每次亮黄灯扣 0.5 分，最多扣 1 分",
    ]


def test_tables_words_have_every_kind_but_those_of_lights() -> None:
    assert set(RuleKind) - set(TABLE_KINDS) == set(LIGHT_KINDS)


# --- In a frozen year -----------------------------------------------------------------------------


@pytest.fixture
def frozen() -> dict:
    """A year of one unit, one measure, with a rule on its red lights."""
    component = Component(D(10), (MEASURE,), (make_rule(RED, deduction="0.5"),))
    table = Table("某市", (Section("一", D(10), (make_item("10", component),)),))
    return make_snapshot([(table, {"a": D(100)})])


def with_lights(told: dict, lights: list) -> dict:
    told = copy.deepcopy(told)
    [component] = told["units"][0]["sections"][0]["items"][0]["components"]
    component["measures"][0]["lights"] = lights
    return {**told, "format_version": format_version_of(told)}


def test_a_year_whose_lights_cost_nothing_tells_none(frozen) -> None:
    assert told_lights(()) == {}
    assert "lights" not in written(frozen).decode()
    assert frozen["scores"][0]["total"] == "10"


def test_lights_come_out_of_a_snapshot_as_they_went_in(frozen) -> None:
    told = with_lights(frozen, told_lights(LIGHTS)["lights"])
    snapshot = sealed({**told, "scores": rescored(told)})

    assert snapshot["scores"][0]["total"] == "9"
    assert recompute(checked(written(snapshot))) == []
    assert written(recomputed(snapshot)) == written(snapshot)


@pytest.mark.parametrize(
    ("lights", "wrong"),
    [
        ([{"light": "blue", "told": "第1次调度"}], "green、yellow、red之一"),
        ([{"light": "red"}], "缺少“.*lights.0..told”"),
        ("red", "应为列表"),
    ],
)
def test_what_is_no_light_is_refused(frozen, lights, wrong) -> None:
    told = with_lights(frozen, lights)

    with pytest.raises(WrongSnapshot, match=wrong):
        checked(written(sealed(told)))


def test_other_keys_are_still_too_much(frozen) -> None:
    told = copy.deepcopy(frozen)
    told["units"][0]["light"] = []

    with pytest.raises(WrongSnapshot, match="多出“units.0..light”"):
        checked(written(sealed(told)))


def test_a_light_is_called_by_its_colour_and_what_it_means() -> None:
    assert [f"{light.word}灯，{light.meaning}" for light in Light] == [
        "绿灯，达到序时", "黄灯，滞后", "红灯，严重滞后",
    ]  # fmt: skip
