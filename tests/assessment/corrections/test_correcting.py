"""A correction changes exactly what its preview listed, by two persons, and nothing else."""

from decimal import Decimal

import pytest

from assessment.corrections.actions import EffectChanged
from assessment.models import (
    Correction,
    Policy,
    Result,
    Rule,
    Snapshot,
    SnapshotUnit,
    Year,
    YearState,
)
from cities.models import Account, Membership, Office
from tests import factories
from tests.assessment.corrections.desk import (
    OWN,
    RATE,
    SECOND,
    SKILLS,
    THIRD,
    TRAINING,
    all_cells,
)
from tests.assessment.objections.steps import CLAUSE
from trust.models import AuditEntry, Job
from trust.refusals import Refused

pytestmark = pytest.mark.django_db


def stands(desk) -> tuple:
    """What must be as before wherever something was refused."""
    return all_cells(), desk.ranks(), Snapshot.objects.count(), desk.year.version


def test_correction_writes_its_figure_and_freezes_the_year_anew(desk):
    before, cells = desk.ranks(), all_cells()
    corrected = desk.cells()[TRAINING]
    Job.objects.all().delete()

    made = desk.correct(1103)

    assert (made.named, made.change) == ("第2号更正", "800 人次 → 1,103 人次")
    assert (made.proposed_as, made.confirmed_as) == ("考核办 考核甲", "考核办 考核乙")
    assert desk.year.state == YearState.FINALISED
    now = all_cells()
    assert {pk for pk in now if now[pk] != cells[pk]} == {corrected.pk}
    assert desk.cells()[TRAINING].value == 1103
    assert desk.ranks()["长沙市"] != before["长沙市"]
    snapshot = desk.snapshot(2)
    assert (snapshot.named, made.snapshot) == ("更正 第2号", snapshot)
    assert [(u.city_name, u.total, u.rank) for u in snapshot.units.order_by("place__key")] == [
        (city, *told) for city, told in desk.ranks().items()
    ]
    assert "800 人次 → 1,103 人次。验收表第3页" in snapshot.reason
    assert [job.kind for job in Job.objects.all()] == ["snapshot_papers"]


def test_log_names_figure_reason_and_both_persons(desk):
    desk.correct(1103, document="〔2018〕9号")

    written = AuditEntry.objects.get(action="更正")
    assert (written.before["完成值"], written.after["完成值"]) == ("800", "1103")
    assert (written.after["来源"], written.reason) == ("第2号更正", "验收表第3页为1103人次。")
    made = AuditEntry.objects.get(action="确认更正")
    assert made.after["提出人"] == "考核办 考核甲"
    assert made.after["长沙市"] == "总分 83.11 → 100，名次 3 → 1"
    assert AuditEntry.objects.get(action="提出更正").after["依据文号"] == "〔2018〕9号"


def test_proposal_writes_nothing_but_itself(desk):
    before = stands(desk)

    correction = desk.propose(1103)

    assert stands(desk) == before
    assert [unit["name"] for unit in correction.effect["units"]] == ["长沙市", "株洲市"]
    assert correction.effect["units"][1]["rank"] == ["2", "3"]


def test_rule_that_looks_at_other_cities_is_listed_for_those_it_moves(desk):
    """A bonus for the first by its figure: it goes from one city to another."""
    for city in (OWN, SECOND, THIRD):
        measure = desk.cells(city)[RATE].measure
        rule = factories.make_rule(measure.component, "rank_bonus", "1", [measure], 1, "计9分")
        Rule.objects.filter(pk=rule.pk).update(target=1)
    Policy.objects.update(counts_bonus=True)
    desk.freeze_again()

    made = desk.correct(96, RATE)

    moved = {unit["name"]: unit["total"] for unit in made.effect["units"]}
    assert moved["株洲市"] == ["92.56", "91.56"]
    assert moved["湘潭市"] == ["101", "100"]
    assert {where[0] for where, *_ in made.effect["scores"]} == {"长沙市", "株洲市", "湘潭市"}
    assert {u.city_name: u.total for u in desk.snapshot(3).units.all()} == {
        city: total for city, (total, _) in desk.ranks().items()
    }


# --- What is refused, and changes nothing ---


def test_one_person_is_not_two(desk):
    correction, before = desk.propose(1103), stands(desk)

    with pytest.raises(Refused, match="须由考核办的另一个账号确认"):
        desk.confirm(correction, "assessment_office")

    assert stands(desk) == before


@pytest.mark.parametrize("persona", ["office", "city", "auditor", "administrator"])
def test_only_the_assessment_office_corrects(desk, persona):
    seal = desk.effect(1103).seal
    with pytest.raises(Refused, match="只有考核办"):
        desk.propose(1103, persona=persona, seal=seal)
    correction = desk.propose(1103)
    for act in (desk.confirm, desk.decline, desk.withdraw):
        with pytest.raises(Refused, match="只有考核办"):
            act(correction, persona)
    assert Correction.objects.get().is_open


def test_whoever_left_the_office_has_proposed_nothing_to_confirm(desk):
    correction = desk.propose(1103)
    Membership.objects.filter(account=desk.people["assessment_office"]).delete()

    with pytest.raises(Refused, match="已不在考核办"):
        desk.confirm(correction)

    assert desk.cells()[TRAINING].value == 800


def change_own(desk):
    Result.objects.filter(pk=desk.cells()[TRAINING].pk).update(value=850, version=9)


def change_other(desk):
    Result.objects.filter(pk=desk.cells(SECOND)[RATE].pk).update(value=90, version=9)


def change_policy(desk):
    Policy.objects.update(step_reading="proportion", version=9)


