"""A Word report read by the places of a form: what is taken, what is offered, what is listed."""

from io import BytesIO

import pytest
from docx import Document
from docx.oxml import OxmlElement

from selfeval.engine.answers import as_json
from selfeval.engine.definition import form_of
from selfeval.filing.addresses import blank_answers
from selfeval.filing.file_reading import WrongFile
from selfeval.filing.word_report.reading import take_report
from selfeval.filing.word_report.types import Reading
from tests.selfeval.factories import SMALL
from tests.selfeval.word_shapes import document

#: A form with what the small one has not: parts of like names, fixed rows, two tables of one head.
WIDE = {
    **SMALL,
    "sections": [
        {
            "code": "text",
            "label": "一、工作情况",
            "blocks": [
                {"block": "narrative", "code": "people", "label": "（一）后期扶持"},
                {"block": "narrative", "code": "petitions", "label": "（二）信访维稳和安全生产"},
                {"block": "narrative", "code": "problems", "label": "存在的主要问题及建议"},
            ],
        },
        {
            "code": "first",
            "label": "二、资金到位",
            "blocks": [
                {"block": "table", "code": "came", "label": "到位情况", "row_label": "来源",
                 "columns": [{"code": "amount", "label": "金额", "unit": "万元"}],
                 "rows": [{"code": "one", "label": "1、中央资金"},
                          {"code": "two", "label": "2、省级资金"},
                          {"code": "own", "label": "", "open_label": True},
                          {"code": "all", "label": "合计", "formula": "one + two"}]},
                {"block": "table", "code": "paid", "label": "支付情况", "row_label": "来源",
                 "columns": [{"code": "amount", "label": "金额", "unit": "万元"}],
                 "rows": [{"code": "one", "label": "中央资金"},
                          {"code": "two", "label": "省级资金"}]},
            ],
        },
        {
            "code": "people_of",
            "label": "三、人员",
            "blocks": [
                {"block": "fields", "fields": [
                    {"code": "goal", "label": "预期目标", "kind": "long_text"},
                    {"code": "done", "label": "实际完成", "kind": "long_text"},
                    {"code": "staff", "label": "按人员分　在编人员", "kind": "count", "unit": "人"},
                    {"code": "cost", "label": "经费", "kind": "money", "unit": "万元"},
                    {"code": "phone", "label": "联系电话", "kind": "phone"},
                ]},
                {"block": "table", "code": "posts", "label": "编制", "columns": [
                    {"code": "quota", "label": "编制数", "kind": "count", "unit": "人"},
                    {"code": "actual", "label": "{year}年在职人数", "kind": "count", "unit": "人"},
                ], "rows": [{"code": "all", "label": "编制"}]},
            ],
        },
        *SMALL["sections"],
    ],
}  # fmt: skip


def read(*parts, form=WIDE, data: bytes | None = None, **known) -> Reading:
    told = {
        "form": form, "entered": as_json(blank_answers(form_of(form))), "year": 2017,
        "county": "试验县", "others": ["渌口区"],
    }  # fmt: skip
    return take_report(document(*parts) if data is None else data, told | known)


def taken(reading: Reading) -> dict[str, str]:
    return {found.address: found.text for found in reading.found if not found.doubt}


def offered(reading: Reading) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for found in reading.found:
        if found.doubt:
            told.setdefault(found.address, []).append(found.text)
    return told


def listed(reading: Reading) -> list[str]:
    return [left.text for left in reading.left]


# --- headings and running text --------------------------------------------------------------


def test_a_part_goes_from_its_heading_to_the_next_whatever_the_numbers():
    reading = read(
        "一、后期扶持", "扶持了两村。", "另有一村在建。", "3．存在的主要问题及建议", "人手少。"
    )
    assert taken(reading) == {"people": "扶持了两村。\n另有一村在建。", "problems": "人手少。"}
    assert [f.place for f in reading.found] == ["正文第 1 段起", "正文第 4 段起"]


def test_a_heading_nearly_the_same_is_taken_and_told():
    reading = read("三、存在的主要问题和建议", "人手少。")
    assert taken(reading) == {"problems": "人手少。"}
    assert reading.found[0].note == "标题“三、存在的主要问题和建议”按“存在的主要问题及建议”认"


def test_a_like_heading_gives_way_to_the_very_name_further_down():
    like = ("一、存在的主要问题和建议", "别处的话。")
    reading = read(*like, "二、存在的主要问题及建议", "人手少。")
    assert taken(reading) == {"problems": "人手少。"}
    assert listed(reading) == ["一、存在的主要问题和建议", "别处的话。"]


