"""导入记录 of a county: an import taken back as a whole, while nobody changed its cells since."""

import json
import random

import pytest
from django.core.management import call_command

from selfeval.engine.answers import TableRow, answers_of, as_json
from selfeval.filing.actions import drafts
from selfeval.filing.actions.imports import put_back
from selfeval.filing.addresses import all_words
from selfeval.models import CellChange, Report, ReportImport
from tests.selfeval.factories import (
    CountQueries,
    actor_for,
    filled,
    make_filer,
    make_report,
    write,
)
from tests.selfeval.filling_pages import url
from tests.selfeval.test_filling_offline import filled_workbook, take_over, upload
from trust.imports import Source
from trust.models import AuditEntry

pytestmark = pytest.mark.django_db

#: What another county's workbook says: it changes, empties, removes a row and adds one.
BOOK = {
    "budget": "120",
    "spent": "60",
    "summary": "别处的概述。",
    "projects.1.name": "清空",
    "projects.1.amount": "清空",
    "projects.2.amount": "9",
    "projects.4.name": "外县项目",
    "trained.outcome": "7",
}


@pytest.fixture
def begun(report, filer, store):
    """A draft of three rows with words in cells, texts and indicators."""
    told = {"report_id": report.pk, "user": filer, "actor": actor_for(filer)}
    for name in ("饮水", "道路", "桥梁"):
        key = drafts.add_row(table="projects", **told)
        write(report, {f"projects.{key}.name": name, f"projects.{key}.amount": key}, user=filer)
    cells = {"budget": "100", "spent": "90", "summary": "本县的概述。", "trained.outcome": "200"}
    write(report, cells, user=filer)
    report.refresh_from_db()
    return report


@pytest.fixture
def imported(begun, filer):
    """The draft after that workbook, by the action that its page calls."""
    begun.was = begun.data
    words = {address: text for address, text in BOOK.items() if text != "清空"}
    bring_in(begun, filer, words, rows="234")
    return begun


def bring_in(report, filer, words, *, rows="123", name="外县的.xlsx"):
    drafts.import_words(
        report_id=report.pk, words=words, rows={"projects": list(rows)}, user=filer,
        actor=actor_for(filer), source=Source(name),
    )  # fmt: skip
    report.refresh_from_db()


def take_back(client, report, kept=None):
    kept = kept or ReportImport.objects.latest("pk")
    answer = client.post(url("report-import-take-back", report, kept.pk), follow=True)
    report.refresh_from_db()
    return answer.content.decode()


def page(client, report):
    return client.get(url("report-workbook-import", report)).content.decode()


def test_taking_back_puts_everything_back_as_it_stood(county, filer, begun):
    was, filled_before, imported = begun.data, begun.cells_filled, begun
    data = filled_workbook(county, begun, BOOK)
    answer = take_over(county, begun, upload(county, begun, data, "外县的.xlsx"), follow=True)
    assert (
        f'{url("report-workbook-import", begun)}#imports">撤回这次导入' in answer.content.decode()
    )
    imported.refresh_from_db()
    assert [row["row"] for row in imported.data["tables"]["projects"]] == ["2", "3", "4"]
    rate = county.get(url("report-changes", imported), {"since": 0, "section": "basics"}).json()
    assert rate["computed"]["rate"]["shown"] == "50"
    words = page(county, imported)
    assert "外县的.xlsx" in words
    assert f"由 {filer} 于" in words
    assert "8 格" in words
    assert words.count("csrfmiddlewaretoken") == words.count('<form method="post"')
    before = imported.cells["budget"]["version"]

    words = take_back(county, imported)

    assert "已撤回“外县的.xlsx”的导入，8 格恢复原样" in words
    assert imported.data == was
    assert imported.cells_filled == filled_before
    assert imported.cells["budget"]["version"] == before + 1
    rate = county.get(url("report-changes", imported), {"since": 0, "section": "basics"}).json()
    assert rate["computed"]["rate"]["shown"] == "90"
    change = CellChange.objects.filter(cell="budget").first()
    assert (change.before, change.after, change.by) == ("120", "100", filer)
    entry = AuditEntry.objects.get(action="撤回填报内容导入")
    assert entry.object_label.endswith("· 外县的.xlsx")
    assert (entry.before["budget"], entry.after["budget"]) == ("120", "100")
    assert (entry.before["projects.4"], entry.after["projects.1.name"]) == ("增加", "饮水")
    assert "已撤回" in page(county, imported)


