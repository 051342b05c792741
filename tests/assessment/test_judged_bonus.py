"""加分 that a person judges (可酌情加4-12分), from the item's page to score, workbook and file."""

import json
from contextlib import nullcontext
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessment.collection.doubtful import doubtful_figures
from assessment.collection.judging import bounds_of
from assessment.engine.types import Policy as EnginePolicy
from assessment.exports.scores import scores_xlsx
from assessment.exports.tables import tables_json
from assessment.loading import load_tables
from assessment.models import CityTable, Item, Measure, Policy, Result, Rule
from assessment.paper.scorecard import scorecard_htmls
from assessment.scores.standing import score_tables
from assessment.tables.intake import read_tables
from cities.models import Role
from tests import factories
from tests.assessment.browsing import posted
from tests.assessment.recording import write, write_block
from tests.assessment.test_confirming import confirm, panel, remark
from tests.assessment.test_exports import recalculated
from tests.assessment.test_wider_rules import come_back, rows_of, with_new_rule
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

NAME = "做法有亮点（评定）"
MEASURE = (NAME, "数量", "分")
NO_MOST = "酌情加分在要点的分值以外，须写明最多加多少分；请填最多加的分。"


@pytest.fixture
def draft():
    return factories.make_table(issued=False)


@pytest.fixture
def editor(client, draft):
    client.force_login(factories.make_account(role=Role.ASSESSMENT_OFFICE, full_name="考核丁"))
    item = Item.objects.get(section__table=draft, name="移民培训")
    return client, reverse("item-rules", args=[2017, item.pk])


def ruled(editor, most="12", least="4", step=""):
    client, url = editor
    data = with_new_rule(
        posted(client.get(url)), "judged_bonus", MEASURE, (step, "", most), least=least
    )
    return client.post(url, data)


def test_office_settles_a_phrase_for_more_than_the_points(editor, draft):
    client, url = editor
    assert ruled(editor).status_code == 302  # the component has 9
    again = posted(client.get(url))
    fields = ("kind", "deduction", "least", "step")
    assert [again[f"c-0-r-3-{f}"][0] for f in fields] == ["judged_bonus", "12", "4", ""]
    told = str(AuditEntry.objects.get(action="修改计分规则").after)
    assert f"酌情加分：{NAME}，加 4–12 分" in told
    shown = client.get(reverse("city-table", args=[2017, draft.city.key])).content.decode()
    assert "酌情加 4–12 分" in shown
    told = next(row for row in rows_of(come_back(draft)) if row.get("basis") == "judged")
    assert (told["kind"], told["effect"], told["unit"]) == ("judged_bonus", "bonus", "分")
    assert (told["amount"], told["least"]) == ({"min": "4", "max": "12"}, "4")


def test_office_settles_what_is_judged_each_time(editor, draft):
    client, _ = editor
    assert ruled(editor, "3", "1", "1").status_code == 302
    shown = client.get(reverse("city-table", args=[2017, draft.city.key])).content.decode()
    assert "酌情每次加 1–3 分" in shown
    [bounds] = bounds_of(Measure.objects.filter(name=NAME)).values()
    assert [bounds.why_not(Decimal(n)) for n in (1, 8, 30)] == ["", "", ""]  # of 9 points
    told = next(row for row in rows_of(come_back(draft)) if row.get("basis") == "judged")
    assert (told["step"], told["unit"]) == ("1", "次")


@pytest.mark.parametrize(
    ("most", "least", "said"),
    [("", "", NO_MOST), ("", "4", NO_MOST), ("3", "4", "最少不能多于最多（3 分）")],
)
def test_bonus_that_names_no_most_is_not_settled(editor, most, least, said):
    response = ruled(editor, most, least)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Rule.objects.filter(kind="judged_bonus").exists()


@pytest.mark.parametrize("kind", ["judged_bonus", "judged_deduct"])
def test_no_row_keeps_a_bonus_without_a_most(draft, kind):
    component = draft.sections.get(order=1).items.get(order=1).components.get()
    measure = factories.make_measure(component, *MEASURE)
    expected = pytest.raises(IntegrityError) if kind == "judged_bonus" else nullcontext()
    with expected, transaction.atomic():
        factories.make_rule(component, kind, "0", [measure], None, "计9分")


def test_file_with_a_bonus_that_names_no_most_is_refused(editor):
    ruled(editor)
    told = tables_json(2017, load_tables(CityTable.objects.all()))
    component = told["cities"][0]["sections"][0]["items"][0]["components"][0]
    component["rules"][-1].update(deduction="0", least=None)
    with pytest.raises(Refused, match="须写明最多加多少分"):
        read_tables(json.dumps(told).encode(), "tables.json", 2018)


# --- A figure of it ------------------------------------------------------------------------------


@pytest.fixture
def cell(table) -> Result:
    component = table.sections.get(order=1).items.get(name="移民培训").components.get()
    measure = factories.make_measure(component, *MEASURE)
    rule = factories.make_rule(component, "judged_bonus", "12", [measure], None, "计9分")
    Rule.objects.filter(pk=rule.pk).update(least=4)
    return measure.result