def test_a_longer_heading_of_the_same_number_is_only_offered():
    reading = read("一、工作情况", "（二）多措并举抓好信访维稳，守住底线", "接访二十批。")
    assert offered(reading) == {"petitions": ["接访二十批。"]}
    assert taken(reading) == {}


def test_a_part_that_the_form_has_not_never_runs_into_the_one_before():
    reading = read(
        "一、后期扶持",
        "扶持了两村。",
        "二、党建工作",
        "学习四次。",
        "三、信访维稳和安全生产",
        "平稳。",
    )
    assert taken(reading) == {"people": "扶持了两村。", "petitions": "平稳。"}
    assert listed(reading) == ["二、党建工作", "学习四次。"]
    assert {left.why for left in reading.left} == {"表式没有这一部分"}


def test_numbered_points_within_a_part_belong_to_it():
    reading = read("一、后期扶持", "（一）工程", "1、修路。", "（二）培训", "两期。")
    assert taken(reading) == {"people": "（一）工程\n1、修路。\n（二）培训\n两期。"}


def test_a_heading_may_begin_its_paragraph():
    assert taken(read("（一）后期扶持。扶持了两村。")) == {"people": "扶持了两村。"}


def test_a_part_told_twice_otherwise_is_a_question():
    reading = read("一、后期扶持", "扶持了两村。", "二、后期扶持", "扶持了三村。")
    assert offered(reading) == {"people": ["扶持了两村。", "扶持了三村。"]}


def test_contents_seal_and_day_are_no_part_of_a_text():
    reading = read(
        "后期扶持......3", "一、后期扶持", "扶持了两村。", "试验县移民局（盖章）", "2018年3月1日"
    )
    assert taken(reading) == {"people": "扶持了两村。"}
    assert listed(reading) == ["2018年3月1日", "试验县移民局（盖章）"]


# --- tables -----------------------------------------------------------------------------------

CAME = [["来源", "金额（万元）"], ["中央资金", "60"], ["省级资金", "40"]]


def test_the_caption_tells_tables_of_one_head_apart():
    reading = read("支付情况", CAME)
    assert taken(reading) == {"paid.one.amount": "60", "paid.two.amount": "40"}
    assert [f.place for f in reading.found] == ["表 1 第 2 行", "表 1 第 3 行"]


def test_a_table_that_may_be_two_is_offered_to_both():
    reading = read(CAME)
    assert taken(reading) == {}
    assert offered(reading) == {
        "came.one.amount": ["60"], "paid.one.amount": ["60"],
        "came.two.amount": ["40"], "paid.two.amount": ["40"],
    }  # fmt: skip


def test_a_foreign_table_with_one_row_of_that_name_is_only_offered():
    rows = [["资产", "金额"], ["房屋", "8"], ["车辆", "5"], ["省级资金", "3"]]
    reading = read("二、资金到位", rows)
    assert taken(reading) == {}
    assert offered(reading) == {"came.two.amount": ["3"], "paid.two.amount": ["3"]}
    assert listed(reading) == ["房屋｜8", "车辆｜5"]


def test_heads_alone_make_no_table_of_fixed_rows():
    reading = read([["资产", "金额"], ["房屋", "8"], ["合计", "8"]])
    assert not reading.found


def test_the_same_table_twice_counts_once_and_otherwise_asks():
    other = [CAME[0], ["中央资金", "60万元"], ["省级资金", "45"]]
    reading = read("支付情况", CAME, "支付情况", other)
    assert taken(reading) == {"paid.one.amount": "60"}
    assert offered(reading) == {"paid.two.amount": ["40", "45"]}


@pytest.mark.parametrize("caption", ["支付情况（元）", "单位：元"])
def test_figures_in_another_unit_are_offered_as_they_are(caption):
    rows = [["来源", "金额"], *CAME[1:]]
    reading = read("支付情况", caption, rows)
    assert offered(reading) == {"paid.one.amount": ["60"], "paid.two.amount": ["40"]}
    assert reading.found[0].doubt == "报告里的单位是“元”，表式是“万元”，没有换算，请核对"


def test_a_row_that_the_county_may_name_is_taken_where_it_stands():
    rows = [
        *CAME[:1],
        ["1、中央资金", "60"],
        ["2、省级资金", "40"],
        ["市级资金", "5"],
        ["合计", "105"],
    ]
    reading = read("到位情况", rows)
    assert taken(reading)["came.own.label"] == "市级资金"
    assert taken(reading)["came.own.amount"] == "5"


def test_a_row_that_the_form_has_not_is_listed():
    reading = read("支付情况", [*CAME, ["市级资金", "5"]])
    assert listed(reading) == ["市级资金｜5"]


