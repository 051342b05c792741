"""复核: a second person agrees to an office's column, and to what stands, not to what stood."""

import pytest
from django.test import Client
from django.urls import reverse

from assessment.flow.missing import every_column_reviewed
from assessment.models import ColumnReview, Result, Year, YearState
from cities.models import Office, Role
from tests import factories
from tests.assessment.flow.signs import SHARED, column, record_all, share, sign, url, withdraw
from tests.assessment.recording import result_of
from trust.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(office, cast, table):
    """Recorded and signed by 培训乙; the year is in 复核."""
    record_all(cast["office"])
    sign(office)
    Year.objects.update(state=YearState.REVIEW)


@pytest.fixture
def colleague(cast):
    own = Office.objects.get(name="培训中心")
    return browser(factories.make_account(role=Role.OFFICE, office=own, full_name="培训丙"))


def browser(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def review(client, *, office=None, seen="") -> str:
    sent = {"seen": seen or column(office=office).mark}
    return client.post(url("column-review", office=office), sent, follow=True).content.decode()


def test_a_colleague_agrees_and_the_log_says_so(colleague, signed):
    assert "已复核" in review(colleague)
    assert column().is_reviewed
    assert AuditEntry.objects.get(action="复核处室数据").after == {"已录": 4, "共": 4}


def test_so_does_the_assessment_office(cast, signed):
    review(browser(cast["assessment_office"]))
    assert column().is_reviewed


def test_not_whoever_signed(office, signed):
    assert "是您签章的，须由另一人（同一处室的同事或考核办）复核" in review(office)
    assert not ColumnReview.objects.exists()


def test_not_whoever_recorded_last_where_nobody_signed(office, cast, table):
    record_all(cast["office"])
    Year.objects.update(state=YearState.REVIEW)
    assert "是您录入的，须由另一人" in review(office)
    assert not ColumnReview.objects.exists()


def test_not_another_office(cast, signed):
    assert "由培训中心的另一人或考核办复核" in review(browser(cast["other_office"]))
    assert not ColumnReview.objects.exists()


def test_what_is_shared_is_for_another_of_the_assessment_office(cast, table):
    record_all(cast["office"])
    share()
    kaohe = browser(cast["assessment_office"])
    sign(kaohe, office=SHARED)
    Year.objects.update(state=YearState.REVIEW)
    assert "须由另一人（考核办的另一人）复核" in review(kaohe, office=SHARED)
    other = factories.make_account(role=Role.ASSESSMENT_OFFICE)
    review(browser(other), office=SHARED)
    assert column(office=SHARED).is_reviewed


def test_only_what_was_seen_is_agreed_to(colleague, signed, table):
    seen = column().mark
    Result.objects.filter(pk=result_of(table).pk).update(value=9, version=9)
    assert "又有变动，没有办理" in review(colleague, seen=seen)
    assert not ColumnReview.objects.exists()


@pytest.mark.parametrize("state", [YearState.COLLECTING, YearState.FEEDBACK])
def test_only_in_the_step_for_it(colleague, signed, state):
    Year.objects.update(state=state)
    assert "“复核”阶段才复核" in review(colleague)
    assert not ColumnReview.objects.exists()


def test_a_figure_changed_afterwards_waits_again(office, colleague, signed, table):
    review(colleague)
    Year.objects.update(state=YearState.COLLECTING)
    withdraw(office)
    address = reverse("result-record", args=[2017, result_of(table).pk])
    row = result_of(table)
    office.post(address, {"text": "8", "version": row.version}, content_type="application/json")
    sign(office)
    Year.objects.update(state=YearState.REVIEW)
    assert (column().review is not None, column().is_reviewed) == (True, False)
    told = [lack.text for lack in every_column_reviewed(Year.objects.get())]
    assert "移民培训（培训中心）复核以后又有改动，须重新复核。" in told


def test_signing_anew_asks_for_a_second_person_anew(office, colleague, signed):
    """Else whoever agreed could sign himself what he agreed to."""
    review(colleague)
    Year.objects.update(state=YearState.COLLECTING)
    withdraw(office)
    sign(colleague)
    assert not column().is_reviewed
