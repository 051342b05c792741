"""The pages of rounds: the list, one round, its grid, paste and workbook."""

import io
import json
from datetime import date
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from assessment.models import (
    CityTable,
    Component,
    Indicator,
    Round,
    RoundFigure,
    Year,
    YearState,
)
from assessment.rounds.listing import asked_cells, reported_cells
from assessment.rounds.reading import cells_of, read_round, tables_of_round
from assessment.rounds.views import pages
from assessment.self_check.places import places_of_item
from assessment.views.scope import page_of
from tests import factories
from tests.assessment.rounds.steps import (
    AUTUMN,
    RATE,
    SKILLS,
    THERE,
    TRACKING,
    TRAINING,
    results,
)

pytestmark = pytest.mark.one_database


def indicator() -> int:
    return Indicator.objects.get(name="移民培训").pk


def grid(client, desk) -> str:
    return client.get(desk.url("round-grid", indicator())).content.decode()


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_list_tells_how_far_each_round_is(house, desk):
    desk.open()
    desk.open("第2次调度", AUTUMN, due_on=AUTUMN)
    desk.report({TRAINING: "500", RATE: "96"})
    page = words(house.get(reverse("rounds", args=[2017])))
    assert "2 / 10" in page
    assert page.index("第2次调度") < page.index("第1次调度")
    assert "逾期补报" in page
    assert "仅年终数" in page


def test_list_costs_the_same_for_any_number(house, desk):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as held:
            house.get(reverse("rounds", args=[2017]))
        return len(held)

    desk.open()
    queries()
    one = queries()
    desk.open("第2次调度", AUTUMN)
    desk.report({TRAINING: "1"})
    assert queries() == one


def test_round_and_grid_cost_the_same_for_any_number_of_cities(office, desk):
    desk.open()

    def queries() -> tuple:
        told = []
        for url in (desk.url("round"), desk.url("round-grid", indicator())):
            with CaptureQueriesContext(connection) as held:
                office.get(url)
            told.append(len(held))
        return tuple(told)

    queries()
    two = queries()
    factories.make_table(desk.year, factories.make_city("湘潭市", "430300"))
    desk.report({TRAINING: "1"})
    assert queries() == two


def test_opening_from_the_page(house, desk):
    url = reverse("round-open", args=[2017])
    assert 'value="第1次调度"' in house.get(url).content.decode()
    sent = {"name": "年中调度", "as_of": "2017-07-02", "due_on": "2099-01-05", "weight": "1",
            "version": 0, "accepts_late": "on"}  # fmt: skip
    answer = house.post(url, sent | {"as_of": "2018-07-02"})
    assert answer.status_code == 422
    assert "截至日期须在 2017 年之内" in answer.content.decode()
    assert house.post(url, sent | {"due_on": "2017-07-01"}).status_code == 422
    assert house.post(url, sent).url == "/2017/rounds/1/"
    assert Round.objects.get().accepts_late


def test_changing_after_another_person_asks_again(house, desk):
    desk.open()
    url = desk.url("round-change")
    sent = {"name": "甲", "as_of": "2017-07-02", "due_on": "2099-01-05", "weight": "1",
            "version": 1}  # fmt: skip
    assert house.post(url, sent).status_code == 302
    answer = house.post(url, sent | {"name": "乙"})
    assert answer.status_code == 409
    assert "已被他人改动" in answer.content.decode()
    assert house.post(url, sent | {"name": "乙", "version": 2}).status_code == 302


def test_grid_shows_the_rounds_figures_not_the_cells(office, desk):
    desk.open()
    desk.record({TRAINING: "900"})
    page = grid(office, desk)
    assert 'value="900"' not in page
    desk.take()
    desk.report({SKILLS: "61"})
    page = grid(office, desk)
    assert 'value="900"' in page
    assert 'value="61"' in page
    assert "data-score" not in page


def test_typing_answers_with_what_stands(office, desk):
    desk.open()
    before = results()
    told = desk.type_cell(office, "1,048").json()
    assert told["cells"][0]["text"] == "1048"
    assert told["rows"][0]["status"] == "缺 3 项"
    assert desk.type_cell(office, "三十").status_code == 422
    assert desk.type_cell(office, "1050").status_code == 409  # version 0 is not what stands
    assert desk.figure().value == 1048
    assert results() == before


