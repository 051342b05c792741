"""Freezing a year: what stands is kept as it is, numbered, by two people, and comes out again."""

import json
from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from assessment.engine.snapshot.canonical import read, written
from assessment.engine.snapshot.recomputing import recomputed
from assessment.frozen.actions import Decision, freeze
from assessment.frozen.reading import bytes_of, read_year
from assessment.models import Result, Snapshot, SnapshotUnit, YearState
from assessment.scores.standing import standings_of
from cities.models import Role
from tests import factories
from tests.assessment.frozen.freezing import finalise, take_back
from trust import files, log
from trust.models import AuditEntry, Job
from trust.refusals import Refused

pytestmark = pytest.mark.django_db
DECISION = Decision("厅长办公会", date(2018, 2, 27), "〔2018〕3 号")
TOLD = {"body": "厅长办公会", "decided_on": "2018-02-27", "document": "〔2018〕3 号"}


@pytest.fixture
def second():
    return factories.make_account("kaohe2", role=Role.ASSESSMENT_OFFICE, full_name="考核壬")


def test_finalising_freezes_every_unit_with_its_rank_and_a_code(year, office):
    snapshot = finalise(year, office, **TOLD)

    assert (snapshot.number, snapshot.named, snapshot.day) == (1, "审定 第1号", date(2018, 2, 27))
    told = [(u.city_name, u.total, u.rank) for u in snapshot.units.all()]
    standings = standings_of(year)
    assert told == [(c.city, c.total, c.rank) for c in standings.by_rank]
    assert told[0][1] == Decimal("100.00")
    assert len({u.code for u in SnapshotUnit.objects.all()}) == 2
    assert AuditEntry.objects.filter(action="形成年度快照").get().after["审定机构"] == "厅长办公会"
    assert Job.objects.get().kind == "snapshot_papers"


def test_snapshot_recomputes_to_its_own_bytes(year, office):
    data = bytes_of(finalise(year, office, **TOLD))

    assert written(recomputed(read(data))) == data
    told = json.loads(data)
    assert told["decision"] == {
        "body": "厅长办公会", "decided_on": "2018-02-27", "document": "〔2018〕3 号",
    }  # fmt: skip
    item = told["units"][0]["sections"][0]["items"][0]
    assert item["text"].startswith("完成移民培训1269人次，其中")
    assert item["components"][0]["measures"][0]["record"]["recorded_as"] == "培训中心"


def test_year_read_from_its_snapshot_is_the_year(year, office):
    before = standings_of(year)

    after = read_year(finalise(year, office)).standings

    for one, other in zip(before.cities, after.cities, strict=True):
        assert one.score == other.score
        assert (one.rank, one.graded, one.table.title) == (
            other.rank, other.graded, other.table.title,
        )  # fmt: skip


def test_what_was_frozen_stays_when_the_year_goes_on(year, office):
    first = finalise(year, office)
    take_back(year, office)
    result = Result.objects.filter(measure__kind="次数").first()
    result.value, result.version = 3, 2
    result.save()

    second = finalise(year, office)

    assert (first.number, second.number) == (1, 2)
    assert first.units.get(city_name="长沙市").total == Decimal("100.00")
    assert read_year(first).standings.of("430100").total == Decimal("100.00")
    assert read_year(second).standings.of("430100").total == Decimal("85.60")


def test_evidence_stands_with_its_digest(year, office):
    from assessment.models import Evidence

    stored = files.store(b"%PDF-1.4 proof")
    result = Result.objects.order_by("pk").first()
    Evidence.objects.create(result=result, file=stored, name="报告.pdf", added_by=office)

    snapshot = finalise(year, office)

    record = json.loads(bytes_of(snapshot))["units"][0]["sections"][0]["items"][0]["components"][0]
    found = [m["record"]["evidence"] for m in record["measures"]]
    assert found[0] == [{"name": "报告.pdf", "sha256": stored.sha256}]
    assert ["报告.pdf"] in read_year(snapshot).evidence.values()


def test_two_people_are_two(year, office, second):
    actor = log.Actor("考核甲", office)
    with pytest.raises(Refused, match="提出和确认须是两个人"):
        freeze(year=year, decision=DECISION, proposer=office, confirmer=office, actor=actor)

    snapshot = freeze(year=year, decision=DECISION, proposer=office, confirmer=second, actor=actor)

    assert (snapshot.proposed_as, snapshot.confirmed_as) == ("考核办 考核甲", "考核办 考核壬")


def test_who_may_not_move_the_year_may_not_freeze_it(year, office):
    other = factories.make_account(role=Role.AUDITOR)
    with pytest.raises(Refused, match="只有考核办"):
        freeze(
            year=year, decision=DECISION, proposer=office, confirmer=other,
            actor=log.Actor("审计庚", other),
        )  # fmt: skip
    assert not Snapshot.objects.exists()


