"""The name of the project that a report's own table says, against the project it is of."""

import pytest

from selfeval.engine.answers import Answers
from selfeval.engine.checks import check
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.types import Field, Kind
from tests.selfeval.engine.build import YEAR, make_form

FORM = make_form(
    Field("project_name", "项目名称", Kind.TEXT), Field("told", "情况", Kind.LONG_TEXT)
)


def told(words: str, project: str) -> list[str]:
    evaluated = evaluate_form(FORM, Answers({"project_name": words, "told": "乙项目"}), YEAR)
    found = check(evaluated, project=project)
    return [f"{f.place}：{f.message}" for f in found if f.code == "other_project"]


def test_another_project_than_the_reports_is_asked_about():
    assert told("乙渠道改造", "甲渠道改造") == [
        "project_name：表内项目名称“乙渠道改造”与本报告的项目“甲渠道改造”不一致，请核对"
    ]


@pytest.mark.parametrize(
    ("words", "project"),
    [
        ("甲渠道改造", "甲渠道改造"),
        ("甲 渠道 改造", "甲渠道改造"),
        ("Ａ线改造", "a线改造"),
        ("", "甲渠道改造"),
        ("乙渠道改造", ""),
    ],
    ids=["the same", "spaces", "width and case", "not filled in yet", "of no project"],
)
def test_the_same_name_and_none_are_not_asked_about(words: str, project: str):
    assert told(words, project) == []
