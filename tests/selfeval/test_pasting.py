"""A block pasted into a county's tables: rows that grow, rows of the form, indicators."""

import re

import pytest

from selfeval.filing.actions.drafts import add_row
from selfeval.loading import form_of
from selfeval.models import CellChange, Report, ReportState
from tests.factories import make_county
from tests.selfeval.factories import (
    COMMAND,
    make_filer,
    make_form,
    make_report,
    make_task,
    write,
)
from tests.selfeval.filling_pages import post
from trust.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def row(report):
    """The first row of the growing table, empty."""
    return add_row(report_id=report.pk, table="projects", user=None, actor=COMMAND)


def paste(client, report, text, at, block="b-projects", **more):
    rows = [line.split("\t") for line in text.split("\n")]
    return post(client, "report-paste", report, rows=rows, at=at, block=block, **more)


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.json()["look"]["html"]))


def confirm(client, report, text, at, answer, **more):
    return paste(client, report, text, at, seen=answer.json()["look"]["seen"], **more)


def projects(report) -> list[tuple]:
    table = Report.objects.get(pk=report.pk).data["tables"].get("projects", [])
    return [(held.get("name", ""), held.get("amount", "")) for held in table]


def test_a_plain_block_grows_the_table_at_once(county, report, row):
    answer = paste(county, report, "饮水工程\t1,200.5\n道路\t30\n桥梁\t4", "projects.1.name").json()
    assert projects(report) == [("饮水工程", "1,200.5"), ("道路", "30"), ("桥梁", "4")]
    assert answer["computed"]["projects.total.amount"]["shown"] == "1234.5"
    assert set(answer["saved"]) >= {"projects.1.name", "projects.3.amount"}
    assert answer["shapes"]["b-projects"] == "1,2,3,total"


def test_serials_and_headings_are_no_rows(county, report, row):
    block = "序号\t金额\t名称\n1\t30\t道路\n2\t4\t桥梁\n合计\t34\t"
    answer = paste(county, report, block, "projects.1.name")
    assert projects(report) == [("", "")]
    assert "表格将增加 1 行" in words(answer)
    confirm(county, report, block, "projects.1.name", answer)
    assert projects(report) == [("道路", "30"), ("桥梁", "4")]


def test_what_stands_is_shown_before_it_changes(county, report, row, filer):
    write(report, {"projects.1.name": "饮水工程", "projects.1.amount": "5"}, user=filer)
    answer = paste(county, report, "道路\t30", "projects.1.name")
    assert re.search("名称 饮水工程 → 道路 .*录入", words(answer))
    assert projects(report) == [("饮水工程", "5")]
    confirm(county, report, "道路\t30", "projects.1.name", answer)
    assert projects(report) == [("道路", "30")]


def test_an_empty_cell_wipes_nothing(county, report, row):
    write(report, {"projects.1.name": "饮水工程", "projects.1.amount": "5"})
    answer = paste(county, report, "道路\t", "projects.1.name")
    assert "已录的内容保持不变" in words(answer)
    confirm(county, report, "道路\t", "projects.1.name", answer)
    assert projects(report) == [("道路", "5")]


def test_more_rows_than_the_form_allows_are_named_and_none_is_added(county, report, row):
    block = "\n".join(f"项目{n}\t{n + 10}" for n in range(7))
    answer = paste(county, report, block, "projects.1.name")
    assert words(answer).count("超出表格最后一行") == 4  # two rows of two words
    confirm(county, report, block, "projects.1.name", answer)
    assert projects(report) == [("", "")]
    confirm(county, report, block, "projects.1.name", answer, rest=True)
    assert len(projects(report)) == 5


@pytest.mark.parametrize("figure", ["#N/A", "#DIV/0!", "=A1+B1", "约三十"])
def test_what_is_no_amount_is_refused_by_its_cell(county, report, row, figure):
    answer = paste(county, report, f"道路\t{figure}\n桥梁\t4", "projects.1.name")
    assert "不能写入" in words(answer)
    assert "返回核对" in words(answer)
    assert projects(report) == [("", "")]


