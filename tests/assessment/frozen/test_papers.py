"""The papers of a snapshot: laid out once, kept for good, and told what they are."""

import io
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from assessment.frozen import papers
from assessment.frozen.codes import card_with_code
from assessment.frozen.reading import bytes_of, read_year
from assessment.models import Result, Snapshot, SnapshotUnit, YearState
from press.paper.qr import qr_svg
from press.paper.rendering import Press
from tests.assessment.frozen.freezing import finalise, run_job, take_back
from tests.assessment.moves import move_on
from tests.trust.test_backup import empty_the_site
from trust import files, jobs
from trust.backup import read_backup, write_backup
from trust.models import AuditEntry, Job, JobState
from trust.refusals import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_card_is_one_file_however_often_it_is_printed(client, year, office, settings):
    settings.SITE_URL = "https://kaohe.example.gov.cn/"
    snapshot = finalise(year, office, body="厅长办公会", document="〔2018〕3 号")
    unit = snapshot.units.get(city_name="长沙市")
    [card] = papers.frozen_cards(snapshot, places={unit.place_id}).documents()
    with Press() as press:
        anew = [next(press.each([(card.title, card.html)])) for _ in range(2)]
    client.force_login(office)
    addresses = [
        reverse("snapshot-card-pdf", args=[2017, 1, "430100"]),
        reverse("scorecard-pdf", args=[2017, "430100"]),
    ]

    printed = [client.get(address).content for address in addresses]

    assert anew[0] == anew[1] == printed[0] == printed[1]
    first = "".join(PdfReader(io.BytesIO(printed[0])).pages[0].extract_text().split())
    for words in ("审定第1号", "文号：〔2018〕3号", f"校验码{unit.code_shown}",
                  "https://kaohe.example.gov.cn/selfeval/public/verify/"):  # fmt: skip
        assert words in first


def test_job_keeps_every_card_and_the_workbook_once(year, office, layouts):
    snapshot = finalise(year, office)

    done = run_job()
    kept = {u.city_name: u.paper.sha256 for u in SnapshotUnit.objects.select_related("paper")}
    Job.objects.create(kind=papers.JOB, owner=office, parameters={"snapshot": snapshot.pk})
    assert run_job().state == JobState.DONE

    assert (done.state, len(layouts)) == (JobState.DONE, 4)  # two cards, all in one, the ranking
    assert set(kept) == {"长沙市", "株洲市"}
    snapshot.refresh_from_db()
    sheet = load_workbook(io.BytesIO(files.read(snapshot.workbook)))["排名"]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["长沙市", "株洲市"]
    assert AuditEntry.objects.filter(action="留存评分卡").count() == 2
    for what in ("得分工作簿", "排名", "全部评分卡"):
        assert AuditEntry.objects.filter(action=f"留存{what}").count() == 1


def test_job_that_was_killed_goes_on_where_it_stopped(year, office, layouts, monkeypatch):
    finalise(year, office)
    keep = papers._keep_paper
    with monkeypatch.context() as killed:
        killed.setattr(papers, "_keep_paper", lambda *told: keep(*told) or exec("raise SystemExit"))
        with pytest.raises(SystemExit):
            run_job()
    [first] = SnapshotUnit.objects.exclude(paper=None)
    was = first.paper.sha256
    Job.objects.update(heartbeat_at=None)

    jobs.requeue_stale()
    done = run_job()

    assert done.state == JobState.DONE
    assert not SnapshotUnit.objects.filter(paper=None).exists()
    first.refresh_from_db()
    assert first.paper.sha256 == was


def test_card_of_an_old_snapshot_says_what_it_said(client, year, office, layouts):
    finalise(year, office)
    take_back(year, office)
    result = Result.objects.filter(measure__kind="次数").order_by("pk").first()
    result.value, result.version = 3, 2
    result.save()
    finalise(year, office)
    client.force_login(office)

    old, new = (
        client.get(reverse("snapshot-card-pdf", args=[2017, number, "430100"])).content.decode()
        for number in (1, 2)
    )

    assert "审定 第1号" in old
    assert "100.00" in old
    assert "审定 第2号" in new
    assert "85.60" in new


