"""Exports, and the data-entry workbook on its way back: shown, then written, or refused."""

import io
import json
import time

import openpyxl
import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessment.models import Indicator, Result, Year, YearState
from assessment.reader.workbook import CODE, VALUE
from tests.assessment.downloads import check_download, logged
from tests.assessment.previews import parcel_of, words_of
from tests.assessment.recording import result_of, write
from tests.assessment.workbooks import UploadedWorkbook, recorded
from tests.factories import make_city, make_office, make_table, make_year
from trust.models import StoredFile

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Route and form: name of the file, its type, what the log calls it.
EXPORTS = {
    ("tables-export", "json"): ("2017年度考核指标表.json", "application/json", "导出指标表"),
    ("tables-export", "xlsx"): ("2017年度考核指标表.xlsx", XLSX, "导出指标表"),
    ("tables-export", "docx"): ("2017年度考核指标表.docx", DOCX, "导出指标表"),
    ("results-export",): ("2017年度采集表.xlsx", XLSX, "导出采集表"),
    ("scores-export", "json"): ("2017年度考核得分.json", "application/json", "导出得分"),
    ("scores-export", "xlsx"): ("2017年度考核得分.xlsx", XLSX, "导出得分"),
}
LATER = 31 * 60


def address(route, year=2017):
    name, *form = route
    return reverse(name, args=[year, *form])


# --- Out ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", EXPORTS)
def test_export_is_an_attachment_and_logged(client, cast, route):
    name, content_type, action = EXPORTS[route]
    client.force_login(cast["auditor"])
    data = check_download(client.get(address(route)), name=name, content_type=content_type)
    if content_type == "application/json":
        assert "长沙市" in json.loads(data)["cities"][0]["city"]
    else:
        assert data.startswith(b"PK")
    assert logged() == [(action, "审计庚", "审计员", name, "done")]


def test_workbook_of_one_indicator_has_its_rows_only(client, cast):
    client.force_login(cast["auditor"])
    training = Indicator.objects.get(name="移民培训")
    url = address(("results-export",))

    data = check_download(
        client.get(url, {"indicator": training.pk}),
        name="2017年度采集表（移民培训）.xlsx",
        content_type=XLSX,
    )

    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert {row[2] for row in sheet.iter_rows(min_row=2, values_only=True)} == {"移民培训"}
    assert client.get(url, {"indicator": "x"}).status_code == 404
    assert client.get(url, {"indicator": training.pk + 1000}).status_code == 404


@pytest.mark.parametrize("route", EXPORTS)
@pytest.mark.parametrize("persona", ["county", "administrator"])
def test_export_does_not_exist_for_others_and_is_not_logged_as_made(client, cast, route, persona):
    client.force_login(cast[persona])
    assert client.get(address(route)).status_code == 404
    assert [line for line in logged() if line[0].startswith("导出")] == []


@pytest.mark.parametrize("route", [("tables-export", "pdf"), ("scores-export", "docx")])
def test_unknown_form_of_an_export_is_not_found(client, cast, route):
    client.force_login(cast["assessment_office"])
    assert client.get(address(route)).status_code == 404
    assert logged() == []


@pytest.mark.parametrize("route", [r for r in EXPORTS if r[0] != "scores-export"])
def test_export_of_a_year_without_tables_is_not_found(client, cast, route):
    make_year(2018)
    client.force_login(cast["assessment_office"])
    assert client.get(address(route, 2018)).status_code == 404


def test_city_exports_its_own_table_alone(client, cast, table):
    make_table(city=make_city("株洲市"))
    client.force_login(cast["city"])
    told = client.get(address(("tables-export", "json"))).json()
    assert [city["city"] for city in told["cities"]] == ["长沙市"]


def test_office_gets_its_own_indicators_and_others_all(client, cast, table):
    section = table.sections.last()
    section.items.get().offices.set([make_office("资金财务处")])
    items = {}
    for persona in ("office", "assessment_office"):
        client.force_login(cast[persona])
        data = client.get(address(("results-export",))).content
        rows = openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(min_row=2)
        items[persona] = {row[2].value for row in rows}
    assert items == {"office": {"移民培训"}, "assessment_office": {"移民培训", "廉政建设"}}


# --- The data-entry workbook comes back ----------------------------------------------------------


@pytest.fixture
def workbook(office):
    return UploadedWorkbook(office)


