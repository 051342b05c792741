"""导入 Word 报告: what a county's own .docx says, beside the draft, and what is confirmed of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from selfeval.models import ReportImport
from tests.selfeval.filling_pages import url
from tests.selfeval.word_shapes import document
from trust.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

PROJECTS = [["序号", "名称", "金额（万元）"], ["1", "饮水工程", "60"], ["2", "道路硬化", "40"]]
INDICATORS = [
    ["一级指标", "二级指标", "年度指标值", "实际完成值", "分值", "得分"],
    ["产出", "培训人数", "200人", "190人", "30", "28"],
    ["产出", "建成移民村", "4个", "4个", "20", "20"],
    ["效益", "移民增收", "5%", "6%", "30", "30"],
    ["满意度", "满意度", "90", "95%", "10", "10"],
]


FIELDS = [
    ["单位名称", "试验县移民局", "联系人", "张某某"],
    ["预算数（万元）", "100", "执行数", "98万元"],
]
WHOLE = (
    "试验县2017年度小表",
    FIELDS,
    "一、工作概述",
    "按计划完成。",
    "两个项目都已验收。",
    "项目",
    PROJECTS,
    INDICATORS,
)


def upload(client, report, data, name="自评报告.docx"):
    file = SimpleUploadedFile(name, data)
    return client.post(url("report-word-import", report), {"file": file})


def confirm(client, report, preview, *, take=None, **more):
    plan = preview.context["plan"]
    keys = [cell.key for cell in plan.cells if cell.is_sure] if take is None else take
    told = {"parcel": preview.context["parcel"], "take": keys, **more}
    return client.post(url("report-word-import", report), told)


def told(preview) -> dict[str, str]:
    return {cell.address: cell.after for cell in preview.context["plan"].cells}


def test_a_report_is_laid_beside_the_draft_and_nothing_is_written(county, report, store):
    preview = upload(county, report, document(*WHOLE))
    assert told(preview) == {
        "unit": "试验县移民局", "contact": "张某某", "budget": "100", "spent": "98万元",
        "summary": "按计划完成。\n两个项目都已验收。",
        "projects.+1.name": "饮水工程", "projects.+1.amount": "60",
        "projects.+2.name": "道路硬化", "projects.+2.amount": "40",
        "trained.target": "200人", "trained.outcome": "190人", "trained.score": "28",
        "villages.target": "4个", "villages.outcome": "4个", "villages.score": "20",
        "benefit+1.label": "移民增收", "benefit+1.target": "5%", "benefit+1.outcome": "6%",
        "satisfaction.outcome": "95%", "satisfaction.score": "10",
    }  # fmt: skip
    report.refresh_from_db()
    assert report.data["fields"] == {}


def test_what_is_ticked_is_written_and_taken_back_as_a_whole(county, report, store):
    preview = upload(county, report, document(*WHOLE))
    before = report.data
    assert confirm(county, report, preview).url == url("report-fill", report)
    report.refresh_from_db()
    assert report.data["fields"]["summary"] == "按计划完成。\n两个项目都已验收。"
    assert [row["name"] for row in report.data["tables"]["projects"]] == ["饮水工程", "道路硬化"]
    added = next(item for item in report.data["indicators"] if item.get("parent") == "benefit")
    assert (added["label"], added["outcome"]) == ("移民增收", "6%")
    assert AuditEntry.objects.get(action="导入 Word 报告").object_label.endswith("自评报告.docx")
    county.post(url("report-import-take-back", report, ReportImport.objects.get().pk))
    report.refresh_from_db()
    assert report.data == before
