"""What the rows of wider_patterns.py and giving_patterns.py read, in full."""

from decimal import Decimal

import pytest

from assessment.engine.types import MeasureKind, RuleKind
from lib.rounding import format_points
from tests.reader.tables import read_item

QUANTITY, RATE, YES_NO, COUNT = (
    MeasureKind.QUANTITY,
    MeasureKind.RATE,
    MeasureKind.YES_NO,
    MeasureKind.COUNT,
)
K = RuleKind
#: Text: kind, points, step, target of the rule; name, kind, unit, target of the measure; condition.
READ = {
    "妥善处理信访，计8分，因处置不力引发上访的，经上级查实的每起扣1分。": (
        *(K.PER_OCCURRENCE, "1", "1", None),
        *("因处置不力引发上访的经上级查实的每起", COUNT, "", None, "经上级查实"),
    ),
    "安全生产，计70分，发生致残事件：骨折1人扣12分/次；骨折2人及以上扣24分/次。": (
        *(K.PER_OCCURRENCE, "24", "1", None),
        *("发生致残事件：骨折2人及以上次数", COUNT, "次", None, "骨折2人及以上"),
    ),
    "防汛，计25分，无人死伤的民房浸水，按进水户数扣8分/户。": (
        *(K.PER_OCCURRENCE, "8", "1", None),
        *("无人死伤的民房浸水", COUNT, "户", None, ""),
    ),
    "档案规范，计9分，归档无目录、无期限的分别扣3分、2分。": (
        *(K.NOT_DONE, "2", None, None),
        *("无期限", YES_NO, "", None, ""),
    ),
    "完成移民村建设任务8个，计8分，未完成任务扣2分。": (
        *(K.NOT_DONE, "2", None, None),
        *("移民村建设任务", QUANTITY, "个", "8", ""),
    ),
    "每年至少举办5次培训，计10分，每少1次培训扣2分。": (
        *(K.SHORTFALL_UNIT, "2", "1", None),
        *("培训数", QUANTITY, "次", "5", ""),
    ),
    "签署承诺书，计4分，每少签署一个企业的承诺书扣0.6分。": (
        *(K.PER_OCCURRENCE, "0.6", "1", None),
        *("每少签署一个企业的承诺书", COUNT, "", None, ""),
    ),
    "管护规范，计9分，管护不到位每3处扣1分。": (
        *(K.PER_OCCURRENCE, "1", "3", None),
        *("管护不到位", COUNT, "处", None, ""),
    ),
    "按期完成任务，计5分，逾期半月扣1分。": (
        *(K.PERIOD, "1", "0.5", None),
        *("逾期时间", QUANTITY, "月", None, ""),
    ),
    "按时报送，计5分，报表逾期报送的，每天扣0.5分。": (
        *(K.PERIOD, "0.5", "1", None),
        *("报表逾期报送时间", QUANTITY, "天", None, ""),
    ),
    "资金安全，计5分，违规使用资金每10万元扣1分。": (
        *(K.MONEY, "1", "10", None),
        *("违规使用资金金额", QUANTITY, "万元", None, ""),
    ),
    "完成投资1.2亿元，计8分，每少完成1000万元扣0.5分。": (
        *(K.SHORTFALL_UNIT, "0.5", "1000", None),
        *("投资", QUANTITY, "万元", "12000", ""),
    ),
    "供水管网漏损率12%，计5分，漏损率每上升1个百分点扣0.5分。": (
        *(K.EXCESS, "0.5", "1", "12"),
        *("供水管网漏损率", RATE, "%", None, ""),
    ),
    "用水计量偏差控制在4%以内，计8分，每超过1个百分点扣2分。": (
        *(K.EXCESS, "2", "1", "4"),
        *("用水计量偏差", RATE, "%", None, ""),
    ),
    "越级上访控制在3起以内，计8分，每超过1起扣2分。": (
        *(K.EXCESS, "2", "1", "3"),
        *("越级上访", QUANTITY, "起", None, ""),
    ),
    "整年组织上门检修达85%以上，计6分，每下降1个百分点扣0.2分。": (
        *(K.RATE_BELOW, "0.2", "1", None),
        *("上门检修比例", RATE, "%", "85", ""),
    ),
    "群众满意率达85%以上，计5分，群众满意率低于85%的扣1分。": (
        *(K.BELOW_BAR, "1", None, None),
        *("群众满意率", RATE, "%", "85", ""),
    ),
    "群众满意率达95%以上，计5分，群众满意率低于85%的扣1分。": (
        *(K.NOT_DONE, "1", None, None),
        *("群众满意率低于85%", YES_NO, "", None, ""),
    ),
    "病险水库销号率达85%以上，计3分，病险水库销号率85%以下的记零分。": (
        *(K.SET_COMPONENT, "0", None, None),
        *("病险水库销号率", RATE, "%", "85", ""),
    ),
    "开展告知，计4分，至少采用3种告知方式，否则不得分。": (
        *(K.SET_COMPONENT, "0", None, None),
        *("未做到：至少采用3种告知方式", YES_NO, "", None, ""),
    ),
    "蓄水充足，计4分，蓄水达到控制线的，得4分，否则不得分。": (
        *(K.SET_UNLESS, "0", None, None),
        *("蓄水达到控制线", YES_NO, "", None, ""),
    ),
    "结业率100%，计8分，结业率100%的，得8分，下降1个百分点扣2分。": (
        *(K.RATE_BELOW, "2", "1", None),
        *("结业率", RATE, "%", "100", ""),
    ),
    "完成移民村建设任务8个，计8分，每完成1个得1分。": (
        *(K.AWARD_EACH, "1", "1", None),
        *("移民村建设任务", QUANTITY, "个", "8", ""),
    ),
    "培训移民500人次，计5分，按完成比例计分。": (
        *(K.AWARD_SHARE, "5", None, None),
        *("培训移民", QUANTITY, "人次", "500", ""),
    ),
    "资金安全，计5分，工作不力的扣1至3分。": (
        *(K.JUDGED_DEDUCT, "3", None, None),
        *("工作不力（评定）", QUANTITY, "分", None, ""),
    ),
    "资金安全，计5分，执行不力的视情况酌情扣分。": (
        *(K.JUDGED_DEDUCT, "0", None, None),
        *("执行不力（评定）", QUANTITY, "分", None, ""),
    ),
    "安全生产，计5分，出现弄虚作假的，本项考核记为0分。": (
        *(K.SET_COMPONENT, "0", None, None),
        *("出现弄虚作假", YES_NO, "", None, ""),
    ),
    "安全生产，计5分，发生重大事故的不得分，并实行一票否决。": (
        *(K.VETO, "0", None, None),
        *("发生重大事故", YES_NO, "", None, ""),
    ),
    "安全生产，计5分，未整改扣1分，被通报的，考核等次降低一个等次。": (
        *(K.VETO_DOWN, "0", None, None),
        *("被通报", YES_NO, "", None, ""),
    ),
    "安全生产，计5分，未整改扣1分，在全省会议上，获得省级表彰的加2分。": (
        *(K.BONUS_ONCE, "2", None, None),
        *("在全省会议上获得省级表彰", YES_NO, "", None, "在全省会议上"),
    ),
    "安全生产，计5分，未整改扣1分，每举办一次现场观摩加2分。": (
        *(K.BONUS_EACH, "2", "1", None),
        *("举办现场观摩次数", QUANTITY, "次", None, ""),
    ),
}