def acts() -> list[str]:
    """Return what the log tells of writing: exports and refusals left out."""
    return [line[0] for line in logged() if line[0] not in ("导出采集表", "拒绝访问")]


def test_preview_lists_differences_and_writes_nothing(workbook, table):
    workbook.fill("农业实用技术培训", 1000, "按台账")
    workbook.fill("无就业跟踪服务", "否")
    response = workbook.preview()
    assert [
        (d.line, d.measure, d.before, d.after, d.remark)
        for d in response.context["comparison"].differences
    ] == [
        (2, "农业实用技术培训", "", "1000", "按台账"),
        (5, "无就业跟踪服务", "", "否", None),
    ]
    assert recorded() == []
    assert acts() == []


def test_confirmation_writes_what_was_shown_and_logs_each_cell(workbook, cast):
    workbook.fill("农业实用技术培训", 1000, "按台账")
    workbook.fill("获证率", "95.5%")
    response = workbook.confirm(workbook.preview(), follow=True)
    assert response.redirect_chain == [(reverse("collection", args=[2017]), 302)]
    assert "已写入 2 处变化" in words_of(response)
    assert recorded() == [("农业实用技术培训", 1000, "按台账"), ("获证率", 95.5, "")]
    assert acts() == ["录入", "录入", "修改备注", "导入采集表"]
    assert {r.recorded_by for r in Result.objects.recorded()} == {cast["office"]}


def test_workbook_without_changes_offers_nothing_to_write(workbook):
    response = workbook.preview()
    assert "与现有记录完全一致" in words_of(response)
    assert "处变化</button>" not in words_of(response)


def test_confirming_twice_writes_once(workbook, table):
    workbook.fill("农业实用技术培训", 1000)
    response = workbook.preview()
    workbook.confirm(response)
    workbook.confirm(response)
    assert acts() == ["录入", "导入采集表"]
    assert result_of(table).version == 1


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("采集表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Excel 格式"),
        ("采集表.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版或加密的 Office 文件"),
        ("采集表.csv", "年度,市州".encode(), "请用 Excel 或 WPS 打开，“另存为”.xlsx"),
        ("采集表.xlsm", b"PK\x03\x04", "带宏的工作簿"),
        ("采集表.docx", b"PK\x03\x04", "不接受 .docx 文件"),
        ("采集表.xlsx", "年度,市州".encode(), "内容不是 .xlsx 文件"),
        ("采集表.xlsx", b"PK\x03\x04broken", "采集表.xlsx"),
        ("采集表", b"PK\x03\x04", "文件名没有扩展名"),
    ],
)
def test_file_of_a_wrong_kind_is_refused_with_advice(office, name, data, words):
    url = reverse("results-import", args=[2017])
    response = office.post(url, {"file": SimpleUploadedFile(name, data)})
    assert "没有保存任何内容" in words_of(response)
    assert words in words_of(response)
    assert not StoredFile.objects.exists()


def test_without_a_file_one_is_asked_for(office):
    token = {"csrfmiddlewaretoken": "x"}  # as a browser's form has it
    response = office.post(reverse("results-import", args=[2017]), token)
    assert "请先选择要导入的文件。" in words_of(response)


def test_an_empty_file_is_called_empty_and_not_missing(office):
    body = {"file": SimpleUploadedFile("采集表.xlsx", b"")}
    response = office.post(reverse("results-import", args=[2017]), body)
    assert response.context["form"].errors["file"] == ["所选的文件是空的，请检查后重新选择。"]


def test_another_workbook_is_refused_by_its_head(office):
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["姓名", "电话"])
    book.save(out)
    file = SimpleUploadedFile("通讯录.xlsx", out.getvalue())
    response = office.post(reverse("results-import", args=[2017]), {"file": file})
    assert "第 1 行不是采集表的表头" in words_of(response)


def test_workbook_of_another_year_is_refused(office, table):
    table_2016 = make_table(make_year(2016), make_city("株洲市"))
    workbook = UploadedWorkbook(office, 2016)
    workbook.fill("农业实用技术培训", 1000, city="株洲市")
    assert "年度 “2016” 不是 2017；请使用本年度导出的采集表" in words_of(workbook.preview())
    assert result_of(table_2016).value is None


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (1, "株洲市", "与编码所属的长沙市不符"),
        (CODE, "430100-99", "测量项编码 “430100-99” 在2017年度不存在"),
        (CODE, None, "没有测量项编码"),
        (VALUE, "三十", "“三十”不是数字"),
    ],
)
def test_one_wrong_row_keeps_the_whole_workbook_out(workbook, column, value, words):
    workbook.fill("转移就业技能培训", 166)
    row = workbook.fill("农业实用技术培训", 1000)
    row[column].value = value
    response = workbook.preview()
    assert words in words_of(response)
    assert "第 2 行" in words_of(response)
    assert 'name="parcel"' not in words_of(response)


