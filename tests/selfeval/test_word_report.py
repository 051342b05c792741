"""导入 Word 报告: what a county's own .docx says, beside the draft, and what is confirmed of it."""

import time
from io import BytesIO
from unittest.mock import patch
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile

from selfeval.filing.actions.drafts import add_indicator, add_row
from selfeval.filing.views.word_reports import PREVIEW_SECONDS, SALT
from selfeval.loading import laid_of
from selfeval.models import ReportImport
from tests.factories import make_city, make_county
from tests.selfeval.factories import (
    COMMAND,
    make_filer,
    make_form,
    make_report,
    make_task,
    write,
)
from tests.selfeval.filed import bring_to, make_world
from tests.selfeval.filling_pages import url
from tests.selfeval.word_shapes import document
from trust.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

PROJECTS = [["序号", "名称", "金额（万元）"], ["1", "饮水工程", "60"], ["2", "道路硬化", "40"]]
HEADS = ["一级指标", "二级指标", "年度指标值", "实际完成值"]
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
        "benefit.score": "30",
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


# --- what is ticked, kept, refused ------------------------------------------------------------


def cell_of(preview, address):
    return next(cell for cell in preview.context["plan"].cells if cell.address == address)


def test_what_stands_there_is_kept_unless_it_is_ticked(county, report, store):
    write(report, {"unit": "原来的单位", "contact": "张某某"})
    preview = upload(county, report, document(FIELDS))
    plan = preview.context["plan"]
    unit = cell_of(preview, "unit")
    assert (unit.before, unit.after, unit.is_sure) == ("原来的单位", "试验县移民局", False)
    assert "contact" not in told(preview)  # it says the same
    assert (plan.same, plan.disputed) == (1, 1)
    confirm(county, report, preview)
    report.refresh_from_db()
    assert report.data["fields"]["unit"] == "原来的单位"
    preview = upload(county, report, document(FIELDS))
    confirm(county, report, preview, take=[cell_of(preview, "unit").key])
    report.refresh_from_db()
    assert report.data["fields"]["unit"] == "试验县移民局"


def test_what_looks_odd_is_shown_and_not_ticked(county, report, store):
    rows = [HEADS, ["产出", "培训人数", "200人", "190000人"], ["产出", "建成移民村", "4个", "4个"]]
    preview = upload(county, report, document(rows))
    odd = cell_of(preview, "trained.outcome")
    assert odd.doubts
    assert (odd.is_sure, cell_of(preview, "villages.outcome").is_sure) == (False, True)
    assert "1 格拿不准" in preview.content.decode()
    confirm(county, report, preview)
    report.refresh_from_db()
    outcomes = {item["code"]: item.get("outcome", "") for item in report.data["indicators"]}
    assert (outcomes["trained"], outcomes["villages"]) == ("", "4个")


def test_the_same_number_written_otherwise_is_no_difference(county, report, store):
    write(report, {"budget": "100.00", "spent": "98"})
    assert not {"budget", "spent"} & told(upload(county, report, document(FIELDS))).keys()


def test_a_figure_that_is_none_is_listed_and_never_written(county, report, store):
    preview = upload(county, report, document([["预算数（万元）", "约一百", "执行数", "98"]]))
    refused = preview.context["plan"].refused
    assert [(cell.address, cell.after) for cell in refused] == [("budget", "约一百")]
    assert "“约一百”不是数字" in refused[0].why_not
    assert "不能写入的" in preview.content.decode()
    assert told(preview) == {"spent": "98"}


def test_what_the_program_works_out_is_counted_and_not_written(county, report, store):
    preview = upload(county, report, document([["执行率", "98%", "执行数", "98"]]))
    assert told(preview) == {"spent": "98"}
    assert preview.context["plan"].computed == 1


def test_a_sum_that_does_not_follow_from_the_report_is_named(county, report, store):
    rows = [*PROJECTS, ["", "合计", "120"]]
    rate = [["预算数（万元）", "100", "执行数", "98"], ["执行率", "89%", "联系人", "张某某"]]
    plan = upload(county, report, document("项目", rows, rate)).context["plan"]
    assert [(cell.address, cell.why_not) for cell in plan.refused] == [
        ("projects.total.amount", "由系统计算；按报告里的其他数算出 100，与报告不同，请核对"),
        ("rate", "由系统计算；按报告里的其他数算出 98，与报告不同，请核对"),
    ]


SCORED = [
    ["一级指标", "二级指标", "年度指标值", "实际完成值", "分值", "得分"],
    ["产出", "培训人数", "200人", "190人", "30", "28"],
    ["产出", "建成移民村", "4个", "4个", "20", "20"],
    ["效益", "移民增收", "5%", "6%", "30", "30"],
    ["满意度", "满意度", "90", "95%", "10", "9"],
]
EXECUTED = [["预算执行率", "", "", "100%", "10", "10"]]


