"""人工修改 on table, card and paper, and before the table is confirmed; and names of failings."""

import html
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from assessment.actions.rules import save_item_rules
from assessment.loading import load_tables
from assessment.models import CityTable, Concern, Item, Measure, Result, Rule, YearState
from assessment.paper.official_table import table_html
from assessment.paper.scorecard import scorecard_htmls
from assessment.scores.cases import like_cases
from assessment.scores.losses import by_indicator
from assessment.scores.standing import standings_of
from cities.models import Role
from press.paper import layout
from tests import factories
from tests.assessment.browsing import posted
from tests.assessment.test_paper import text_of
from tests.assessment.test_rules_editing import entries_of
from trust import log
from trust.models import AuditEntry

CLAUSE = "无就业跟踪服务扣0.2分"
MARKED = "张三 2018-01-05，理由：更正通知第3号"
AT = datetime(2018, 1, 5, 2, 32, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def person():
    return factories.make_account("zhangsan", role=Role.ASSESSMENT_OFFICE, full_name="张三")


@pytest.fixture
def table():
    return factories.make_table(issued=False)


@pytest.fixture
def changed(table, person):
    """The table with a failing at 0.3 points instead of 0.2, changed by hand on 2018-01-05."""
    item = Item.objects.get(section__table=table, name="移民培训")
    (component,) = entries_of(item)
    rules = [*component.rules[:2], replace(component.rules[2], deduction=Decimal("0.3"))]
    save_item_rules(
        item=item, components=[replace(component, rules=tuple(rules))], version=1,
        reason="更正通知第3号", user=person, actor=log.Actor("张三", person),
    )  # fmt: skip
    Rule.objects.filter(clause=CLAUSE).update(changed_at=AT)
    return table


def record(table, name, value):
    Result.objects.filter(
        measure__component__item__section__table=table, measure__name=name
    ).update(value=value)


def words_of(client, url) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return html.unescape(re.sub(r"<[^>]*>", "", response.content.decode()))


def table_url(table):
    return reverse("city-table", args=[table.year.number, table.city.key])


def loaded(table):
    return load_tables(CityTable.objects.filter(pk=table.pk))[0]


# --- Marks ------------------------------------------------------------------------------------


def test_table_page_shows_mark_and_concern_beside_the_rule(client, person, changed):
    client.force_login(person)
    words = words_of(client, table_url(changed))
    assert "人工修改 1 处" in words
    assert words.count(f"人工修改：{MARKED}") == 1
    assert f"原文“{CLAUSE}”读为扣 0.2 分，规则为扣 0.3 分。" in words


def test_confirmation_lists_each_change(client, person, changed):
    client.force_login(person)
    Concern.objects.update(settled_at=AT, settled_by=person, settlement="按更正通知")
    page = html.unescape(client.get(table_url(changed)).content.decode())
    asked = re.search(r'data-confirm="([^"]*)" data-confirm-yes="确认规则"', page)
    assert asked[1].endswith(
        f"\n其中人工修改 1 处：\n1. 移民培训 要点1 “{CLAUSE}”出现该情形扣 0.3 分：{MARKED}"
    )
    assert "按更正通知 张三" in words_of(client, table_url(changed))


def test_table_without_changes_asks_as_before(client, person, table):
    client.force_login(person)
    page = client.get(table_url(table)).content.decode()
    assert 'data-confirm="请确认：右边每条规则与左边原文一致，没有遗漏。确认后可以下达。"' in page
    assert "人工修改" not in page


def test_change_from_before_is_shown_before_anybody_confirms(client, person, table):
    Rule.objects.filter(clause=CLAUSE).update(deduction=Decimal("0.3"))
    client.force_login(person)
    words = words_of(client, table_url(table))
    assert f"原文“{CLAUSE}”读为扣 0.2 分，规则为扣 0.3 分。" in words
    assert "确认规则时列为待核事项" in words
    assert not Concern.objects.exists()


def test_change_from_before_is_shown_of_an_issued_table_too(client, person):
    table = factories.make_table()
    Rule.objects.filter(clause=CLAUSE).update(deduction=Decimal("0.3"))
    client.force_login(person)
    assert "请先撤回下达" in words_of(client, table_url(table))


def test_scorecard_page_shows_the_mark(client, person, changed):
    record(changed, "无就业跟踪服务", 1)
    client.force_login(person)
    url = reverse("scorecard", args=[changed.year.number, changed.city.key])
    assert words_of(client, url).count(f"人工修改：{MARKED}") == 1


def test_paper_scorecard_shows_the_mark_under_its_rule(changed):
    record(changed, "无就业跟踪服务", 1)
    (card,) = scorecard_htmls(standings_of(changed.year))
    assert card.count("人工修改") == 1
    after_rule = card[card.index(f"<td>{CLAUSE}</td>") :]
    assert re.search(r"</tr>\s*<tr class=\"who\"><td colspan=\"4\">人工修改：" + MARKED, after_rule)
    assert f"人工修改：{MARKED}".replace(" ", "") in text_of(layout.make_pdf([card], "评分卡"))


def test_paper_scorecard_shows_it_where_no_points_were_lost(changed):
    for measure in Measure.objects.all():
        record(changed, measure.name, measure.target or 0)
    (card,) = scorecard_htmls(standings_of(changed.year))
    assert f"人工修改：移民培训 要点1 “{CLAUSE}”出现该情形扣 0.3 分：{MARKED}" in card


def test_paper_scorecard_shows_other_rows_of_a_listed_item(changed):
    """The item lost points by another rule: the changed one is told at its end."""
    record(changed, "获证率", 90)
    record(changed, "无就业跟踪服务", 0)
    (card,) = scorecard_htmls(standings_of(changed.year))
    assert f"人工修改：要点1 “{CLAUSE}”出现该情形扣 0.3 分：{MARKED}" in card


def test_paper_table_keeps_its_words_and_lists_changes_below(changed):
    words = text_of(layout.make_pdf([table_html(loaded(changed))], "指标表"))
    assert "人工修改的计分规则（表内原文未改）" in words
    assert f"1.移民培训要点1“{CLAUSE}”出现该情形扣0.3分：{MARKED}".replace(" ", "") in words
    assert "无就业跟踪服务扣0.2分。" in words


def test_paper_without_changes_says_nothing_of_them(table):
    papers = [*scorecard_htmls(standings_of(table.year)), table_html(loaded(table))]
    assert [paper for paper in papers if "人工修改" in paper] == []


def test_city_sees_on_its_table_what_was_changed(client, changed):
    CityTable.objects.update(issued_at=AT)
    changed.year.state = YearState.SELF_CHECK
    changed.year.save()
    client.force_login(factories.make_account(role=Role.CITY, place=changed.city))
    words = words_of(client, table_url(changed))
    assert f"人工修改：{MARKED}" in words
    assert "读为扣 0.2 分" not in words  # what the office discusses


def test_log_tells_the_mark(changed):
    told = AuditEntry.objects.get().after[0]["规则"]
    [rule] = [words for words in told if "人工修改" in words]
    assert rule.startswith("出现即扣：无就业跟踪服务，扣 0.3 分［人工修改：张三 ")


# --- Forms ------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["item-rules", "admin:assessment_item_change"])
def test_editors_ask_for_the_reason_and_keep_it(client, person, table, address):
    item = Item.objects.get(section__table=table, name="移民培训")
    args = [item.pk] if address.startswith("admin") else [table.year.number, item.pk]
    url = reverse(address, args=args)
    client.force_login(person)
    data = posted(client.get(url)) | {"c-0-r-2-deduction": ["0.3"]}
    refused = client.post(url, data | {"reason": [" "]})
    assert refused.status_code == 422
    assert "请写明修改理由" in refused.content.decode()
    more = client.post(url, data | {"reason": ["更正通知"], "change": ["add:c-0-m"]})
    assert 'value="更正通知"' in more.content.decode()
    saved = client.post(url, data | {"reason": ["更正通知"]}, follow=True)
    assert "本指标有 1 处须核定" in saved.content.decode()
    assert Rule.objects.get(clause=CLAUSE).reason == "更正通知"


# --- Names of failings ------------------------------------------------------------------------


@pytest.fixture
def short():
    """Tables whose failing has a short phrase without its negation, as the reader gives it."""
    table = factories.make_table()
    factories.make_table(table.year, factories.make_city("株洲市"))
    Measure.objects.filter(name="无就业跟踪服务").update(key="就业跟踪服务")
    record(table, "无就业跟踪服务", 1)
    return table


BARE = re.compile(r"(?<!无)就业跟踪服务")


@pytest.mark.parametrize(
    "name", ["city-table", "scorecard", "indicator", "overview", "collection-grid"]
)
def test_pages_keep_the_negation(client, person, short, name):
    item = Item.objects.get(section__table=short, name="移民培训")
    args = {
        "overview": [2017],
        "indicator": [2017, item.indicator_id],
        "collection-grid": [2017, item.indicator_id],
    }.get(name, [2017, short.city.key])
    client.force_login(person)
    words = words_of(client, reverse(name, args=args))
    assert "无就业跟踪服务" in words
    assert BARE.findall(words) == []


def test_like_cases_and_losses_keep_the_negation(short):
    standings = standings_of(short.year)
    item = Item.objects.get(section__table=short, name="移民培训")
    held = [(city, city.cells()[item.indicator_id]) for city in standings.cities]
    assert [group.name for group in like_cases(held)][0] == "无就业跟踪服务"
    assert by_indicator(standings)[0].costliest_words.startswith("无就业跟踪服务：")


def test_like_cases_of_cities_that_word_it_otherwise_stay_together(short):
    of_another = Measure.objects.filter(component__item__section__table__city__name="株洲市")
    of_another.filter(key="就业跟踪服务").update(name="无就业跟踪服务或不符合要求")
    item = Item.objects.get(section__table=short, name="移民培训")
    held = [(c, c.cells()[item.indicator_id]) for c in standings_of(short.year).cities]
    assert [len(group.cases) for group in like_cases(held) if "跟踪" in group.name] == [2]


def test_newest_entry_keeps_the_negation(client, person, short):
    Result.objects.filter(measure__key="就业跟踪服务", value=1).update(recorded_at=AT)
    client.force_login(person)
    words = words_of(client, reverse("home"))
    assert "无就业跟踪服务 是" in words
    assert BARE.findall(words) == []