def test_torn_card_is_not_replaced_by_another(client, year, office, layouts):
    unit = finalise(year, office).units.first()
    run_job()
    unit.refresh_from_db()
    path = files.path_of(unit.paper.sha256)
    path.chmod(0o640)
    whole = path.read_bytes()
    path.write_bytes(b"torn")
    client.force_login(office)

    again = client.get(reverse("snapshot-card-pdf", args=[2017, 1, unit.place.key]))

    assert again.content == whole  # laid out again it is the same, and whole again
    path.write_bytes(b"torn")
    Snapshot.objects.update(digest_of_log="f" * 64)
    unit = SnapshotUnit.objects.select_related("snapshot__year", "snapshot__file").get(pk=unit.pk)
    with pytest.raises(Refused, match="现在生成的与它不同，不能代替"):
        papers.card_file(unit)


def test_restored_site_has_snapshot_papers_and_codes(year, office, layouts, tmp_path, settings):
    finalise(year, office)
    run_job()
    before = told_of_snapshots()
    write_backup(tmp_path / "backup")
    empty_the_site(settings)
    assert not Snapshot.objects.exists()

    read_backup(tmp_path / "backup")

    assert told_of_snapshots() == before


def told_of_snapshots() -> list:
    """Return what snapshots, their papers and codes are, read from the store."""
    snapshot = Snapshot.objects.get()
    units = list(SnapshotUnit.objects.order_by("pk"))
    held = [files.read(unit.paper) for unit in units]
    codes = [card_with_code(unit.code) for unit in units]
    standings = read_year(snapshot).standings
    ranked = [(c.city, c.total, c.rank) for c in standings.by_rank]
    return [bytes_of(snapshot), files.read(snapshot.workbook), held, codes, ranked]


def card_html(client) -> str:
    return client.get(reverse("scorecard-pdf", args=[2017, "430100"])).content.decode()


def test_preliminary_card_says_so_and_bears_no_code(client, year, office, layouts):
    client.force_login(office)
    today = timezone.localdate()
    day = f"{today.year}年{today.month}月{today.day}日"

    html = card_html(client)

    assert f'<p class="status">初步　日期：{day}</p>' in html
    assert "校验码" not in html


def test_preliminary_card_bears_the_day_of_its_release(client, year, office, layouts):
    """Printed on another day it is the same file; released anew it bears the new day."""
    client.force_login(office)
    year.history.update(history_date=datetime(2018, 2, 3, 17, tzinfo=UTC))
    first = card_html(client)
    assert "初步　日期：2018年2月4日" in first
    assert card_html(client) == first

    move_on(year, YearState.REVIEW, office, reason="漏了一项")
    assert '<p class="status">初步</p>' in card_html(client)
    move_on(year, YearState.FEEDBACK, office)
    again = card_html(client)
    assert "2018年2月4日" not in again
    assert "初步　日期：" in again


def test_same_code_is_drawn_alike():
    assert qr_svg("7K3M9Q2X4BTW0DHN") == qr_svg("7K3M9Q2X4BTW0DHN")
    assert qr_svg("7K3M9Q2X4BTW0DHN") != qr_svg("7K3M9Q2X4BTW0DHP")
    assert qr_svg("<&").startswith("<svg ")


def test_kept_card_is_printed_as_no_other_by_a_newer_program(
    client, year, office, layouts, tmp_path, monkeypatch
):
    """Alone, apart in a folder and under the address of the year."""
    finalise(year, office)
    run_job()
    unit = SnapshotUnit.objects.select_related("paper").get(city_name="长沙市")
    kept = files.read(unit.paper)
    del layouts[:]
    monkeypatch.setattr("press.paper.kept._means", lambda: ["another program"])

    call_command("render_scorecards", 2017, str(tmp_path))
    client.force_login(office)
    shown = client.get(reverse("scorecard-pdf", args=[2017, "430100"]))

    assert (tmp_path / "2017年度长沙市评分卡.pdf").read_bytes() == kept == shown.content
    assert layouts == []
