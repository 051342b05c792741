"""Deductions in the plain words of many bureaus: how they are read, and what is left."""

from decimal import Decimal

import pytest

from assessment.engine.types import RuleKind as K
from lib.rounding import format_points
from tests.reader.tables import read_item

#: What is asked and how it is scored: kind, points, step, unit, target of each rule.
READ = {
    ("河道保洁", "水面漂浮物每10平方米扣0.1分；未落实保洁员的每公里扣0.5分"): [
        (K.PER_OCCURRENCE, "0.1", "10", "平方米", None),
        (K.PER_OCCURRENCE, "0.5", "1", "公里", None),
    ],
    ("河道保洁", "河岸每发现1处垃圾扣0.2分，水面每发现1处垃圾扣0.1分"): [
        (K.PER_OCCURRENCE, "0.2", "1", "", None),
        (K.PER_OCCURRENCE, "0.1", "1", "", None),
    ],
    ("市容整洁", "垃圾桶满溢每只扣0.05分；占道经营每发现1处未劝离的扣0.2分"): [
        (K.PER_OCCURRENCE, "0.05", "1", "", None),
        (K.PER_OCCURRENCE, "0.2", "1", "", None),
    ],
    ("处置及时", "案件超期30天未处置的，每件扣0.5分；迟报的每件扣0.1分"): [
        (K.PER_OCCURRENCE, "0.5", "1", "", None),
        (K.PER_OCCURRENCE, "0.1", "1", "", None),
    ],
    ("资金安全", "挤占挪用资金的，每发现1万元扣0.5分；滞留资金超过3个月的，每笔扣1分"): [
        (K.MONEY, "0.5", "1", "万元", None),
        (K.PER_OCCURRENCE, "1", "1", "", None),
    ],
    ("资金安全", "拖欠工程款每10万元扣0.5分；克扣直补资金的，扣8分"): [
        (K.MONEY, "0.5", "10", "万元", None),
        (K.NOT_DONE, "8", None, "", None),
    ],
    ("验收及时", "竣工验收每拖延1个月扣0.5分"): [(K.PERIOD, "0.5", "1", "月", None)],
    ("发放工资", "拖欠工资的，每拖欠1个月扣1分"): [(K.PERIOD, "1", "1", "月", None)],
    ("做好预警", "预警信息延误1小时扣0.5分"): [(K.PERIOD, "0.5", "1", "小时", None)],
    ("防汛", "预案未修订的，每座水库扣0.2分；责任人不在岗，查实1次扣0.1分"): [
        (K.PER_OCCURRENCE, "0.2", "1", "", None),
        (K.PER_OCCURRENCE, "0.1", "1", "", None),
    ],
    ("驻村", "队员擅自离岗的，每人每次扣0.5分；从事无关活动，发现1人次扣0.2分"): [
        (K.PER_OCCURRENCE, "0.5", "1", "", None),
        (K.PER_OCCURRENCE, "0.2", "1", "", None),
    ],
    ("参会", "无故不参加会议的按次扣1分；未请假的逐次扣0.5分"): [
        (K.PER_OCCURRENCE, "1", "1", "", None),
        (K.PER_OCCURRENCE, "0.5", "1", "", None),
    ],
    ("排好轮班", "没有照章施行的一次扣1分；办理不及时每件扣0.1分"): [
        (K.PER_OCCURRENCE, "1", "1", "", None),
        (K.PER_OCCURRENCE, "0.1", "1", "", None),
    ],
    ("发放资金", "未按季发放的，每季扣2分"): [(K.PER_OCCURRENCE, "2", "1", "", None)],
    ("材料齐全", "方案、总结、台账缺一扣2分"): [(K.PER_OCCURRENCE, "2", "1", "", None)],
    ("教育投入", "生均经费下降的扣4分；公示期少于7天的扣0.5分"): [
        (K.NOT_DONE, "4", None, "", None),
        (K.NOT_DONE, "0.5", None, "", None),
    ],
    ("依法招标", "中标价高于概算的扣1分"): [(K.NOT_DONE, "1", None, "", None)],
    ("死亡人数不突破控制指标", "死亡人数每超过控制指标1人扣2分"): [(K.EXCESS, "2", "1", "人", "0")],
    (
        "结案率≥95%，返工率≤3%",
        "结案率每低于目标值1个百分点扣0.2分，返工率每高于目标值1个百分点扣0.3分",
    ): [
        (K.RATE_BELOW, "0.2", "1", "%", "95"),
        (K.EXCESS, "0.3", "1", "%", "3"),
    ],
    ("办复率、满意率均达到100%", "办复率每低1个百分点扣0.1分；满意率每低1个百分点扣0.2分"): [
        (K.RATE_BELOW, "0.1", "1", "%", "100"),
        (K.RATE_BELOW, "0.2", "1", "%", "100"),
    ],
    ("完成固定资产投资3亿元，其中省级资金5000万元", "投资每少500万元扣0.2分"): [
        (K.SHORTFALL_UNIT, "0.2", "500", "万元", "30000")
    ],
    ("下达后扶项目计划100个", "项目开工每少1个扣0.2分"): [
        (K.SHORTFALL_UNIT, "0.2", "1", "个", "100")
    ],
    ("建成示范村6个", "每少建1个扣1分"): [(K.SHORTFALL_UNIT, "1", "1", "个", "6")],
    ("PM2.5年均浓度不高于35微克/立方米", "PM2.5年均浓度每超标1微克/立方米扣1分"): [
        (K.EXCESS, "1", "1", "微克/立方米", "35")
    ],
    ("事故控制在5起以内，死亡人数控制在3人以内", "死亡人数每超1人扣2分，事故每超1起扣1分"): [
        (K.EXCESS, "2", "1", "人", "3"),
        (K.EXCESS, "1", "1", "起", "5"),
    ],
    ("压减结余", "结转结余率高于5%的，每高1个百分点扣0.2分；支出率低于95%的，每低1%扣0.5分"): [
        (K.EXCESS, "0.2", "1", "%", "5"),
        (K.RATE_BELOW, "0.5", "1", "%", "95"),
    ],
    ("接种率达到95%以上", "以乡镇为单位，接种率低于95%的，每个乡镇扣0.5分；发生事件的不得分"): [
        (K.PER_OCCURRENCE, "0.5", "1", "", None),
        (K.SET_COMPONENT, "0", None, "", None),
    ],
    ("资金安全", "截留挪用的，每万元扣1分；“三公”经费超预算的扣2分"): [
        (K.MONEY, "1", "1", "万元", None),
        (K.NOT_DONE, "2", None, "", None),
    ],
    ("控辍保学", "控辍保学不力，每流失一名学生扣0.5分"): [(K.PER_OCCURRENCE, "0.5", "1", "", None)],
    ("每年巡河不少于10次", "巡河发现问题未在15日内交办的，每个扣0.3分，交办后又办结的除外"): [
        (K.PER_OCCURRENCE, "0.3", "1", "", None)
    ],
    ("参加会议2次", "弄虚作假的，发现一例扣1分"): [(K.PER_OCCURRENCE, "1", "1", "", None)],
}