def test_year_without_tables_is_not_frozen(office):
    year = factories.make_year(state=YearState.FEEDBACK)
    with pytest.raises(Refused, match="没有指标表"):
        finalise(year, office)
    year.refresh_from_db()
    assert year.state == YearState.FEEDBACK


def test_figures_that_do_not_come_out_again_are_not_kept(year, office, monkeypatch):
    from assessment.frozen import actions

    monkeypatch.setattr(actions, "recompute", lambda told: ["长沙市 总分：快照为 1，重算为 2。"])
    with pytest.raises(Refused, match="快照重算不一致，没有审定：长沙市 总分"):
        finalise(year, office)
    year.refresh_from_db()
    assert year.state == YearState.FEEDBACK
    assert not Snapshot.objects.exists()


# --- Commands ----------------------------------------------------------------------------------


def test_snapshot_is_exported_and_verified(year, office, tmp_path, capsys):
    finalise(year, office)
    take_back(year, office)
    newest = finalise(year, office)
    call_command("export_snapshot", 2017, str(tmp_path / "last.json"))
    call_command("export_snapshot", 2017, str(tmp_path / "first.json"), number=1)

    call_command("verify_snapshot", str(tmp_path / "last.json"))
    call_command("verify_snapshot", str(tmp_path / "first.json"))

    last, first = capsys.readouterr().out.splitlines()
    assert last == f"2017年度审定 第2号，2 个单位，重算一致；SHA-256 {newest.file.sha256}"
    assert first.startswith("2017年度审定 第1号，")
    assert AuditEntry.objects.filter(action="导出年度快照").count() == 2


def test_altered_snapshot_is_told_by_city_and_indicator(year, office, tmp_path):
    finalise(year, office)
    file = tmp_path / "year.json"
    call_command("export_snapshot", 2017, str(file))
    file.write_bytes(file.read_bytes().replace(b'"value":"1103"', b'"value":"103"', 1))

    with pytest.raises(CommandError) as refused:
        call_command("verify_snapshot", str(file))

    assert str(refused.value).startswith(
        "长沙市 “移民业务工作” “移民培训” 要点 1 规则 1 扣分：快照为 0，重算为 "
    )


def test_snapshot_that_is_not_there_is_told(year, office, tmp_path):
    with pytest.raises(CommandError, match="2017年度没有快照"):
        call_command("export_snapshot", 2017, str(tmp_path / "x.json"))
    finalise(year, office)
    with pytest.raises(CommandError, match="没有第 2 号快照"):
        call_command("export_snapshot", 2017, str(tmp_path / "x.json"), number=2)
    assert not list(tmp_path.iterdir())
    with pytest.raises(CommandError, match="无法读取文件"):
        call_command("verify_snapshot", str(tmp_path / "x.json"))


def test_file_that_is_gone_is_told(year, office, tmp_path):
    snapshot = finalise(year, office)
    path = files.path_of(snapshot.file.sha256)
    path.chmod(0o640)
    path.write_bytes(b"{}")
    with pytest.raises(CommandError, match="文件缺失或被改动"):
        call_command("export_snapshot", 2017, str(tmp_path / "x.json"))


def test_code_on_a_card_says_what_it_is(year, office, capsys):
    card = finalise(year, office).units.get(city_name="株洲市")

    call_command("verify_card", card.code_shown.lower())
    take_back(year, office)
    call_command("verify_card", card.code)
    finalise(year, office)
    call_command("verify_card", card.code.replace("0", "O").replace("1", "I"))

    first, between, later = capsys.readouterr().out.splitlines()
    assert between == f"2017年度株洲市，审定 第1号，总分 {card.total}，审定已撤回，现不作数"
    assert first == f"2017年度株洲市，审定 第1号，总分 {card.total}，是最新的一号"
    assert later == f"2017年度株洲市，审定 第1号，总分 {card.total}，不是最新，最新为第2号"


@pytest.mark.parametrize(
    "code", ["", "00000-00000-00000-00000", "x" * 200, "' or 1=1 --", "0" * 19]
)
def test_unknown_code_is_told(db, code):
    with pytest.raises(CommandError, match="没有查到校验码"):
        call_command("verify_card", code)


def test_units_frozen_before_their_parts_were_kept_get_them_from_the_file(year, office):
    """As the migration does; where the file is gone nothing is made up."""
    snapshot = finalise(year, office, **TOLD)
    frozen = {unit.city_name: unit.sections for unit in snapshot.units.all()}
    assert frozen["长沙市"][0] == {"name": "移民业务工作", "full": "76", "score": "76.00"}
    migration = import_module("assessment.migrations.0031_disclosures")
    SnapshotUnit.objects.update(sections=[])

    migration.tell_parts(apps, None)

    assert {unit.city_name: unit.sections for unit in snapshot.units.all()} == frozen
    SnapshotUnit.objects.update(sections=[])
    files.path_of(snapshot.file.sha256).unlink()
    migration.tell_parts(apps, None)
    assert not SnapshotUnit.objects.exclude(sections=[]).exists()
