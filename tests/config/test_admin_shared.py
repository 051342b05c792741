"""What 系统设置 shares with the year's own pages: the same forms, previews and refusals."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.models import Item, Policy, Result
from tests.config.setup_pages import client_of
from tests.factories import make_cast, make_city, make_office, make_table
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


def test_choices_are_saved_with_one_entry(office, table):
    saved = office.post(change(table.year.policy), choices())
    assert saved.url == change(table.year.policy)
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


def test_what_was_chosen_is_previewed_though_it_was_refused(office, table):
    Result.objects.filter(measure__name="农业实用技术培训").update(value=1000)
    table.year.state = "feedback"
    table.year.save()
    without_reason = office.post(change(table.year.policy), choices())
    late = office.post(change(table.year.policy), choices(version=7, reason="省厅答复"))
    for refused, status in ((without_reason, 422), (late, 409)):
        assert refused.status_code == status
        assert "1 个市州的总分或名次会变" in refused.content.decode()


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


# --- An item: its rules, its offices -----------------------------------------------------------


@pytest.fixture
def item(table):
    item = Item.objects.get(name="移民培训")
    item.unsettled = ["酌情扣1–3分"]
    item.text += "酌情扣1–3分"
    item.save()
    return item


def test_a_phrase_that_nobody_read_begins_a_rule_by_either_road(office, item):
    by_year = reverse("item-rules", args=[2017, item.pk])
    for address in (by_year, change(item)):
        page = office.get(address, {"phrase": "0"})
        added = page.context["editor"].parts[-1].rules.forms[-1]
        assert added["clause"].value() == "酌情扣1–3分", address


def test_an_items_offices_are_set_beside_its_words(office, item):
    other = make_office("资金处", code="zjc")
    sent = {"save_offices": "1", "offices": [other.pk], "offices_version": item.version}
    saved = office.post(change(item), sent, follow=True).content.decode()
    assert "“移民培训”的责任处室已保存。" in saved
    assert [o.name for o in item.offices.all()] == ["资金处"]
    late = office.post(change(item), sent | {"offices": []})
    assert late.status_code == 409
    assert "现在的责任处室是：资金处。" in late.content.decode()


def test_offices_are_set_for_the_same_indicator_of_every_table_not_yet_issued(office, item):
    """An office whose own table names none would open each item of each unit."""
    make_table(city=make_city("岳阳市"), issued=False)
    make_table(city=make_city("永州市"))
    other = make_office("资金处", code="zjc")
    sent = {"save_offices": "1", "offices": [other.pk], "offices_version": item.version}
    page = office.post(change(item), sent | {"alike": "on"}, follow=True).content.decode()
    assert "“移民培训”的责任处室已保存，共 2 张指标表。" in page
    own = {
        row.section.table.city_name: [o.name for o in row.offices.all()]
        for row in Item.objects.filter(name="移民培训").select_related("section__table")
    }
    name = item.section.table.city_name
    assert own == {name: ["资金处"], "岳阳市": ["资金处"], "永州市": ["培训中心"]}
    assert Item.objects.filter(name="廉政建设", offices=other).count() == 0
    told = AuditEntry.objects.filter(action="修改责任处室").order_by("sequence")
    assert [entry.object_label.split()[1] for entry in told] == [name, "岳阳市"]


def test_offices_of_an_issued_table_change_with_a_reason(office, item, table):
    table.issued_at = timezone.now()
    table.save()
    page = office.get(change(item)).content.decode()
    assert "指标表已下达，规则只供查阅。" in page
    assert "保存规则" not in page
    sent = {"save_offices": "1", "offices": [], "offices_version": item.version}
    refused = office.post(change(item), sent)
    assert refused.status_code == 422
    assert "改变责任处室须写明理由" in refused.content.decode()
    assert office.post(change(item), sent | {"reason": "机构改革"}).status_code == 302


def test_the_auditor_reads_an_item_and_changes_nothing(cast, item):
    auditor = client_of(cast["auditor"])
    page = auditor.get(change(item)).content.decode()
    assert "计分规则" in page
    assert "保存规则" not in page
    assert "保存责任处室" not in page
    assert auditor.post(change(item), {"save_offices": "1"}).status_code == 403