def item_of(asked, scoring):
    return read_item(f"【考核内容】{asked}。\n【评分标准】{scoring}。", "10")


def shown(figure):
    return None if figure is None else format_points(figure)


@pytest.mark.parametrize(("words", "rules"), READ.items(), ids=map(" — ".join, READ))
def test_plain_words_are_read_in_full(words, rules):
    item = item_of(*words)
    [component] = item.components
    assert item.unsettled == ()
    read = []
    for rule in component.rules:
        measure = component.measures[rule.measures[0]]
        target = measure.target if rule.target is None else rule.target
        figures = shown(rule.deduction), shown(rule.step), measure.unit, shown(target)
        read.append((rule.kind, *figures))
    assert read == rules


#: What stands beside the same words so that they do not mean it, or not for sure.
LEFT = {
    "绿化500亩": ["未绿化的每亩扣0.1分"],
    "保洁": [
        *("漂浮物超过10平方米的，每10平方米扣0.1分", "漂浮物每10平方米以上扣0.1分"),
        *("漂浮物每增加10平方米扣0.1分", "河岸每发现1处以上垃圾扣0.2分"),
        *("河岸每发现1处垃圾加扣0.2分", "河岸每发现1处垃圾最多扣0.2分"),
        "河岸每发现1处垃圾未清理扣0.2分，未及时清理的扣1分",
    ],
    "处置及时": [
        "案件超期30天未处置的，每件扣0.5分，超期60天未处置的，每件扣1分",
        "案件超期3天未处置的每件扣0.5分；超期的每件扣0.2分",
        *(
            "30日内未办结的，每件扣0.5分，60日内仍未办结的，每件扣1分",
            "滞留超过3个月的，每笔每月扣1分",
        ),
    ],
    "资金安全": [
        *("挪用资金每1万元扣0.5分，挪用资金的扣2分", "挪用资金10万元以上的每10万元扣1分"),
        *("挪用资金10万元以内的扣1分，每增加10万元扣1分", "瞒报事故扣10分，瞒报较大事故扣20分"),
        *("经费下降的扣4分，下降超过10%的扣6分", "下降的扣4分", "防止弄虚作假，弄虚作假扣2分"),
        *("克扣资金，扣8分，追回的扣4分", "查处虚报冒领的扣1分", "公示期不少于7天的扣0.5分"),
        *("擅自变更的县扣2分", "违规2次弄虚作假扣2分"),
    ],
    "验收": [
        *("信息延误1小时以上扣0.5分", "信息延误1小时以内扣0.5分", "不得延期1个月扣1分"),
        *("信息延误1小时扣0.5分，延误1天扣2分", "允许延期1个月，每再延期1个月扣1分"),
        *("信息每延误不足1小时扣0.5分", "信息延误超过1小时扣0.5分", "信息延误不到1小时扣0.5分"),
        *("验收未逾期1天扣1分", "每延期1个月扣1分，延期3个月以上扣5分"),
    ],
    "移民搬迁": [
        *("未搬迁的每户移民至多扣0.2分", "未搬迁的每户移民免扣0.2分", "每户移民扣0.2分"),
        *("未搬迁的，每户最多扣0.2分", "未搬迁的，每户合计扣0.2分", "未搬迁的，每户加扣0.2分"),
        *("擅自离岗的，每人每天扣0.5分", "不参加会议按人数扣0.1分", "未按季发放的，每月扣2分"),
    ],
    "检查到位": ["在检查中每处扣1分", "上班时每人次扣1分", "没有发生事故的每次扣1分"],
    "材料齐全": [
        "方案、总结、台账缺一不可，缺少的扣2分",
        "方案、总结、台账缺一扣2分，缺二扣3分",
        "方案、总结、台账缺一扣2分，全缺的扣5分",
    ],
    "指标": [
        *("中标价高于概算的扣1分，高于预算的扣2分", "增速低于全省平均水平1个百分点扣1分"),
        *("增速低于全省平均的扣1分，低于全国平均的扣2分", "低于全省平均水平的扣1分"),
    ],
    "信访": [
        *(
            "重大敏感时期发生进京上访的，每人次扣3分；平时每人次扣1分",
            "超期办理的，每件每天扣0.1分",
        ),
        *("未按时上报材料的，每次扣0.2分；经催报仍未上报的，每次扣0.5分", "超预算10%的扣2分"),
        *("资金支出率、验收率低于95%的，每低1个百分点扣0.5分", "逾期的每个项目每天扣0.1分"),
    ],
    "支出率90%": ["支出率低于95%的，每低1个百分点扣0.5分"],
    "各县支出": ["支出率低于95%的，每低1个百分点扣0.5分"],
    "结余率控制在3%以内": ["结余率高于5%的，每高1个百分点扣0.2分"],
    "接种率达到95%": [
        "以乡镇为单位，接种率低于95%的，每个乡镇扣0.5分；接种率低于90%的，每个乡镇扣1分",
        "以县为单位，接种率每低1个百分点扣0.5分",
    ],
    "越级上访控制在3起以内": ["进京上访每超过1起扣1分"],
    "公用经费、会议费控制在100万元以内": ["公用经费每超过1万元扣1分"],
    "公用经费控制在100万元以内": ["公用经费每超过预算1万元扣1分"],
    "公示10天": ["公示期少于7天的扣0.5分"],
    "每季培训2次": ["培训少于2次扣1分"],
    "上访控制在3起以内": ["上访超过1起扣1分", "上访超过5起扣1分"],
    "死亡人数控制在5人以内": ["死亡人数每超过控制指标1人扣2分"],
    "结案率≥95%": ["结案率每低于全省平均1个百分点扣0.2分", "结案率每上升1个百分点扣0.2分"],
    "办复率、满意率均达到100%": ["满意率、办复率每低1个百分点扣0.1分", "每低1个百分点扣0.1分"],
    "办复率、满意率达到100%": ["办复率每低1个百分点扣0.1分"],
    "甲县、乙县办复率、满意率均达到100%": ["办复率每低1个百分点扣0.1分"],
    "完成固定资产投资3亿元，其中省级投资5000万元": ["投资每少500万元扣0.2分"],
    "完成投资不超过3亿元": ["投资每少500万元扣0.2分"],
    "每县完成投资3亿元": ["投资每少500万元扣0.2分"],
    "下达后扶项目计划100个": ["增收项目开工每少1个扣0.2分"],
    "建成示范村6个，改造旧村5个": ["每少建1个扣1分"],
}