def with_total(total, grade="优秀", scored=(*SCORED, *EXECUTED)):
    return document("指标", list(scored), [["总分", total], ["评价等级", grade]])


def told_of_score(preview):
    plan = preview.context["plan"]
    assert not {"total", "grade"} & {cell.address for cell in plan.cells}
    return {c.address: c.why_not for c in plan.refused if c.address in ("total", "grade")}


def test_total_and_grade_are_worked_out_and_never_ticked(county, report, store):
    preview = upload(county, report, with_total("97"))
    assert told_of_score(preview) == {}
    assert preview.context["plan"].computed == 3  # and how much of the budget was spent
    confirm(county, report, preview)
    report.refresh_from_db()
    assert (report.data["total"], report.data["grade"]) == ("", "")
    assert report.total == 97


def test_a_total_or_grade_that_the_scores_do_not_give_is_told(county, report, store):
    preview = upload(county, report, with_total("98", "良好"))
    assert told_of_score(preview) == {
        "total": "由系统计算；按报告里的其他数算出 97，与报告不同，请核对",
        "grade": "由系统计算；按报告里的其他数算出 优秀，与报告不同，请核对",
    }
    assert "与报告不同，请核对" in preview.content.decode()


def test_a_total_without_all_scores_is_told_as_not_comparable(county, report, store):
    preview = upload(county, report, with_total("97", scored=SCORED[:2]))
    assert told_of_score(preview)["total"].startswith("由系统按得分计算；得分还没有填全")


def test_a_total_that_the_county_states_itself_is_taken(client, county, store):
    made = make_form("department_basic")
    own = make_report(make_task(made), make_county("试验二县"))
    client.force_login(make_filer(own))
    label = next(c.label for c in laid_of(own).cells if c.address == "total")
    assert cell_of(upload(client, own, document([[label, "95"]])), "total").is_sure


SPENDING = [
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "备注"],
    ["产出指标", "数量指标", "新修渠道", "3公里", "2公里", "20", "15", "汛期停工"],
    ["产出指标", "数量指标", "新修水池", "2座", "2座", "15", "15", ""],
    ["产出指标", "质量指标", "验收合格率", "100%", "100%", "15", "15", ""],
]


def spending_report(client):
    own = make_report(make_task(make_form("project_spending")), make_county("试验二县"))
    client.force_login(make_filer(own))
    return own


def test_an_own_indicator_brings_its_weight_score_and_reason(client, store):
    own = spending_report(client)
    preview = upload(client, own, document("绩效指标", SPENDING))
    assert {a: w for a, w in told(preview).items() if a.startswith("quantity+1.")} == {
        "quantity+1.label": "新修渠道", "quantity+1.target": "3公里",
        "quantity+1.outcome": "2公里", "quantity+1.weight": "20", "quantity+1.score": "15",
        "quantity+1.reason": "汛期停工",
    }  # fmt: skip
    assert "新增第 1 项 · 得分" in preview.content.decode()
    confirm(client, own, preview)
    own.refresh_from_db()
    added = {item["label"]: item for item in own.data["indicators"] if item.get("parent")}
    assert {label: (i["weight"], i["score"]) for label, i in added.items()} == {
        "新修渠道": ("20", "15"), "新修水池": ("15", "15"), "验收合格率": ("15", "15"),
    }  # fmt: skip
    assert added["新修渠道"]["reason"] == "汛期停工"


def test_an_own_indicator_that_stands_in_the_draft_takes_weight_and_score(client, store):
    own = spending_report(client)
    code = add_indicator(
        report_id=own.pk, parent="quantity", label="新修渠道", user=None, actor=COMMAND
    )
    preview = upload(client, own, document("绩效指标", SPENDING))
    found = told(preview)
    assert (found[f"{code}.weight"], found[f"{code}.score"]) == ("20", "15")
    assert cell_of(preview, f"{code}.score").is_sure


def test_a_weight_of_an_own_indicator_that_is_no_number_is_refused_and_told(client, store):
    own = spending_report(client)
    rows = [SPENDING[0], [*SPENDING[1][:5], "约20", "15", ""]]
    plan = upload(client, own, document("绩效指标", rows)).context["plan"]
    assert [(c.address, c.after) for c in plan.refused] == [("quantity+1.weight", "约20")]


def test_scores_of_own_indicators_under_one_weight_are_not_added_up(county, report, store):
    rows = [
        INDICATORS[0],
        ["效益", "移民增收", "5%", "6%", "15", "15"],
        ["效益", "移民就业", "10人", "9人", "15", "12"],
    ]
    preview = upload(county, report, document(rows))
    assert "benefit.score" not in told(preview)
    left = [one for one in preview.context["plan"].left if "没有相加" in one.why]
    assert [one.text for one in left][-2:] == ["15", "12"]


