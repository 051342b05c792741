"""Points by bands (90%以上得10分，80%以上得8分), from the item's page to score and paper."""

import json
from decimal import Decimal

import pytest
from django.urls import reverse

from assessment.engine.bands import as_json
from assessment.engine.types import Band
from assessment.exports.tables import tables_json
from assessment.loading import load_tables
from assessment.models import CityTable, Component, Item, Rule
from assessment.tables.band_words import WrongBands, bands_shown, bands_typed
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

LATE = ("逾期率", "比率", "%")
TYPED = "超过5、10以下：2\n超过10：4.5"


@pytest.fixture
def table():
    return factories.make_table(issued=False)


@pytest.fixture
def editor(client, table):
    client.force_login(factories.make_account(role=Role.ASSESSMENT_OFFICE, full_name="考核甲"))
    item = Item.objects.get(section__table=table, name="移民培训")
    return client, reverse("item-rules", args=[2017, item.pk])


def ruled(editor, bands=TYPED, measure=LATE, kind="tier_deduct", **more):
    client, url = editor
    data = with_new_rule(posted(client.get(url)), kind, measure, ("", "", ""), bands=bands, **more)
    return client.post(url, data)


def test_office_settles_a_phrase_by_bands(editor, table):
    client, url = editor
    assert ruled(editor).status_code == 302
    again = posted(client.get(url))
    fields = ("kind", "deduction", "step", "bands")
    assert [again[f"c-0-r-3-{f}"][0] for f in fields] == ["tier_deduct", "", "", TYPED]
    told = str(AuditEntry.objects.get(action="修改计分规则").after)
    assert "按档扣分：逾期率，超过 5、10 以下扣 2 分；超过 10 扣 4.5 分" in told
    shown = client.get(reverse("city-table", args=[2017, table.city.key])).content.decode()
    assert "分档：超过 5%、10% 以下扣 2 分；超过 10% 扣 4.5 分" in shown
    told = next(row for row in rows_of(come_back(table)) if row.get("basis") == "tier")
    assert [told[part] for part in ("effect", "amount", "target", "unit", "step")] == [
        *("deduct", ["2", "4.5"], ["5", "10"], "%", None),
    ]


def test_office_settles_a_phrase_by_the_place_that_was_reached(editor, table):
    client, url = editor
    place, typed = ("全省评比（名次）", "次数", "名"), "正好1：12\n2以上、3以下：1"
    refused = ruled(editor, typed, ("全省评比", "次数", ""), kind="place_bonus")
    assert "这种规则按所获名次计算，“全省评比”的单位请填“名”。" in refused.content.decode()
    assert ruled(editor, typed, place, kind="place_bonus").status_code == 302
    assert posted(client.get(url))["c-0-r-3-bands"] == [typed]
    shown = client.get(reverse("city-table", args=[2017, table.city.key])).content.decode()
    assert "按名次：第 1 名加 12 分；2 名以上、3 名以下加 1 分" in shown
    record(**{place[0]: "1"})
    card = client.get(reverse("scorecard", args=[2017, table.city.key])).content.decode()
    assert "第 1 名 → 加 12" in card
    told = next(row for row in rows_of(come_back(table)) if row.get("basis") == "rank")
    assert [told[part] for part in ("kind", "effect", "amount", "unit")] == [
        *("place_bonus", "bonus", ["12", "1"], "名"),
    ]


def test_bands_that_the_words_do_not_give_are_to_be_settled(editor, table):
    client, url = editor
    change = {"c-0-r-1-kind": ["tier_deduct"], "c-0-r-1-bands": ["不足95：0.1"]}
    assert client.post(url, posted(client.get(url)) | change).status_code == 302
    [message] = [c.message for c in table.concerns.filter(code="rule_differs")]
    assert "读为扣 0.1 分、没有档次、" in message
    assert "规则为按档扣分、各档“不足 95：0.1 分”、" in message


def test_rule_of_one_band_is_exported_by_itself(editor, table):
    ruled(editor, "超过10：4.5")
    told = next(row for row in rows_of(come_back(table)) if row.get("basis") == "tier")
    assert (told["amount"], told["target"]) == ("4.5", "10")


def test_band_of_the_figure_is_told_on_page_and_paper(editor, table):
    client, _ = editor
    ruled(editor)
    record(逾期率="7.5", 获证率="95", 农业实用技术培训="1103", 转移就业技能培训="166")
    assert component_of(table, "移民培训").deduction == 2
    card = client.get(reverse("scorecard", args=[2017, table.city.key])).content.decode()
    for page in (card, paper_of(table)):
        assert "7.5% 在超过 5%、10% 以下一档 → 扣 2" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"bands": ""}, "没有写明各档；请改正"),
        ({"bands": "很好：8"}, "“很好:8”看不懂；请一行写一档，如 80以上、不足90：8"),
        ({"bands": "80以上：8\n90以上：9"}, "“80 以上”与“90 以上”两档重叠"),
        ({"bands": "80以上：9.5"}, "本要点只有 9 分，各档不能更多"),
        ({"bands": "\n".join(f"正好{n}：1" for n in range(21))}, "最多写 20 档"),
        ({"measure": ("逾期", "是否", "")}, "“逾期”不是"),
    ],
)
def test_bands_that_cannot_work_are_told(editor, change, said):
    response = ruled(editor, **change)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert Rule.objects.count() == 4