@pytest.mark.parametrize(
    ("asked", "scoring"), [(asked, words) for asked, each in LEFT.items() for words in each]
)
def test_words_that_say_more_are_left_to_a_person(asked, scoring):
    assert item_of(asked, scoring).unsettled != ()


def test_excuse_that_closes_a_sentence_holds_for_all_that_is_missed_there():
    item = item_of("参会", "无故缺席的每次扣1分，迟到的每人次扣0.2分，经请假同意的除外")
    assert [r.condition for r in item.components[0].rules] == ["经请假同意的除外"] * 2
    assert [r.clause for r in item.components[0].rules][1].endswith("经请假同意的除外")
    assert item.unsettled == ()


@pytest.mark.parametrize(
    "scoring",
    [
        "无故缺席的每次扣1分，未整改的每处扣2分，因灾延期的除外",
        "无故缺席的每次扣1分，经请假同意的除外，迟到的每次扣2分",
        "无故缺席的每次扣1分，工作被动的扣2分，经请假同意的除外",
        "无故缺席的每次扣1分，迟到每人次扣0.2分，经请假同意的除外，最多扣3分",
        "无故缺席的每次扣1分；迟到酌情扣分；经请假同意的除外",
    ],
)
def test_exception_that_may_be_of_one_of_several_is_left(scoring):
    assert item_of("参会", scoring).unsettled != ()


