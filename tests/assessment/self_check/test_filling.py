"""A city fills in its own figures: by cell, by block, with remarks and files."""

import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.models import ReportedFigure, ReportedFile, Result, YearState
from assessment.self_check.actions import FigureEntry, ReportedConflict, write_figures
from tests.assessment.self_check.steps import (
    CONDUCT,
    RATE,
    SKILLS,
    THERE,
    TRACKING,
    TRAINING,
    results,
)
from trust.refusals import Refused

JSON = {"content_type": "application/json", "headers": {"accept": "application/json"}}


def test_city_sees_its_own_table_to_fill_in(city, desk):
    page = city.get(desk.url("self-check")).content.decode()
    assert "长沙市自查" in page
    assert page.count('class="cell-input"') == 5
    assert "readonly" not in page


def test_cell_saves_itself_and_tells_the_score(city, desk):
    answer = desk.type_cell(city, "900")
    told = answer.json()
    pk = desk.result().pk
    assert (answer.status_code, told["saved"]) == (200, {str(pk): 1})
    assert told["cells"][0]["shown"] == "900"
    assert told["rows"][0]["missing"] == 3
    assert desk.figure().value == Decimal(900)


def test_reported_figure_touches_no_result(city, desk):
    before = results()
    desk.type_cell(city, "900")
    desk.report()
    assert results() == before
    assert not Result.history.filter(history_type="~").exists()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [(TRAINING, "1,048人次", "1048"), (RATE, "95.2%", "95.2"), (TRACKING, "是", "1"),
     (CONDUCT, "2起", "2")],
)  # fmt: skip
def test_figures_are_read_as_the_offices_are(city, desk, name, text, value):
    assert desk.type_cell(city, text, name=name).status_code == 200
    assert desk.figure(name).value == Decimal(value)


def test_what_is_no_figure_is_refused_with_the_reason(city, desk):
    answer = desk.type_cell(city, "约900")
    assert answer.status_code == 422
    assert "约900" in answer.json()["error"]
    assert not ReportedFigure.objects.exists()


def test_two_accounts_of_one_city_are_told_of_each_other(city, desk):
    desk.type_cell(city, "900")
    other = Client()
    other.force_login(desk.people["colleague"])
    answer = desk.type_cell(other, "950")
    told = answer.json()["conflicts"][0]
    assert (answer.status_code, told["shown"], told["version"]) == (409, "900", 1)
    assert "市州丁" in told["by"]
    assert desk.type_cell(other, "950", version=1).status_code == 200
    assert desk.figure().value == Decimal(950)


def test_colleagues_changes_arrive(city, desk):
    desk.report({TRAINING: "900"}, persona="colleague")
    told = city.get(desk.url("self-check-changes"), {"since": "2017-01-01T00:00:00Z"}).json()
    assert [cell["text"] for cell in told["cells"]] == ["900"]
    assert told["is_collecting"]


def block(desk, client, values, **more):
    cells = [
        {"id": desk.result(name).pk, "text": text, "version": 0} for name, text in values.items()
    ]
    return client.post(desk.url("self-check-block"), json.dumps({"cells": cells, **more}), **JSON)


def test_block_is_written_whole_or_not_at_all(city, desk):
    wrong = block(desk, city, {TRAINING: "900", RATE: "三十"})
    assert wrong.status_code == 422
    assert not ReportedFigure.objects.exists()
    assert block(desk, city, {TRAINING: "900", RATE: "95"}).status_code == 200
    assert ReportedFigure.objects.count() == 2


def test_preview_of_a_block_writes_nothing(city, desk):
    look = block(desk, city, {TRAINING: "900"}, preview=True).json()["look"]
    assert "900" in look["html"]
    assert not ReportedFigure.objects.exists()


def paste(desk, client, rows, at=TRAINING, **more):
    body = {"rows": rows, "at": desk.result(at).pk, "versions": {}} | more
    return client.post(desk.url("self-check-paste"), json.dumps(body), **JSON)


