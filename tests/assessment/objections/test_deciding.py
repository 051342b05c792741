"""A decision changes exactly what its preview said, and nothing else."""

from decimal import Decimal

import pytest

from assessment.models import ObjectionDecision, Policy, Result, Rule
from assessment.objections.deciding import ImpactChanged, effect_on
from assessment.scores.standing import standings_of
from tests import factories
from tests.assessment.objections.steps import CLAUSE, SKILLS, TRAINING, fresh
from trust.models import AuditEntry
from trust.refusals import Refused
from trust.versions import Outdated

pytestmark = pytest.mark.django_db


def ranks(desk) -> dict:
    return {c.city: (c.total, c.rank) for c in standings_of(desk.year).cities}


def all_but(cells, *names) -> dict:
    return {n: (c.value, c.version, c.remark) for n, c in cells.items() if n not in names}


def test_accepted_objection_changes_what_its_preview_said(desk, answered):
    before = ranks(desk)
    effect = effect_on(answered, desk.claimed(answered))
    untouched = all_but(desk.cells(), TRAINING)
    decision = desk.decide(answered)
    assert ranks(desk) == {c.city: (c.total, c.rank) for c in effect.after.cities}
    assert before["长沙市"][1] == 3
    assert ranks(desk)["长沙市"][1] == 1
    assert (decision.rank_before, decision.rank_after) == (3, 1)
    assert (decision.total_before, decision.total_after) == (
        before["长沙市"][0], ranks(desk)["长沙市"][0],
    )  # fmt: skip
    assert decision.moved == [
        {"city": "株洲市", "total": [str(before["株洲市"][0])] * 2, "rank": [2, 3]}
    ]
    assert all_but(desk.cells(), TRAINING) == untouched


def test_record_names_the_objection_as_its_source(desk, answered):
    decision = desk.decide(answered)
    cell = desk.cells()[TRAINING]
    assert (cell.value, cell.version, str(cell.recorded_by)) == (1103, 2, "考核甲")
    assert decision.changes[0]["before"], decision.changes[0]["after"] == ("800", "1103")
    entry = AuditEntry.objects.get(action="据申诉更正")
    assert (entry.before["完成值"], entry.after["完成值"]) == ("800", "1103")
    assert entry.after["来源"] == "据申诉 2017-01更正"
    assert "经核对原始资料" in entry.reason


@pytest.mark.parametrize("outcome", ["rejected", "upheld"])
def test_decision_without_a_figure_changes_none(desk, answered, outcome):
    before, cells = ranks(desk), all_but(desk.cells())
    same = {answered.codes[0]: Decimal(800)}
    desk.decide(answered, outcome, same, without_change=outcome == "upheld")
    assert (ranks(desk), all_but(desk.cells())) == (before, cells)
    assert ObjectionDecision.objects.get().changes == []


@pytest.mark.parametrize(
    ("outcome", "value", "without", "why"),
    [
        ("upheld", 1000, False, "应选“部分成立”"),
        ("partly", 1103, False, "应选“成立”"),
        ("upheld", 800, False, "与现在的记录相同"),
        ("upheld", 1103, True, "勾选了“不改数据”"),
    ],
)
def test_outcome_fits_what_it_changes(desk, answered, outcome, value, without, why):
    values = {answered.codes[0]: Decimal(value)}
    with pytest.raises(Refused, match=why):
        desk.decide(answered, outcome, values, without_change=without)
    assert desk.cells()[TRAINING].value == 800


def test_objection_to_a_deduction_is_met_only_if_nothing_is_deducted(desk):
    answered = desk.answer(desk.file(CLAUSE))
    codes = {c.measure.name: c.measure.code for c in desk.cells().values()}
    with pytest.raises(Refused, match="改后仍扣 1 分"):
        desk.decide(answered, "upheld", {codes[TRAINING]: Decimal(950)})
    decision = desk.decide(answered, "partly", {codes[TRAINING]: Decimal(950)})
    assert [change["name"] for change in decision.changes] == [TRAINING]
    assert desk.cells()[SKILLS].version == 1


def test_figure_of_something_else_is_not_written(desk, answered):
    other = desk.cells()[SKILLS]
    values = desk.claimed(answered) | {other.measure.code: Decimal(1)}
    desk.decide(answered, "upheld", values)
    assert desk.cells()[SKILLS].value == other.value


def seal_of(desk, objection):
    return effect_on(fresh(objection), desk.claimed(objection)).seal


def change_own(desk):
    Result.objects.filter(pk=desk.cells()[TRAINING].pk).update(value=850, version=2)


def change_other(desk):
    Result.objects.filter(pk=desk.cells("430200")[TRAINING].pk).update(value=100)


def change_policy(desk):
    Policy.objects.update(step_reading="proportion")


def change_rule(desk):
    Rule.objects.filter(clause=CLAUSE).update(deduction=2)


@pytest.mark.parametrize("change", [change_own, change_other, change_policy, change_rule])
@pytest.mark.parametrize("outcome", ["upheld", "rejected"])
def test_what_moved_since_the_preview_is_shown_anew(desk, answered, change, outcome):
    seal = seal_of(desk, answered)
    change(desk)
    after, cells = ranks(desk), all_but(desk.cells())
    with pytest.raises(ImpactChanged) as moved:
        desk.decide(answered, outcome, seal=seal)
    assert moved.value.effect.seal != seal
    assert (ranks(desk), all_but(desk.cells())) == (after, cells)
    assert fresh(answered).state == "answered"
    assert desk.decide(answered, outcome).outcome == outcome


def test_seal_of_other_figures_does_not_decide(desk, answered):
    seal = effect_on(answered, {answered.codes[0]: Decimal(1000)}).seal
    with pytest.raises(ImpactChanged):
        desk.decide(answered, seal=seal)


def test_second_decider_is_told_that_another_was_first(desk, answered):
    version = fresh(answered).version
    desk.decide(answered)
    with pytest.raises(Outdated):
        desk.decide(answered, "rejected", persona="second", version=version, seal="x")
    assert ObjectionDecision.objects.count() == 1


def test_judged_figure_counts_at_once(desk):
    component = desk.cells()[TRAINING].measure.component
    measure = factories.make_measure(component, "作风问题", "数量", "分")
    rule = factories.make_rule(component, "judged_deduct", "3", [measure], None, "计9分")
    Rule.objects.filter(pk=rule.pk).update(least=1)
    person = desk.people["office"]
    Result.objects.filter(measure=measure).update(
        value=3, version=1, recorded_by=person, confirmed_version=1, confirmed_as="甲"
    )
    answered = desk.answer(desk.file("作风问题", claimed=Decimal(1)))
    effect = effect_on(answered, desk.claimed(answered))
    desk.decide(answered)
    assert ranks(desk)["长沙市"][0] == effect.own.city.total
    cell = Result.objects.get(measure=measure)
    assert (cell.is_confirmed, cell.confirmed_as) == (True, "据申诉 2017-01决定")
