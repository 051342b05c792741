"""The register's workbook: out, changed, in again; all or nothing; twice is as once."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from assessment.incidents.exchange import import_incidents
from assessment.incidents.views import exchange as views
from assessment.incidents.workbook import COLUMNS
from assessment.models import Incident, IncidentLink, Result, Year, YearState
from tests import factories as make
from tests.assessment.incidents.making import count_of, make_incident
from tests.assessment.previews import parcel_of, words_of
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = pytest.mark.django_db
ROW = {
    "市州": "长沙市",
    "县市区": "望城区",
    "日期": date(2017, 5, 2),
    "类别": "通报",
    "文件名称": "关于几起违纪问题的通报",
    "文号": "湘移纪〔2017〕5号",
    "说明": "干部违规接受吃请。",
    "登记处室": "培训中心",
}


@pytest.fixture
def path(tmp_path, table, cast):
    return tmp_path / "台账.xlsx"


def sheet_of(*rows, heads=COLUMNS) -> Workbook:
    book = Workbook()
    book.active.append(heads)
    for row in rows:
        book.active.append([row.get(name) for name in heads])
    return book


def bring(path, book=None, **options) -> str:
    if book is not None:
        book.save(path)
    out = io.StringIO()
    call_command("import_incidents", 2017, str(path), stdout=out, **options)
    return out.getvalue()


def refused(path, *rows, book=None) -> str:
    with pytest.raises(CommandError) as refusal:
        bring(path, book or sheet_of(*rows))
    assert not Incident.objects.exists()
    return str(refusal.value)


def export(path) -> Workbook:
    call_command("export_incidents", 2017, str(path))
    return load_workbook(path)


def column(name: str) -> int:
    return COLUMNS.index(name) + 1


def test_rows_become_incidents_with_all_they_say(path):
    told = bring(path, sheet_of(ROW, ROW | {"日期": "2017年6月3日", "整改期限": "2017/7/1"}))
    assert "第 2 行 新登记 长沙市 2017-05-02" in told
    assert "共 2 行变化，0 行没有变化" in told
    first, second = Incident.objects.order_by("number")
    assert (first.county.name, first.kind, first.happened_on) == ("望城区", "notice", ROW["日期"])
    assert (second.happened_on, second.due_on) == (date(2017, 6, 3), date(2017, 7, 1))
    assert AuditEntry.objects.filter(action="导入事件台账").count() == 1


def test_the_same_file_twice_changes_nothing(path):
    bring(path, sheet_of(ROW))
    assert "共 0 行变化，1 行没有变化" in bring(path)
    Incident.objects.update(description="登记以后改过")
    told = bring(path)
    assert "共 0 行变化" in told
    assert "已登记为第 1 号，与台账现有的内容不同，没有再登记" in told
    assert Incident.objects.get().description == "登记以后改过"


def test_withdrawn_incident_does_not_come_back_with_its_file(path):
    bring(path, sheet_of(ROW))
    Incident.objects.update(withdrawn_at="2018-01-05T08:00Z", withdrawn_reason="重复")
    assert "已撤销，没有再登记" in bring(path)
    assert Incident.objects.count() == 1


def test_dry_run_writes_nothing(path):
    assert "试读，未写入：共 1 行变化" in bring(path, sheet_of(ROW), dry_run=True)
    assert not Incident.objects.exists()


def test_what_was_exported_comes_back_the_same(path, table, cast):
    incident = make_incident(
        cast["office"], table, description="=1+1 说明", due_on=date(2017, 7, 1)
    )
    incident.links.create(result=count_of(table))
    export(path)
    assert "共 0 行变化，1 行没有变化" in bring(path)


def test_changed_row_is_written_and_an_empty_cell_leaves_what_stands(path, table, cast):
    make_incident(cast["office"], table, due_on=date(2017, 7, 1))
    book = export(path)
    sheet = book.active
    sheet.cell(2, column("整改日期")).value = date(2017, 6, 30)
    sheet.cell(2, column("整改期限")).value = None
    sheet.cell(2, column("文号")).value = "清空"
    told = bring(path, book)
    assert "整改日期 — → 2017-06-30" in told
    row = Incident.objects.get()
    assert (row.put_right_on, row.due_on) == (date(2017, 6, 30), date(2017, 7, 1))
    assert (row.document_number, row.version) == ("", 2)
    assert "共 0 行变化" in bring(path), "said again, though its version is older"


def test_row_that_somebody_changed_since_is_refused_with_who(path, table, cast):
    make_incident(cast["office"], table)
    book = export(path)
    Incident.objects.update(description="别人改的", version=2)
    book.active.cell(2, column("说明")).value = "表里改的"
    with pytest.raises(CommandError, match="导出之后，培训中心 培训乙于 .* 改过第 1 号事件"):
        bring(path, book)
    assert Incident.objects.get().description == "别人改的"


def test_code_links_and_moves_no_figure(path, table):
    cell = count_of(table)
    told = bring(path, sheet_of(ROW | {"计入测量项编码": cell.measure.code}))
    assert f"计入 {cell.measure.code}" in told
    assert IncidentLink.objects.get().result_id == cell.pk
    assert Result.objects.get(pk=cell.pk).value is None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"市州": "长沙"}, "第 3 行 市州 “长沙”不在地区表中"),
        ({"县市区": "渌口区"}, "第 3 行 县市区 “渌口区”不属于长沙市"),
        ({"日期": "五月初"}, "第 3 行 日期 “五月初”不是日期"),
        ({"日期": "2017-02-30"}, "第 3 行 日期 “2017-02-30”不是日期"),
        ({"日期": "0017-05-02"}, "年份应在"),
        ({"日期": None, "整改日期": "2017-06-01"}, "第 3 行 日期 没有填写"),
        ({"日期": "2199-05-02"}, "第 3 行 日期在今天之后"),
        ({"整改期限": "2017-05-01"}, "第 3 行 整改期限早于发生日期"),
        ({"类别": "批评"}, "第 3 行 类别 “批评”不是 信访、审计查出问题、通报、迟报漏报、其他 之一"),
        ({"说明": None}, "第 3 行 说明 没有填写"),
        ({"说明": "长" * 1001}, "第 3 行 说明 超过 1000 个字"),
        ({"说明": "又一件", "登记处室": "无此处"}, "第 3 行 登记处室 “无此处”不在处室表中"),
        ({"编号": "9"}, "第 3 行 编号 9 在2017年度的台账中没有"),
        ({"编号": "九"}, "第 3 行 编号 “九”不是台账的编号"),
        (
            {"说明": "又一件", "计入测量项编码": "x"},
            "第 3 行 计入测量项编码 “x”不是2017年度的次数测量项",
        ),
        ({}, "第 3 行 与第 2 行内容完全相同"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(path, wrong, words):
    assert words in refused(path, ROW, ROW | wrong)


def test_code_of_another_city_is_refused(path, table):
    other = make.make_table(table.year, make.make_city("株洲市"))
    code = count_of(other).measure.code
    assert "不是长沙市的测量项" in refused(path, ROW | {"计入测量项编码": code})


def test_hidden_struck_and_uncomputed_cells_are_refused_by_place(path):
    book = sheet_of(ROW)
    book.active.row_dimensions[2].hidden = True
    assert "第 2 行 该行是隐藏的" in refused(path, book=book)
    book = sheet_of(ROW)
    book.active.cell(2, column("说明")).value = "=A1&B1"
    assert "第 2 行 说明 填的是公式，但没有计算结果" in refused(path, book=book)


def test_what_is_not_read_is_told(path):
    book = sheet_of(ROW)
    book.active.cell(1, len(COLUMNS) + 1).value = "经办人"
    book.active.cell(2, len(COLUMNS) + 1).value = "张三"
    book.create_sheet("汇总").append(["合计", 1])
    told = bring(path, book)
    assert "列“经办人”" in told
    assert "“汇总”" in told


def test_foreign_sheet_in_another_order_is_read(path):
    heads = ("说明", "日期", "类别", "市州", "登记处室")
    bring(path, sheet_of(ROW, heads=heads))
    assert Incident.objects.get().description == ROW["说明"]


@pytest.mark.parametrize("state", [YearState.FINALISED, YearState.PUBLISHED])
def test_nothing_is_imported_once_the_year_is_settled(path, state):
    Year.objects.update(state=state)
    assert "已审定" in refused(path, ROW)


def test_what_is_no_workbook_is_refused(path):
    path.write_bytes(b"PK not a workbook")
    with pytest.raises(CommandError):
        bring(path)
    assert "缺少日期、类别、说明" in refused(path, book=sheet_of(heads=("市州", "事由")))


# --- The page ------------------------------------------------------------------------------


def upload(client, *rows):
    data = io.BytesIO()
    sheet_of(*rows).save(data)
    file = SimpleUploadedFile("台账.xlsx", data.getvalue())
    url = reverse("incidents-import", args=[2017])
    return client.post(url, {"file": file})


def carry_out(client, page) -> str:
    url = reverse("incidents-import", args=[2017])
    return client.post(url, {"parcel": parcel_of(page)}, follow=True).content.decode()


def test_page_shows_first_and_writes_then(office, table, cast):
    page = upload(office, ROW)
    assert "1 行变化" in words_of(page)
    assert not Incident.objects.exists()
    assert "已写入 1 行" in carry_out(office, page)
    assert Incident.objects.get().recorded_by == cast["office"]


def test_register_that_moved_since_the_preview_is_not_written(office, table, cast):
    page = upload(office, ROW)
    first = carry_out(office, page)
    assert "已写入 1 行" in first
    assert "预览之后台账有改动" in carry_out(office, page)
    assert Incident.objects.count() == 1


def test_a_form_that_is_sent_twice_at_once_registers_nothing_twice(office, table, monkeypatch):
    """Both were planned before either was written."""
    planned = {}
    monkeypatch.setattr(views, "import_incidents", lambda **told: planned.update(told) or 1)
    carry_out(office, upload(office, ROW))
    assert import_incidents(**planned) == 1
    with pytest.raises(Refused, match="预览之后已登记为.*本次导入未保存任何内容"):
        import_incidents(**planned)
    assert Incident.objects.count() == 1


def test_office_imports_in_its_own_name_alone(office, table):
    make.make_office("资金财务处")
    assert "不能以其名义登记" in words_of(upload(office, ROW | {"登记处室": "资金财务处"}))
    assert "1 行变化" in words_of(upload(office, ROW | {"登记处室": None}))


def test_page_exports_what_the_command_does(office, table, cast):
    make_incident(cast["office"], table)
    answer = office.get(reverse("incidents-export", args=[2017]))
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert sheet.cell(2, column("文号")).value == "湘移纪〔2017〕5号"


def test_import_costs_the_same_for_one_row_and_many(office, table, django_assert_num_queries):
    """session, account, roles; year, own items twice; places 2, incidents, those taken back,
    offices, links, cells; the file that is new 4; years of the frame."""
    upload(office, ROW)
    with django_assert_num_queries(18):
        upload(office, ROW | {"说明": "另一件"})
    with django_assert_num_queries(18):
        upload(office, *(ROW | {"说明": f"第 {n} 件"} for n in range(6)))
