"""Wordings that were once read as what they do not say: none is read in silence again.

Each leaves words to a person or raises an error; none is only a rule.
"""

from decimal import Decimal

import pytest

from assessment.engine.bands import band_of
from assessment.reader.reading import read_table
from assessment.reader.types import Severity
from tests.reader.tables import make_table

SAID = {
    "what is not asked, or not counted, makes no score 0": [
        *("没有任务的不计分", "不涉及的不计分", "未涉及该项工作的不予计分", "重复报送的不计分"),
        *("未采用的不计分", "未被采用的稿件不计分", "转载的不计分", "超期报送的信息不计分"),
        *("逾期整改的问题不计分", "质量不合格的项目不计分", "县级以下媒体采用的不计分"),
        *("非本单位撰写的不得分", "重复上访不计分", "不符合要求的活动不计分"),
    ],
    "another whole gets no points": [
        *("未举办活动的本条及下条不得分", "未举办活动的年度总分不得分", "未举办活动的当季不得分"),
        *("未举办活动的下一年度不得分", "未宣传的，管护、宣传均不得分", "发生事故的，两项都不得分"),
        *("发生安全事故的，整个指标不得分", "未成立机构的全部不得分"),
    ],
    "less than all is given for less than all": [
        *(
            "未按时报送的得5分",
            "未成立机构的得5分",
            "部分完成的得5分",
            "基本完成的得5分，未完成的不得分",
        ),
        *("未召开会议的不得分，召开会议但无记录的得3分", "未获奖的得2分", "无此项任务的得10分"),
    ],
    "all is given and taken again": [
        *("制度健全得10分，不健全扣2分", "做好管护得10分，未做好的酌情扣分"),
        "经省级验收合格得10分，一次验收不合格扣5分",
    ],
    "each of several is no single thing": [
        *("争取资金100万元加0.5分",),
        *(
            "领导带头，一次得2分",
            "争取资金100万元得1分",
        ),
        *("无越级上访的县加0.5分", "获得省级以上表彰的加1分，市级加0.5分"),
    ],
    "who or when is no failing": [
        *(
            "贫困县未完成扣2分，非贫困县扣1分",
            "重点县扣2分，非重点县扣1分",
            "无任务县扣1分",
            "非示范村扣1分",
        ),
        *(
            "非贫困县每次扣2分",
            "非工作日每次扣0.5分",
            "汛期每处扣3分",
            "非常重视扣1分",
            "未来规划扣1分",
        ),
    ],
    "one takes up the other": [
        *("管护不到位每处扣2分，5处以上每处扣3分", "5人以上集体上访每次扣1分，10人以上每次扣2分"),
        *("未成立扣2分，既未成立又未配备的扣4分", "未成立扣2分，均未落实的扣4分"),
        *("上访不超过10起，超过1起扣0.5分", "请假不超过3次，超过3次的每次扣1分"),
        "管护不到位每处扣2分，特殊情况除外，宣传不到位每次扣1分",
    ],
    "which of two is short": [
        "完成投资1.2亿元，其中移民资金8000万元。每少完成1000万元扣0.5分",
        "按期办结率98%。按期办结率低于95%，每低1个百分点扣0.1分",
        "合格率98%，其中省检100%。每低1个百分点扣0.1分",
    ],
    "points of two things": [
        "做好管护得5分，做好宣传得5分，未管护扣2分",
        "无进京上访得5分，无到省上访得5分，每发生1起扣1分",
        "按时报送得6分；内容翔实得4分；缺一项扣1分",
        "做好管护得5分；做好宣传得5分；发生安全事故的不得分",
    ],
    "what is denied before a band": [
        "合格率未达到95%、90%、80%的，分别扣1分、3分、5分",
        "投诉率不超过15%、10%和5%的，分别得3分、5分和10分",
        "完成率未能达到90%扣2分，80%以上扣4分",
    ],
    "a most is nothing to be short of": [
        *(
            "事故控制在5起以内。按完成比例计分",
            "事故不超过5起。按完成比例计分",
            "存量债务不超过100万元。每少10%扣1分",
        ),
        *(
            "贫困人口减少到500人。每少10人扣1分",
            "吸毒人员新增少于50人。按完成比例计分",
            "矛盾纠纷控制5起。按完成比例计分",
        ),
        *("培训移民500人以内。每少10人扣1分", "完成投资1.2亿元以内。每少1000万元扣0.5分"),
        *("漏损率12%。漏损率未达到12%的扣2分", "失业率未达5%扣2分", "投诉率2%的不得分"),
    ],
    "one of what is given": [
        "有登记簿得3分，无登记簿不得分，有回执得7分，无回执不得分",
        "接访规范，计7分，有登记簿得3分；有回执备看得4分；无回执不得分",
    ],
    "several figures are no bands of one": [
        *(
            "集中供水率、自来水普及率达到90%、80%，分别得10分、4分",
            "合格率、优良率达到95%、60%，分别得10分、5分",
        ),
        *(
            "县级、乡级覆盖率超过90%、80%，分别得10分、8分",
            "公路、水路事故超过5起、3起，分别扣5分、3分",
        ),
    ],
    "what is not given or taken": [
        *(
            "未整改扣1分，发生事故的不加2分",
            "未整改扣1分，发生事故的不再加2分",
            "未整改扣1分，发生事故的免加2分",
        ),
        *(
            "未整改扣1分，发生一般事故的不予一票否决",
            "未整改扣1分，未落实一票否决",
            "不取消评优资格，未整改扣1分",
        ),
        *(
            "建立制度的不能得10分",
            "建立制度的方能得10分",
            "管护不到位不得扣1分",
            "管护不到位可以不扣1分",
        ),
        *(
            "管护不到位免扣1分",
            "管护不到位少扣1分",
            "未管护的在下年度扣1分",
            "整改到位的可不酌情扣分",
        ),
    ],
    "other units, and what is given back": [
        "用水总量控制在5亿立方米以内。每超过1%扣1分",
        "森林火灾受害率控制在0.9‰以内。每上升0.1个百分点扣1分",
        "死亡人数比控制在0.03以内。每上升0.1个百分点扣1分",
        "发现违规每处扣1分，整改的每处减1分",
        "造成损失每10万元扣1分，挽回损失每10万元减1分",
    ],
    "less than the best of its kind": [
        *(
            "按期完成得6分，延期完成得4分",
            "参加会议得6分，请假得4分",
            "成效明显得5分，较好得3分，一般得2分",
        ),
        *("获国家级表彰得5分，省级得3分，市级得2分", "培训5次。每完成1次得2分，每少1次扣1分"),
        "培训500人。按完成比例计分，每少1次扣1分",
    ],
    "one for each is none for all": [
        *(
            "每季度事故控制在3起以内。每多1起扣2分",
            "乡级河长巡河每月2次。每少1次扣1分",
            "每人走访20户。每少1户扣1分",
        ),
        *("一次死亡3人以上扣2分，10人以上扣4分", "各县召开例会2次。每完成1次得5分"),
    ],
    "once is not each": [
        *("损坏1个阀门以上扣2分", "没有死亡1人扣2分", "未参会的学校扣1分", "未整改的隐患扣1分"),
        "无方案、无措施的县市区，分别扣1分",
    ],
    "one of several": [
        *(
            "资金拨付率、验收率90%以上。每下降1个百分点扣0.1分",
            "小学、初中入学率100%。每下降1个百分点扣1分",
        ),
        *(
            "三公经费、会议费控制在100万元以内。每超过1万元扣1分",
            "造林、抚育分别5000亩、3000亩。每少100亩扣1分",
        ),
        *("省级采用10篇以上，国家级采用2篇。每少1篇扣1分", "报送信息10条或简报5条。每少1条扣1分"),
        *("培训移民500-800人。每少10人扣1分", "引进1亿元以上项目5个。每少1000万元扣1分"),
    ],
    "counted by something else": [
        *(
            "旷工按超过三次数扣1分/次",
            "未完成任务的，按超期天数扣0.5分/次",
            "漏报按重大件数扣0.5分/件",
        ),
    ],
    "an exception in what is asked": ["举办培训5次（无任务的县不作要求）。每少1次扣1分"],
    "a demand is no veto": ["实行安全生产一票否决制"],
}