def publish(desk):
    Year.objects.update(state=YearState.PUBLISHED, version=9)


@pytest.mark.parametrize("change", [change_own, change_other, change_policy, publish])
def test_what_moved_since_it_was_proposed_is_not_confirmed(desk, change):
    correction = desk.propose(1103)
    change(desk)
    before = stands(desk)

    with pytest.raises(Refused, match="又有变动，影响与提出时看到的不同"):
        desk.confirm(correction)

    assert stands(desk) == before
    assert desk.withdraw(correction).withdrawn_at


def change_without_a_version(desk):
    Rule.objects.filter(clause=CLAUSE).update(deduction=2)


def change_a_remark(desk):
    Result.objects.filter(pk=desk.cells(SECOND)[RATE].pk).update(remark="另记")


@pytest.mark.parametrize("change", [change_without_a_version, change_a_remark, change_other])
def test_year_that_no_longer_is_what_was_frozen_is_not_corrected(desk, change):
    """Behind the actions' back, so that nothing counts it: it is found all the same."""
    waiting = desk.propose(1103)
    change(desk)
    before = stands(desk)

    with pytest.raises(Refused):
        desk.confirm(waiting)
    desk.decline(waiting)
    with pytest.raises(Refused, match=r"现在的数据与审定 第1号不一致（.*市 .*），不能在它上面更正"):
        desk.propose(1103, seal="x")

    assert stands(desk) == before


def test_new_snapshot_that_says_more_than_was_shown_is_not_kept(desk, monkeypatch):
    from assessment.corrections import actions

    correction, before = desk.propose(1103), stands(desk)
    real = actions.freeze

    def freezing(**told):
        Result.objects.filter(pk=desk.cells(SECOND)[RATE].pk).update(remark="另记")
        return real(**told)

    monkeypatch.setattr(actions, "freeze", freezing)
    with pytest.raises(Refused, match="新快照与审定 第1号相比，有更正以外的变化；没有做任何改动"):
        desk.confirm(correction)

    assert stands(desk) == before
    assert Correction.objects.get().is_open


def test_figure_is_bound_to_the_effect_that_was_seen(desk):
    with pytest.raises(EffectChanged) as moved:
        desk.propose(950, seal=desk.effect(1103).seal)
    assert moved.value.effect.seal == desk.effect(950).seal
    assert not Correction.objects.exists()


def test_one_correction_waits_at_a_time(desk):
    desk.propose(1103)
    with pytest.raises(Refused, match="一次只更正一处"):
        desk.propose(90, SKILLS, persona="second")
    assert Correction.objects.count() == 1


def test_answered_correction_is_answered_for_good(desk):
    made = desk.correct(1103)
    for act in (desk.confirm, desk.decline):
        with pytest.raises(Refused, match="已经办结（已更正）"):
            act(made)
    with pytest.raises(Refused, match="已经办结"):
        desk.withdraw(made)


def test_year_without_a_snapshot_is_told_what_to_do(desk):
    SnapshotUnit.objects.all().delete()
    Snapshot.objects.all().delete()
    with pytest.raises(Refused, match="重新审定形成第1号"):
        desk.propose(1103, seal="x")


# --- What is beside the figure ---


def test_names_that_changed_since_are_shown_and_stand_in_no_way(desk):
    Account.objects.filter(pk=desk.people["office"].pk).update(full_name="培训改名")
    Office.objects.filter(name="培训中心").update(name="培训处")

    made = desk.correct(1103)

    changed = {(before, after) for _, before, after in made.effect["names"]}
    assert changed == {("培训乙", "培训改名"), ("培训中心", "培训处")}
    assert desk.snapshot(2).kind == Snapshot.Kind.CORRECTED


def test_places_are_corrected_by_what_is_done_of_them(desk):
    cell = desk.cells()[SKILLS]
    cell.measure.places = ["甲村", "乙村", "丙村"]
    cell.measure.save()
    Result.objects.filter(pk=cell.pk).update(value=2, ticked=["甲村", "乙村"])
    desk.freeze_again()

    made = desk.correct(2, SKILLS, ticked=("甲村", "丙村"))

    assert desk.cells()[SKILLS].ticked == ["甲村", "丙村"]
    assert (made.ticked_before, made.ticked_after) == (["甲村", "乙村"], ["甲村", "丙村"])
    assert [unit["name"] for unit in made.effect["units"]] == ["长沙市"]


def test_judged_figure_counts_at_once(desk):
    component = desk.cells()[TRAINING].measure.component
    measure = factories.make_measure(component, "作风问题", "数量", "分")
    rule = factories.make_rule(component, "judged_deduct", "3", [measure], None, "计9分")
    Rule.objects.filter(pk=rule.pk).update(least=1)
    Result.objects.filter(measure=measure).update(
        value=3, version=1, recorded_by=desk.people["office"], confirmed_version=1,
        confirmed_as="甲",
    )  # fmt: skip
    desk.freeze_again()
    effect = desk.effect(1, "作风问题")

    desk.correct(1, "作风问题")

    assert desk.ranks()["长沙市"][0] == effect.impact.own.city.total
    cell = Result.objects.get(measure=measure)
    assert (cell.is_confirmed, cell.confirmed_as) == (True, "第3号更正")
    with pytest.raises(Refused, match="没有保存"):
        desk.correct(5, "作风问题")


def test_second_correction_stands_on_the_first(desk):
    desk.correct(1103)
    second = desk.correct(Decimal(950))

    assert (second.named, second.corrected.named) == ("第3号更正", "更正 第2号")
    assert second.change == "1,103 人次 → 950 人次"
    assert [s.number for s in Snapshot.objects.order_by("number")] == [1, 2, 3]
