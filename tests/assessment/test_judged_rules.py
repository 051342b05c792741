"""Points that a person judges (酌情扣1–3分), from the item's page to score, workbook and paper."""

import json
from decimal import Decimal

import pytest
from django.db.models import F
from django.urls import reverse

from assessment.collection.judging import bounds_of
from assessment.exports.tables import tables_json
from assessment.loading import load_tables
from assessment.models import CityTable, Component, Item, Measure, Result, Rule
from assessment.tables.intake import read_tables
from cities.models import Role
from tests import factories
from tests.assessment.browsing import posted
from tests.assessment.test_wider_rules import (
    assert_workbook_agrees,
    come_back,
    component_of,
    paper_of,
    record,
    rows_of,
    with_new_rule,
)
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

JUDGED = ("作风问题", "数量", "分")


@pytest.fixture
def table():
    return factories.make_table(issued=False)


@pytest.fixture
def editor(client, table):
    client.force_login(factories.make_account(role=Role.ASSESSMENT_OFFICE, full_name="考核甲"))
    item = Item.objects.get(section__table=table, name="移民培训")
    return client, reverse("item-rules", args=[2017, item.pk])


def ruled(editor, most="3", least="1", kind="judged_deduct", measure=JUDGED, **more):
    client, url = editor
    data = with_new_rule(
        posted(client.get(url)), kind, measure, ("", "", most), least=least, **more
    )
    return client.post(url, data)


def test_office_settles_a_phrase_that_is_judged(editor, table):
    client, url = editor
    assert ruled(editor).status_code == 302
    again = posted(client.get(url))
    fields = ("kind", "deduction", "least", "step")
    assert [again[f"c-0-r-3-{f}"][0] for f in fields] == ["judged_deduct", "3", "1", ""]
    told = str(AuditEntry.objects.get(action="修改计分规则").after)
    assert "酌情扣分：作风问题，扣 1–3 分" in told
    shown = client.get(reverse("city-table", args=[2017, table.city.key])).content.decode()
    assert "酌情扣 1–3 分" in shown
    told = next(row for row in rows_of(come_back(table)) if row.get("basis") == "judged")
    assert (told["effect"], told["amount"], told["unit"]) == (
        *("deduct", {"min": "1", "max": "3"}, "分"),
    )


def test_office_settles_a_phrase_that_is_judged_each_time(editor, table):
    client, url = editor
    data = with_new_rule(
        posted(client.get(url)), "judged_deduct", JUDGED, ("1", "", "5"), least="4"
    )
    assert client.post(url, data).status_code == 302
    assert posted(client.get(url))["c-0-r-3-step"] == ["1"]
    told = str(AuditEntry.objects.get(action="修改计分规则").after)
    assert "酌情扣分：作风问题，每档 1，扣 每次 4–5 分" in told
    shown = client.get(reverse("city-table", args=[2017, table.city.key])).content.decode()
    assert "酌情每次扣 4–5 分" in shown
    [bounds] = bounds_of(Measure.objects.filter(name="作风问题")).values()
    assert [bounds.why_not(Decimal(n)) == "" for n in (4, 6, 8, 9)] == [True, False, True, True]
    told = next(row for row in rows_of(come_back(table)) if row.get("basis") == "judged")
    assert (told["step"], told["unit"], told["amount"]) == ("1", "次", {"min": "4", "max": "5"})


def test_office_cannot_judge_every_second_time(editor):
    client, url = editor
    data = with_new_rule(posted(client.get(url)), "judged_deduct", JUDGED, ("2", "", "5"))
    response = client.post(url, data)
    assert response.status_code == 422
    assert "每次评定的，每档填 1；只评定一次的留空。" in response.content.decode()