def test_a_colleague_who_wrote_meanwhile_is_named(county, report, row, filer):
    write(report, {"projects.1.name": "饮水工程"}, user=filer)
    answer = paste(county, report, "道路\t30", "projects.1.name", versions={"projects.1.name": 0})
    assert "改过，写入将覆盖" in words(answer)
    write(report, {"projects.1.name": "水厂"}, user=filer)  # once more, while one looks
    again = confirm(county, report, "道路\t30", "projects.1.name", answer)
    assert "水厂 → 道路" in words(again)
    assert projects(report) == [("水厂", "")]


def test_rows_and_cells_are_written_together_and_logged_once(county, report, row):
    before = Report.objects.get(pk=report.pk).version
    paste(county, report, "饮水工程\t1\n道路\t30", "projects.1.name")
    changes = CellChange.objects.filter(report=report, after__in=("饮水工程", "30", "增加"))
    assert changes.count() == 4  # the row of the fixture, the new one, two of its words
    assert Report.objects.get(pk=report.pk).version == before + 1


def test_indicators_are_found_by_name_in_any_order(county, report):
    block = "三级指标\t指标值\t实际完成值\n建成移民村\t4\t3\n培训人数（人）\t200\t180"
    at = {"at": "trained.target", "block": "b-indicators1", "section": "scores"}
    answer = paste(county, report, block, **at)
    paste(county, report, block, seen=answer.json()["look"]["seen"], **at)
    found = {held["code"]: held for held in Report.objects.get(pk=report.pk).data["indicators"]}
    assert (found["trained"]["target"], found["trained"]["outcome"]) == ("200", "180")
    assert (found["villages"]["target"], found["villages"]["outcome"]) == ("4", "3")


def test_a_doubtful_figure_is_told_before_it_is_written(county, report):
    at = {"at": "trained.target", "block": "b-indicators1", "section": "scores"}
    block = "三级指标\t目标值\t完成值\n建成移民村\t4\t3\n培训人数（人）\t200\t18"
    told = words(paste(county, report, block, **at))
    assert told.count("存疑：") == 1
    assert re.search("存疑：18 ?人是目标 200 ?人的 ?9%", told)


def test_cells_that_the_form_gives_are_named_and_left_alone(county, report):
    at = {"at": "satisfaction.outcome", "block": "b-indicators1", "section": "scores"}
    answer = paste(county, report, "指标\t目标值\t完成值\n满意度\t80\t95", **at)
    assert "没有开放填写" in words(answer)
    paste(county, report, "指标\t目标值\t完成值\n满意度\t80\t95", rest=True,
          seen=answer.json()["look"]["seen"], **at)  # fmt: skip
    found = {held["code"]: held for held in Report.objects.get(pk=report.pk).data["indicators"]}
    assert found["satisfaction"] == {"code": "satisfaction", "outcome": "95"}


def test_rows_of_the_form_are_found_by_their_labels(client):
    report = make_report(make_task(make_form("unit_narrative")))
    client.force_login(make_filer(report))
    row = first_row(report, "training")
    block = "类别\t人数\n短期就业技能培训\t36\n合计\t536\n农业实用技术培训\t500"
    at = {"at": f"training.{row}.people", "block": "b-training", "section": "performance"}
    answer = paste(client, report, block, **at)
    assert "由系统计算" in words(answer)  # the form adds 合计 up by itself
    paste(client, report, block, rest=True, seen=answer.json()["look"]["seen"], **at)
    rows = Report.objects.get(pk=report.pk).data["tables"]["training"]
    assert sorted(held["people"] for held in rows) == ["36", "500"]


