"""What of two snapshots differs, and whether a correction of one figure may have made it."""

import copy
from typing import Any

import pytest

from assessment.engine.snapshot.comparing import (
    content_differences,
    decision_of,
    is_written_by_correction,
    record_of,
    rule_of,
)
from assessment.engine.types import (
    Component,
    Item,
    Measure,
    MeasureKind,
    Rule,
    RuleKind,
    Section,
    Table,
)
from tests.engine.build import D
from tests.engine.frozen import make_snapshot

ITEM = ("units", 1, "sections", 0, "items", 0)
RULE = (*ITEM, "components", 0, "rules", 0)
RECORD = (*ITEM, "components", 0, "measures", 0, "record")


def table_of(city: str) -> Table:
    measure = Measure(f"{city}-1", "获证率", MeasureKind.RATE, "%", D("95"))
    rule = Rule(RuleKind.RATE_BELOW, (measure.code,), D("1"), D("0.5"), "每低1%扣0.5分")
    component = Component(D("5"), (measure,), (rule,))
    return Table(city, (Section("培训", D("5"), (Item("移民培训", D("5"), (component,)),)),))


@pytest.fixture
def before() -> dict[str, Any]:
    return make_snapshot([(table_of(city), {f"{city}-1": D("93")}) for city in ("长沙", "株洲")])


@pytest.fixture
def after(before: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(before)


def at(told: Any, path: tuple[str | int, ...]) -> Any:
    for key in path:
        told = told[key]
    return told


def test_snapshot_differs_in_nothing_from_another_of_the_same_year(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    after |= {"number": 2, "kind": "更正", "reason": "抄错", "checksum": "0" * 64, "scores": []}
    assert list(content_differences(before, after)) == []


def test_what_an_earlier_snapshot_could_not_say_is_no_difference(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    after["consequences"] = [{"grade": "优秀", "text": "通报表扬"}]
    assert list(content_differences(before, after)) == []
    assert [found.path for found in content_differences(after, before)] == [("consequences",)]


def test_difference_says_where_it_stands(before: dict[str, Any], after: dict[str, Any]) -> None:
    at(after, RECORD)["value"] = "96"

    [found] = content_differences(before, after)

    assert found.path == (*RECORD, "value")
    assert found.where == ("株洲", "培训", "移民培训", "获证率")
    assert (found.before, found.after) == ("93", "96")


def test_record_is_found_by_its_unit_and_code(before: dict[str, Any]) -> None:
    assert record_of(before, "B", "株洲-1") == RECORD
    for unit, code in (("A", "株洲-1"), ("B", "株洲-2")):
        with pytest.raises(LookupError):
            record_of(before, unit, code)


def test_decision_is_found_by_the_number_of_its_objection_and_its_stage(
    before: dict[str, Any],
) -> None:
    before["objections"] = [
        {"number": "2017-01", "decisions": [{"stage": 1}]},
        {"number": "2017-02", "decisions": [{"stage": 1}, {"stage": 2}]},
    ]
    assert decision_of(before, "2017-02", 2) == ("objections", 1, "decisions", 1)
    assert decision_of(before, "2017-01", 1) == ("objections", 0, "decisions", 0)
    for number, stage in (("2017-01", 2), ("2017-03", 1)):
        with pytest.raises(LookupError):
            decision_of(before, number, stage)


@pytest.mark.parametrize(
    ("key", "value", "is_its_own"),
    [
        ("value", "96", True), ("version", 9, True), ("ticked", ["甲"], True),
        ("recorded_as", "考核办", True), ("remark", "改了", False),
        ("evidence", [{"name": "a", "sha256": "0" * 64}], False),
    ],
)  # fmt: skip
def test_correction_writes_the_figure_and_who_wrote_it_and_nothing_beside(
    before: dict[str, Any], after: dict[str, Any], key: str, value: Any, is_its_own: bool
) -> None:
    at(after, RECORD)[key] = value

    [found] = content_differences(before, after)

    assert is_written_by_correction(found, RECORD) is is_its_own
    other = (*RECORD[:1], 0, *RECORD[2:])
    assert not is_written_by_correction(found, other)


def test_rule_is_found_by_its_unit_and_place(before: dict[str, Any]) -> None:
    item = at(before, ITEM)
    spot = {"indicator": item["indicator"], "component": 1, "place": 1}
    assert rule_of(before, "B", **spot) == RULE
    for unit, other in (
        ("C", {}), ("B", {"indicator": -1}), ("B", {"component": 2}), ("B", {"place": 2}),
        ("B", {"place": 0}),
    ):  # fmt: skip
        with pytest.raises(LookupError):
            rule_of(before, unit, **(spot | other))


@pytest.mark.parametrize(
    ("key", "value", "is_its_own"),
    [("deduction", "1", True), ("by_hand", {"by": "甲"}, True), ("clause", "改了", False)],
)
def test_correction_of_a_rule_writes_what_it_names_alone(
    before: dict[str, Any], after: dict[str, Any], key: str, value: Any, is_its_own: bool
) -> None:
    at(after, RULE)[key] = value

    [found] = content_differences(before, after)

    assert is_written_by_correction(found, RULE, {"deduction", "by_hand"}) is is_its_own
    assert not is_written_by_correction(found, RECORD, {"deduction", "by_hand"})


def test_record_that_is_gone_is_not_what_a_correction_makes(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    at(after, RECORD[:-1])["record"] = None

    [found] = content_differences(before, after)

    assert found.path == RECORD
    assert not is_written_by_correction(found, RECORD)


@pytest.mark.parametrize(
    ("path", "key", "value", "is_name"),
    [
        (ITEM, "offices", ["培训处"], True),
        (RECORD, "recorded_by", "张三", True),
        (ITEM, "name", "培训", False),
        (ITEM, "text", "改过的原文", False),
        (("policy",), "counts_bonus", True, False),
        ((), "incidents", [{"number": 1}], False),
    ],
)
def test_names_of_today_are_told_from_all_else(
    before: dict[str, Any], after: dict[str, Any], path, key: str, value: Any, is_name: bool
) -> None:
    at(after, path)[key] = value

    assert [found.is_of_a_name for found in content_differences(before, after)] == [is_name]