@pytest.mark.parametrize(
    ("most", "least", "amount", "sentence"),
    [
        ("", "", None, "酌情扣分"),
        ("3", "", {"min": "0", "max": "3"}, "酌情扣 3 分以内"),
        ("", "1", {"min": "1", "max": None}, "酌情扣 1 分以上"),
    ],
)
def test_bounds_that_the_words_do_not_name_are_left_empty(
    editor, table, most, least, amount, sentence
):
    client, url = editor
    assert ruled(editor, most, least).status_code == 302
    again = posted(client.get(url))
    assert [again[f"c-0-r-3-{f}"][0] for f in ("deduction", "least")] == [most, least]
    shown = client.get(reverse("city-table", args=[2017, table.city.key])).content.decode()
    assert sentence in shown
    told = next(row for row in rows_of(come_back(table)) if row.get("basis") == "judged")
    assert told["amount"] == amount


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"most": "1", "least": "3"}, "最少不能多于最多（1 分）"),
        ({"most": "10"}, "本要点只有 9 分，评定不能更多"),
        ({"most": "", "least": "10"}, "本要点只有 9 分，评定不能更多"),
        ({"measure": ("作风问题", "数量", "起")}, "“作风问题”的单位请填“分”"),
        ({"measure": ("作风问题", "次数", "分")}, "“作风问题”不是"),
        ({"kind": "period", "measure": ("逾期", "数量", "天"), "most": ""}, "请填扣分多少"),
    ],
)
def test_judging_that_cannot_work_is_told(editor, change, said):
    response = ruled(editor, **change)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert Rule.objects.count() == 4


def test_figure_that_is_judged_serves_no_other_rule(editor):
    client, url = editor
    ruled(editor)
    data = posted(client.get(url)) | {"c-0-r-0-measures": ["0", "1", "4"]}
    response = client.post(url, data)
    assert response.status_code == 422
    assert "酌情评定的测量项只能用在一条规则" in response.content.decode()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda c: c["rules"][-1].update(least="4"), "最少扣（得）不能多于最多扣（得）"),
        (lambda c: c["rules"][-1].update(step="2"), "每档应为 1（每次评定）或不写"),
        (lambda c: c["rules"][-1].update(least="-1"), "least"),
        (lambda c: c["measures"][-1].update(unit="起"), "单位应为“分”"),
        (
            lambda c: c["rules"][0]["measures"].append(c["measures"][-1]["code"]),
            "酌情评定的测量项只能用在一条规则",
        ),
    ],
)
def test_file_with_judging_that_cannot_work_is_refused(editor, spoil, said):
    ruled(editor)
    told = tables_json(2017, load_tables(CityTable.objects.all()))
    spoil(told["cities"][0]["sections"][0]["items"][0]["components"][0])
    with pytest.raises(Refused, match=said):
        read_tables(json.dumps(told).encode(), "tables.json", 2018)


# --- Scores -------------------------------------------------------------------------------------


def record_confirmed(**values):
    record(**values)
    rows = Result.objects.filter(measure__unit="分")
    rows.update(confirmed_version=F("version"), confirmed_as="考核办 考核甲")


def judged_in(item: str, kind: str, most: str, least: str | None, name: str):
    """Give the only component of an item a judged rule of its own."""
    component = Component.objects.get(item__name=item)
    measure = factories.make_measure(component, name, "数量", "分")
    rule = factories.make_rule(component, kind, most, [measure], None, "计9分")
    Rule.objects.filter(pk=rule.pk).update(least=least)
    return measure


def test_what_was_judged_is_told_on_page_and_paper(editor, table):
    client, _ = editor
    judged_in("移民培训", "judged_deduct", "3", "1", "作风问题")
    record_confirmed(作风问题="2.5", 获证率="95", 农业实用技术培训="1103", 转移就业技能培训="166")
    assert component_of(table, "移民培训").deduction == Decimal("2.5")
    card = client.get(reverse("scorecard", args=[2017, table.city.key])).content.decode()
    for page in (card, paper_of(table)):
        assert "评定 2.5 分（1–3 分） → 扣 2.5" in page


@pytest.mark.parametrize("value", ["0", "0.5", "1.25", "9"])
def test_workbook_recomputes_what_was_judged(tmp_path, table, value):
    judged_in("移民培训", "judged_deduct", "3", "1", "作风问题")
    judged_in("移民培训", "judged_deduct", "0", None, "其他问题")
    item = factories.make_item(table.sections.get(order=1), "创新", "6", text="计6分")
    factories.make_component(item, "6")
    judged_in("创新", "judged_award", "4", None, "创新做法")
    record_confirmed(作风问题=value, 其他问题=value, 创新做法=value, 获证率="93.5")
    assert_workbook_agrees(tmp_path, table)
