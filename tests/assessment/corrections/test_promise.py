"""Whatever is corrected, the next snapshot differs from the last one in that figure and in what
its preview listed; earlier snapshots stay as they are, and everything of the year follows."""

import io
import json

import pytest
from django.core.management import call_command
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from assessment.engine.snapshot.canonical import read, written
from assessment.engine.snapshot.recomputing import recomputed
from assessment.frozen.reading import bytes_of, read_year
from assessment.models import Consequences, Policy, Rule, Snapshot, YearState
from tests import factories
from tests.assessment.corrections.desk import OWN, RATE, SECOND, THIRD, TRAINING, all_cells
from tests.assessment.moves import move_on
from trust.refusals import Refused

pytestmark = pytest.mark.django_db


def leaves(told, *path):
    if isinstance(told, dict):
        for key, part in told.items():
            yield from leaves(part, *path, key)
    elif isinstance(told, list):
        yield (*path, "#"), len(told)
        for at, part in enumerate(told):
            yield from leaves(part, *path, at)
    else:
        yield path, told


def rank_the_rates(desk) -> None:
    """A bonus for the first two and a deduction for the last, so that cities move one another."""
    for city in (OWN, SECOND, THIRD):
        measure = desk.cells(city)[RATE].measure
        for kind, places in (("rank_bonus", 2), ("rank_deduct", 1)):
            rule = factories.make_rule(measure.component, kind, "0.5", [measure], 1, "计9分")
            Rule.objects.filter(pk=rule.pk).update(target=places)
    Policy.objects.update(counts_bonus=True)
    desk.freeze_again()


def figures_for(name: str):
    if name.startswith("无"):
        return st.sampled_from([0, 1])
    return st.integers(0, 100) if name == RATE else st.integers(0, 1300)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_correction_changes_only_what_its_preview_lists(desk, data):
    """Each on top of the last. What differs is looked for here value by value."""
    if not Rule.objects.filter(kind="rank_bonus").exists():
        rank_the_rates(desk)
    city = data.draw(st.sampled_from([OWN, SECOND, THIRD]))
    name = data.draw(st.sampled_from(sorted(desk.cells(city))))
    value = data.draw(figures_for(name))
    last, cell, cells = Snapshot.objects.first(), desk.cells(city)[name], all_cells()
    if cell.value == value:
        with pytest.raises(Refused, match="与现在的记录相同"):
            desk.propose(value, name, city)
        return

    made = desk.correct(value, name, city)

    now = all_cells()
    assert {pk for pk in now if now[pk] != cells[pk]} == {cell.pk}
    old, new = (dict(leaves(read(bytes_of(s)))) for s in (last, made.snapshot))
    moved = {path for path in old.keys() | new.keys() if old.get(path) != new.get(path)}
    units = [unit["name"] for unit in read(bytes_of(last))["units"]]
    assert {path[0] for path in moved} <= {
        "number", "kind", "reason", "frozen_at", "decision", "proposed_by", "confirmed_by",
        "checksum", "units", "scores",
    }  # fmt: skip
    assert {path[:-1] for path in moved if path[0] == "units"} == {record_at(old, cell)}
    scored = {units[path[1]] for path in moved if path[0] == "scores"}
    assert scored == {where[0] for where, *_ in made.effect["scores"]}
    ranked = {u.city_name: (u.total, u.rank, u.grade) for u in last.units.all()}
    after = {u.city_name: (u.total, u.rank, u.grade) for u in made.snapshot.units.all()}
    listed = {unit["name"] for unit in made.effect["units"]}
    assert {unit for unit in after if after[unit] != ranked[unit]} | {made.city_name} == listed


def record_at(told, cell):
    """Return where the record of a cell stands among the leaves of a snapshot."""
    [path] = [p for p, value in told.items() if p[-1] == "code" and value == cell.measure.code]
    return (*path[:-1], "record")


PARAMETERS = {
    "deduction": st.decimals("0.1", 9, places=1), "step": st.integers(1, 30),
    "cap": st.none() | st.decimals("0.1", 9, places=1), "aim": st.integers(1, 1300),
}  # fmt: skip


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_correction_of_a_rule_changes_only_what_its_preview_lists(desk, data):
    """As above, of every parameter that a rule has: its row and its mark, and scores."""
    if not Rule.objects.filter(kind="rank_bonus").exists():
        rank_the_rates(desk)
    city = data.draw(st.sampled_from([OWN, SECOND, THIRD]))
    part = data.draw(st.sampled_from(sorted(PARAMETERS)))
    code = desk.cells(city)[TRAINING].measure.code if part == "aim" else ""
    value = data.draw(PARAMETERS[part])
    last, cells = Snapshot.objects.first(), all_cells()
    if desk.subject_of_rule(part, city, code=code).before == value:
        return

    made = desk.correct_rule(value, part, city, code=code)

    assert all_cells() == cells
    old, new = (dict(leaves(read(bytes_of(s)))) for s in (last, made.snapshot))
    moved = {path for path in old.keys() | new.keys() if old.get(path) != new.get(path)}
    units = [unit["name"] for unit in read(bytes_of(last))["units"]]
    within = {path for path in moved if path[0] == "units"}
    column = "target" if part == "aim" else part
    assert {path[10] for path in within} == {column, "by_hand"}
    assert {(units[path[1]], path[8]) for path in within} == {
        (made.city_name, "measures" if part == "aim" else "rules")
    }
    assert len({path[:10] for path in within}) == 1
    scored = {units[path[1]] for path in moved if path[0] == "scores"}
    assert scored == {where[0] for where, *_ in made.effect["scores"]}
    ranked = {u.city_name: (u.total, u.rank, u.grade) for u in last.units.all()}
    after = {u.city_name: (u.total, u.rank, u.grade) for u in made.snapshot.units.all()}
    listed = {unit["name"] for unit in made.effect["units"]}
    assert {unit for unit in after if after[unit] != ranked[unit]} | {made.city_name} == listed


