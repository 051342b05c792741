"""Reports as files: what is exported is imported to the same report; nothing half."""

import json
from copy import deepcopy
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from selfeval.engine.answers import TableRow, answers_of, as_json
from selfeval.engine.definition import form_of
from selfeval.filing.addresses import blank_answers, tidy, write_words
from selfeval.filing.exports import report_json
from selfeval.filing.reports_reading import WrongFile, entered_of, read_reports
from selfeval.loading import assess
from selfeval.models import CellChange, Report, Task
from tests.factories import make_city, make_county
from tests.selfeval.factories import (
    SMALL,
    WORDS,
    file_report,
    fill_report,
    make_form,
    make_report,
    make_task,
    source,
    write,
)
from trust import log
from trust.models import AuditEntry

SOURCES = ("2017_yueyanglou", "2020_hengyang", "2022_shaodong", "2023_yueyang")
FORM = form_of(SMALL)
MARKS = {"county", "city", "form", "form_version", "state", "receipt", "fields", "tables",
         "indicators", "total", "grade", "checks"}  # fmt: skip
LEVELS = {"level1", "level2", "level3", "target", "outcome", "unit", "weight", "proposed",
          "score", "reason"}  # fmt: skip


def run(command, *args, **options) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


@pytest.fixture
def counties(db):
    for city, county in (
        ("岳阳市", "岳阳楼区"), ("衡阳市", "衡阳县"), ("邵阳市", "邵东市"), ("岳阳市", "岳阳县"),
    ):  # fmt: skip
        make_county(county, make_city(city))


@pytest.fixture
def write_json(tmp_path):
    def write(told, name="report.json"):
        path = tmp_path / name
        path.write_text(json.dumps(told, ensure_ascii=False))
        return str(path)

    return write


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_report_is_exported_and_imported_to_the_same_report(counties, write_json, name):
    run("import_selfeval", write_json(source(name)))
    before = Report.objects.get()
    exported = write_json({}, "export.json")

    run("export_selfeval", before.task.year, exported)
    told = json.loads(Path(exported).read_text())
    Report.objects.all().delete()
    assert "已导入" in run("import_selfeval", exported)

    after = Report.objects.get()
    assert answers_of(after.data) == answers_of(before.data)
    assert (after.total_shown, after.grade, after.errors) == (
        before.total_shown, before.grade, before.errors,
    )  # fmt: skip
    assert set(told) == {"year", "reports"}
    (entry,) = told["reports"]
    assert set(entry) >= MARKS
    assert all(set(item) >= LEVELS for item in entry["indicators"])
    assert "没有变化" in run("import_selfeval", exported)


def test_exported_tables_carry_the_computed_totals_too(counties, write_json):
    run("import_selfeval", write_json(source("2022_shaodong")))
    exported = write_json({}, "export.json")
    run("export_selfeval", 2022, exported, county="邵东市")

    (entry,) = json.loads(Path(exported).read_text())["reports"]
    rows = {row["row"]: row for row in entry["tables"]["arrived"]}

    assert rows["all"]["amount"] == "7339.06"
    assert (entry["county"], entry["city"], entry["state"]) == ("邵东市", "邵阳市", "draft")


def test_indicators_tell_their_levels_weight_and_proposal():
    report = blank_answers(FORM)
    for address, words in WORDS.items():
        report = write_words(report, address, words)
    row = Report(county_name="甲县", county=_place(), state="draft")
    entry = report_json(row, assess(FORM, report, 2017))

    told = {item["code"]: item for item in entry["indicators"]}
    assert told["trained"] == {
        "code": "trained", "level1": "产出", "level2": "培训人数", "level3": "", "target": "200",
        "outcome": "200", "unit": "人", "weight": "30", "proposed": "30", "score": "30",
        "reason": "",
    }  # fmt: skip
    assert told["satisfaction"]["target"] == "90"
    assert entry["fields"]["rate"] == "100"
    assert {found["severity"] for found in entry["checks"]} <= {"error", "explain", "remind"}


def _place():
    from cities.models import Place

    return Place(name="甲县", city=Place(name="乙市"))