def test_pasting_a_block_writes_whole(office, desk):
    desk.open()
    rows = [["500", "60", "96", "否"], ["300", "40", "95", "否"]]
    body = {"rows": rows, "at": desk.result().pk, "versions": {}, "seen": None}
    answer = office.post(
        desk.url("round-paste", indicator()), json.dumps(body), content_type="application/json"
    )
    assert answer.status_code == 200
    assert RoundFigure.objects.count() == 8, answer.json()
    assert desk.figure(TRAINING, THERE).value == 300
    assert desk.figure(TRACKING).value == 0


def test_another_office_sees_but_does_not_type(client, desk):
    desk.open()
    client.force_login(desk.people["other_office"])
    assert "不由本处室采集，只能查看" in grid(client, desk)
    answer = desk.type_cell(client, "5")
    assert answer.status_code == 403
    assert not RoundFigure.objects.exists()


def test_panel_tells_what_stood_before(office, desk):
    desk.open()
    desk.record({TRAINING: "900"})
    desk.report({TRAINING: "480"})
    desk.report({TRAINING: "500"})
    page = words(office.get(desk.url("round-detail", desk.result().pk)))
    assert "<strong>500</strong>" in page
    assert "<strong>480</strong>" in page
    assert "<dt>采集表现在</dt><dd>900</dd>" in page


def test_changes_tell_what_colleagues_wrote(office, desk):
    desk.open()
    desk.report({TRAINING: "480"})
    url = desk.url("round-changes", indicator())
    told = office.get(url, {"since": "2017-01-01T00:00:00+08:00"}).json()
    assert [cell["text"] for cell in told["cells"]] == ["480"]
    assert told["is_collecting"] is True
    desk.close()
    assert office.get(url).json()["is_collecting"] is False


def test_present_figures_are_shown_before_they_are_taken(office, desk):
    desk.open()
    desk.record({TRAINING: "500", SKILLS: "60"})
    url = desk.url("round-take")
    page = words(office.get(url))
    assert "取用 2 格" in page
    office.post(url)
    assert RoundFigure.objects.count() == 2
    assert "没有可以取用的格" in words(office.get(url))


def _book(office, desk):
    data = office.get(desk.url("round-export")).content
    return load_workbook(io.BytesIO(data))


def _sent(book) -> io.BytesIO:
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "调度表.xlsx"
    return out


def _fill(book, name, value) -> None:
    for row in book.active.iter_rows(min_row=2):
        if row[1].value == "长沙市" and row[4].value == name:
            row[8].value = value


def test_workbook_is_previewed_then_written(office, desk):
    desk.open()
    desk.report({SKILLS: "60"})
    book = _book(office, desk)
    _fill(book, TRAINING, 512)
    page = office.post(desk.url("round-import"), {"file": _sent(book)})
    assert "1 处变化" in page.content.decode()
    assert not RoundFigure.objects.filter(name=TRAINING).exists()
    answer = office.post(desk.url("round-import"), {"parcel": page.context["parcel"]})
    assert answer.url == "/2017/rounds/1/"
    assert (desk.figure().value, desk.figure().source) == (512, "调度表 调度表.xlsx")


def test_workbook_that_a_colleague_was_faster_than_asks(office, desk):
    desk.open()
    book = _book(office, desk)
    _fill(book, TRAINING, 512)
    desk.report({TRAINING: "480"})
    page = office.post(desk.url("round-import"), {"file": _sent(book)})
    assert len(page.context["conflicts"]) == 1
    answer = office.post(desk.url("round-import"), {"parcel": page.context["parcel"]})
    assert answer.status_code == 422
    assert desk.figure().value == 480


def test_a_number_that_nobody_means_is_told_to_be_too_large(office, desk):
    desk.open()
    book = _book(office, desk)
    _fill(book, TRAINING, 1e30)
    page = office.post(desk.url("round-import"), {"file": _sent(book)})
    assert page.status_code == 422
    assert "数字太大（1e+30）；请核对位数和单位" in page.content.decode()


