"""More wordings that were once read as what they do not say, by what was misread of them.

As in test_misreadings.py: each leaves words to a person or raises an error; none is only a rule.
"""

import pytest

from assessment.reader.reading import read_table
from assessment.reader.types import Severity
from tests.reader.tables import make_table

SAID = {
    "done once is too little, and no failing": [
        *(
            "未开展培训扣2分，开展一次扣1分",
            "只召开一次扣1分",
            "召开会议1次扣2分",
            "每整改一处扣0.5分",
        ),
        *("有一名专职人员扣1分，无专职人员扣2分", "落实一项扣2分，一项未落实扣5分"),
        *("整改一处扣0.5分，未整改扣2分", "开展1次扣1分，未开展的不得分"),
    ],
    "a date is no length of time": [
        *("项目延期至12月扣2分", "项目推迟至6月扣1分", "报表延迟到15日扣1分", "项目延期12月扣2分"),
        *(
            "项目逾期累计5天扣1分",
            "报表迟报上半年扣1分",
            "每逾期双倍1天扣1分",
            "每迟报一份一天扣0.5分",
        ),
    ],
    "so many of it, and not for each so many": [
        *("创建示范村3个得10分", "创建示范村2个得5分", "未整改扣1分，获省级表彰2次的加2分"),
        *("未整改扣1分，获省级表彰连续2次的加2分", "未整改扣1分，每获省级表彰连续2次加2分"),
    ],
    "another rate": [
        *("获证率95%以上。县级获证率每下降1%扣0.1分", "获证率95%以上。上半年获证率每下降1%扣0.1分"),
        *("获证率95%以上。连续两次获证率每下降1%扣0.1分", "获证率95%以上。未获证率每下降1%扣0.1分"),
        "漏损率12%。县级漏损率每上升1个百分点扣0.5分",
        *("结业率100%。县级结业率100%的得10分，下降1个百分点扣2分",),
    ],
    "of all there were before, or instead": [
        *("未报送的每次扣1分；累计超过5次扣5分", "未报送的每次扣1分；次数超过5次扣5分"),
        *("专职人员少于3人的扣1分，无专职人员的扣3分", "会议次数少于4次的，每次扣1分"),
        *("专职人员少于3人的扣1分，未配备专职人员的扣3分",),
    ],
    "what came of it": [
        *("井盖缺失每个扣0.5分，24小时内未修复的每个扣1分",),
        *("管护不到位每处扣0.5分；未在规定时间整改的每处扣1分",),
        *("未上报每次扣1分，已补报的每次扣0.5分", "质量不合格的每个扣2分，返工合格的每个扣1分"),
        *("有漂浮物的每处扣0.5分，大面积漂浮物每处扣2分", "当年未完工扣1分，次年仍未完工扣2分"),
    ],
    "either, or of each": [
        *("完成项目10个或投资1亿元。每少1个扣1分", "投资1亿元或完成项目10个。每少1个扣1分"),
        "疫苗接种率以乡镇为单位达到95%。每低1个百分点扣1分",
    ],
    "of which of them": ["未办结的每件扣1分，重点案件每件扣2分"],
    "of which level's what": ["省级督查通报每次扣2分、市级每次扣1分、县级每次扣0.5分"],
    "a figure that lost its point": ["未上报扣05分", "迟报每05次扣1分"],
    "for how long and for each": ["迟报一天扣0.5分/份", "迟报2天的扣1分/件"],
    "nothing lies above 100%": ["投诉办结率100%。每增加1个百分点扣1分"],
    "who loses what for how long": [
        *("未整改扣1分，被通报的取消评优资格两年", "未整改扣1分，被通报的取消先进个人资格"),
        "未整改扣1分，被通报的取消评优资格减半",
    ],
    "each of all, or beyond": [
        *(
            "被通报达到10起的，每起扣0.5分",
            "重复建设3次以上的，每次扣1分",
            "超范围支出两次的，每次扣1分",
        ),
        *("在省级检查中，重复建设3次以上的，每次扣1分", "台账缺失两次的扣0.5分/次"),
    ],
    "how what is counted weighs": [
        *(
            "按权重0.5计算，每漏报1次扣1分",
            "1-6月占40%，每漏报1次扣1分",
            "加权计算，每漏报1次扣1分",
        ),
        *("按8折计，每漏报1次扣1分", "按人均计算，每漏报1次扣1分", "以百户为单位，每漏报1次扣1分"),
        *("以10次为基数，每漏报1次扣1分", "以县区平均数计，发现1起扣1分"),
        *("按责任大小，每漏报1次扣1分", "本项为附加项，每漏报1次扣1分"),
    ],
    "one of several bounds": [
        "成效突出的酌情加2-3分，成效较好的酌情加1-2分",
        "在全市推广的酌情加1-2分；在全省推广的酌情加2-3分",
        "履职不力情节较重的酌情扣2-3分，履职不力情节较轻的酌情扣1-2分",
    ],
    "judged once or for each": [
        *("成效突出、经验推广的，分项酌情加1-3分", "成效突出、经验推广的，单项酌情加1-3分"),
        *("成效突出、经验推广的，逐条酌情加1-3分", "成效突出、经验推广的，均酌情加1-3分"),
        *("制度不健全、台账不规范的，分项酌情扣1-3分", "制度不健全、台账不规范的，均酌情扣1-3分"),
    ],
    "no judging": [
        *("未落实责任的，按次扣0.5-1分",),
        *("工作不力的，视责任人态度扣1至3分", "发生事故，视情况不得扣1至3分"),
        "发生渠堤溃口事故，视情节免予扣分4至8分（每次）",
    ],
}


def silent(words):
    """Return what is read of the words where nothing of them waits."""
    table = read_table(make_table(f"{words}。", "10"))
    item = table.sections[0].items[0]
    rules = [rule for component in item.components for rule in component.rules]
    errors = {f.code for f in table.findings if f.severity is Severity.ERROR} - {"table_total"}
    is_told = bool(item.unsettled or errors)
    return [] if is_told else [(rule.kind.value, rule.clause) for rule in rules]


@pytest.mark.parametrize("said", SAID)
def test_nothing_is_read_in_silence_as_what_it_does_not_say(said):
    found = {words: silent(words) for words in SAID[said]}
    assert {words: read for words, read in found.items() if read} == {}


def test_working_days_are_recorded_as_such():
    table = read_table(make_table("每逾期1工作日扣0.5分。", "10"))
    [component] = table.sections[0].items[0].components
    assert [measure.unit for measure in component.measures] == ["工作日"]


@pytest.mark.parametrize(
    "asked",
    ["完成新建、续建项目10个", "培训20岁以上移民10个", "引进5亿元以上项目10个", "建设3A级景区10个"],
)
def test_what_is_asked_for_is_not_called_by_half_of_its_name(asked):
    table = read_table(make_table(f"{asked}。每少1个扣1分。", "10"))
    [component] = table.sections[0].items[0].components
    halves = ("续建项目", "岁以上移民", "亿元以上项目", "级景区")
    assert not {measure.name for measure in component.measures} & set(halves)


@pytest.mark.parametrize(
    "said",
    [
        "以乡镇为单位，接种率低于95%的，每个乡镇扣0.5分",
        "工作不力酌情扣1-3分，态度不好酌情扣1-2分",
        "资金占用，每发现1起扣1分",
    ],
)
def test_what_only_looks_like_it_is_read_on(said):
    assert silent(said)