def standings(policy=None):
    counting = EnginePolicy(counts_bonus=True)
    return score_tables(2017, load_tables(CityTable.objects.all()), policy or counting)


@pytest.mark.parametrize("text", ["3.5", "12.5"])
def test_page_refuses_points_out_of_the_bounds(office, cell, text):
    answer = write(office, cell, text)
    assert answer.status_code == 422
    assert "（4–12 分）" in answer.json()["error"]


def test_points_count_beside_the_hundred_once_a_second_person_agreed(office, cast, table, cell):
    Policy.objects.filter(year=table.year).update(counts_bonus=True)
    assert write(office, cell, "10").status_code == 200  # the component has 9
    assert "评定范围</dt><dd>0 或 4–12 分" in panel(office, cell)
    remark(office, Result.objects.get(pk=cell.pk), "省防指通报表扬第2条")
    before = standings().cities[0].score
    assert (before.bonus.raw, cell.measure.code in before.missing) == (0, True)

    office.force_login(cast["assessment_office"])
    assert confirm(office, Result.objects.get(pk=cell.pk)).status_code == 200

    [city] = standings().cities
    assert (city.score.bonus.points, city.total) == (10, before.total + 10)
    assert [s.score for s in city.score.sections] == [s.score for s in before.sections]
    card = office.get(reverse("scorecard", args=[2017, table.city.key])).content.decode()
    told = "评定 10 分（4–12 分） → 加 10"
    assert card.count(told) == 2  # with its item, and among what stands apart
    assert "合计 10 分，计入总分 10.00 分" in card
    assert told in scorecard_htmls(standings())[0]


@pytest.mark.parametrize(("step", "value"), [(None, "10"), (None, "15"), ("1", "3"), ("1", "25")])
def test_workbook_makes_the_same_of_it(tmp_path, table, cell, step, value):
    Rule.objects.filter(kind="judged_bonus").update(step=step)
    told = {"value": Decimal(value), "version": 1, "confirmed_version": 1, "confirmed_as": "考核甲"}
    Result.objects.filter(pk=cell.pk).update(**told)
    found = standings()
    [city] = found.cities
    book = recalculated(tmp_path, {"得分": scores_xlsx(found)})["得分"]
    heads, row, *_ = book["排名"].iter_rows(values_only=True)
    shown = dict(zip(heads, row, strict=True))
    assert (shown["加分"], shown["总分"]) == (float(city.score.bonus.points), float(city.total))
    assert city.score.bonus.points == {"10": 10, "15": 12, "3": 4, "25": 25}[value]


# --- Sums of times that nobody bounds ------------------------------------------------------------

TIMES = "61 分至少是 21 次之和（每次 1–3 分），请核对，并在备注里写明次数"


@pytest.fixture
def each(cell):
    Rule.objects.filter(kind="judged_bonus").update(step=1, least=1, deduction=3)
    return cell


def doubts_told(client, year, result) -> list[str]:
    """Return what panel and list say of its figure."""
    listed = client.get(reverse("collection-doubts", args=[2017])).content.decode()
    grid = client.get(reverse("collection-grid", args=[2017, item_of(result).indicator_id]))
    pages = (panel(client, result), listed, grid.content.decode())
    return [page for page in pages if "次之和" in page]


def item_of(result) -> Item:
    return result.measure.component.item


@pytest.mark.parametrize(("value", "doubted"), [("60", []), ("61", [TIMES])])
def test_sum_of_very_many_times_is_doubted_and_taken(office, table, each, value, doubted):
    answer = write(office, each, value)
    assert answer.status_code == 200
    [cell] = answer.json()["cells"]
    assert [told for told in cell["doubts"] if "次之和" in told] == doubted
    assert len(doubts_told(office, 2017, each)) == 3 * len(doubted)


def test_sum_of_very_many_times_is_doubted_before_it_is_pasted(office, each):
    look = write_block(office, [(each, "61")], preview=True).json()
    assert TIMES in str(look)


def test_figure_judged_once_has_no_times(office, table, cell):
    Rule.objects.filter(kind="judged_bonus").update(deduction=900, least=1)
    assert write(office, cell, "900").status_code == 200
    assert doubts_told(office, 2017, cell) == []


def test_panel_asks_for_the_times_where_there_are_any(office, each):
    assert "每次 1–3 分，请写明次数" in panel(office, each)
    Rule.objects.filter(kind="judged_bonus").update(step=None)
    assert "请写明次数" not in panel(office, each)


def test_list_of_doubts_asks_once_more_where_anything_is_judged(each, django_assert_num_queries):
    Result.objects.filter(pk=each.pk).update(value=61)
    with django_assert_num_queries(5):
        [line] = doubtful_figures(each.measure.component.item.section.table.year)
    assert line.sentences == (TIMES,)