def merged(rows, first, last) -> bytes:
    """A table of which two cells are one."""
    made = Document()
    made.add_paragraph("项目")
    table = made.add_table(len(rows), len(rows[0]))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(*first).merge(table.cell(*last))
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_figure_merged_over_two_columns_is_nobodys():
    rows = [["序号", "名称", "金额"], ["1", "饮水", ""], ["2", "道路", "40"]]
    reading = read(data=merged(rows, (1, 1), (1, 2)))
    assert taken(reading) == {"projects.+1.name": "道路", "projects.+1.amount": "40"}
    assert listed(reading) == ["1｜饮水"]


def test_a_figure_merged_over_two_rows_is_nobodys():
    rows = [["序号", "名称", "金额"], ["1", "饮水", "60"], ["2", "道路", ""]]
    reading = read(data=merged(rows, (1, 2), (2, 2)))
    assert taken(reading) == {"projects.+1.name": "饮水", "projects.+2.name": "道路"}
    assert listed(reading) == ["60"]


def test_points_merged_over_the_indicators_they_count_are_theirs():
    rows = [HEAD, ["产出", "培训人数", "200", "190", ""], ["满意度", "满意度", "90", "95", ""]]
    rows[1][4] = "28"
    reading = read(data=merged(rows, (1, 3), (2, 3)))
    assert "trained.outcome" not in taken(reading)
    assert taken(reading)["trained.score"] == "28"


def test_sums_and_heads_said_again_are_no_rows():
    rows = [
        ["序号", "名称", "金额"], ["1", "饮水", "60"], ["", "小计", "60"],
        ["序号", "名称", "金额"], ["2", "道路", "40"], ["", "合计", "100"],
    ]  # fmt: skip
    names = {a: t for a, t in taken(read("项目", rows)).items() if a.endswith("name")}
    assert names == {"projects.+1.name": "饮水", "projects.+2.name": "道路"}


def test_rows_of_a_table_told_twice_are_only_offered_the_second_time():
    rows = [["名称", "金额"], ["饮水", "60"]]
    reading = read("项目", rows, "项目", rows)
    assert taken(reading) == {"projects.+1.name": "饮水", "projects.+1.amount": "60"}
    assert offered(reading) == {"projects.+2.name": ["饮水"], "projects.+2.amount": ["60"]}


def test_a_table_that_the_form_has_not_is_listed_row_by_row():
    reading = read("附：走访名单", [["村名", "户数"], ["甲村", "30"]])
    assert listed(reading) == ["附：走访名单", "村名｜户数", "甲村｜30"]
    assert [left.place for left in reading.left] == ["正文第 1 段", "表 1 第 1 行", "表 1 第 2 行"]


# --- indicators -------------------------------------------------------------------------------

HEAD = ["一级指标", "指标名称", "目标值", "实际完成值", "得分"]


def test_indicators_are_found_by_name_and_their_heads():
    reading = read([HEAD, ["产出指标", "指标1：培训人数（人）", "200", "190人", "28"]])
    assert taken(reading) == {
        "trained.target": "200",
        "trained.outcome": "190人",
        "trained.score": "28",
    }


def test_an_indicator_under_another_head_is_offered():
    reading = read(
        [HEAD, ["产出", "满意度", "90", "95", "10"], ["效益", "培训人数", "200", "190", "28"]]
    )
    assert offered(reading)["trained.outcome"] == ["190"]
    doubt = next(found.doubt for found in reading.found if found.address == "trained.outcome")
    assert doubt == "报告把它放在“效益”下，表式在“产出”下，请核对"


def test_an_indicator_of_the_countys_own_is_proposed_under_its_head():
    reading = read(
        [HEAD, ["效益", "移民增收", "5%", "6%", ""], ["满意度", "满意度", "90", "95", "10"]]
    )
    assert taken(reading)["benefit+1.label"] == "移民增收"
    assert taken(reading)["benefit+1.outcome"] == "6%"


def test_an_own_indicator_with_a_known_ones_name_nearly_is_only_offered():
    reading = read([HEAD, ["效益", "建成的移民村个数", "4", "4", ""]])
    assert taken(reading) == {}
    assert offered(reading)["benefit+1.label"] == ["建成的移民村个数"]


def test_an_indicator_without_a_head_that_takes_more_is_listed():
    reading = read([HEAD, ["产出", "修路里程", "4", "4", ""]])
    assert listed(reading) == ["产出｜修路里程｜4｜4"]


# --- fields -----------------------------------------------------------------------------------


def test_a_value_stands_beside_its_name_or_under_it():
    reading = read(
        [["预期目标", "实际完成"], ["两村", "三村"]],
        [["经费（万元）", "12万元", "联系电话", "0731-1"]],
    )
    assert taken(reading) == {"goal": "两村", "done": "三村", "cost": "12万元", "phone": "0731-1"}