def first_row(report, table) -> str:
    return next(
        block.rows[0].code
        for section in form_of(report.task.form).sections
        for block in section.blocks
        if getattr(block, "code", "") == table
    )


def test_a_return_opens_only_what_it_names(county, report, row):
    write(report, {"projects.1.name": "饮水工程"})
    Report.objects.filter(pk=report.pk).update(
        state=ReportState.RETURNED, open_cells=["projects.1.amount"]
    )
    answer = paste(county, report, "道路\t30", "projects.1.amount")
    assert "超出表格右边" in words(answer)  # it began in the last column
    assert projects(report) == [("饮水工程", "")]


def test_others_paste_nothing(client, report, row):
    other = make_report(report.task, make_county("别县"))
    client.force_login(make_filer(other))
    assert paste(client, report, "道路\t30", "projects.1.name").status_code == 404


@pytest.mark.parametrize(
    "more",
    [{"at": "projects.9.name"}, {"at": "projects.1.name", "block": "b-none"},
     {"at": "unit", "block": "b-fields1"}, {"at": "projects.1.name", "section": "none"}],
)  # fmt: skip
def test_a_cell_that_is_not_there_is_not_found(county, report, row, more):
    assert paste(county, report, "1\n2", **more).status_code == 404


# --- Taken back as a whole --------------------------------------------------------------------


def take_back(client, report, answer, **before):
    """Send what the page sends: the words before by address, with the versions it was told."""
    cells = [
        {"address": address, "words": words, "version": answer["saved"][address]}
        for address, words in before.items()
    ]
    return post(client, "report-paste-back", report, cells=cells, rows=answer["rows"])


@pytest.fixture
def pasted(county, report, row):
    """Two lines over an empty row of the table: one row came with them; the answer."""
    return paste(county, report, "饮水工程\t1\n道路\t30", "projects.1.name").json()


BEFORE = {f"projects.{row}.{column}": "" for row in (1, 2) for column in ("name", "amount")}


def test_a_pasted_block_is_taken_back_with_the_rows_it_brought(county, report, pasted):
    assert pasted["rows"] == [["projects", "2"]]
    version = Report.objects.get(pk=report.pk).version
    answer = take_back(county, report, pasted, **BEFORE)
    assert answer.status_code == 200
    assert answer.json()["shapes"]["b-projects"] == "1,total"
    assert projects(report) == [("", "")]
    assert Report.objects.get(pk=report.pk).version == version + 1
    assert AuditEntry.objects.filter(action="撤销粘贴").count() == 1


def test_what_somebody_wrote_into_a_block_since_keeps_all_of_it(county, report, pasted):
    colleague = make_filer(report)
    write(report, {"projects.1.amount": "9"}, user=colleague)
    answer = take_back(county, report, pasted, **BEFORE)
    assert answer.status_code == 403
    assert (
        f"第 1 行 · 金额在粘贴之后已由{colleague}改为“9”，不能整块撤销；没有改动"
        in answer.json()["error"]
    )
    assert projects(report) == [("饮水工程", "9"), ("道路", "30")]


def test_a_row_that_came_with_a_block_stays_where_somebody_went_on_in_it(county, report, row):
    pasted = paste(county, report, "饮水工程\n道路", "projects.1.name").json()
    write(report, {"projects.2.amount": "9"}, user=make_filer(report))
    before = {"projects.1.name": "", "projects.2.name": ""}
    answer = take_back(county, report, pasted, **before)
    assert "第 2 行 · 金额在粘贴之后已由" in answer.json()["error"]
    assert projects(report) == [("饮水工程", ""), ("道路", "9")]


@pytest.mark.parametrize("rows", ["x", [["projects"]], [[1, 2]], {"a": 1}])
def test_rows_that_no_page_sends_are_answered_with_a_sentence(county, report, pasted, rows):
    answer = take_back(county, report, pasted | {"rows": rows}, **BEFORE)
    assert answer.status_code == 422
    assert len(projects(report)) == 2
