"""What a form says where its JSON leaves it out, and the words that stored forms are made of."""

from dataclasses import asdict
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

from selfeval.engine.definition import as_json, form_of
from selfeval.engine.scoring_types import Method, NotApplicable, ScoringMode, Severity, Split
from selfeval.engine.types import Kind, Orientation

LEAST: dict[str, Any] = {
    "code": "f",
    "title": "表",
    "version": 1,
    "sections": [
        {
            "code": "s",
            "label": "一",
            "blocks": [
                {"block": "fields", "fields": [{"code": "a", "label": "甲"}]},
                {
                    "block": "table",
                    "code": "t",
                    "label": "表",
                    "columns": [{"code": "x", "label": "栏"}],
                    "rows": [{"code": "r", "label": "行"}],
                    "growing": {},
                },
                {"block": "narrative", "code": "n", "label": "文"},
                {"block": "indicators", "label": "指标"},
                {"block": "total"},
                {"block": "signatures", "lines": ["签"]},
            ],
        }
    ],
    "scoring": {
        "tree": [
            {"code": "i", "label": "标", "bands": [{"code": "b", "label": "好", "share": "1"}]}
        ],
        "grades": [{"label": "优", "low": "0", "high": "100"}],
        "execution": {"executed": "a", "budget": "a"},
        "caps": [{"condition": "a < 1", "most": "89", "words": "上限"}],
        "deviations": [{"condition": "outcome > 1", "points": "2", "words": "偏差"}],
    },
    "checks": [
        {"code": "c", "severity": "error", "condition": "a", "message": "m", "cell": "a"}
    ],
    "text_figures": [{"code": "p", "text": "n", "phrase": "x{n}", "cell": "a"}],
    "links": [{"measure_key": "k", "figure": "a"}],
}  # fmt: skip
FIELD = {
    "code": "a",
    "label": "甲",
    "kind": "text",
    "unit": "",
    "required": False,
    "help": "",
    "formula": "",
    "choices": (),
    "personal": False,
    "prefill": "",
    "own_year": False,
    "printed": True,
}
COLUMN = {
    "code": "x",
    "label": "栏",
    "kind": "money",
    "unit": "",
    "required": False,
    "heads": (),
    "formula": "",
    "total": "",
    "choices": (),
    "personal": False,
    "prefill": "",
    "own_year": False,
    "width": 1,
}
ROW = {
    "code": "r",
    "label": "行",
    "indent": 0,
    "formula": "",
    "open_label": False,
    "blank": (),
}
GROWING = {"minimum": 0, "maximum": 100, "total_label": "", "total_first": False}
INDICATOR = {
    "code": "i",
    "label": "标",
    "children": (),
    "weight": None,
    "split": "shared",
    "method": "positive",
    "unit": "",
    "target": "",
    "target_required": True,
    "target_formula": "",
    "outcome_formula": "",
    "bands": ({"code": "b", "label": "好", "share": Decimal(1)},),
    "numerator": "",
    "denominator": "",
    "may_add": False,
    "may_drop": False,
    "beside": "",
    "help": "",
    "sign": "",
}
BLOCKS = (
    {"fields": (FIELD,), "label": "", "columns": 2, "help": "", "printed": True},
    {
        "code": "t",
        "label": "表",
        "columns": (COLUMN,),
        "rows": (ROW,),
        "growing": GROWING,
        "row_label": "",
        "unit": "",
        "help": "",
        "printed": True,
    },
    {"code": "n", "label": "文", "guidance": "", "required": False, "own_year": False},
    {"label": "指标", "shows": ("target", "outcome", "weight", "score"), "help": "", "columns": ()},
    {"total_label": "总分", "grade_label": "评价等级"},
    {"lines": ("签",), "label": "", "seal": False},
)
WHOLE = {
    "code": "f",
    "title": "表",
    "version": 1,
    "sections": (
        {
            "code": "s",
            "label": "一",
            "blocks": BLOCKS,
            "orientation": "portrait",
            "guidance": "",
        },
    ),
    "scoring": {
        "mode": "none",
        "full": Decimal(100),
        "levels": ("一级指标", "二级指标", "三级指标"),
        "tree": (INDICATOR,),
        "grades": ({"label": "优", "low": Decimal(0), "high": Decimal(100)},),
        "not_applicable": "scale",
        "places": 2,
        "execution": {"executed": "a", "budget": "a"},
        "caps": ({"condition": "a < 1", "most": Decimal(89), "words": "上限"},),
        "deviations": ({"condition": "outcome > 1", "points": Decimal(2), "words": "偏差"},),
    },
    "checks": (
        {
            "code": "c",
            "severity": "error",
            "condition": "a",
            "message": "m",
            "cell": "a",
            "each": "",
        },
    ),
    "text_figures": ({"code": "p", "text": "n", "phrase": "x{n}", "cell": "a", "message": ""},),
    "links": ({"measure_key": "k", "figure": "a", "label": ""},),
    "note": "",
}


def test_what_is_left_out_of_the_json_is_this() -> None:
    assert asdict(form_of(LEAST)) == WHOLE


def test_what_is_this_is_left_out_of_the_json() -> None:
    assert as_json(form_of(LEAST)) == LEAST


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (
            Kind,
            "text long_text number money percent count measured date yes_no choice person phone"
            " signature",
        ),
        (Orientation, "portrait landscape"),
        (Severity, "error explain remind"),
        (Method, "execution positive negative equal qualitative manual"),
        (Split, "shared filer"),
        (ScoringMode, "table own_total none"),
        (NotApplicable, "scale by_hand"),
    ],
)
def test_words_of_stored_forms_stay(kind: type[StrEnum], words: str) -> None:
    assert [member.value for member in kind] == words.split()
