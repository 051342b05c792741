"""What is exempt on the card, on paper, in the exports, in the grid and in a frozen year."""

import json

import pytest
from django.urls import reverse

from assessment.collection.grids import build_grid
from assessment.engine.types import Policy
from assessment.exports.scores import scores_json, scores_xlsx
from assessment.frozen.reading import year_told
from assessment.frozen.writing import keys_named, proofs_of, told_year
from assessment.letters.reasons import city_table
from assessment.models import Result
from assessment.paper.scorecard import scorecard_htmls
from assessment.scores.standing import standings_of
from tests.assessment.recording import write
from tests.assessment.test_exports import assert_same, recalculated
from tests.engine.frozen import HEAD

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TOLD = "目标调整豁免（第 1 号）"


@pytest.fixture
def lost(desk):
    """Everything is recorded; 移民培训 would lose 8.7 points, 产业扶持 loses 3."""
    desk.record_all()
    desk.record("农业实用技术培训", 0)
    desk.record("项目未验收", 3)
    return desk


def card(desk, client) -> str:
    client.force_login(desk.people["assessment_office"])
    return client.get(reverse("scorecard", args=[2017, "430100"])).content.decode()


def test_card_tells_the_scaling_and_the_reason(lost, client):
    lost.hold()
    shown = card(lost, client)
    assert "(64.00 / 67) × 76 = 72.60（豁免 9 分，不计入应得分）" in shown
    assert f"{TOLD}，本指标 9 分本年度不计" in shown
    assert "不适用，不扣分" in shown


def test_paper_tells_it_in_its_row_and_in_its_annex(lost):
    lost.hold("产业扶持", 1)
    [paper] = scorecard_htmls(standings_of(lost.year))
    assert "豁免7分（附件" in paper
    assert "67 分中豁免 7 分，按 60 分计：60 − 0 = 60" in paper
    assert f"本要点（7分）{TOLD}，本要点不计分" in paper
    assert "（豁免 7 分，不计入应得分）" in paper


def test_table_of_reasons_tells_it(lost):
    lost.hold()
    rows = city_table(lost.standing()).rows
    row = next(row for row in rows if row[0] == "移民培训")
    assert (row[1], row[3], row[4]) == ("0", "—", "—")
    assert TOLD in row[5]


def test_file_for_other_programs_says_it_only_where_it_is_so(lost):
    before = json.dumps(scores_json(standings_of(lost.year)))
    assert "exempt" not in before
    assert "counted" not in before
    lost.hold("产业扶持", 1)
    [city] = scores_json(standings_of(lost.year))["cities"]
    item = city["sections"][0]["items"][1]
    assert (item["points"], item["counted"]) == ("67", "60")
    assert [part.get("exempt") for part in item["components"]] == [TOLD, None]


def test_grid_says_so_and_waits_for_nothing(lost):
    lost.hold()
    [table] = [city.table for city in standings_of(lost.year).cities]
    indicator = lost.subject().item.indicator_id
    [row] = build_grid([table], indicator, Policy()).rows
    assert (row.standing.status, row.standing.total, row.standing.score) == ("豁免", 0, "—")


def test_recorded_cell_answers_as_the_page_does(lost, client):
    lost.hold()
    client.force_login(lost.people["office"])
    cell = Result.objects.get(measure__name="农业实用技术培训")
    answer = write(client, cell, "1103")
    assert answer.json()["rows"][0]["status"] == "豁免"


def test_workbook_recomputes_it(lost, tmp_path):
    lost.hold("产业扶持", 1)
    lost.record("资金被挪用", 2)
    standings = standings_of(lost.year)
    book = recalculated(tmp_path, {"year": scores_xlsx(standings)})["year"]
    assert_same(book, standings)


def test_frozen_year_reads_back_what_was_exempt(lost):
    lost.hold("产业扶持", 1)
    standings = standings_of(lost.year)
    told = told_year(standings, proofs_of(lost.year), keys=keys_named(standings), head=HEAD)
    assert told["format_version"] == 2
    again = year_told(told).standings.cities[0]
    assert again.total == standings.cities[0].total
    assert [
        c.engine.exempt for i in again.table.items for c in i.components if c.engine.exempt
    ] == [TOLD]


def test_frozen_year_without_any_is_written_as_before(lost):
    lost.propose()
    standings = standings_of(lost.year)
    told = told_year(standings, proofs_of(lost.year), keys=keys_named(standings), head=HEAD)
    assert told["format_version"] == 1
    assert "exempt" not in json.dumps(told)