def test_two_rules_do_not_count_a_figure_twice(editor):
    client, url = editor
    ruled(editor, "超过5、10以下：2")
    data = posted(client.get(url))
    more = {name.replace("-r-3-", "-r-4-"): told for name, told in data.items() if "-r-3-" in name}
    data |= more | {"c-0-r-4-pk": [""], "c-0-r-4-bands": ["8以上：4"]}
    data |= {f"c-0-r-{count}_FORMS": ["5"] for count in ("TOTAL", "INITIAL")}
    response = client.post(url, data)
    assert response.status_code == 422
    assert "这个测量项的另一条规则已有这一档" in response.content.decode()
    assert client.post(url, data | {"c-0-r-4-bands": ["超过10：4"]}).status_code == 302


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda rule: rule.update(bands=[]), "没有写明各档"),
        (lambda rule: rule.pop("bands"), "缺少“bands”"),
        (lambda rule: rule["bands"][0].update(above="一"), "“above”不是数字"),
        (lambda rule: rule["bands"][0].update(is_above_included="是"), "应为 true 或 false"),
        (lambda rule: rule["bands"][0].update(points=None), "points"),
        (lambda rule: rule["bands"][0].update(below=None), "两档重叠"),
        (lambda rule: rule["bands"][0].update(above="0.00001"), "超过 4 位小数"),
        (lambda rule: rule["bands"][0].update(points="12345"), "超过 4 位整数"),
        (lambda rule: rule.update(bands=rule["bands"] * 11), "bands"),
    ],
)
def test_file_with_bands_that_cannot_work_is_refused(editor, spoil, said):
    ruled(editor)
    told = tables_json(2017, load_tables(CityTable.objects.all()))
    spoil(told["cities"][0]["sections"][0]["items"][0]["components"][0]["rules"][-1])
    with pytest.raises(Refused, match=said):
        read_tables(json.dumps(told).encode(), "tables.json", 2018)


def tiered(item: str, kind: str, typed: str, name: str, measured: str) -> None:
    """Give the only component of an item a rule by bands on a measure of its own."""
    component = Component.objects.get(item__name=item)
    measure = factories.make_measure(component, name, measured)
    rule = factories.make_rule(component, kind, "0", [measure], None, "计9分")
    Rule.objects.filter(pk=rule.pk).update(bands=as_json(bands_typed(typed)))


@pytest.mark.parametrize("value", ["0", "5", "5.5", "10", "11"])
def test_workbook_recomputes_bands(tmp_path, table, value):
    tiered("移民培训", "tier_deduct", TYPED, "逾期率", "比率")
    item = factories.make_item(table.sections.get(order=1), "满意度", "6", text="计6分")
    factories.make_component(item, "6")
    tiered("满意度", "tier_award", "10以上：6\n5以上、不足10：4.5\n不足5：0", "满意", "数量")
    record(逾期率=value, 满意=value, 获证率="93.5")
    assert_workbook_agrees(tmp_path, table)


# --- As they are typed ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "ends"),
    [
        ("80以上、不足90：8", ("80", True, "90", False)),
        ("80%以上，90%以下得8分", ("80", True, "90", True)),
        ("超过 80 ： 8 分", ("80", False, None, True)),
        (">=80 <90:8", ("80", True, "90", False)),
        ("≥80，<90：8", ("80", True, "90", False)),
        ("不足60扣8分", (None, True, "60", False)),
        ("≤60:8", (None, True, "60", True)),
        ("正好0：8", ("0", True, "0", True)),
        ("高于0.5、低于1.5：8", ("0.5", False, "1.5", False)),
    ],
)
def test_band_is_read_as_it_is_typed(line, ends):
    above, is_above, below, is_below = ends
    [band] = bands_typed(line)
    assert band == Band(
        above and Decimal(above), is_above, below and Decimal(below), is_below, Decimal(8)
    )


@pytest.mark.parametrize("line", ["不足60不得分", "不足60：不扣分", "不足60，不得分", "不足60：0"])
def test_band_may_give_nothing(line):
    assert [band.points for band in bands_typed(line)] == [0]


@pytest.mark.parametrize(
    "line",
    [
        "80-90：8",
        "80：8",
        "80以上90以上：8",
        "80以上优秀：8",
        "80以上",
        "：8",
        "80以上：-8",
        "正好8以上：2",
    ],
)
def test_band_that_may_mean_two_things_is_refused(line):
    with pytest.raises(WrongBands):
        bands_typed(line)


def test_bands_are_shown_as_they_are_typed():
    typed = "90以上：10\n80以上、不足90：8\n超过5、10以下：2.5\n正好0：1\n不足60：0"
    assert bands_shown(bands_typed(typed)) == typed
