"""A document that no column could hold is refused before anything of it is written."""

import json

import pytest

from assessment.reader import bounds
from assessment.reader.errors import DocumentError
from assessment.reader.taking import take_document, take_exported
from assessment.reader.types import Finding, Severity
from tests.reader.tables import make_table
from tests.reader.test_exported import THING, changed

ROW = "\t一\n\t移民业务工作（76）\n\t{name}\n\t{text}\n\t{points}\n\t规划计划处\n"
HEAD = "\t序号\n\t所属\n\t指标名称\n\t评估内容与计分方法\n\t分值\n\t数据采集责任处室\n\n"
SOUND = {"name": "移民产业", "text": "完成油茶5000亩，计8分，每少完成10%扣0.8分。", "points": "8"}


def document(title="2017年度长沙市移民工作绩效考核指标表", **more) -> bytes:
    return f"{title}\n{HEAD}{ROW.format(**SOUND | more)}\n".encode()


def taken(data: bytes, places=None):
    readings, codes = take_document(data, "长沙.txt", 2017, places or {})
    assert codes is None
    return readings


def test_sound_document_is_read_with_its_findings():
    [reading] = taken(document(text="完成望城区的移民资金内部审计，计8分，未完成扣6分。"))
    assert reading.city == "长沙市"
    assert "unknown_place" in {f.code for f in reading.findings}


def test_places_are_known_by_every_name_of_their_city():
    text = "完成望城区、长沙县的移民资金内部审计，计8分，每少完成1个县扣1分。"
    [reading] = taken(document(text=text), {"长沙市": ("望城区", "长沙县"), "长沙": ("望城区",)})
    assert "unknown_place" not in {f.code for f in reading.findings}


def test_other_year_in_the_title_is_noticed():
    title = "2018年度长沙市移民工作绩效考核指标表"
    [reading] = taken(document(title=title))
    assert reading.findings[-1] == Finding(
        Severity.NOTICE,
        "year_differs",
        "标题写的是2018年度，导入到了2017年度；请核对是否选错了年度。",
        city="长沙市",
        phrase=title,
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"name": "名" * 61}, "长沙市：指标名称.*61 字，最多 60 字"),
        ({"points": "99999"}, "长沙市“移民产业”：分值 超过 4 位整数"),
        ({"points": "0.0001"}, "分值 超过 3 位小数"),
        ({"points": "若干"}, "“分值”一栏没有一格是大于 0 的数：“移民产业”为“若干”"),
        (
            {"text": "油茶123456789012345亩，计8分，每少完成10%扣1分。"},
            "目标值 超过 14 位整数",
        ),
        ({"text": "完成油茶1亩，计8分，每少完成10%扣0.00001分。"}, "扣分 超过 3 位小数"),
        ({"text": "油茶5亩，计8分，每少完成0.00001%扣1分。"}, "每档 超过 4 位小数"),
        ({"title": "2017年度长沙市移民工作绩效考核指标表" * 11}, "标题"),
    ],
)
def test_what_no_column_holds_is_refused_by_city_item_and_field(more, said):
    with pytest.raises(DocumentError, match=said):
        taken(document(**more))


def test_text_longer_than_any_cell_is_refused():
    with pytest.raises(DocumentError, match="10000字"):
        taken(document(text="计8分，" + "未完成扣1分；" * 2000))


def test_every_fault_of_what_is_too_large_to_read_is_told():
    raw = make_table("甲" * 10_001, notes=("注" * 2001,))
    with pytest.raises(DocumentError) as refusal:
        bounds.check_raw(raw)
    assert str(refusal.value).splitlines() == [
        f"{raw.title}：表下注最多 100 条，每条最多 2000 字。",
        f"{raw.title}“某项工作”：正文有 10001 字，超过 10000 字。",
        "请改正后重新导入，本次未导入任何内容。",
    ]


def test_text_may_fill_its_column():
    bounds.check_raw(make_table("甲" * 10_000))


def test_too_many_tables_are_refused():
    assert len(taken(document() * 200)) == 200
    with pytest.raises(DocumentError, match="一次最多 200 张"):
        taken(document() * 201)


@pytest.mark.parametrize("name", ["长沙.txt", "长沙.json"])
def test_file_with_more_to_settle_than_anybody_can_is_refused(name, monkeypatch):
    monkeypatch.setattr(bounds, "MOST_FINDINGS", 3)
    take = take_document
    data = document(text="计2分，计3分，完成望城区的内部审计，计4分，酌情扣1分，酌情扣2分。")
    if name.endswith(".json"):
        take, data = take_exported, json.dumps(changed((*THING, "text"), "计1分，" * 9)).encode()
    with pytest.raises(DocumentError, match="超过 3 处，不像是.*指标表的，请.*未导入任何内容。$"):
        take(data, name, 2017, {})
