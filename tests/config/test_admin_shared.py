"""What 系统设置 shares with the year's own pages: the same forms, previews and refusals."""

import pytest
from django.urls import reverse

from assessment.models import Policy, Result
from tests.config.setup_pages import client_of
from tests.factories import make_cast, make_table
from trust.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def table():
    return make_table(issued=False)


@pytest.fixture
def cast(table):
    return make_cast(table)


@pytest.fixture
def office(cast):
    return client_of(cast["assessment_office"])


def change(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


# --- The choices of a year ---------------------------------------------------------------------


def choices(**changes) -> dict:
    return {
        "step_reading": "started", "pooling": "capped", "cap_components": "1", "version": 1,
    } | changes  # fmt: skip


def test_choices_are_previewed_before_they_are_saved(office, table):
    Result.objects.filter(measure__name="农业实用技术培训").update(value=1000)
    page = office.get(change(table.year.policy), {"step_reading": "started"}).content.decode()
    assert "1 个市州的总分或名次会变" in page
    assert f'hx-get="{change(table.year.policy)}"' in page
    assert Policy.objects.get().step_reading == "whole"


def test_choices_are_saved_with_one_entry_and_lead_back_to_the_list(office, table):
    saved = office.post(change(table.year.policy), choices())
    assert saved.url == reverse("admin:assessment_policy_changelist")
    assert Policy.objects.get().step_reading == "started"
    assert AuditEntry.objects.filter(action="设定计分口径").count() == 1


def test_whoever_is_late_keeps_the_choice_and_reads_that_another_was_first(office, table):
    office.post(change(table.year.policy), choices())
    late = office.post(change(table.year.policy), choices(step_reading="proportion"))
    assert late.status_code == 409
    page = late.content.decode()
    assert "计分口径已被他人改动" in page
    assert 'name="version" value="2"' in page
    assert Policy.objects.get().step_reading == "started"


def test_choices_need_a_reason_once_cities_know_their_scores(office, table):
    table.year.state = "feedback"
    table.year.save()
    refused = office.post(change(table.year.policy), choices())
    assert refused.status_code == 422
    assert "得分已向市州反馈，改变计分口径须写明理由" in refused.content.decode()
    assert office.post(change(table.year.policy), choices(reason="省厅答复")).status_code == 302


def test_the_auditor_previews_choices_and_saves_none(cast, table):
    auditor = client_of(cast["auditor"])
    page = auditor.get(change(table.year.policy)).content.decode()
    assert "保存口径" not in page
    assert "不会保存" in page
    assert auditor.post(change(table.year.policy), choices()).status_code == 403
