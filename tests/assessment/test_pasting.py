"""A block pasted into the grid: what is written at once, what is shown first, what never is."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.models import Result, Year, YearState
from tests.assessment.recording import JSON, result_of, training, write
from tests.factories import make_city, make_table

pytestmark = pytest.mark.django_db
FARM, PASS = "农业实用技术培训", "获证率"


@pytest.fixture
def other(table):
    """A second city's table with the same indicator."""
    return make_table(city=make_city("株洲市"))


def send(client, rows, at, **more):
    """Paste rows (a text as a spreadsheet gives it) into a cell."""
    body = {"rows": [line.split("\t") for line in rows.split("\n")], "at": at.pk} | more
    url = reverse("collection-paste", args=[2017, training().pk])
    return client.post(url, json.dumps(body), **JSON)


def words(answer) -> str:
    """Return what the preview says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.json()["look"]["html"]))


def confirm(client, rows, at, answer, **more):
    return send(client, rows, at, seen=answer.json()["look"]["seen"], **more)


def recorded(*tables) -> list:
    return [result_of(table).value for table in tables]


def test_a_plain_block_into_empty_cells_is_written_at_once(office, table, other):
    answer = send(office, "1,000\n900", result_of(table)).json()
    assert recorded(table, other) == [1000, 900]
    assert answer["saved"] == {str(result_of(t).pk): 1 for t in (table, other)}
    assert [row["recorded"] for row in answer["rows"]] == [1, 1]


def test_a_heading_is_shown_and_slips_nothing(office, table, other):
    block = f"{FARM}\n1000\n900"
    answer = send(office, block, result_of(table))
    assert recorded(table, other) == [None, None]
    assert "表头" in words(answer)
    assert confirm(office, block, result_of(table), answer).json()["saved"]
    assert recorded(table, other) == [1000, 900]


def test_names_lead_to_their_cities_whatever_the_order(office, table, other):
    block = "1\t株洲\t900\n2\t长 沙市\t1000"
    answer = send(office, block, result_of(table))
    confirm(office, block, result_of(table), answer)
    assert recorded(table, other) == [1000, 900]


def test_the_contrary_of_what_a_column_asks_is_no_name_of_it(office, table):
    """The key of 无就业跟踪服务 lacks the 无: 是 under 就业跟踪服务 means the opposite."""
    answer = send(office, "市州\t就业跟踪服务\n长沙\t是", result_of(table))
    assert "“就业跟踪服务”的表头认不出来" in words(answer)
    assert answer.json()["look"]["seen"] == {}


def test_any_recorded_figure_that_would_change_is_shown_with_who_recorded_it(office, table):
    write(office, result_of(table), "900")
    answer = send(office, "1000", result_of(table))
    assert result_of(table).value == 900
    assert re.search(
        r"长沙市 农业实用技术培训 900 → 1,000 培训中心 培训乙 刚刚 ?录入", words(answer)
    )
    confirm(office, "1000", result_of(table), answer)
    assert result_of(table).value == 1000


def test_an_empty_cell_wipes_nothing(office, table, other):
    for one in (table, other):
        write(office, result_of(one), "900")
    block = "长沙\t\n株洲\t800"
    answer = send(office, block, result_of(table))
    assert "已录的内容保持不变" in words(answer)
    confirm(office, block, result_of(table), answer)
    assert recorded(table, other) == [900, 800]


def test_a_part_is_written_only_if_it_is_asked_for(office, table, other):
    block = "1000\n三十"
    answer = send(office, block, result_of(table))
    html = answer.json()["look"]["html"]
    assert html.index("返回核对") > html.index("只写入其余 1 格")
    assert "btn-primary" in html[html.index('data-act="paste-back"') - 60 :][:60]
    assert "不能写入：“三十”不是数字" in words(answer)
    confirm(office, block, result_of(table), answer)
    assert recorded(table, other) == [None, None]
    confirm(office, block, result_of(table), answer, rest=True)
    assert recorded(table, other) == [1000, None]


def test_refused_cells_stand_before_changes_and_changes_before_new_ones(office, table, other):
    write(office, result_of(table), "5")
    block = f"市州\t{FARM}\t{PASS}\n长沙\t6\t95\n株洲\t7\t九成"
    told = words(send(office, block, result_of(table)))
    order = [told.index(part) for part in ("九成", "5 → 6", "— → 95", "— → 7")]
    assert order[:2] == sorted(order[:2])
    assert max(order[:2]) < min(order[2:])


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("1\n2\n3", "超出表格最后一行"),
        ("长沙\t1\n望城区\t2", "是县市区，本表按市州录入"),
        ("长沙\t1\n岳阳\t2", "不在本表"),
        ("长沙\t1\n长沙市\t2", "同一格有 2 个值（第 1、2 行）"),
        ("1\t2\t3\t4\t5", "超出表格右边"),
    ],
)
def test_what_fits_nowhere_is_named_and_nothing_is_written(office, table, other, block, said):
    make_city("岳阳市")
    answer = send(office, block, result_of(table))
    assert said in words(answer)
    assert "返回核对" in words(answer)
    assert Result.objects.recorded().count() == 0


def test_a_column_that_cannot_be_placed_is_asked_about(office, table, other):
    block = f"市州\t人数\t{PASS}\n长沙\t1000\t95\n株洲\t900\t91"
    asked = send(office, block, result_of(table))
    assert 'data-answer="c2"' in asked.json()["look"]["html"]
    confirm(office, block, result_of(table), asked, rest=True)
    assert Result.objects.recorded().count() == 0
    answered = send(office, block, result_of(table), answers={"c2": "m0"})
    confirm(office, block, result_of(table), answered, answers={"c2": "m0"})
    assert recorded(table, other) == [1000, 900]
    assert result_of(other, PASS).value == 91


def test_a_colleagues_figure_is_named_before_it_is_overwritten(office, table):
    result = result_of(table)
    write(office, result, "900")
    answer = send(office, "1000", result, versions={str(result.pk): 0})
    assert re.search("培训乙 刚刚 ?改过，写入将覆盖", words(answer))
    write(office, result_of(table), "950")  # once more, while he looks
    again = confirm(office, "1000", result, answer)
    assert result_of(table).value == 950
    assert "950 → 1,000" in words(again)
    confirm(office, "1000", result, again)
    assert result_of(table).value == 1000


def test_a_doubt_is_shown_and_blocks_nothing(office, table):
    block = f"{PASS}\n0.95"
    answer = send(office, block, result_of(table))
    assert "存疑" in words(answer)
    confirm(office, block, result_of(table), answer)
    assert str(result_of(table, PASS).value) == "0.9500"


def test_figures_of_the_same_value_change_nothing(office, table):
    write(office, result_of(table), "900")
    answer = send(office, "900", result_of(table)).json()
    assert (answer["saved"], result_of(table).version) == ({}, 1)


def test_more_than_twenty_figures_are_shown_first(office, table):
    for number in range(24):
        make_table(city=make_city(f"{number}号市"))
    answer = send(office, "\n".join(["5"] * 21), result_of(table))
    assert "将写入 21 格" in words(answer)
    assert Result.objects.recorded().count() == 0


def test_another_office_pastes_nothing(client, cast, table):
    client.force_login(cast["other_office"])
    answer = send(client, "1000", result_of(table))
    assert (answer.status_code, "不由本处室采集" in answer.json()["error"]) == (403, True)


def test_after_closing_nothing_is_pasted(office, table):
    Year.objects.update(state=YearState.REVIEW)
    assert send(office, "1000", result_of(table)).status_code == 403
    assert result_of(table).value is None


@pytest.mark.parametrize(
    "body",
    [
        {"rows": []},
        {"rows": "1000"},
        {"rows": [["1"], "2"]},
        {"rows": [[1]]},
        {"rows": [["1"]], "at": "x"},
        {"rows": [["1"]], "at": 1, "versions": {"1": "0"}},
        {"rows": [["1"]], "at": 1, "answers": {"c1": 2}},
        {"rows": [["1"]], "at": 1, "seen": [1]},
        {"rows": [[" "]], "at": 1},
        {"rows": [["1"] * 201], "at": 1},
        {"rows": [["1"] * 100] * 40, "at": 1},
    ],
)
def test_nonsense_gets_a_sentence(office, table, body):
    url = reverse("collection-paste", args=[2017, training().pk])
    answer = office.post(url, json.dumps(body), **JSON)
    assert answer.status_code == 422
    assert "未保存任何内容" in answer.json()["error"]


def test_a_cell_of_another_indicator_is_not_found(office, table):
    breach = result_of(table, "发生违纪违规行为被通报每起")
    assert send(office, "1", breach).status_code == 404


def test_looking_costs_the_same_for_one_city_as_for_ten(office, table):
    """session, user, roles; year, indicator, tables 7, last year, places 2; the address 1."""

    at = result_of(table)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert "look" in send(office, "市州\t完成\n长沙\t5", at).json()
        return len(queries)

    send(office, "", at)  # signs in
    one = cost()
    for number in range(9):
        make_table(city=make_city(f"{number}号市"))
    assert (one, cost()) == (16, 16)