WORDS_ANY = st.text(max_size=12) | st.decimals(0, 999, places=2).map(str)
ENTERED = st.builds(
    lambda words, rows: (words, rows),
    st.dictionaries(
        st.sampled_from([
            *WORDS, "rate", "villages.dropped", "trained.not_applicable", "unit", "quota",
            "explain:score_under_weight@villages.score", "satisfaction.target",
        ]),
        WORDS_ANY,
    ),
    st.lists(st.tuples(WORDS_ANY, WORDS_ANY), max_size=4),
)  # fmt: skip


@settings(max_examples=120)
@given(ENTERED)
def test_whatever_was_entered_comes_back_from_its_export(entered):
    words, rows = entered
    report = blank_answers(FORM)
    for address, text in words.items():
        flag = address.endswith((".dropped", ".not_applicable"))
        report = write_words(report, address, "是" if flag else text)
    projects = tuple(
        TableRow(str(n), {"name": name, "amount": amount}) for n, (name, amount) in enumerate(rows)
    )
    report = tidy(answers_of(as_json(report) | {"tables": {}}))
    report = tidy(answers_of(as_json(report) | {"tables": {"projects": [
        {"row": row.row, **row.cells} for row in projects
    ]}}))  # fmt: skip
    row = Report(county_name="甲县", county=_place(), state="draft")
    data = json.dumps({"year": 2017, "reports": [report_json(row, assess(FORM, report, 2017))]})

    (file,) = read_reports(data.encode())

    assert entered_of(file, FORM) == report


@pytest.mark.django_db
def test_a_report_keeps_explanations_and_added_indicators(write_json):
    report = make_report()
    fill_report(report, {"explain:x@trained.score": "因故"})
    county, data = report.county, deepcopy(report.data)
    exported = write_json({}, "export.json")
    run("export_selfeval", 2017, exported)
    Report.objects.filter(pk=report.pk).update(data={}, cells={})

    run("import_selfeval", exported)

    report.refresh_from_db()
    assert answers_of(report.data) == answers_of(data)
    assert report.county == county
    assert log.verify()[2] is None