def test_a_field_in_another_unit_is_offered():
    assert offered(read([["经费（元）", "120000"]])) == {"cost": ["120000"]}


def test_a_list_of_people_is_no_field():
    alone = [["联系人", "电话", "住址"], ["李某某", "139", "甲村"]]
    assert offered(read(alone)) == {"contact": ["电话"]}
    people = [["联系人", "联系电话"], ["李某某", "139"], ["王某某", "138"]]
    assert offered(read(people)) == {"contact": ["李某某"], "phone": ["139"]}
    assert taken(read(people[:2])) == {"contact": "李某某", "phone": "139"}


def test_a_table_of_one_row_may_be_told_as_names_and_values():
    reading = read([["编制数", "19人"], ["2017年在职人数", "18"]])
    assert taken(reading) == {"posts.all.quota": "19人", "posts.all.actual": "18"}
    across = [["编制数（人）", "本年在职人数"], ["19", "18"]]
    assert taken(read(across)) == {"posts.all.quota": "19", "posts.all.actual": "18"}


def test_a_short_name_is_known_only_beside_its_fellows():
    fellows = [["经费", "12"], ["联系电话", "0731-1"]]
    assert "staff" not in taken(read([["在编人员", "16"]]))
    assert taken(read([*fellows, ["在编人员", "16人"]]))["staff"] == "16人"


def test_lines_before_the_text_give_fields_by_name():
    reading = read(
        "单位名称：试验县移民局　　联系人：张某某",
        "填报单位：试验县",
        "一、后期扶持",
        "单位名称：不是。",
    )
    assert taken(reading) == {
        "unit": "试验县移民局", "contact": "张某某", "people": "单位名称：不是。",
    }  # fmt: skip


def test_the_full_marks_beside_a_total_are_not_the_total():
    assert taken(read([["总分", "100", "98"], ["评价等级", "优秀", ""]])) == {
        "total": "98", "grade": "优秀",
    }  # fmt: skip


def test_a_line_of_several_fields_ends_no_text_and_is_none():
    lines = ("单位名称：试验县移民局　　联系人：张某某", "又有一村。")
    assert taken(read("一、后期扶持", "扶持了两村。", *lines)) == {
        "people": "扶持了两村。\n又有一村。", "unit": "试验县移民局", "contact": "张某某",
    }  # fmt: skip


def test_a_column_of_remarks_is_neither_value_nor_reason_beside_one():
    head = [*HEAD, "偏差原因分析及改进措施", "备注"]
    row = ["产出", "培训人数", "200", "190", "28", "两人请假", "见附件"]
    reading = read([head, row], [["经费", "12", "备注"], ["联系电话", "", "备注"]])
    assert taken(reading)["trained.reason"] == "两人请假"
    assert "phone" not in taken(reading)
    assert "备注｜见附件" not in listed(reading)
    assert "见附件" in listed(reading)


# --- the document as a whole ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("渌口区2017年度自评报告", "报告开头写有“渌口区”，不是“试验县”"),
        ("试验县2016年度自评报告", "报告开头写的是 2016 年度，这份填报是 2017 年度"),
    ],
)
def test_another_county_or_year_is_told(line, sentence):
    assert read(line, "一、后期扶持", "扶持了两村。").strange == (sentence,)


def test_years_and_places_in_the_text_are_no_reason_to_ask():
    reading = read("试验县2017年度自评报告", "一、后期扶持", "与渌口区相比，2016年度增长。" * 4)
    assert reading.strange == ()


def test_a_document_with_tracked_changes_or_without_words_is_refused():
    made = Document()
    made.add_paragraph("一、后期扶持")._p.append(OxmlElement("w:ins"))
    out = BytesIO()
    made.save(out)
    with pytest.raises(WrongFile, match="接受所有修订"):
        read(data=out.getvalue())
    with pytest.raises(WrongFile, match="没有文字"):
        read()
    with pytest.raises(WrongFile, match="已损坏"):
        read(data=b"PK\x03\x04")


def test_more_without_a_place_than_a_page_shows_is_told(monkeypatch):
    monkeypatch.setattr("selfeval.filing.word_report.reading.MOST_LEFT", 1)
    reading = read("前言。", "后记。")
    assert listed(reading) == ["前言。"]
    assert reading.notices == ("没有放进去的有 2 处，只列出前 1 处",)


def test_a_document_of_thousands_of_rows_is_refused(monkeypatch):
    monkeypatch.setattr("selfeval.filing.word_report.reading.MOST_ROWS", 2)
    with pytest.raises(WrongFile, match="3 行表格，一次最多读 2 行"):
        read(CAME)
