"""Ranking, cards and scores of a frozen year: as they were frozen, whatever asks for them."""

import io
import json
import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from assessment.frozen.actions import Decision, freeze
from assessment.models import (
    CityTable,
    Measure,
    Result,
    Rule,
    Snapshot,
    SnapshotUnit,
    Year,
    YearState,
)
from tests.assessment.frozen.freezing import finalise, run_job, take_back
from tests.assessment.moves import move_on, told
from trust import files

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
DECIDED = {"body": "厅长办公会", "decided_on": "2018-02-27", "document": "〔2018〕3 号"}


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def exported(tmp_path, suffix: str) -> bytes:
    file = tmp_path / f"scores{suffix}"
    call_command("export_scores", 2017, str(file))
    return file.read_bytes()


def downloaded(client, name, *args) -> bytes:
    answer = client.get(reverse(name, args=[2017, *args]))
    assert answer.status_code == 200
    return answer.content


def state_of(tmp_path) -> tuple:
    found = json.loads(exported(tmp_path, ".json"))
    return found["state"], found["snapshot"]


def heads(data: bytes) -> set[str]:
    """Return what stands at the end of the sheets' heads, and as 状态 among the choices."""
    book = load_workbook(io.BytesIO(data))
    choices = {row[0].value: row[1].value for row in book["口径"].iter_rows()}
    ends = {sheet.oddHeader.center.text.split("　")[-1] for sheet in book}
    return ends | {choices["状态"]}


def correct(year, office) -> Snapshot:
    """Freeze what was changed as a correction."""
    Result.objects.filter(measure__kind="次数").update(value=3)
    return freeze(
        year=year, decision=Decision(), proposer=None, confirmer=office,
        actor=told(office)["actor"], kind=Snapshot.Kind.CORRECTED, reason="更正",
    )  # fmt: skip


def test_scores_say_the_stage_and_the_snapshot_that_they_are_of(year, office, tmp_path):
    assert state_of(tmp_path) == ("反馈与申诉", None)
    finalise(year, office)
    assert state_of(tmp_path) == ("审定", 1)
    take_back(year, office)
    assert state_of(tmp_path) == ("反馈与申诉", None)
    finalise(year, office)
    move_on(year, YearState.PUBLISHED, office)
    assert state_of(tmp_path) == ("公布", 2)
    correct(year, office)
    assert state_of(tmp_path) == ("公布", 3)


def test_workbook_and_ranking_say_it_in_their_head(year, office, tmp_path, layouts):
    assert heads(exported(tmp_path, ".xlsx")) == {"初步"}
    assert '<p class="status">初步　日期：' in exported(tmp_path, ".pdf").decode()
    finalise(year, office, **DECIDED)
    assert heads(exported(tmp_path, ".xlsx")) == {"审定 第1号"}
    line = '<p class="status">审定 第1号　日期：2018年2月27日　文号：〔2018〕3 号</p>'
    assert line in exported(tmp_path, ".pdf").decode()
    correct(year, office)
    assert heads(exported(tmp_path, ".xlsx")) == {"更正 第2号"}
    assert '<p class="status">更正 第2号　' in exported(tmp_path, ".pdf").decode()


def test_year_finalised_before_years_were_frozen_says_so(year, tmp_path, layouts):
    Year.objects.update(state=YearState.FINALISED)
    assert state_of(tmp_path) == ("审定", None)
    assert heads(exported(tmp_path, ".xlsx")) == {"审定（无快照）"}
    assert '<p class="status">审定（无快照）</p>' in exported(tmp_path, ".pdf").decode()


@pytest.mark.parametrize("is_kept", [True, False])
def test_what_a_frozen_year_prints_is_what_was_frozen(
    client, year, office, tmp_path, layouts, is_kept
):
    """Rows that moved all the same, as by hand in the database, are not what was decided."""
    finalise(year, office)
    if is_kept:
        run_job()
    Result.objects.update(value=0)
    client.force_login(office)

    ranking = downloaded(client, "ranking-pdf")
    joined = downloaded(client, "scorecards-pdf")

    assert "100.00" in ranking.decode()
    assert ranking == exported(tmp_path, ".pdf") == downloaded(client, "snapshot-file", 1, "pdf")
    assert downloaded(client, "scorecard-pdf", "430100") in joined
    call_command("render_scorecards", 2017, str(tmp_path), joined=True)
    assert (tmp_path / "2017年度评分卡.pdf").read_bytes() == joined
    scores = json.loads(exported(tmp_path, ".json"))
    assert [city["total"] for city in scores["cities"]][0] == "100.00"
    assert json.loads(downloaded(client, "scores-export", "json")) == scores
    assert exported(tmp_path, ".xlsx") == downloaded(client, "scores-export", "xlsx")


