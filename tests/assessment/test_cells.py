"""What the grid's script writes: one cell, or a block that was pasted."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.models import Measure, Result, Year, YearState
from tests.assessment.recording import result_of, write, write_block
from tests.factories import make_measure, make_table, make_year
from trust.models import AuditEntry

pytestmark = pytest.mark.django_db


# One cell


def test_cell_that_went_with_its_table_is_told_to_the_page_left_open(office, table):
    result = result_of(table)
    table.delete()

    answer = write(office, result, "1000")

    assert answer.status_code == 404
    assert "已不存在（可能已被替换或撤回）" in answer.json()["error"]
    assert "没有保存任何内容；请刷新页面" in answer.json()["error"]


def test_record_answers_with_the_cell_and_the_row(office, cast, table):
    result = result_of(table)
    answer = write(office, result, "1,000").json()
    result.refresh_from_db()
    assert (result.value, result.version, result.recorded_by) == (1000, 1, cast["office"])
    assert (answer["saved"], answer["conflicts"], answer["refused"]) == (
        {str(result.pk): 1},
        [],
        {},
    )
    (cell,) = answer["cells"]
    assert (cell["text"], cell["shown"], cell["version"]) == ("1000", "1,000", 1)
    assert cell["by"] == "培训中心 培训乙"
    (row,) = answer["rows"]
    assert (row["recorded"], row["missing"], row["score"]) == (1, 3, "9.00")


def test_record_moves_the_score_by_the_rules(office, table):
    write(office, result_of(table), "0")
    row = write(office, result_of(table, "转移就业技能培训"), "166").json()["rows"][0]
    assert row["score"] == "1.00"  # 166 of 1269: 8 whole steps


def test_record_refuses_what_is_no_number_and_keeps_the_old(office, table):
    answer = write(office, result_of(table), "三十")
    assert answer.status_code == 422
    (why,) = answer.json()["refused"].values()
    assert "“三十”不是数字" in why
    assert answer.json()["error"] == why
    assert result_of(table).value is None
    assert not AuditEntry.objects.filter(action="录入").exists()


def test_record_of_a_stale_version_shows_what_stands(office, cast, table):
    result = result_of(table)
    write(office, result, "900")
    answer = write(office, result, "800", version=0)
    assert answer.status_code == 409
    (theirs,) = answer.json()["conflicts"]
    assert answer.json()["saved"] == {}
    assert (theirs["text"], theirs["version"], theirs["by"]) == ("900", 1, "培训中心 培训乙")
    assert result_of(table).value == 900


@pytest.mark.parametrize(
    ("persona", "told"),
    [
        ("other_office", "不由本处室采集"),
        ("assessment_office", "由责任处室采集，本账号不录入"),
        ("auditor", "由责任处室采集，本账号不录入"),
    ],
)
def test_record_is_refused_to_whoever_does_not_collect(client, cast, table, persona, told):
    client.force_login(cast[persona])
    answer = write(client, result_of(table), "900")
    assert answer.status_code == 403
    assert told in answer.json()["error"]
    assert result_of(table).value is None


@pytest.mark.parametrize("persona", ["city", "county", "administrator"])
def test_record_does_not_exist_for_those_outside(client, cast, table, persona):
    client.force_login(cast[persona])
    assert write(client, result_of(table), "900").status_code == 404


def test_record_of_a_city_after_release_is_refused_not_hidden(client, cast, table):
    Year.objects.update(state=YearState.FEEDBACK)
    client.force_login(cast["city"])
    assert write(client, result_of(table), "900").status_code == 403


def test_record_is_closed_with_the_year(office, table):
    Year.objects.update(state=YearState.REVIEW)
    answer = write(office, result_of(table), "900")
    assert (answer.status_code, "采集已关闭" in answer.json()["error"]) == (403, True)


def test_record_wants_a_post(office, table):
    url = reverse("result-record", args=[2017, result_of(table).pk])
    assert office.get(url).status_code == 405


def test_record_under_another_year_is_not_found(office, table):
    make_year(2018)
    url = reverse("result-record", args=[2018, result_of(table).pk])
    body = json.dumps({"text": "9", "version": 0})
    assert office.post(url, body, content_type="application/json").status_code == 404
    assert result_of(table).value is None


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        '{"text": 5, "version": 0}',
        '{"text": "5", "version": "0"}',
        '{"text": "5", "version": true}',
        '{"text": "5", "version": 0, "ticked": "望城区"}',
        json.dumps({"text": "9" * 300, "version": 0}),
    ],
)
def test_record_answers_nonsense_with_a_sentence(office, table, body):
    url = reverse("result-record", args=[2017, result_of(table).pk])
    answer = office.post(url, body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["error"].endswith("未保存任何内容。")


def test_record_without_signing_in_asks_to_sign_in(client, table):
    answer = write(client, result_of(table), "900")
    assert answer.status_code == 401


def test_record_keeps_ticked_places_and_counts_them(office, table):
    component = result_of(table).measure.component
    measure = make_measure(component, "内部审计", "数量", "个", "2", places=["望城区", "浏阳市"])
    cell = write(office, measure.result, "1", ticked=["浏阳市"]).json()["cells"][0]
    assert (cell["text"], cell["ticked"]) == ("1", ["浏阳市"])


def test_record_refuses_a_place_that_is_not_named(office, table):
    component = result_of(table).measure.component
    measure = make_measure(component, "内部审计", "数量", "个", "1", places=["望城区"])
    assert write(office, measure.result, "1", ticked=["桃源县"]).status_code == 403


# A block


def test_block_writes_all_cells(office, table):
    cells = [(result_of(table), "1000"), (result_of(table, "获证率"), "96%")]
    answer = write_block(office, cells).json()
    assert sorted(cell["text"] for cell in answer["cells"]) == ["1000", "96"]
    assert [row["recorded"] for row in answer["rows"]] == [2]


def test_block_with_one_wrong_cell_writes_none(office, table):
    good, bad = result_of(table), result_of(table, "获证率")
    answer = write_block(office, [(good, "1000"), (bad, "九成")])
    assert answer.status_code == 422
    assert [wrong["id"] for wrong in answer.json()["wrong"]] == [bad.pk]
    assert Result.objects.recorded().count() == 0


def test_block_with_one_stale_cell_writes_none(office, table):
    good, stale = result_of(table), result_of(table, "获证率")
    write(office, stale, "96")
    answer = write_block(office, [(good, "1000"), (stale, "97")])
    assert answer.status_code == 409
    assert result_of(table).value is None


def test_block_preview_writes_nothing_and_tells_each_cell(office, table):
    stale = result_of(table, "转移就业技能培训")
    write(office, stale, "91")
    cells = [(result_of(table), "1000"), (stale, "92"), (result_of(table, "获证率"), "x")]
    body = write_block(office, cells, preview=True).json()
    assert list(body["look"]["seen"].values()) == [0, 1]
    assert len(body["wrong"]) == 1
    html = body["look"]["html"]
    assert "培训中心 培训乙 刚刚改过，写入将覆盖" in html
    assert "1,000" in html
    assert "不能写入：“x”不是数字" in html
    assert result_of(table).value is None


def test_block_of_another_indicator_is_not_found(office, table):
    breach = result_of(table, "发生违纪违规行为被通报每起")
    assert write_block(office, [(breach, "1")]).status_code == 404


def test_block_is_refused_to_another_office(client, cast, table):
    client.force_login(cast["other_office"])
    answer = write_block(client, [(result_of(table), "1000")])
    assert answer.status_code == 403
    assert "不由本处室采集" in answer.json()["error"]
    assert result_of(table).value is None


def test_block_takes_a_cell_only_once(office, table):
    result = result_of(table)
    answer = write_block(office, [(result, "1"), (result, "2")])
    assert (answer.status_code, "出现了两次" in answer.json()["error"]) == (422, True)


def test_recording_a_cell_costs_a_fixed_number_of_queries(office, table):
    """session, user, roles; savepoint, result, as it is found, update, history, both read for the
    log, log (read, insert), release; of the summary: savepoint, itself locked, the item, its rules,
    update, release. PostgreSQL: and the locks of summaries and of the log's chain."""
    write(office, result_of(table, "获证率"), "96")
    result = result_of(table)
    with CaptureQueriesContext(connection) as queries:
        assert write(office, result, "900").status_code == 200
    most = 20 if connection.vendor == "sqlite" else 22
    assert len(queries) <= most, [query["sql"][:100] for query in queries]