@pytest.mark.parametrize(
    "words", ["；本项最多扣6分", "；以上扣分累计不超过6分", "。本项扣分最高不超过6分"]
)
def test_cap_of_all_that_an_item_loses_is_the_components(words):
    item = item_of("做好管护", f"未管护每处扣1分；未宣传扣2分{words}")
    assert (item.components[0].cap, item.unsettled) == (Decimal(6), ())


@pytest.mark.parametrize(
    "words",
    [
        *("；本项最多扣16分", "；本项最多扣1分", "；最多扣6分", "；本项最多扣6分；未上报扣1分"),
        "；其中宣传最多扣6分",
    ],
)
def test_cap_that_is_not_sure_is_left(words):
    item = item_of("做好管护", f"未管护每处扣1分；未宣传扣2分{words}")
    assert item.unsettled != ()
    assert item.components[0].cap is None


def test_deduction_that_grows_leaves_other_failings_of_its_sentence():
    item = item_of("报送", "迟报一次扣0.2分，漏报一次扣0.5分，连续三次迟报的扣2分")
    assert [r.clause for r in item.components[0].rules] == ["漏报一次扣0.5分"]
    assert item_of("报送", "未报一次扣0.2分，再次未报扣2分").components[0].rules == ()


def test_exception_behind_an_unread_statement_is_not_of_the_rule_before():
    item = item_of("报送", "未报送的每次扣1分；数据打架扣2分，因灾延期的除外")
    assert [r.clause for r in item.components[0].rules] == ["未报送的每次扣1分"]


def test_same_thing_in_a_statement_of_its_own_says_nothing_of_others():
    item = item_of("整改", "未挂牌的每项扣1分；一年内同一隐患被通报2次以上的扣3分")
    assert [r.clause for r in item.components[0].rules] == ["未挂牌的每项扣1分"]
    assert item_of("整改", "未整改的每个扣1分；同一项目最多扣3分").components[0].rules == ()
