"""A form's JSON that is not one: which place, and what should stand there."""

from copy import deepcopy
from typing import Any

import pytest

from selfeval.engine.definition import form_of
from selfeval.engine.errors import WrongForm
from tests.selfeval.engine.test_defaults import LEAST

BLOCKS = ["sections", 0, "blocks"]
IN = "部分第 1 项 › 内容第 {} 项"
GROUP = "应为一组“名称：内容”"
FIGURE = "应为写在引号内的数字"
NO_BLOCK = "block 应为 fields、table、narrative、indicators、total、signatures 之一"
LOW = ["scoring", "grades", 0, "low"]


def changed(path: list[Any], value: Any) -> dict[str, Any]:
    data = deepcopy(LEAST)
    target: Any = data
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "place", "reason"),
    [
        (["sections", 0], 5, "部分第 1 项", GROUP),
        ([*BLOCKS, 0], 5, IN.format(1), NO_BLOCK),
        ([*BLOCKS, 0, "block"], 5, IN.format(1), NO_BLOCK),
        ([*BLOCKS, 0, "block"], [], IN.format(1), NO_BLOCK),
        ([*BLOCKS, 0, "fields"], {}, IN.format(1) + " › 填报项", "应为列表"),
        (
            [*BLOCKS, 0, "fields", 0],
            {"code": "a"},
            IN.format(1) + " › 填报项第 1 项",
            "缺少“label”",
        ),
        (
            [*BLOCKS, 0, "fields", 0, "block"],
            "x",
            IN.format(1) + " › 填报项第 1 项",
            "不认识“block”",
        ),
        ([*BLOCKS, 0, "printed"], "x", IN.format(1) + " › printed", "应为true 或 false"),
        (
            [*BLOCKS, 1, "columns", 0, "width"],
            "1",
            IN.format(2) + " › 栏目第 1 项 › width",
            "应为整数",
        ),
        ([*BLOCKS, 1, "rows", 0, "x"], 1, IN.format(2) + " › 行第 1 项", "不认识“x”"),
        ([*BLOCKS, 1, "growing"], 5, IN.format(2) + " › 可增行", GROUP),
        (["scoring"], 5, "评分", GROUP),
        (
            ["scoring", "tree", 0, "children"],
            [{"code": "z"}],
            "评分 › 指标第 1 项 › 下级指标第 1 项",
            "缺少“label”",
        ),
        (
            ["scoring", "tree", 0, "bands", 0, "share"],
            1,
            "评分 › 指标第 1 项 › 完成等次第 1 项 › share",
            FIGURE,
        ),
        (
            ["scoring", "tree", 0, "method"],
            "x",
            "评分 › 指标第 1 项 › method",
            "应为 execution、positive、negative、equal、qualitative、manual 之一",
        ),
        (LOW, "0" * 31, "评分 › 评价等级第 1 项 › low", FIGURE),
        (LOW, "1000000000000000", "评分 › 评价等级第 1 项 › low", FIGURE),
        (LOW, "-1000000000000000", "评分 › 评价等级第 1 项 › low", FIGURE),
        (LOW, "Infinity", "评分 › 评价等级第 1 项 › low", FIGURE),
        (["scoring", "execution"], {}, "评分 › 预算执行", "缺少“executed”"),
        (
            ["checks", 0, "severity"],
            5,
            "核对规则第 1 项 › severity",
            "应为 error、explain、remind 之一",
        ),
        (["text_figures", 0], {}, "文中数字第 1 项", "缺少“code”"),
        (["links", 0, "z" * 50], 1, "关联测量项第 1 项", f"不认识“{'z' * 40}”"),
        (["block"], "x", "全表", "不认识“block”"),
        (["version"], 1001, "version", "应为 0 至 1000 的整数"),
        (["version"], -1, "version", "应为 0 至 1000 的整数"),
        (["title"], "长" * 20_001, "title", "超过 20000 个字符"),
        (["title"], "a\x00", "title", "含有不可见的控制字符"),
        (["note"], 5, "note", "应为文字"),
    ],
)
def test_what_is_no_form_is_refused_in_a_sentence(
    path: list[Any], value: Any, place: str, reason: str
) -> None:
    with pytest.raises(WrongForm) as caught:
        form_of(changed(path, value))

    assert str(caught.value) == f"评价表式有误，{place}：{reason}。"
    assert (caught.value.place, caught.value.reason) == (place, reason)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["version"], 0),
        (["version"], 1000),
        (["title"], "长" * 20_000),
        (LOW, "999999999999999"),
        (LOW, "-999999999999999"),
        (LOW, "0" * 30),
        ([*BLOCKS, 1, "growing"], None),
        (["scoring", "execution"], None),
    ],
)
def test_what_is_just_a_form_is_read(path: list[Any], value: Any) -> None:
    form_of(changed(path, value))


def nested(levels: int) -> dict[str, Any]:
    node: dict[str, Any] = {"code": "z", "label": "z"}
    for _ in range(levels):
        node = {"code": "z", "label": "z", "children": [node]}
    return changed(["scoring", "tree"], [node])


def test_form_is_no_deeper_than_its_limit() -> None:
    form_of(nested(4))
    with pytest.raises(WrongForm, match="^评价表式有误，全表：嵌套超过 12 层。$"):
        form_of(nested(5))


def test_form_has_no_more_entries_than_its_limit() -> None:
    def lines(count: int) -> dict[str, Any]:
        return changed([*BLOCKS, 5, "lines"], ["签"] * count)

    rest = 85  # that LEAST has beside them
    form_of(lines(20_000 - rest))
    with pytest.raises(WrongForm, match="^评价表式有误，全表：内容超过 20000 项。$"):
        form_of(lines(20_001 - rest))