def test_column_pasted_goes_down_over_the_indicators(city, desk):
    assert paste(desk, city, [["1048"], ["166"], ["95"], ["否"], ["1"]]).status_code == 200
    assert {f.name: f.value for f in ReportedFigure.objects.all()} == {
        TRAINING: 1048, SKILLS: 166, RATE: 95, TRACKING: 0, CONDUCT: 1,
    }  # fmt: skip


def test_pasted_block_finds_its_measures_by_name(city, desk):
    answer = paste(desk, city, [["测量项", "长沙市"], [RATE, "96"], [SKILLS, "170"]])
    seen = answer.json().get("look", {}).get("seen")
    if seen:
        answer = paste(desk, city, [["测量项", "长沙市"], [RATE, "96"], [SKILLS, "170"]], seen=seen)
    assert answer.status_code == 200
    assert {f.name: f.value for f in ReportedFigure.objects.all()} == {RATE: 96, SKILLS: 170}


def test_remark_is_kept_and_a_conflict_keeps_what_was_typed(city, desk):
    url = desk.url("self-check-remark", desk.result().pk)
    assert city.post(url, {"remark": "按验收表。", "version": 0}).status_code == 200
    assert desk.figure().remark == "按验收表。"
    answer = city.post(url, {"remark": "另一说明。", "version": 0})
    assert answer.status_code == 409
    assert "按验收表。" in answer.content.decode()
    assert "另一说明。" in answer.content.decode()
    assert desk.figure().remark == "按验收表。"


def lay(client, desk, name="验收表.txt", data=b"1048"):
    url = desk.url("self-check-file-add", desk.result().pk)
    return client.post(url, {"file": SimpleUploadedFile(name, data)})


def test_file_is_laid_once_and_taken_off(city, desk):
    assert "已添加“验收表.txt”" in lay(city, desk).content.decode()
    assert "已经添加过" in lay(city, desk).content.decode()
    held = ReportedFile.objects.get()
    got = city.get(reverse("self-check-file", args=[2017, held.pk]))
    assert b"".join(got.streaming_content) == b"1048"
    city.post(desk.url("self-check-file-withdraw", held.pk))
    held.refresh_from_db()
    assert held.withdrawn_at is not None


def test_hostile_file_is_refused(city, desk):
    answer = lay(city, desk, "宏.docm", b"PK\x03\x04")
    assert answer.status_code == 422
    assert not ReportedFile.objects.exists()


def test_history_tells_who_wrote_what(city, desk):
    desk.type_cell(city, "900")
    desk.report({TRAINING: "950"}, persona="colleague")
    page = city.get(desk.url("self-check-detail", desk.result().pk)).content.decode()
    assert page.index("950") < page.index("市州庚")
    assert "市州丁" in page


@pytest.mark.parametrize("persona", ["other_city", "office", "assessment_office"])
def test_nobody_else_writes(desk, persona):
    with pytest.raises(Refused, match="由本市填报"):
        desk.report({TRAINING: "1"}, persona=persona)
    assert not ReportedFigure.objects.exists()


def test_cell_of_another_city_is_refused(desk):
    entry = FigureEntry(desk.result(city=THERE).pk, 0, Decimal(1))

    with pytest.raises(Refused, match="已不存在"):
        write_figures(table=desk.table(), entries=[entry], now=timezone.now(), **desk.by("city"))


def test_stale_version_is_a_conflict(desk):
    desk.report({TRAINING: "900"})
    with pytest.raises(ReportedConflict):
        desk.report({TRAINING: "901"}, version=0)


@pytest.mark.parametrize(
    ("state", "why"),
    [(YearState.ISSUED, "还没有开始"), (YearState.COLLECTING, "不再收报"),
     (YearState.REVIEW, "已结束"), (YearState.PUBLISHED, "已结束")],
)  # fmt: skip
def test_other_stages_are_closed(city, desk, state, why):
    year = desk.year
    year.state = state
    year.save(update_fields=["state"])
    answer = desk.type_cell(city, "900")
    assert (answer.status_code, why in answer.json()["error"]) == (403, True)
    assert "readonly" in city.get(desk.url("self-check")).content.decode()
    assert not ReportedFigure.objects.exists()