def test_rows_of_another_office_are_refused_if_changed(client, cast, table):
    table.sections.last().items.get().offices.set([make_office("资金财务处")])
    client.force_login(cast["assessment_office"])
    everything = UploadedWorkbook(client)
    client.force_login(cast["office"])
    everything.fill("农业实用技术培训", 1000)
    assert [d.measure for d in everything.preview().context["comparison"].differences] == [
        "农业实用技术培训"
    ]

    everything.fill("发生违纪违规行为被通报每起", 1)
    response = everything.preview()
    assert "“廉政建设”不由本处室采集" in words_of(response)
    assert "第 6 行 长沙市 发生违纪违规行为被通报每起" in words_of(response)
    assert recorded() == []


def test_cell_that_moved_after_the_preview_keeps_everything_out(workbook, office, table):
    workbook.fill("农业实用技术培训", 1000)
    workbook.fill("转移就业技能培训", 166)
    response = workbook.preview()
    write(office, result_of(table), "900")
    refusal = workbook.confirm(response)
    assert "长沙市“农业实用技术培训”在预览之后已被他人修改" in words_of(refusal)
    assert recorded() == [("农业实用技术培训", 900, "")]


def test_cell_that_differs_only_since_the_preview_keeps_everything_out(workbook, office, table):
    """It was not shown, so it is not written, although the workbook now differs from it."""
    workbook.fill("农业实用技术培训", 1000)
    workbook.fill("转移就业技能培训", 166)
    write(office, result_of(table, "转移就业技能培训"), "166")
    response = workbook.preview()
    write(office, result_of(table, "转移就业技能培训"), "170")
    assert "“转移就业技能培训”在预览之后已被他人修改" in words_of(workbook.confirm(response))
    assert recorded() == [("转移就业技能培训", 170, "")]


def test_preview_holds_half_an_hour(workbook, office, monkeypatch):
    workbook.fill("农业实用技术培训", 1000)
    content = signing.loads(parcel_of(workbook.preview()), salt="results-import")
    now = time.time()
    with monkeypatch.context() as earlier:
        earlier.setattr("time.time", lambda: now - LATER)
        parcel = signing.dumps(content, salt="results-import")
    response = office.post(workbook.url, {"parcel": parcel})
    assert "预览已过期，请重新选择文件" in words_of(response)
    assert recorded() == []


def test_preview_that_was_altered_is_not_believed(workbook, office):
    workbook.fill("农业实用技术培训", 1000)
    parcel = parcel_of(workbook.preview())
    response = office.post(workbook.url, {"parcel": parcel.swapcase()})
    assert "预览已过期" in words_of(response)
    assert recorded() == []


def test_preview_of_one_year_is_not_written_into_another(workbook, office):
    make_year(2018)
    workbook.fill("农业实用技术培训", 1000)
    parcel = parcel_of(workbook.preview())
    response = office.post(reverse("results-import", args=[2018]), {"parcel": parcel})
    assert "预览属于另一个年度" in words_of(response)
    assert recorded() == []


def test_preview_in_the_hands_of_another_office_writes_nothing(workbook, client, cast):
    workbook.fill("农业实用技术培训", 1000)
    response = workbook.preview()
    client.force_login(cast["other_office"])
    assert "“移民培训”不由本处室采集" in words_of(workbook.confirm(response))
    assert recorded() == []


def test_year_closed_after_the_preview_takes_nothing(workbook):
    workbook.fill("农业实用技术培训", 1000)
    response = workbook.preview()
    Year.objects.update(state=YearState.REVIEW)
    assert "处于“复核”阶段，采集已关闭" in words_of(workbook.confirm(response))
    assert recorded() == []


@pytest.mark.parametrize("persona", ["assessment_office", "auditor"])
def test_import_of_results_is_for_offices_alone(workbook, client, cast, persona):
    workbook.fill("农业实用技术培训", 1000)
    response = workbook.preview()
    client.force_login(cast[persona])
    assert workbook.preview().status_code == 403
    assert workbook.confirm(response).status_code == 403
    assert recorded() == []