# Figures that deserve a second look


def test_record_takes_a_doubtful_figure_and_says_why(office, table):
    answer = write(office, result_of(table), "15101647")
    (cell,) = answer.json()["cells"]
    assert (answer.status_code, result_of(table).value) == (200, 15101647)
    assert cell["doubts"] == ["15,101,647 人次是目标 1,103 人次的 13,691 倍，请核对单位或小数点"]


def test_record_has_nothing_to_doubt_in_a_sound_figure(office, table):
    assert write(office, result_of(table), "1100").json()["cells"][0]["doubts"] == []


def test_record_knows_last_years_figure(office, table):
    before = make_table(make_year(2016), table.city)
    Result.objects.filter(pk=result_of(before).pk).update(value=300)
    (cell,) = write(office, result_of(table), "1100").json()["cells"]
    assert cell["doubts"] == ["1,100 人次是上年 300 人次的 3.7 倍，请核对"]


def test_record_takes_last_years_figure_of_the_same_name_among_several(office, table):
    component = result_of(make_table(make_year(2016), table.city)).measure.component
    for name, value in (("农业实用技术培训（续）", 20), ("另一项农业实用技术培训", 70)):
        measure = make_measure(component, name, "数量", "人次", "30")
        Measure.objects.filter(pk=measure.pk).update(key="农业实用技术培训")
        Result.objects.filter(measure=measure).update(value=value)
    assert write(office, result_of(table), "1100").json()["cells"][0]["doubts"] == []


def test_block_answers_with_the_doubts_of_its_cells(office, table):
    before = make_table(make_year(2016), table.city)
    Result.objects.filter(pk=result_of(before).pk).update(value=300)
    cells = [(result_of(table), "1100"), (result_of(table, "获证率"), "0.952")]
    told = {cell["id"]: cell["doubts"] for cell in write_block(office, cells).json()["cells"]}
    assert told == {
        result_of(table).pk: ["1,100 人次是上年 300 人次的 3.7 倍，请核对"],
        result_of(table, "获证率").pk: [
            "0.952% 不超过 1%（目标 95%），请核对小数点：按百分数填写，95.2% 填 95.2"
        ],
    }


def test_conflict_shows_the_doubts_of_what_stands(office, table):
    result = result_of(table)
    write(office, result, "9")
    (doubt,) = write(office, result, "800", version=0).json()["conflicts"][0]["doubts"]
    assert doubt.startswith("9 人次是目标 1,103 人次的 0.82%")
