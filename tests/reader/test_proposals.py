"""What is proposed for a phrase that nobody could read: a guess, from its words and figures."""

import time
from decimal import Decimal

import pytest

from assessment.engine.types import RuleKind as R
from assessment.reader.proposals import LONGEST_NAME, Proposal, propose

D = Decimal


@pytest.mark.parametrize(
    ("phrase", "proposed"),
    [
        ("执行不到位的扣2分", Proposal(R.NOT_DONE, "执行不到位", D(2))),
        (
            "未编写分年安排的，每少1条扣2分，最高扣6分",
            Proposal(R.PER_OCCURRENCE, "未编写分年安排", D(2), D(1), "条", cap=D(6)),
        ),
        (
            "发现一处差错扣3分，扣完25分为止",
            Proposal(R.PER_OCCURRENCE, "发现一处差错", D(3), D(1), "处", cap=D(25)),
        ),
        ("骨折1人扣12分/次", Proposal(R.PER_OCCURRENCE, "骨折1人", D(12), D(1), "次")),
        ("每发现两起扣１分", Proposal(R.PER_OCCURRENCE, "每发现两起", D(1), D(2), "起")),
        ("逾期一个月扣1分", Proposal(R.PERIOD, "逾期一个月", D(1), D(1), "个月")),
        ("欠缴的每10万元扣0.5分", Proposal(R.MONEY, "欠缴", D("0.5"), D(10), "万元")),
        (
            "死亡率超过3%，每上升0.5个百分点扣2分",
            Proposal(R.EXCESS, "死亡率超过3%", D(2), D("0.5"), "%", target=D(3)),
        ),
        (
            "合格率低于95%，每下降1个百分点扣0.2分",
            Proposal(R.RATE_BELOW, "合格率低于95%", D("0.2"), D(1), "%", goal=D(95)),
        ),
        ("任务每少完成10%扣1分", Proposal(R.SHORTFALL_SHARE, "任务", D(1), D(10))),
        (
            "合格率不足60%的扣4分",
            Proposal(R.BELOW_BAR, "合格率不足60%", D(4), unit="%", goal=D(60)),
        ),
        (
            "年度巡河不少于12次，每少1次扣2分",
            Proposal(R.SHORTFALL_UNIT, "年度巡河", D(2), D(1), "次", goal=D(12)),
        ),
        (
            "刊发信息，每篇得2分",
            Proposal(R.AWARD_EACH, "刊发信息", D(2), D(1), "篇"),
        ),
        ("每建成1处得2分", Proposal(R.AWARD_EACH, "每建成1处", D(2), D(1), "处")),
        ("按完成比例得8分", Proposal(R.AWARD_SHARE, "按完成比例", D(8))),
        ("名单悉数兑现，得9分", Proposal(R.AWARD_ONCE, "名单悉数兑现", D(9))),
        ("未参训不得分", Proposal(R.SET_COMPONENT, "未参训", D(0))),
        ("有倾倒废料行为，此项不得分", Proposal(R.SET_ITEM, "有倾倒废料行为", D(0))),
        ("完成8个得满分", Proposal(R.SET_COMPONENT, "完成8个", is_full=True)),
        ("至少三种方式，否则不得分", Proposal(R.SET_COMPONENT, "不符合“至少三种方式”", D(0))),
        ("否则扣2分", Proposal(R.NOT_DONE, "不符合前述要求", D(2))),
        (
            "如有大棚被冲，按8分/户追加扣分",
            Proposal(R.PER_OCCURRENCE, "如有大棚被冲", D(8), D(1), "户"),
        ),
        ("组织不力的酌情扣分", Proposal(R.JUDGED_DEDUCT, "组织不力", unit="分")),
        (
            "手册不够用的扣2-6分",
            Proposal(R.JUDGED_DEDUCT, "手册不够用", D(6), unit="分", least=D(2)),
        ),
        (
            "做法有亮点，并得到省级肯定的，可酌情加4-8分",
            Proposal(R.JUDGED_BONUS, "做法有亮点，并得到省级肯定", D(8), unit="分", least=D(4)),
        ),
        (
            "成效明显的，视情加分，最高5分",
            Proposal(R.JUDGED_BONUS, "成效明显", D(5), unit="分"),
        ),
        (
            "成效明显的，视情况适当加分，最多加5分",
            Proposal(R.JUDGED_BONUS, "成效明显", D(5), unit="分", cap=D(5)),
        ),
        (
            "经验被推广的，每项酌情加1—3分",
            Proposal(R.JUDGED_BONUS, "经验被推广", D(3), D(1), "分", least=D(1)),
        ),
        ("成效明显的酌情加分", Proposal(R.JUDGED_BONUS, "成效明显", unit="分")),
        (
            "情节严重的酌情扣1-3分，不加重处罚",
            Proposal(R.JUDGED_DEDUCT, "情节严重", D(3), unit="分", least=D(1)),
        ),
        ("发生事故的，实行一票否决", Proposal(R.VETO, "发生事故", D(0))),
        ("被通报的取消评优资格", Proposal(R.VETO_HONOURS, "被通报", D(0))),
        ("被问责的降低一个等次", Proposal(R.VETO_DOWN, "被问责", D(0))),
        ("获得省级表彰的加2分", Proposal(R.BONUS_ONCE, "获得省级表彰", D(2))),
        ("每获得一次表彰加2分", Proposal(R.BONUS_EACH, "每获得一次表彰", D(2), D(1), "次")),
        ("以此类推", Proposal(R.NOT_DONE, "以此类推")),
    ],
    ids=lambda told: told if isinstance(told, str) else "",
)
def test_a_phrase_is_guessed_from_its_words(phrase, proposed):
    assert propose(phrase) == proposed


def test_a_name_stays_short_enough_for_a_column():
    assert len(propose(f"{'未按要求办理' * 40}扣2分").name) == LONGEST_NAME


@pytest.mark.parametrize(
    "unit",
    ["每", "，每", "每缺", "本项", "可将", "扣", "1", "按1", "最高扣", "每发现", "超过1", "否则"],
)
def test_no_words_keep_anybody_waiting(unit):
    start = time.perf_counter()
    propose(unit * (10_000 // len(unit)))
    assert time.perf_counter() - start < 0.5