def test_what_others_wrote_elsewhere_stays(county, imported):
    write(imported, {"contact": "王某"}, user=make_filer(imported))
    drafts.add_row(
        report_id=imported.pk, table="projects", user=None, actor=drafts.log.command_actor("x")
    )

    assert "恢复原样" in take_back(county, imported)

    assert imported.data["fields"] == imported.was["fields"] | {"contact": "王某"}
    keys = [row["row"] for row in imported.data["tables"]["projects"]]
    assert keys == ["1", "2", "3", "5"]


def fill_added_row(report, told):
    write(report, {"projects.4.amount": "3"}, user=told["user"])


def remove_added_row(report, told):
    drafts.remove_row(table="projects", row="4", version=None, **told)


def remove_row_with_a_cell_of_it(report, told):
    drafts.remove_row(table="projects", row="2", version=None, **told)


def write_and_write_back(report, told):
    write(report, {"budget": "121"}, user=told["user"])
    write(report, {"budget": "120"}, user=told["user"])


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (write_and_write_back, "预算数（"),
        (fill_added_row, "项目 · 第 3 行 · 金额（"),
        (remove_added_row, "“项目”已删去的第 4 行（"),
        (remove_row_with_a_cell_of_it, "“项目”已删去的第 2 行（"),
    ],
)
def test_what_somebody_changed_since_keeps_the_whole_import(county, imported, change, named):
    colleague = make_filer(imported, "tongshi")
    told = {"report_id": imported.pk, "user": colleague, "actor": actor_for(colleague)}
    change(imported, told)
    imported.refresh_from_db()
    stands = imported.data
    words = page(county, imported)
    assert f"1 格之后又改过，如{named}{colleague} 20" in words
    assert "/take-back/" not in words

    refusal = f"导入之后有 1 格又被改过，不能整体撤回；没有改动：{named}{colleague} 20"
    assert refusal in take_back(county, imported)
    assert imported.data == stands


def test_row_removed_since_does_not_come_back_with_an_emptied_cell(county, begun, filer):
    bring_in(begun, filer, {"projects.2.amount": ""})
    told = {"report_id": begun.pk, "user": filer, "actor": actor_for(filer)}
    drafts.remove_row(table="projects", row="2", version=None, **told)

    assert "“项目”已删去的第 2 行（" in take_back(county, begun)
    assert [row["row"] for row in begun.data["tables"]["projects"]] == ["1", "3"]


def test_indicator_removed_since_does_not_come_back_with_an_emptied_cell(county, begun, filer):
    told = {"report_id": begun.pk, "user": filer, "actor": actor_for(filer)}
    code = drafts.add_indicator(parent="benefit", label="增收", **told)
    write(begun, {f"{code}.outcome": "5"}, user=filer)
    bring_in(begun, filer, {f"{code}.outcome": ""})
    drafts.remove_indicator(code=code, **told)

    assert "没有改动：已删去的自增指标（" in take_back(county, begun)


def test_import_is_taken_back_once(county, imported):
    take_back(county, imported)
    write(imported, {"budget": "130"})

    assert "已经撤回，不能再撤回一次" in take_back(county, imported)
    assert imported.data["fields"]["budget"] == "130"


def test_imports_over_one_another_are_taken_back_in_turn(county, filer, imported):
    first = ReportImport.objects.get()
    bring_in(imported, filer, {"budget": "140", "projects.4.amount": "5"}, rows="234", name="二")
    second = ReportImport.objects.latest("pk")
    bring_in(imported, filer, {"budget": "150"}, rows="234", name="三")
    assert "有 2 格又被改过" in take_back(county, imported, first)

    for kept, count in ((None, 1), (second, 2), (first, 8)):
        assert f"{count} 格恢复原样" in take_back(county, imported, kept)
    assert imported.data == imported.was


def test_what_was_typed_between_two_imports_keeps_the_first(county, filer, imported):
    first = ReportImport.objects.get()
    write(imported, {"budget": "130"}, user=filer)
    bring_in(imported, filer, {"budget": "140"}, rows="234", name="又一份.xlsx")

    assert "已撤回“又一份.xlsx”" in take_back(county, imported)
    assert "有 1 格又被改过" in take_back(county, imported, first)
    assert imported.data["fields"]["budget"] == "130"


def test_what_a_return_left_closed_is_not_taken_back(county, imported):
    Report.objects.update(state="returned", open_cells=["budget"])

    assert "退回时没有开放其中" in page(county, imported)
    assert "请审核单位开放" in take_back(county, imported)
    assert imported.data["fields"]["budget"] == "120"


