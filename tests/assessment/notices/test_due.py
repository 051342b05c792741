"""Planned days that come near: told seven, three and one day before, once each."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from assessment.models import ObjectionWindow, Year, YearState
from assessment.notices.due import days_before, tell_due
from tests.together import at_once
from trust import log
from trust.models import AuditEntry, Notice

pytestmark = pytest.mark.django_db
S = YearState
ENDS = date(2018, 1, 20)
COMMAND = log.command_actor("send_notices")


def on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=timezone.get_current_timezone())


def tell(before: int) -> int:
    return tell_due(on(ENDS - timedelta(days=before)), COMMAND)


def plan(stage: str, *, state: str | None = None) -> None:
    days = {stage: ["", str(ENDS)]} if stage != S.COLLECTING else {}
    closes = ENDS if stage == S.COLLECTING else None
    Year.objects.update(state=state or stage, dates=days, collection_closes=closes)


@pytest.mark.parametrize(
    ("left", "which"),
    [(-1, None), (0, 1), (1, 1), (2, 3), (3, 3), (4, 7), (7, 7), (8, None)],
)
def test_the_most_pressing_reason_holds(left, which):
    assert days_before(ENDS, ENDS - timedelta(days=left)) == which
    assert days_before(None, ENDS) is None


def test_each_reason_is_told_once(cast):
    plan(S.COLLECTING)
    assert [tell(left) for left in (8, 7, 6, 4)] == [0, 3, 0, 0]
    assert Notice.objects.first().body == "计划于 2018-01-20 截止，请按时办理。"
    assert [tell(left) for left in (3, 2, 1, 0, -1)] == [3, 0, 3, 0, 0]
    assert AuditEntry.objects.filter(action="临近截止提醒").count() == 3


def test_a_day_that_was_moved_is_told_anew(cast):
    plan(S.COLLECTING)
    assert tell(7) == 3
    Year.objects.update(collection_closes=ENDS + timedelta(days=1))
    assert tell(6) == 3


@pytest.mark.parametrize(
    ("stage", "whom", "page"),
    [
        (S.SELF_CHECK, "city", "/2017/self-checks/"),
        (S.COLLECTING, "office", "/2017/collection/"),
        (S.REVIEW, "office", "/2017/sign-offs/"),
        (S.FEEDBACK, "city", "/2017/objections/"),
    ],
)
def test_it_is_told_to_who_acts_and_the_assessment_office(cast, told, stage, whom, page):
    plan(stage)
    assert tell(3) == 3
    line = f"2017年度“{S(stage).said}”还剩 3 天截止 {page}"
    assert told() == {whom: [line], "assessment_office": [line], "second": [line]}


@pytest.mark.parametrize("state", [S.ISSUED, S.REVIEW])
def test_the_end_of_another_step_is_not_told(cast, state):
    plan(S.COLLECTING, state=state)
    assert tell(3) == 0


@pytest.mark.parametrize("stage", [S.PREPARING, S.ISSUED, S.FINALISED, S.PUBLISHED])
def test_a_step_in_which_nobody_acts_has_no_end(cast, stage):
    plan(stage)
    assert tell(3) == 0


def test_the_window_for_objections_is_told_to_cities_alone(cast, told):
    Year.objects.update(state=S.FEEDBACK)
    closes = on(ENDS).replace(hour=18)
    window = ObjectionWindow.objects.create(
        year=Year.objects.get(), opens_at=closes - timedelta(days=9), closes_at=closes
    )
    assert [tell(left) for left in (8, 7, 6, 0)] == [0, 1, 0, 1]
    assert told() == {
        "city": [
            "2017年度申诉期还剩 7 天截止 /2017/objections/",
            "2017年度申诉期今天截止 /2017/objections/",
        ]
    }
    assert tell_due(closes + timedelta(minutes=1), COMMAND) == 0
    window.opens_at, window.closes_at = closes, closes + timedelta(days=2)
    window.save()
    assert tell(0) == 0  # it has not begun


def test_a_year_that_is_not_at_objections_has_no_window(cast):
    Year.objects.update(state=S.FINALISED)
    ObjectionWindow.objects.create(
        year=Year.objects.get(), opens_at=on(ENDS) - timedelta(days=9), closes_at=on(ENDS)
    )
    assert tell(1) == 0


def test_the_command_tells(cast, capsys):
    Year.objects.update(
        state=S.COLLECTING, collection_closes=timezone.localdate() + timedelta(days=1)
    )
    call_command("send_notices")
    assert "临近日期提醒 3 条" in capsys.readouterr().out
    assert Notice.objects.filter(sent_as="系统").count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_tell_once(cast):
    plan(S.COLLECTING)
    assert sorted(at_once(*[lambda: tell(3)] * 2)) == [0, 3]
    assert Notice.objects.count() == 3
