"""A round's life and its figures: opened, filled in, taken over from what is there, closed,
reopened; what was reported stays whatever becomes of the cell."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from assessment.models import Round, RoundFigure, RoundSettings, Year, YearState
from assessment.rounds import actions
from assessment.rounds.actions import RoundTerms
from assessment.rounds.recording import RoundConflict
from tests.assessment.rounds.steps import (
    AUTUMN,
    CONDUCT,
    DUE,
    MIDYEAR,
    RATE,
    SKILLS,
    THERE,
    TRACKING,
    TRAINING,
    results,
)
from tests.together import at_once
from trust.models import AuditEntry, Notice
from trust.refusals import Refused
from trust.versions import Outdated


def test_opening_a_round_tells_the_collecting_offices(desk):
    held = desk.open()
    assert (held.number, held.told) == (1, "第1次调度（截至 2017-07-02）")
    notice = Notice.objects.get(recipient=desk.people["office"])
    assert notice.title == "2017年度第1次调度（截至 2017-07-02）已开展"
    assert "2099-01-05 前（含当日）报送" in notice.body
    assert notice.link == "/2017/rounds/1/"
    assert not Notice.objects.filter(recipient=desk.people["city"]).exists()


@pytest.mark.parametrize("state", [YearState.ISSUED, YearState.SELF_CHECK, YearState.COLLECTING])
def test_rounds_are_held_from_issuing_to_the_end_of_collection(desk, state):
    Year.objects.update(state=state)
    desk.open()
    desk.report({TRAINING: "500"})
    assert desk.figure().value == 500


@pytest.mark.parametrize("state", [YearState.PREPARING, YearState.REVIEW, YearState.FINALISED])
def test_before_and_after_nobody_opens_or_fills_in(desk, state):
    desk.open()
    Year.objects.update(state=state)
    with pytest.raises(Refused, match="调度在"):
        desk.open("第2次调度", AUTUMN)
    with pytest.raises(Refused, match="只能查看"):
        desk.report({TRAINING: "500"})
    assert not RoundFigure.objects.exists()


@pytest.mark.parametrize("persona", ["office", "city", "auditor"])
def test_only_the_assessment_office_holds_rounds(desk, persona):
    terms = RoundTerms("第1次调度", MIDYEAR, DUE, accepts_late=True)
    with pytest.raises(Refused, match="由考核办开展和结束"):
        actions.open_round(year=desk.year, terms=terms, **desk.by(persona))


def test_a_round_is_of_its_year_and_of_one_day(desk):
    with pytest.raises(Refused, match="须在 2017 年之内"):
        desk.open(as_of=date(2018, 1, 1))
    desk.open()
    with pytest.raises(Refused, match="已有一次截至 2017-07-02 的调度"):
        desk.open("又一次")
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.update(due_on=date(2017, 1, 1))


def test_what_is_reported_is_no_result(desk):
    desk.open()
    before = results()
    desk.report({TRAINING: "500", RATE: "96.5", TRACKING: "0", CONDUCT: "0"})
    assert results() == before
    told = AuditEntry.objects.filter(action="填报调度数").earliest("sequence")
    assert told.object_label == "2017年度第1次调度 长沙市 移民培训 · 农业实用技术培训"


def test_present_figures_become_the_rounds_and_stay_when_the_cell_changes(desk):
    desk.open()
    desk.record({TRAINING: "500", RATE: "96"})
    desk.record({TRAINING: "300"}, city=THERE)
    desk.report({RATE: "97"})
    assert desk.take() == 2  # the rate has a figure of its own
    desk.record({TRAINING: "900"})
    assert desk.figure().value == 500
    assert desk.figure().source == "当前填报值"
    assert desk.figure(RATE).value == 97
    assert desk.figure(city=THERE).value == 300
    assert desk.take() == 0


def test_another_offices_cells_are_not_taken(desk):
    desk.open()
    desk.record({TRAINING: "500"})
    assert desk.take(persona="other_office") == 0
    with pytest.raises(Refused, match="本账号只能查看"):
        desk.take(persona="assessment_office")


def test_what_was_cleared_is_taken_anew_under_a_new_version(desk):
    desk.open()
    desk.record({TRAINING: "500"})
    desk.report({TRAINING: "480"})
    desk.report({TRAINING: None})
    assert desk.take() == 1
    assert (desk.figure().value, desk.figure().version) == (500, 3)
    values = desk.figure().history.order_by("history_id").values_list("value", flat=True)
    assert list(values) == [480, None, 500]


def test_who_was_second_does_not_overwrite(desk):
    desk.open()
    desk.report({TRAINING: "500"}, version=0)
    with pytest.raises(RoundConflict):
        desk.report({TRAINING: "510"}, version=0)
    assert desk.figure().value == 500


def test_other_offices_and_cities_do_not_report(desk):
    desk.open()
    with pytest.raises(Refused, match="“移民培训”不由本处室采集"):
        desk.report({TRAINING: "500"}, persona="other_office")
    with pytest.raises(Refused, match="由采集指标的处室填报"):
        desk.report({TRAINING: "500"}, persona="city")


def test_a_block_is_written_whole_or_not_at_all(desk):
    desk.open()
    desk.report({SKILLS: "10"})
    with pytest.raises(RoundConflict):
        desk.report({TRAINING: "500", SKILLS: "20"}, version=0)
    assert RoundFigure.objects.count() == 1


def test_late_is_marked_and_not_refused(desk):
    desk.open(due_on=date(2017, 7, 10))
    desk.report({TRAINING: "500"}, day=date(2017, 7, 10))
    desk.report({SKILLS: "50"}, day=date(2017, 7, 11))
    assert (desk.figure().is_late, desk.figure(SKILLS).is_late) == (False, True)


def test_a_round_that_takes_nothing_late_closes_by_its_date(desk):
    desk.open(due_on=date(2017, 7, 10), accepts_late=False)
    desk.report({TRAINING: "500"}, day=date(2017, 7, 10))
    with pytest.raises(Refused, match="已于 2017-07-10 截止，逾期不再收报"):
        desk.report({SKILLS: "50"}, day=date(2017, 7, 11))


def test_closing_takes_what_is_recorded_where_nothing_was_reported(desk):
    desk.open()
    desk.record({TRAINING: "500", SKILLS: "60"})
    desk.report({TRAINING: "480"})
    assert desk.close(takes_present=True) == 1
    assert desk.figure().value == 480
    assert (desk.figure(SKILLS).value, desk.figure(SKILLS).source) == (60, "结束时取自当前填报值")
    with pytest.raises(Refused, match="已由考核办结束"):
        desk.report({TRAINING: "500"})
    with pytest.raises(Refused, match="已经结束"):
        desk.close()


def test_taking_after_the_end_is_late_and_closing_is_nobodys_report(desk):
    desk.open(due_on=date(2017, 7, 10))
    desk.record({TRAINING: "500"})
    desk.take()
    desk.record({SKILLS: "60"})
    desk.close(takes_present=True)
    assert (desk.figure().is_late, desk.figure(SKILLS).is_late) == (True, False)


def test_closing_without_takes_nothing(desk):
    desk.open()
    desk.record({TRAINING: "500"})
    assert desk.close() == 0
    assert not RoundFigure.objects.exists()


def test_reopening_has_a_reason_and_tells_the_offices(desk):
    desk.open(due_on=date(2017, 7, 10))
    desk.report({TRAINING: "480"})
    desk.close()
    held = desk.round()
    reopened = actions.reopen_round(
        held=held, reason="培训人数与台账不符", due_on=DUE, version=held.version,
        **desk.by("assessment_office"),
    )  # fmt: skip
    desk.report({TRAINING: "500"})
    assert desk.figure().value == 500
    assert not desk.figure().is_late
    notice = Notice.objects.filter(recipient=desk.people["office"]).latest("pk")
    assert "原因：培训人数与台账不符。" in notice.body
    assert AuditEntry.objects.get(action="重新开放调度").reason == "培训人数与台账不符"
    with pytest.raises(Refused, match="无须重新开放"):
        actions.reopen_round(
            held=reopened, reason="再开", due_on=DUE, version=reopened.version,
            **desk.by("assessment_office"),
        )  # fmt: skip


def test_a_stale_page_changes_nothing(desk):
    held = desk.open()
    terms = RoundTerms("年中调度", MIDYEAR, DUE, accepts_late=False)
    actions.change_round(held=held, terms=terms, version=1, **desk.by("assessment_office"))
    with pytest.raises(Outdated):
        actions.change_round(held=held, terms=terms, version=1, **desk.by("second"))
    assert desk.round().name == "年中调度"


def test_only_an_empty_round_is_discarded(desk):
    held = desk.open()
    desk.report({TRAINING: "1"})
    with pytest.raises(Refused, match="不能撤销"):
        actions.discard_round(held=held, version=1, **desk.by("assessment_office"))
    empty = desk.open("开错了", AUTUMN)
    actions.discard_round(held=empty, version=1, **desk.by("assessment_office"))
    assert [r.number for r in Round.objects.all()] == [1]


def test_settings_stay_in_order(desk):
    desk.set(green=90, yellow=60, counting="last")
    with pytest.raises(IntegrityError), transaction.atomic():
        RoundSettings.objects.update(green=50)
    Year.objects.update(state=YearState.FINALISED)
    with pytest.raises(Refused, match="“审定”阶段，调度设置不再改动"):
        desk.set(green=95)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_who_write_one_cell(self, desk):
        desk.open()

        def write(value):
            try:
                desk.report({TRAINING: value}, version=0)
            except RoundConflict as conflict:
                return conflict
            return None

        told = at_once(lambda: write("500"), lambda: write("510"))
        assert sum(isinstance(each, RoundConflict) for each in told) == 1
        assert desk.figure().version == 1

    def test_who_writes_while_it_is_closed_is_in_or_refused(self, desk):
        desk.open()
        written, _ = at_once(lambda: desk.report({TRAINING: "500"}), desk.close)
        count = RoundFigure.objects.count()
        assert count == (0 if isinstance(written, Refused) else 1)

    def test_two_who_open_a_round_get_two_numbers(self, desk):
        at_once(lambda: desk.open(), lambda: desk.open("第2次调度", AUTUMN))
        assert sorted(Round.objects.values_list("number", flat=True)) == [1, 2]