def items(said):
    for words in SAID[said]:
        yield words, read_table(make_table(f"{words}。", "10"))


@pytest.mark.parametrize("said", SAID)
def test_nothing_is_read_in_silence_as_what_it_does_not_say(said):
    silent = []
    for words, table in items(said):
        item = table.sections[0].items[0]
        rules = [rule for component in item.components for rule in component.rules]
        codes = {f.code for f in table.findings if f.severity is Severity.ERROR} - {"table_total"}
        if rules and not item.unsettled and not codes:
            silent.append((words, [(r.kind.value, r.clause) for r in rules]))
    assert silent == []


@pytest.mark.parametrize(
    ("scoring", "figure", "points"),
    [
        ("上访5人以下扣1分，5人以上扣3分", 0, None),
        ("上访5人以下扣1分，5人以上扣3分", 1, 1),
        ("完成率60%以下扣5分，60%以上不足80%的扣2分", 0, 5),
    ],
)
def test_bands_that_take_points_take_none_where_there_is_nothing_bad(scoring, figure, points):
    item = read_table(make_table(f"{scoring}。", "10")).sections[0].items[0]
    bands = [band for c in item.components for rule in c.rules for band in rule.bands]
    found = band_of(bands, Decimal(figure))
    assert (found and found.points) == points


