"""Forms as JSON: exact both ways, and strict."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from selfeval.engine.definition import as_json, form_of
from selfeval.engine.errors import WrongForm
from selfeval.engine.validation import validate_form
from tests.selfeval.engine.build import FORMS


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_shipped_form_comes_back_exactly(path: Path) -> None:
    data = json.loads(path.read_text())

    form = form_of(data)

    assert as_json(form) == data
    assert form_of(as_json(form)) == form
    assert path.stem == form.code


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_shipped_form_adds_up(path: Path) -> None:
    assert validate_form(form_of(json.loads(path.read_text()))) == []


def sample() -> dict[str, Any]:
    return {
        "code": "sample",
        "title": "样表",
        "version": 1,
        "sections": [
            {
                "code": "one",
                "label": "一",
                "blocks": [{"block": "fields", "fields": [{"code": "a", "label": "甲"}]}],
            }
        ],
    }


def changed(path: list[Any], value: Any) -> dict[str, Any]:
    data = deepcopy(sample())
    target: Any = data
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    return data


def test_small_form_is_read() -> None:
    assert as_json(form_of(sample())) == sample()


BLOCK = ["sections", 0, "blocks", 0]


@pytest.mark.parametrize(
    ("data", "place", "reason"),
    [
        ([], "全表", "应为一组"),
        ({}, "全表", "缺少“code”"),
        (changed(["version"], "1"), "version", "应为整数"),
        (changed(["version"], True), "version", "应为整数"),
        (changed(["version"], 1001), "version", "应为 0 至 1000 的整数"),
        (changed(["version"], -1), "version", "应为 0 至 1000 的整数"),
        (changed(["title"], "长" * 20_001), "title", "超过 20000 个字符"),
        (changed(["title"], "样\x00表"), "title", "含有不可见的控制字符"),
        (changed(["extra"], 1), "全表", "不认识“extra”"),
        (changed(["sections"], {}), "部分", "应为列表"),
        (changed([*BLOCK, "block"], "script"), "部分第 1 项 › 内容第 1 项", "block 应为"),
        (
            changed([*BLOCK, "fields", 0, "kind"], "float"),
            "部分第 1 项 › 内容第 1 项 › 填报项第 1 项 › kind",
            "应为 text",
        ),
        (changed(["scoring"], {"full": 100}), "评分 › full", "应为写在引号内的数字"),
        (changed(["scoring"], {"full": "NaN"}), "评分 › full", "应为写在引号内的数字"),
        (changed(["scoring"], {"full": "x"}), "评分 › full", "应为写在引号内的数字"),
        (changed(["scoring"], {"execution": 1}), "评分 › 预算执行", "应为一组"),
        (changed(["note"], None), "note", "应为文字"),
    ],
)
def test_wrong_json_is_refused_with_its_place(data: Any, place: str, reason: str) -> None:
    with pytest.raises(WrongForm) as caught:
        form_of(data)

    assert caught.value.place == place
    assert reason in caught.value.reason


def test_absent_execution_may_be_written_as_null() -> None:
    data = sample() | {"scoring": {"execution": None}}

    assert form_of(data).scoring.execution is None


def test_deep_or_large_json_is_refused() -> None:
    deep: Any = []
    for _ in range(500):
        deep = [deep]

    for data in (changed(["note"], deep), changed(["checks"], [[]] * 30_000)):
        with pytest.raises(WrongForm, match="嵌套超过|内容超过"):
            form_of(data)