def test_submitted_report_keeps_its_import(county, imported):
    Report.objects.update(state="submitted")

    answer = county.post(url("report-import-take-back", imported, ReportImport.objects.get().pk))
    assert answer.status_code == 403
    assert "/take-back/" not in page(county, imported)


def test_import_into_another_report_is_not_found(county, imported):
    other = make_report(imported.task)
    kept = ReportImport.objects.create(report=other, cells=0, report_version=1)

    assert county.post(url("report-import-take-back", imported, kept.pk)).status_code == 404


def test_rows_added_since_may_leave_no_room(county, imported, filer):
    told = {"report_id": imported.pk, "user": filer, "actor": actor_for(filer)}
    drafts.remove_row(table="projects", row="3", version=None, **told)
    for _ in range(3):
        drafts.add_row(table="projects", **told)
    bring_in(imported, filer, {}, rows="4567")
    drafts.add_row(table="projects", **told)

    assert "撤回以后“项目”有 6 行，超过最多 5 行" in take_back(county, imported)
    assert len(imported.data["tables"]["projects"]) == 5


def test_workbook_without_changes_is_no_import(county, begun):
    call = upload(county, begun, filled_workbook(county, begun, {"budget": "100"}))
    take_over(county, begun, call)

    assert not ReportImport.objects.exists()
    assert "导入记录" not in page(county, begun)


@pytest.mark.parametrize("kind", ["xlsx", "json"])
def test_what_a_command_imported_is_taken_back_by_the_county(county, begun, tmp_path, kind):
    path = tmp_path / f"来件.{kind}"
    if kind == "xlsx":
        path.write_bytes(filled_workbook(county, begun, BOOK))
    else:
        path.write_text(json.dumps(other_report(begun), ensure_ascii=False))
    call_command("import_selfeval", str(path))
    was = begun.data
    begun.refresh_from_db()
    assert begun.data != was

    assert f"来件.{kind}" in page(county, begun)
    assert "命令 import_selfeval" in page(county, begun)
    assert f"已撤回“来件.{kind}”的导入" in take_back(county, begun)
    assert begun.data == was


def test_what_is_said_since_of_an_indicator_that_came_with_a_file_keeps_it(
    county, begun, filer, tmp_path
):
    path = tmp_path / "来件.json"
    path.write_text(json.dumps(other_report(begun), ensure_ascii=False))
    call_command("import_selfeval", str(path))
    write(begun, {"benefit_a1.unit": "人"}, user=filer)

    assert f"没有改动：“受益人口满意” · 单位（{filer} 20" in take_back(county, begun)


def other_report(report):
    """A file of the report with other words, rows and an indicator of the county's own."""
    other = as_json(filled(report.task.form, {"projects.9.name": "别县", "projects.1.name": "乙"}))
    place = {"county": report.county_name, "city": "长沙市", "year": 2017, "form": "small"}
    return other | place


def test_page_costs_the_same_for_one_import_and_many(county, imported):
    def count():
        with CountQueries() as queries:
            page(county, imported)
        return queries.total

    page(county, imported)
    one = count()
    for _ in range(3):
        ReportImport.objects.create(report=imported, cells=0, report_version=1)
    assert count() == one


def test_put_back_undoes_any_writing():
    """Cells, rows (also empty ones) and their order, whatever an import did to them."""
    chance = random.Random(6)

    def some_report():
        keys = chance.sample("123456", chance.randrange(7))
        rows = [TableRow(k, chance.choice([{}, {"name": chance.choice("甲乙")}])) for k in keys]
        codes = chance.sample(["a", "b", "c"], chance.randrange(4))
        answers = [
            {"code": c, "outcome": chance.choice("12"), "parent": "p",
             "own": {"column_1": chance.choice("12")} if chance.random() < 0.5 else {}}
            for c in codes
        ]  # fmt: skip
        fields = {f: chance.choice("12") for f in "xyz" if chance.random() < 0.5}
        data = {"fields": fields, "indicators": answers, "total": chance.choice(["", "9"])}
        data["tables"] = {"t": [{"row": row.row, **row.cells} for row in rows]} if rows else {}
        return answers_of(data | {"explanations": {"q@t.1.name": "因故"} if keys else {}})

    for _ in range(60):
        before, after = some_report(), some_report()
        said, says = all_words(before), all_words(after)
        differ = [a for a in {**said, **says} if said.get(a) != says.get(a)]
        assert as_json(put_back(after, before, differ, tables={"t"})) == as_json(before), (
            before,
            after,
        )