def test_importing_logs_and_notes_every_cell(counties, write_json):
    run("import_selfeval", write_json(source("2022_shaodong")))

    entry = AuditEntry.objects.get(action="导入自评数据")
    assert entry.actor_name.startswith("命令 import_selfeval")
    assert entry.after["training.farming.people"] == "500"
    assert CellChange.objects.filter(cell="staff_quota", after="16").exists()
    assert Task.objects.get().reports.count() == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "括号不配对"),
        ('{"a" 1}', "不是可读的 JSON（JSON 第 1 行"),
        ("[" * 100_000, "嵌套过深"),
        ("\udcff", "UTF-8"),
        ('[{"year": %s}]' % ("9" * 5000), "位数过多"),
        ('[{"county": "甲\\u0000县", "city": "乙市", "form": "small"}]', "缺少县市区"),
        ('[{"county": ["甲县"], "city": "乙市", "form": "small"}]', "缺少县市区"),
        ('[{"county": "甲县", "city": "乙市", "year": 2017, "form": "x\\u0000"}]', "表式编码"),
        (
            '[{"county": "甲县", "city": "乙市", "year": 2017, "form": "small",'
            ' "fields": {"a": "\\ud800"}}]',
            "控制字符",
        ),
        ("[]", "没有自评报告"),
        ("[3]", "第 1 份：应为一份自评报告"),
        ("{}", "缺少县市区 county"),
        ('{"county": "甲县", "city": "乙市", "form": "small"}', "缺少年度 year"),
        ('{"county": "甲县", "city": "乙市", "year": 2017}', "缺少表式编码"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(text, why):
    with pytest.raises(WrongFile, match=why):
        read_reports(text.encode("utf-8", "surrogateescape"))


def test_one_wrong_report_keeps_the_whole_file_out(counties, write_json):
    good, lost = source("2022_shaodong"), source("2023_yueyang") | {"county": "无此县"}
    odd = source("2017_yueyanglou") | {"fields": {"staff_quota": 1.5}}
    locked = source("2020_hengyang")
    make_form()
    report = make_report(make_task(), make_county("宁乡县"))
    file_report(report)
    locked = {"county": "宁乡县", "city": "长沙市", "year": 2017, "form": "small"}

    with pytest.raises(CommandError, match="无此县.*没有这个县市区"):
        run("import_selfeval", write_json([good, lost]))
    with pytest.raises(CommandError) as refused:
        run("import_selfeval", write_json([good, odd, locked]))

    lines = str(refused.value).splitlines()
    assert ["岳阳楼区" in line for line in lines] == [True, False, False]
    assert "宁乡县" in lines[1]
    assert "已提交" in lines[1]
    assert lines[2] == "没有导入任何内容。"
    assert Report.objects.count() == 1


def test_the_same_report_twice_in_a_file_is_refused(counties, write_json):
    with pytest.raises(CommandError, match="出现了两次"):
        run("import_selfeval", write_json([source("2022_shaodong")] * 2))


def test_indicators_are_found_by_their_levels_where_codes_are_missing(counties, write_json):
    run("import_selfeval", write_json(source("2020_hengyang")))
    exported = write_json({}, "export.json")
    run("export_selfeval", 2020, exported)
    told = json.loads(Path(exported).read_text())
    for item in told["reports"][0]["indicators"]:
        del item["code"]
    before = Report.objects.get().data

    assert "没有变化" in run("import_selfeval", write_json(told, "by_levels.json"))
    assert Report.objects.get().data == before


@pytest.mark.django_db
def test_a_year_without_reports_is_said(tmp_path):
    with pytest.raises(CommandError, match="2017 年度没有“甲县”的自评报告"):
        run("export_selfeval", 2017, str(tmp_path / "a.json"), county="甲县")
    with pytest.raises(CommandError, match="不支持的文件类型"):
        run("export_selfeval", 2017, str(tmp_path / "a.pdf"))


def test_the_workbook_of_a_county_goes_out_and_comes_back(counties, write_json, tmp_path):
    run("import_selfeval", write_json(source("2020_hengyang")))
    before = Report.objects.get()
    book = str(tmp_path / "衡阳县.xlsx")

    run("export_selfeval", 2020, book, county="衡阳县")

    told = run("import_selfeval", book)
    assert "改动 0 格" in told
    assert "[提示]" not in told
    assert Report.objects.get().data == before.data
    changed = load_workbook(book)
    changed.create_sheet("底稿").append([1])
    changed.save(book)
    assert "[提示] 工作表“底稿”不是填报表，没有读取。" in run("import_selfeval", book)


@pytest.fixture
def overtaken(counties, write_json, tmp_path):
    """A workbook with one new and one other figure, which somebody wrote since; its path."""
    run("import_selfeval", write_json(source("2020_hengyang")))
    path = tmp_path / "衡阳县.xlsx"
    run("export_selfeval", 2020, str(path), county="衡阳县")
    book = load_workbook(path)
    places = {row[2]: row[:2] for row in book["核对码"].iter_rows(values_only=True) if row[2]}
    for address, words in (("saving", "工作簿"), ("report_unit", "工作簿")):
        sheet, cell = places[address]
        book[sheet][cell] = words
    book.save(path)
    write(Report.objects.get(), {"saving": "同事"})
    return str(path)


def fields() -> tuple[str, str]:
    found = Report.objects.get().data["fields"]
    return found["saving"], found["report_unit"]


@pytest.mark.django_db
def test_a_conflict_with_a_workbook_is_refused_with_who_and_what_stands(overtaken):
    before = fields()
    with pytest.raises(CommandError) as refusal:
        run("import_selfeval", overtaken)
    assert "saving：工作簿为“工作簿”，下载填报表之后已由" in str(refusal.value)
    assert "改为“同事”" in str(refusal.value)
    assert "--mine" in str(refusal.value)
    assert fields() == before


@pytest.mark.django_db
@pytest.mark.parametrize(("option", "stands"), [("mine", "工作簿"), ("theirs", "同事")])
def test_a_conflict_with_a_workbook_is_decided_by_the_person(overtaken, option, stands):
    run("import_selfeval", overtaken, **{option: True})
    assert fields() == (stands, "工作簿")