def text_of(figure):
    return None if figure is None else format_points(figure)


@pytest.mark.parametrize(("text", "read"), READ.items(), ids=READ)
def test_last_clause_is_read_in_full(text, read):
    item = read_item(text)
    component = item.components[-1]
    rule = component.rules[-1]
    [at] = rule.measures
    measure = component.measures[at]
    assert read == (
        *(rule.kind, text_of(rule.deduction), text_of(rule.step), text_of(rule.target)),
        *(measure.name, measure.kind, measure.unit, text_of(measure.target), rule.condition),
    )
    assert item.unsettled == ()


#: What stands beside a row so that it is not sure, or is of another figure.
LEFT = [
    "每季度举办5次培训，计10分，每少1次培训扣2分。",
    "举办培训5次，召开会议4次，计10分，每少1次扣2分。",
    "按期完成，计5分，逾期1天扣1分，逾期3天扣2分。",
    "完成投资1.2亿元、到位资金5000万元，计8分，每少完成1000万元扣0.5分。",
    "漏损率12%以上，计5分，漏损率每上升1个百分点扣0.5分。",
    "偏差控制在4%以内，超时控制在3%以内，计8分，每超过1个百分点扣2分。",
    "越级上访控制在3起以内，计8分，每超过1人扣2分。",
    "检修达85%，巡查达90%，计6分，每下降1个百分点扣0.2分。",
    "归档规范，计9分，无目录、无期限、无验收的分别扣3分、2分。",
    "安全生产，计5分，工作不力的扣3至1分。",
    "安全生产，计5分，全年工作酌情扣分。",
    "完成新村建设8个、旧村改造5个，计8分，每完成1个得1分。",
    "完成新村建设8个，培训移民500人次，计8分，按完成比例计分。",
    "蓄水充足，计4分，未蓄水扣1分，否则不得分。",
    "满意率90%，计8分，满意率95%的，得8分，下降1个百分点扣2分。",
    "满意率90%，计8分，满意率90%的，得6分，下降1个百分点扣2分。",
]


@pytest.mark.parametrize("text", LEFT)
def test_clause_that_is_not_sure_is_left_to_a_person(text):
    assert read_item(text).unsettled != ()


def test_points_of_a_judged_clause_are_kept_within_its_words():
    [rule] = read_item("资金安全，计5分，工作不力的扣1至3分。").components[0].rules
    assert (rule.least, rule.cap) == (Decimal(1), None)
    [rule] = read_item("资金安全，计5分，工作不力的最多扣3分。").components[0].rules
    assert (rule.least, rule.cap, rule.deduction) == (None, Decimal(3), Decimal(3))
    [rule] = read_item("落实支援任务，计5分，否则酌情扣分。").components[0].rules
    assert (rule.least, rule.deduction) == (None, Decimal(0))


def test_points_that_are_given_one_by_one_part_their_item():
    text = "班子齐整；签下承诺书。有批文得3分；签下承诺书得3分；有分布图得2分。"
    item = read_item(text, "8")
    assert [c.points for c in item.components] == [3, 3, 2]
    assert [[r.kind for r in c.rules] for c in item.components] == [[K.AWARD_ONCE]] * 3
    assert item.unsettled == ()
    assert len(read_item(text, "9").components) == 1  # they do not make up its points