def test_newer_program_hands_out_the_same_bytes(client, year, office, layouts, monkeypatch):
    finalise(year, office)
    run_job()
    client.force_login(office)
    kept = Snapshot.objects.select_related("ranking", "cards").get()
    del layouts[:]
    monkeypatch.setattr("press.paper.kept._means", lambda: ["another program"])

    assert downloaded(client, "ranking-pdf") == files.read(kept.ranking)
    assert downloaded(client, "scorecards-pdf") == files.read(kept.cards)
    assert layouts == []


def test_first_printing_keeps_the_ranking_where_no_job_did(client, year, office, layouts):
    snapshot = finalise(year, office)
    client.force_login(office)
    first = downloaded(client, "ranking-pdf")
    snapshot.refresh_from_db()
    assert files.read(snapshot.ranking) == first


def test_old_ranking_is_printed_of_its_own_snapshot(client, year, office, layouts):
    finalise(year, office)
    correct(year, office)
    client.force_login(office)
    old = downloaded(client, "snapshot-file", 1, "pdf").decode()
    new = downloaded(client, "snapshot-file", 2, "pdf").decode()
    assert ("审定 第1号" in old, "100.00" in old) == (True, True)
    assert ("更正 第2号" in new, "85.60" in new) == (True, True)


def test_torn_ranking_is_not_replaced_by_another(client, year, office, layouts):
    finalise(year, office)
    run_job()
    snapshot = Snapshot.objects.select_related("ranking").get()
    path = files.path_of(snapshot.ranking.sha256)
    path.chmod(0o640)
    path.write_bytes(b"torn")
    Snapshot.objects.update(digest_of_log="f" * 64)
    client.force_login(office)
    answer = client.get(reverse("ranking-pdf", args=[2017]))
    assert answer.status_code == 403
    assert "排名”留存的文件缺失或被改动" in answer.content.decode()


def test_card_on_screen_is_what_was_frozen_and_says_where_rows_are_not(client, year, office):
    """Rows of a finalised year are written by corrections alone, which freeze it anew."""
    finalise(year, office)
    client.force_login(office)
    url = reverse("scorecard", args=[2017, "430100"])
    assert "不一致" not in client.get(url).content.decode()
    correct(year, office)
    decided = client.get(url).content.decode()
    assert "不一致" not in decided
    total = f"{SnapshotUnit.objects.get(snapshot__number=2, place__key='430100').total:.2f} 分"
    assert total in words(decided)

    Result.objects.filter(measure__kind="次数").update(value=1)

    page = client.get(url).content.decode()
    told = words(page)
    assert "本页是 封存的更正 第2号 ；数据库现在的记录与它不一致（廉政建设、总分）" in told
    assert total in told
    assert reverse("snapshot-card", args=[2017, 2, "430100"]) in page
    listed = words(client.get(reverse("scorecards", args=[2017])).content.decode())
    assert total.removesuffix(" 分") in listed
    take_back(year, office)
    assert "不一致（" not in client.get(url).content.decode()


def test_card_of_a_frozen_year_opens_the_rows_of_what_it_shows(client, year, office):
    finalise(year, office)
    client.force_login(office)
    page = client.get(reverse("scorecard", args=[2017, "430101"])).content.decode()
    table = CityTable.objects.get(city__key="430101")
    for name, rows in (
        ("correction-of-figure", Measure.objects.filter(component__item__section__table=table)),
        ("correction-of-rule", Rule.objects.filter(component__item__section__table=table)),
    ):
        assert rows.exists()
        for row in rows:
            assert reverse(name, args=[2017, row.pk]) in page


def test_card_of_rows_that_are_not_those_frozen_opens_none_of_them(client, year, office):
    finalise(year, office)
    client.force_login(office)
    Rule.objects.first().delete()
    page = client.get(reverse("scorecard", args=[2017, "430100"])).content.decode()
    assert "与它不一致（指标表）" in words(page)
    assert "更正规则" not in page


def test_card_whose_snapshot_is_torn_says_that_it_shows_rows(client, year, office):
    snapshot = finalise(year, office)
    files.path_of(snapshot.file.sha256).unlink()
    client.force_login(office)
    told = words(client.get(reverse("scorecard", args=[2017, "430100"])).content.decode())
    assert "的文件缺失或被改动，不能读出" in told
    assert "本页按数据库现在的记录计算" in told
