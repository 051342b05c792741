"""What differs between two rows, as the words have it and as the row has it."""

from decimal import Decimal

import pytest

from assessment.engine.types import Band, MeasureKind, RuleKind
from assessment.reader.comparing import (
    Aspect,
    measure_aspects,
    scored_words,
    target_words,
)
from assessment.reader.rule_words import figures_unlike_words
from assessment.reader.types import MeasureReading, RuleReading

QUANTITY, RATE, YES_NO, COUNT = MeasureKind


def measure(**changes) -> MeasureReading:
    fields = {
        "key": "油茶",
        "name": "油茶",
        "kind": QUANTITY,
        "unit": "亩",
        "target": Decimal(5000),
    }
    return MeasureReading(**fields | changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "目标 5,000 亩"),
        ({"unit": ""}, "目标 5,000"),
        ({"unit": "%"}, "目标 5,000%"),
        ({"kind": RATE, "unit": "", "target": Decimal("95.5")}, "目标 95.5%"),
        ({"target": None}, "没有目标值"),
    ],
)
def test_target_is_told_with_its_unit(changes, words):
    assert target_words(measure(**changes)) == words


@pytest.mark.parametrize(
    ("told", "read", "aspects"),
    [
        ({}, {}, []),
        ({"kind": COUNT}, {}, [("类型“数量”", "“次数”")]),
        ({"target": Decimal(500)}, {}, [("目标 5,000 亩", "目标 500 亩")]),
        ({"target": Decimal(500), "unit": "户"}, {}, [("目标 5,000 亩", "目标 500 户")]),
        ({"unit": "户"}, {}, [("单位“亩”", "单位“户”")]),
        ({"unit": ""}, {}, [("单位“亩”", "单位“无”")]),
        ({}, {"unit": ""}, []),
        ({"kind": RATE, "unit": ""}, {"kind": RATE, "unit": "%"}, []),
        ({"kind": RATE, "unit": "人"}, {"kind": RATE, "unit": "%"}, [("单位“%”", "单位“人”")]),
        ({"places": ("甲县",)}, {}, [("没有列名", "列名甲县")]),
        ({}, {"places": ("甲县", "乙县")}, [("列名甲县、乙县", "没有列名")]),
        ({"name": "茶叶"}, {}, [("“油茶”", "“茶叶”")]),
        ({"name": "新造油茶林"}, {}, []),
        ({"name": "油茶林"}, {"name": "新造油茶"}, []),
        ({"name": "未油茶"}, {}, [("“油茶”", "“未油茶”")]),
        (
            {"kind": YES_NO, "name": "召开听证会"},
            {"kind": YES_NO, "key": "听证会", "name": "未召开听证会"},
            [("“未召开听证会”", "“召开听证会”")],
        ),
        ({"name": "召开听证会"}, {"key": "听证会", "name": "未召开听证会"}, []),
    ],
)
def test_measure_differs_in(told, read, aspects):
    assert measure_aspects(measure(**told), measure(**read)) == [Aspect(*a) for a in aspects]


def test_what_a_rule_goes_by_is_told_with_all_its_scoring_takes():
    places = measure(name="审计", unit="个", target=Decimal(2), places=("甲县", "乙县"))
    assert scored_words([places, MeasureReading("次", "迟报", COUNT)]) == (
        "审计（数量，目标 2 个，列名甲县、乙县）、迟报（次数）"
    )


def rule(clause: str, deduction: str, step: str | None, kind=RuleKind.SHORTFALL_SHARE, **more):
    amounts = (step and Decimal(step), Decimal(deduction))
    return RuleReading(kind, (0,), *amounts, clause, 0, len(clause), "", **more)


def judged(clause: str, most: str, least: str | None):
    return rule(clause, most, None, RuleKind.JUDGED_DEDUCT, least=least and Decimal(least))


def judged_bonus(clause: str, most: str, least: str | None):
    return rule(clause, most, None, RuleKind.JUDGED_BONUS, least=least and Decimal(least))


def tiers(clause: str, *bands: tuple[str, str]):
    made = tuple(Band(Decimal(a), True, None, True, Decimal(points)) for a, points in bands)
    return rule(clause, "0", None, RuleKind.TIER_DEDUCT, bands=made)


@pytest.mark.parametrize(
    ("made", "doubts"),
    [
        (rule("情节严重的，酌情扣1至3分", "1", None), []),
        (rule("情节严重的，酌情扣1-3分", "3", None), []),
        (rule("情节严重的，酌情扣１、３分", "3", None), []),
        (rule("情节严重的，酌情扣1至3分", "2", None), ["原文写明扣 1、3 分，规则为扣 2 分"]),
        (rule("甲扣1分，乙扣1分，丙扣2分", "3", None), ["原文写明扣 1、2 分，规则为扣 3 分"]),
        (rule("情节严重的，酌情扣分", "2", None), []),
        (rule("每少10%，酌情扣分", "2", "10"), []),
        (rule("每少10%，酌情扣分", "2", "1"), []),
        (rule("每少10%，酌情扣分", "2", "5"), ["每档 5%在这句话里找不到"]),
        (judged("酌情扣1至3分", "3", "1"), []),
        (judged("酌情扣分", "0", None), []),
        (judged("酌情扣1至3分", "0", None), []),
        (judged("酌情扣1至3分", "4", "1"), ["原文写明扣 1、3 分，规则为扣 4 分"]),
        (judged_bonus("由考核组酌情加4-8分", "8", "4"), []),
        (judged_bonus("由考核组酌情加4-8分", "9", "4"), ["原文写明加 4、8 分，规则为加 9 分"]),
        (judged_bonus("由考核组酌情加分，最高5分", "5", None), []),
        (tiers("5起以上扣2分，10起以上扣4分", ("5", "2"), ("10", "4")), []),
        (tiers("5起以上扣2分，10起以上不扣分", ("5", "2"), ("10", "0")), []),
        (
            tiers("5起以上扣2分", ("6", "3")),
            ["原文写明扣 2 分，规则为扣 3 分", "“6 以上”一档在这句话里找不到"],
        ),
        (
            rule("每少2次，酌情扣1分", "2", "3", RuleKind.PER_OCCURRENCE),
            ["原文写明扣 1 分，规则为扣 2 分", "每档 3在这句话里找不到"],
        ),
    ],
)
def test_figures_that_a_clause_does_not_say_are_told(made, doubts):
    assert list(figures_unlike_words(made)) == doubts