@pytest.mark.parametrize(
    "first",
    [
        *(
            "无此项任务的得平均分",
            "未上报的归零",
            "未上报的得一半",
            "未上报的折半",
            "未上报的打八折",
        ),
        *("按0.8系数折算", "未上报的直接评为不合格", "未上报的黄牌警告", "仅对重点移民县考核"),
        *("贫困县不作要求", "同一问题只计一次", "不足1个按1个计算", "取各县平均值", "未上报的计0"),
    ],
)
def test_first_sentence_of_a_scoring_column_is_never_dropped(first):
    text = f"【考核内容】制定方案。\n【评分标准】{first}。未制定方案扣1分。"
    item = read_table(make_table(text, "10")).sections[0].items[0]
    assert first in "".join(item.unsettled)


@pytest.mark.parametrize(
    "behind",
    [
        *("按季度平均", "按权重汇总", "按最低的一次计", "按就高原则执行", "按一次计", "按零处理"),
        *(
            "实行累进制",
            "积极整改可减轻",
            "主动报告可减轻",
            "完成80%即可",
            "培训1期折2次",
            "提高标准至2倍",
        ),
        *("按时上报的得全分", "组织开展整改的得一半", "按期完成整改的计0.5", "落实整改的折半处理"),
        *("建立台账的予以减免", "及时整改到位可免责", "认真整改的给予返还", "达到要求的+1"),
        "建立机制的加1.5",
    ],
)
def test_words_for_points_behind_a_demand_are_never_dropped(behind):
    item = read_table(make_table(f"做好工作，计9分，未整改扣1分。{behind}。")).sections[0].items[0]
    assert behind in "".join(item.unsettled)


def test_a_target_that_both_columns_print_is_one():
    text = "【考核内容】完成培训5000人。\n【评分标准】完成培训5000人，每少完成10%扣1分。"
    [component] = read_table(make_table(text, "10")).sections[0].items[0].components
    [rule] = component.rules
    assert rule.measures == (0,)
    assert [measure.target for measure in component.measures] == [Decimal(5000)]


@pytest.mark.parametrize(
    "text",
    [
        "完成培训5000人。完成培训6000人，计10分，每少完成10%扣1分。",
        "完成培训5000人。完成培训6000人，计10分，每少100人扣1分。",
        "完成培训5000人。完成培训6000人，计10分，培训每少完成10%扣1分。",
        "甲村培训100人，乙村培训100人，计10分，每少1人扣1分。",
        "完成培训100人，再完成培训100人，计10分，每少1人扣1分。",
    ],
)
def test_two_figures_of_one_name_are_left_to_a_person(text):
    item = read_table(make_table(text)).sections[0].items[0]
    assert not any(component.rules for component in item.components)
    assert item.unsettled