def test_a_colleagues_save_between_is_shown_before_anything_is_written(county, report, store):
    preview = upload(county, report, document(FIELDS))
    write(report, {"unit": "同事写的"}, user=make_filer(report))
    asked = confirm(county, report, preview)
    assert asked.status_code == 422
    assert "预览之后有人改过这份报告" in asked.content.decode()
    assert cell_of(asked, "unit").before == "同事写的"
    report.refresh_from_db()
    assert report.data["fields"] == {"unit": "同事写的"}
    confirm(county, report, asked)
    report.refresh_from_db()
    assert report.data["fields"]["budget"] == "100"
    assert report.data["fields"]["unit"] == "同事写的"


def test_a_save_elsewhere_does_not_stand_in_the_way(county, report, store):
    preview = upload(county, report, document(FIELDS))
    write(report, {"summary": "同事写的"}, user=make_filer(report))
    assert confirm(county, report, preview).status_code == 302


def test_two_words_for_one_cell_are_refused_together(county, report, store):
    preview = upload(county, report, document(FIELDS, [["单位名称", "另一个名称"]]))
    keys = [c.key for c in preview.context["plan"].cells if c.address == "unit"]
    assert len(keys) == 2
    refused = confirm(county, report, preview, take=keys)
    assert "“单位名称”选了两种写法" in refused.content.decode()
    assert confirm(county, report, preview, take=keys[1:]).status_code == 302
    report.refresh_from_db()
    assert report.data["fields"]["unit"] == "另一个名称"


def test_rows_fill_empty_ones_first_and_known_ones_are_left_out(county, report, store):
    add_row(report_id=report.pk, table="projects", user=None, actor=COMMAND)
    confirm(county, report, upload(county, report, document("项目", PROJECTS)))
    report.refresh_from_db()
    assert report.data["tables"]["projects"] == [
        {"row": "1", "name": "饮水工程", "amount": "60"},
        {"row": "2", "name": "道路硬化", "amount": "40"},
    ]
    more = [*PROJECTS, ["3", "渠道", "5"]]
    preview = upload(county, report, document("项目", more))
    assert told(preview) == {"projects.+3.name": "渠道", "projects.+3.amount": "5"}
    assert cell_of(preview, "projects.+3.name").doubt == "表里已有 2 行，勾选后另外增加"


def test_an_own_indicator_wants_its_name(county, report, store):
    preview = upload(county, report, document(INDICATORS))
    keys = [cell_of(preview, "benefit+1.outcome").key]
    refused = confirm(county, report, preview, take=keys)
    assert "名称没有勾选" in refused.content.decode()


def test_nothing_ticked_is_said(county, report, store):
    preview = upload(county, report, document(FIELDS))
    assert "没有勾选任何内容" in confirm(county, report, preview, take=[]).content.decode()


def test_another_countys_report_has_to_be_confirmed(county, report, store):
    make_county("渌口区", make_city("株洲市"))
    preview = upload(county, report, document("渌口区2016年度自评报告", FIELDS))
    page = preview.content.decode()
    assert "报告开头写有“渌口区”，不是“试验县”" in page
    assert "报告开头写的是 2016 年度，这份填报是 2017 年度" in page
    refused = confirm(county, report, preview)
    assert refused.status_code == 422
    report.refresh_from_db()
    assert report.data["fields"] == {}
    assert confirm(county, report, refused, **{"is-ours": "on"}).status_code == 302


def projects_of(county_name="试验三县"):
    task = make_task(make_form("project_spending"), by_project=True)
    place = make_county(county_name)
    make_report(task, place, project="移民培训")
    make_report(task, place, project="临时救助二期")
    return make_report(task, place, project="临时救助")


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            ("2017年度移民培训项目支出绩效自评报告",),
            "另一个项目“移民培训”，这份填报的项目是“临时救助”",
        ),
        (("临时救助二期项目自评",), "另一个项目“临时救助二期”"),
        ((["项目名称", "移民培训"],), "“项目名称”写的是“移民培训”，这份填报的项目是“临时救助”"),
        ((["项目名称", "临时救助二期"],), "“项目名称”写的是“临时救助二期”"),
        ((["项目名称", "饮水安全"],), "“项目名称”写的是“饮水安全”"),
        (("2016年项目支出绩效自评报告",), "写的是 2016 年度"),
    ],
)
def test_another_project_of_the_county_has_to_be_confirmed(client, store, lines, sentence):
    own = projects_of()
    client.force_login(make_filer(own))
    parts = [[line] if isinstance(line, list) else line for line in lines]
    preview = upload(client, own, document(*parts, [["项目负责人", "张某某"]]))
    assert sentence in "".join(preview.context["plan"].strange)
    assert "已核对，就是要导入这份报告" in preview.content.decode()
    refused = confirm(client, own, preview, take=[c.key for c in preview.context["plan"].cells])
    assert "请先确认这就是要填的这一份报告" in refused.content.decode()
    own.refresh_from_db()
    assert own.data["fields"] == {}