def test_earlier_snapshot_keeps_its_bytes_and_still_verifies(desk, tmp_path, capsys):
    first = desk.snapshot(1)
    data, codes = bytes_of(first), {u.code for u in first.units.all()}

    desk.correct(1103)

    assert bytes_of(desk.snapshot(1)) == data
    assert {u.code for u in desk.snapshot(1).units.all()} == codes
    assert str(desk.snapshot(1).units.get(place__key=OWN).total) == "83.11"
    for number in (1, 2):
        file = tmp_path / f"{number}.json"
        call_command("export_snapshot", 2017, str(file), number=number)
        call_command("verify_snapshot", str(file))
    told = capsys.readouterr().out
    assert "2017年度审定 第1号，3 个单位，重算一致" in told
    assert "2017年度更正 第2号，3 个单位，重算一致" in told
    call_command("verify_card", first.units.get(place__key=OWN).code)
    assert "不是最新，最新为第2号" in capsys.readouterr().out


def test_new_snapshot_recomputes_to_its_own_bytes_and_says_why(desk):
    desk.correct(1103, document="〔2018〕9号")

    data = bytes_of(desk.snapshot(2))
    told = json.loads(data)
    assert written(recomputed(read(data))) == data
    assert (told["kind"], told["number"], told["decision"]["document"]) == (
        "更正",
        2,
        "〔2018〕9号",
    )
    assert told["reason"].startswith("长沙市 移民培训 · 农业实用技术培训，800 人次 → 1,103 人次。")
    assert (told["proposed_by"], told["confirmed_by"]) == ("考核办 考核甲", "考核办 考核乙")


def test_year_frozen_before_snapshots_said_what_grades_entail_is_corrected_all_the_same(desk):
    """Older files stay as they are; the next one says it."""
    Policy.objects.update(grades=[{"name": "合格", "least": "0", "quota": None, "is_best": False}])
    desk.freeze_again()
    Consequences.objects.create(year=desk.year, general="与资金挂钩")

    made = desk.correct(1103)

    assert "consequences" not in read(bytes_of(made.corrected))
    assert read(bytes_of(made.snapshot))["consequences"] == [
        {"grade": "总的说明", "text": "与资金挂钩"}
    ]
    Consequences.objects.update(general="改过的话")
    with pytest.raises(Refused, match="不一致"):
        desk.propose(950)


def test_frozen_card_names_the_correction_and_the_older_one_does_not(desk):
    desk.correct(1103)
    desk.correct(950)

    told = [
        [words for proofs in read_year(desk.snapshot(n)).evidence.values() for words in proofs]
        for n in (1, 2, 3)
    ]

    assert [[words[:5] for words in beside] for beside in told] == [
        [],
        ["第2号更正"],
        ["第3号更正"],
    ]


def test_page_paper_and_workbook_show_the_corrected_figure(desk, client, tmp_path):
    desk.correct(1103)
    client.force_login(desk.people["assessment_office"])

    page = client.get(reverse("scorecard", args=[2017, OWN])).content.decode()
    assert "更正 第2号" in page
    assert "<strong>1,103</strong>" in page
    pdf = client.get(reverse("scorecard-pdf", args=[2017, OWN])).content
    printed = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages)
    assert "更正 第2号" in printed
    assert "100.00" in printed
    call_command("export_scores", 2017, str(tmp_path / "scores.xlsx"))
    book = load_workbook(tmp_path / "scores.xlsx")
    cells = [cell for sheet in book for row in sheet.values for cell in row]
    assert 1103 in cells
    assert 800 not in cells
    old = client.get(reverse("snapshot-card", args=[2017, 1, OWN])).content.decode()
    assert "<strong>800</strong>" in old
    assert "最新为" in old


def test_finalising_taken_back_with_a_correction_in_place_goes_on_from_the_corrected_figure(desk):
    desk.correct(1103)
    waiting = desk.propose(100, "转移就业技能培训")
    person = desk.by("assessment_office")["user"]

    move_on(desk.year, YearState.FEEDBACK, person, reason="还有申诉")

    assert desk.cells()[TRAINING].value == 1103
    with pytest.raises(Refused, match="审定以后发现错误的才按更正程序办理"):
        desk.confirm(waiting)
    move_on(desk.year, YearState.FINALISED, person)
    with pytest.raises(Refused, match="又有变动"):
        desk.confirm(waiting)
    desk.withdraw(waiting)
    assert [s.named for s in Snapshot.objects.order_by("number")] == [
        "审定 第1号", "更正 第2号", "审定 第3号",
    ]  # fmt: skip
    third = desk.snapshot(3)
    assert third.units.get(place__key=OWN).total == desk.ranks()["长沙市"][0]
    beside = [words for proofs in read_year(third).evidence.values() for words in proofs]
    assert [words[:5] for words in beside] == ["第2号更正"]
    assert desk.correct(950).named == "第4号更正"