@pytest.mark.parametrize("other", ["round", "collection"])
def test_workbooks_are_not_taken_for_one_another(office, desk, other):
    desk.open()
    desk.open("第2次调度", AUTUMN)
    if other == "round":
        book = load_workbook(io.BytesIO(office.get(desk.url("round-export", number=2)).content))
    else:
        data = office.get(reverse("results-export", args=[2017])).content
        book = load_workbook(io.BytesIO(data))
    _fill(book, TRAINING, 512)
    page = office.post(desk.url("round-import"), {"file": _sent(book)})
    assert "这不是本次调度的表" in page.content.decode()
    mine = _book(office, desk)
    _fill(mine, TRAINING, 512)
    page = office.post(reverse("results-import", args=[2017]), {"file": _sent(mine)})
    assert "这是调度表，不是处室的采集表" in page.content.decode()
    assert set(results().values()) == {None}


def test_a_figure_whose_measure_is_gone_is_still_shown(house, desk):
    desk.open()
    desk.report({TRAINING: "500"})
    CityTable.objects.get(city__key=THERE).delete()
    RoundFigure.objects.update(name="已撤销的任务")
    assert "已撤销的任务：500" in words(house.get(desk.url("round")))


def test_closing_and_reopening_from_the_page(house, desk):
    desk.open()
    desk.record({TRAINING: "500"})
    house.post(desk.url("round-close"), {"version": 1, "takes_present": "on"})
    assert desk.figure().value == 500
    url = desk.url("round-reopen")
    sent = {"version": 2, "reason": "", "due_on": "2099-01-05"}
    assert house.post(url, sent).status_code == 422
    assert house.post(url, sent | {"reason": "更正", "due_on": "2017-01-05"}).status_code == 422
    assert house.post(url, sent | {"reason": "更正"}).status_code == 302
    assert desk.round().closed_at is None


def test_closed_year_shows_rounds_and_changes_nothing(house, desk):
    desk.open()
    desk.report({TRAINING: "500"})
    Year.objects.update(state=YearState.FINALISED)
    assert house.get(desk.url("round")).status_code == 200
    assert house.post(desk.url("round-close"), {"version": 1}).status_code == 403
    assert desk.round().closed_at is None
    assert date(2017, 7, 2) == desk.round().as_of


def test_the_desk_of_an_office_leads_to_what_is_to_be_reported(office, desk):
    desk.open()
    desk.open("第2次调度", AUTUMN, due_on=AUTUMN, accepts_late=False)
    page = words(office.get(reverse("home")))
    assert "第1次调度（截至 2017-07-02）请报送，截止 2099-01-05" in page
    assert 'href="/2017/rounds/1/"' in page
    assert "第2次调度" not in page
    desk.close()
    assert "请报送" not in words(office.get(reverse("home")))


def test_grid_shows_a_page_of_cities(office, desk, monkeypatch):
    desk.open()
    desk.report({TRAINING: "1"})
    monkeypatch.setattr(pages, "page_of", partial(page_of, size=1))
    first, second = (
        words(office.get(desk.url("round-grid", indicator()), {"page": page})) for page in (1, 2)
    )
    assert 'data-city="长沙市"' in first
    assert 'data-city="株洲市"' not in first
    assert 'data-city="株洲市"' in second
    assert "共 2 条" in second
    assert "本页已报" in first


def test_round_counts_the_cells_that_its_tables_have(desk):
    """By the same places, though it reads no table: of two measures of one name, too."""
    component = Component.objects.filter(item__name="移民培训").order_by("pk").first()
    for _ in range(2):
        factories.make_measure(component, "同名", "数量", "个")
    held = desk.open()
    desk.report({TRAINING: "1", RATE: "96"})
    asked, reported = asked_cells(held), reported_cells(held)
    now = read_round(held, tables_of_round(held))
    assert asked.keys() == cells_of(now.tables).keys()
    assert {cell: item.indicator_id for cell, item in items_by_cell(now)} == asked
    assert reported.keys() == {
        cell for cell, m in cells_of(now.tables).items() if m.record.value is not None
    }
    assert len(reported) == 2


def items_by_cell(read):
    for table in read.tables:
        for item in table.items:
            for place, _ in places_of_item(item):
                yield (table.city_id, place), item