@pytest.mark.parametrize(
    "line",
    [
        "2017年度临时救助项目支出绩效自评报告",
        "移民培训、临时救助项目支出绩效自评报告",
        "项目支出绩效自评报告",
        "2016年12月开工，项目支出绩效自评报告",
    ],
)
def test_the_projects_own_report_is_not_asked_about(client, store, line):
    own = projects_of()
    client.force_login(make_filer(own))
    rows = [["项目名称", "临时救助项目"], ["项目负责人", "张某某"]]
    assert upload(client, own, document(line, rows)).context["plan"].strange == ()


def test_a_report_without_a_name_yet_asks_about_another_projects(client, store):
    named = projects_of()
    own = make_report(named.task, named.county, project="")
    client.force_login(make_filer(own))
    preview = upload(client, own, document("移民培训项目自评报告", [["项目负责人", "张某某"]]))
    assert preview.context["plan"].strange == (
        "报告开头写有本县的另一个项目“移民培训”，这份填报的项目是“还没有命名的”",
    )


def test_a_unit_of_another_county_in_a_field_is_asked_about(county, report, store):
    make_county("渌口区", make_city("株洲市"))
    text = ("后期扶持情况说明，" * 10,) * 16
    preview = upload(county, report, document(*text, [["单位名称", "渌口区移民局"]]))
    assert preview.context["plan"].strange == (
        "报告的“单位名称”写的是“渌口区移民局”，不是试验县的",
    )


def test_what_a_return_left_closed_cannot_be_written(client, store):
    cast = make_world()
    bring_to(cast, "returned")  # with «summary» alone open
    client.force_login(cast["county"])
    text = ("一、工作概述", "重新写过。")
    rows = [["名称", "金额"], ["渠道", "5"]]
    added = [HEADS, ["效益", "移民增收", "5%", "6%"]]
    preview = upload(client, cast.report, document([["单位名称", "改名"]], *text, rows, added))
    assert told(preview) == {"summary": "重新写过。"}
    assert {cell.address for cell in preview.context["plan"].refused} == {
        "unit", "projects.+1.name", "projects.+1.amount",
        "benefit+1.label", "benefit+1.target", "benefit+1.outcome",
    }  # fmt: skip


def test_rows_beyond_what_a_table_holds_are_named(county, report, store):
    rows = [["名称", "金额"], *([f"工程{n}", str(n)] for n in range(1, 7))]
    preview = upload(county, report, document("项目", rows))
    refused = preview.context["plan"].refused
    assert [(cell.address, cell.why_not) for cell in refused] == [
        ("projects.+6.name", "这张表最多填 5 行"), ("projects.+6.amount", "这张表最多填 5 行"),
    ]  # fmt: skip
    confirm(county, report, preview)
    report.refresh_from_db()
    assert len(report.data["tables"]["projects"]) == 5


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("报告.doc", b"\xd0\xcf\x11\xe0" * 200, "可用的格式是 .docx"),
        ("报告.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 200, "没有保存"),
        ("报告.pdf", b"%PDF-1.4", "可用的格式是 .docx"),
        ("报告.docx", b"", "空"),
        ("报告.docx", b"PK\x03\x04" + b"\0" * 100, "没有保存"),
    ],
)
def test_what_is_no_word_report_is_refused_with_a_reason(
    county, report, store, name, data, sentence
):
    refused = upload(county, report, data, name)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert sentence in page
    assert "is-wrong" in page or "文件未导入" in page


def test_a_bomb_is_refused_before_it_is_read(county, report, store):
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (300 * 1024 * 1024))
    assert upload(county, report, out.getvalue()).status_code == 422


def test_a_preview_of_another_report_or_an_old_one_is_not_carried_out(county, report, store):
    others = signing.dumps([report.pk + 1, "0" * 64, "报告.docx"], salt=SALT)
    long_ago = time.time() - PREVIEW_SECONDS - 1
    with patch("django.core.signing.time.time", return_value=long_ago):
        old = signing.dumps([report.pk, "0" * 64, "报告.docx"], salt=SALT)
    for parcel in ("forged", others, old):
        answer = county.post(url("report-word-import", report), {"parcel": parcel, "take": ["1"]})
        assert answer.status_code == 422
        assert "预览已过期" in answer.content.decode()


def test_the_drafts_page_leads_to_it(county, report):
    page = county.get(url("report-fill", report), follow=True).content.decode()
    assert url("report-word-import", report) in page
