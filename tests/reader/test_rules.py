"""What a clause is read as: its kind, step and deduction, and the measures it goes by."""

from decimal import Decimal

import pytest

from assessment.engine.types import MeasureKind, RuleKind
from assessment.reader.measures import read_targets
from assessment.reader.types import MeasureReading
from tests.reader.tables import read_item

QUANTITY, RATE, YES_NO, COUNT = MeasureKind
SHARE, UNIT = RuleKind.SHORTFALL_SHARE, RuleKind.SHORTFALL_UNIT
NOT_DONE, BAR = RuleKind.NOT_DONE, RuleKind.BELOW_BAR
EACH, BELOW = RuleKind.PER_OCCURRENCE, RuleKind.RATE_BELOW


def quantity(
    name: str, target: int | str, unit: str, *places: str, key: str = ""
) -> MeasureReading:
    return MeasureReading(key or name, name, QUANTITY, unit, Decimal(target), places)


def rate(name: str, target: int) -> MeasureReading:
    return MeasureReading(name, name, RATE, "%", Decimal(target))


def count(name: str, key: str = "") -> MeasureReading:
    return MeasureReading(key or name, name, COUNT)


def failing(name: str, key: str = "") -> MeasureReading:
    return MeasureReading(key or name, name, YES_NO)


def rules(text: str):
    """Return each rule as (kind, step, deduction, its measures), and what was left unsettled."""
    item = read_item(text)
    read = [
        (r.kind, r.step and str(r.step), str(r.deduction), *(c.measures[m] for m in r.measures))
        for c in item.components
        for r in c.rules
    ]
    return read, list(item.unsettled)


AUDIT, INSPECTION = "移民资金内部审计", "后扶工作稽察"
WORKS = "小洪电站4个集中安置点场平任务"
DAM = "土谷塘和株洲航电枢纽工程竣工移民安置验收准备工作"

BUILT = "小洪、白市2个集中安置点建设任务"


def inspected(number: int) -> MeasureReading:
    return quantity(f"{INSPECTION}完成数", number, "个", "甲县", "乙县", key=INSPECTION)


READ = [
    (
        "其中油茶5000亩、茶叶1500.5亩，计8分，每少完成10%扣0.8分。",
        [(SHARE, "10", "0.8", quantity("油茶", 5000, "亩"), quantity("茶叶", "1500.5", "亩"))],
    ),
    (
        "贫困移民脱贫1570人，计10分，每少完成脱贫人数的10%扣0.5分。",
        [(SHARE, "10", "0.5", quantity("贫困移民脱贫", 1570, "人"))],
    ),
    (
        "全面完成移民搬迁安置任务，计7分，移民安置任务每少完成5%扣0.7分。",
        [(SHARE, "5", "0.7", quantity("移民安置任务完成百分比", 100, "%", key="移民安置任务"))],
    ),
    (
        "完成避险解困1873人（其中省政府绩效考核指标数为915人），计9分，每少完成10%扣1分。",
        [(SHARE, "10", "1", quantity("避险解困", 1873, "人"))],
    ),
    (
        "完成移民培训100人次，其中甲班40人次、乙班60人次，计9分，每少完成10%扣1分。",
        [(SHARE, "10", "1", quantity("甲班", 40, "人次"), quantity("乙班", 60, "人次"))],
    ),
    (
        "脱贫人口增长率5%，避险解困100人，计9分，每少完成避险解困的10%扣1分。",
        [(SHARE, "10", "1", quantity("避险解困", 100, "人"))],
    ),
    (
        "完成芦淞区、石峰区的移民资金内部审计，计7分，每少完成1个县扣1.5分。",
        [(UNIT, "1", "1.5", quantity(f"{AUDIT}完成数", 2, "个", "芦淞区", "石峰区", key=AUDIT))],
    ),
    (
        "完成甲县、乙县等5个县的后扶工作稽察，计7分，每少完成2个县扣1.5分。",
        [(UNIT, "2", "1.5", inspected(5))],
    ),
    (
        "完成甲县、乙县等的扶工作稽察，计7分，每少完成一个县扣1分。",
        [(UNIT, "1", "1", inspected(2))],
    ),
    (
        "完成甲县的专项检查工作，计7分，未完成任务的，扣6分。",
        [(UNIT, "1", "6", quantity("专项检查完成数", 1, "个", "甲县", key="专项检查"))],
    ),
    (
        "完成移民人数1万人以下县市区（7个）监测评估工作，计9分，每少完成1个县扣1分。",
        [
            (
                UNIT,
                "1",
                "1",
                quantity("移民人数1万人以下县市区监测评估完成数", 7, "个", key="监测评估"),
            )
        ],
    ),
    (
        "完成移民较少县市区（7个）监测评估工作，计9分，移民较少县市区（7个）监测评估每少1个县扣1分。",
        [(UNIT, "1", "1", quantity("移民较少县市区监测评估完成数", 7, "个", key="监测评估"))],
    ),
    (
        "整村推进移民村6个，计10分，未完成整村推进移民村任务，每少1个村扣0.8分。",
        [(UNIT, "1", "0.8", quantity("整村推进移民村", 6, "个"))],
    ),
    (
        "移民村6个，计9分，每少1村扣1分。",
        [(UNIT, "1", "1", quantity("移民村", 6, "个"))],
    ),
    (
        "完成简报12期、信息30条，计5分，每少1期扣0.5分。",
        [(UNIT, "1", "0.5", quantity("简报", 12, "期"))],
    ),
    (
        f"完成{WORKS}，计9分，每少完成1个扣1分。",
        [(UNIT, "1", "1", quantity(f"{WORKS}完成数", 4, "个"))],
    ),
    (
        f"完成{WORKS}，计9分，每少完成一个安置点扣1分。",
        [(UNIT, "1", "1", quantity(f"{WORKS}完成安置点数", 4, "个", key=f"{WORKS}完成数"))],
    ),
    (
        f"完成{WORKS}，计9分，集中安置点每少完成1个扣1分。",
        [(UNIT, "1", "1", quantity("集中安置点完成数", 4, "个", key=f"{WORKS}完成数"))],
    ),
    (
        "完成油茶100、茶叶50亩、水果30亩，计9分，每少完成10%扣1分。",
        [
            (
                *(SHARE, "10", "1", quantity("油茶", 100, "")),
                *(quantity("茶叶", 50, "亩"), quantity("水果", 30, "亩")),
            )
        ],
    ),
    (
        "完成脱贫人口100人，计9分，每少1人脱贫人口扣1分。",
        [(UNIT, "1", "1", quantity("贫困移民脱贫", 100, "人"))],
    ),
    (
        "完成油茶100亩，每户50株，计9分，每少完成10%扣1分。",
        [(SHARE, "10", "1", quantity("油茶", 100, "亩"))],
    ),
    (
        "做好培训第2期，完成油茶100亩，计9分，每少完成10%扣1分。",
        [(SHARE, "10", "1", quantity("油茶", 100, "亩"))],
    ),
    (
        "获证率95%、就业率90%、满意率85%，计9分，获证率、就业率、满意率每下降1%各扣0.1分。",
        [
            (BELOW, "1", "0.1", rate(name, target))
            for name, target in (("获证率", 95), ("就业率", 90), ("满意率", 85))
        ],
    ),
    (
        "完成3座水库除险任务，计9分，每少完成1座扣1分。",
        [(UNIT, "1", "1", quantity("3座水库除险任务完成数", 3, "座"))],
    ),
    (
        "完成甲县的农村移民资金内部审计，计7分，未完成扣1分。",
        [(UNIT, "1", "1", quantity(f"农村{AUDIT}完成数", 1, "个", "甲县", key=AUDIT))],
    ),
    (
        "油茶100亩，其中获证率95%，计9分，每少完成10%扣1分。",
        [(SHARE, "10", "1", quantity("油茶", 100, "亩"))],
    ),
    (
        "做好工作，计9分。完成油茶100亩，每少完成10%扣1分。",
        [(SHARE, "10", "1", quantity("油茶", 100, "亩"))],
    ),
    (
        "做好工作，计9分。按期报送，发生违纪每起扣2分。",
        [(EACH, "1", "2", count("发生违纪每起"))],
    ),
    (
        "按期报送，发生违纪每起扣2分，计9分。",
        [(EACH, "1", "2", count("发生违纪每起"))],
    ),
    (
        f"启动{BUILT}，计9分，每少启动1个扣1分。",
        [(UNIT, "1", "1", quantity(f"{BUILT}启动数", 2, "个", "小洪", "白市"))],
    ),
    (
        f"完成{DAM}，计9分，每少完成1座水库扣1分。",
        [
            (
                UNIT,
                "1",
                "1",
                quantity(
                    f"{DAM}完成水库数", 2, "座", "土谷塘", "株洲航电枢纽", key=f"{DAM}完成数"
                ),
            )
        ],
    ),
    (
        "完成土谷塘、白市等电站移民安置验收工作，计9分，电站移民安置验收每少完成1座扣1分。",
        [
            (
                UNIT,
                "1",
                "1",
                quantity(
                    "电站移民安置验收完成数（土谷塘、白市）",
                    2,
                    "个",
                    "土谷塘",
                    "白市",
                    key="土谷塘、白市等电站移民安置验收工作完成数",
                ),
            )
        ],
    ),
    (
        "完成避险解困1873人（其中省政府绩效考核指标数为915人），计9分，未完成省政府绩效考核指标数扣9分。",
        [(BAR, None, "9", quantity("省政府绩效考核指标数", 915, "人"))],
    ),
    (
        "获证率达到95%以上，群众满意率90%，计9分，获证率、满意率每下降2个百分点，各扣0.1分。",
        [(BELOW, "2", "0.1", rate("获证率", 95)), (BELOW, "2", "0.1", rate("群众满意率", 90))],
    ),
    (
        "全面完成获证率95%以上，计9分，获证率每下降1%扣0.1分。",
        [(BELOW, "1", "0.1", rate("获证率", 95))],
    ),
    (
        "工作效率90%以上，计9分，效率每下降1%扣0.1分。",
        [(BELOW, "1", "0.1", rate("工作效率", 90))],
    ),
    (
        "获证率不低于95%，计9分，转移就业培训获证率每低1%扣0.1分。",
        [(BELOW, "1", "0.1", rate("获证率", 95))],
    ),
    (
        "按要求报送统计报表，计5分，迟报或未报每次分别扣0.2和0.5分。",
        [(EACH, "1", "0.2", count("迟报次数")), (EACH, "1", "0.5", count("未报次数"))],
    ),
    (
        "落实整改要求，计7分，审计发现严重违法问题的每起扣1分，未在规定时间内整改到位的加扣0.5分。",
        [
            (EACH, "1", "1", count("审计发现严重违法问题的每起", "审计严重违法违规问题")),
            (EACH, "1", "0.5", count("未在规定时间内整改到位的加扣", "严重问题未整改加扣")),
        ],
    ),
    (
        "妥善处理信访案件，计9分，未按规定要求及时答复网上信访，每次，扣1分。",
        [(EACH, "1", "1", count("未按规定要求及时答复网上信访每次", "未及时答复网上信访"))],
    ),
    (
        "严格遵守廉政制度，计9分，每发生一起违纪违规行为，扣2分。",
        [(EACH, "1", "2", count("每发生一起违纪违规行为", "违纪违规被通报"))],
    ),
    (
        "完成移民安置自、初验工作，计9分，未完成自、初验工作，各扣2分。",
        [(EACH, "1", "2", count("未完成自、初验工作"))],
    ),
    ("按期报送，计9分，一次未报送扣1分。", [(EACH, "1", "1", count("一次未报送"))]),
    ("按期报送，计9分，有一项未落实的，扣1分。", [(EACH, "1", "1", count("有一项未落实的"))]),
    ("按期报送，计9分，一处不合格扣1分。", [(EACH, "1", "1", count("一处不合格"))]),
    ("按期报送，计9分，每项未完成的扣1分。", [(EACH, "1", "1", count("每项未完成的"))]),
    ("按期报送，计9分，发现一例漏报扣1分。", [(EACH, "1", "1", count("发现一例漏报"))]),
    ("按期报送，计9分，每有一户未搬迁扣1分。", [(EACH, "1", "1", count("每有一户未搬迁"))]),
    ("按期报送，计9分，每缺一名报送员的扣1分。", [(EACH, "1", "1", count("每缺一名报送员的"))]),
    ("按期报送，计9分，漏报一次扣1分。", [(EACH, "1", "1", count("漏报一次"))]),
    ("按期报送，计9分，台账不全的发现一处扣1分。", [(EACH, "1", "1", count("台账不全的发现一处"))]),
    ("按期报送，计9分，每漏报一次扣1分。", [(EACH, "1", "1", count("每漏报一次"))]),
    (
        "按期报送，计9分，发生亡人事故的，每亡1人扣1分。",
        [(EACH, "1", "1", count("发生亡人事故的每亡1人"))],
    ),
    ("按期报送，计9分，每发生1起一般事故扣1分。", [(EACH, "1", "1", count("每发生1起一般事故"))]),
    ("报送，计9分，未验收，每发现一个县扣1分。", [(EACH, "1", "1", count("未验收每发现一个县"))]),
    ("按期报送，计9分，未建台账，缺一本扣1分。", [(EACH, "1", "1", count("未建台账缺一本"))]),
    ("按期报送，计9分，未建台账每村扣1分。", [(EACH, "1", "1", count("未建台账每村"))]),
    ("按期报送，计9分，未测评的每个班组扣1分。", [(EACH, "1", "1", count("未测评的每个班组"))]),
    ("有小组、场地，计9分，资料每缺一项扣1分。", [(EACH, "1", "1", count("资料每缺一项"))]),
    ("有小组、场地，计9分，缺少一项扣1分。", [(EACH, "1", "1", count("缺少一项"))]),
    ("有小组、场地，计9分，每发现一处扣1分。", [(EACH, "1", "1", count("每发现一处"))]),
    ("未建立一户一档扣1分，计9分。", [(NOT_DONE, None, "1", failing("未建立一户一档"))]),
    ("做好工作，计9分，领导未参加扣1分。", [(NOT_DONE, None, "1", failing("领导未参加"))]),
    ("做好工作，计9分，未一次性告知扣1分。", [(NOT_DONE, None, "1", failing("未一次性告知"))]),
    ("做好工作，计9分，未报半年报扣1分。", [(NOT_DONE, None, "1", failing("未报半年报"))]),
    ("拨付率达到95%，计9分，每低1个百分点扣1分。", [(BELOW, "1", "1", rate("拨付率", 95))]),
    ("拨付率达到95%，计9分，下降2%扣1分。", [(BELOW, "2", "1", rate("拨付率", 95))]),
    (
        "拨付率达到95%，计9分，拨付率低于95%的，每低于1个百分点扣1分。",
        [(BELOW, "1", "1", rate("拨付率", 95))],
    ),
    (
        "群众满意度90%以上，计9分，满意度每低1个百分点扣1分。",
        [(BELOW, "1", "1", rate("群众满意度", 90))],
    ),
    ("召开听证会，计9分，未召开听证会，扣2分。", [(NOT_DONE, None, "2", failing("未召开听证会"))]),
    (
        "做好工作，计9分。1.未制定方案扣1分；（二）未报送扣2分；①未上报扣3分。",
        [
            (NOT_DONE, None, "1", failing("未制定方案")),
            (NOT_DONE, None, "2", failing("未报送")),
            (NOT_DONE, None, "3", failing("未上报")),
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), READ, ids=[text for text, _ in READ])
def test_clause_is_read_as(text, expected):
    assert rules(text) == (expected, [])


@pytest.mark.parametrize(
    ("clause", "name"),
    [
        ("未完成扣6分", "未完成"),
        ("未完成任务扣6分", "未完成任务"),
        ("未完成的，扣6分", "未完成的"),
        ("其中未完成扣6分", "其中未完成"),
    ],
)
def test_not_finished_without_any_figure_is_whether_it_was(clause, name):
    assert rules(f"组织会议，计7分，{clause}。") == ([(NOT_DONE, None, "6", failing(name))], [])


@pytest.mark.parametrize(
    ("text", "unsettled"),
    [
        ("完成简报12期、信息30期，计5分，每少1期扣0.5分。", "每少1期扣0.5分"),
        ("完成简报12期，计5分，每少1条扣0.5分。", "每少1条扣0.5分"),
        ("完成简报12期，计5分，每少1期墙报扣0.5分。", "每少1期墙报扣0.5分"),
        ("完成简报12期，计5分，未完成扣0.5分。", "未完成扣0.5分"),
        ("完成甲县的后扶工作稽察，计9分，每少完成1起扣1分。", "每少完成1起扣1分"),
        ("完成甲县的后扶工作稽察，计9分，每少完成1个人扣1分。", "每少完成1个人扣1分"),
        (f"完成{WORKS}，计9分，每少完成1个县扣1分。", "每少完成1个县扣1分"),
        (f"完成{WORKS}，计9分，每少完成1起扣1分。", "每少完成1起扣1分"),
        ("完成培训人数100，其中甲班40，计9分，每少完成10%扣1分。", "每少完成10%扣1分"),
        ("完成简报12期，计5分，每少完成0%扣1分。", "每少完成0%扣1分"),
        ("完成简报12期，计5分，每少0期扣1分。", "每少0期扣1分"),
        ("按时报送，计5分，迟报或未报每次分别扣0.2和0分。", "迟报或未报每次分别扣0.2和0分"),
        ("按时报送，计5分，迟报或未报每次分别扣0和0.2分。", "迟报或未报每次分别扣0和0.2分"),
        ("做好工作，计9分，按期报送，发生违纪每起扣2分。", "发生违纪每起扣2分"),
        ("获证率95%以上，计9分，获证率每少1个扣0.1分。", "获证率每少1个扣0.1分"),
        ("获证率95%以上，计9分，就业率每下降1%扣0.1分。", "就业率每下降1%扣0.1分"),
        ("获证率95%以上，计9分，率每下降1%扣0.1分。", "率每下降1%扣0.1分"),
        (
            "甲获证率95%、乙获证率90%，计9分，获证率每下降1%扣0.1分。",
            "获证率每下降1%扣0.1分",
        ),
        ("做好工作，计7分，未召开会议扣1分，未整改到位的加扣0.5分。", "未整改到位的加扣0.5分"),
        ("简报12期，计7分，未按要求完成扣1分。", "未按要求完成扣1分"),
        ("房屋12个、房屋3个，计5分，房屋每少1个扣1分。", "房屋每少1个扣1分"),
        ("甲12个，计5分，甲每少1个扣1分。", "甲每少1个扣1分"),
        ("完成率95%以上，计9分，完成率每下降1%扣0.1分。", "完成率每下降1%扣0.1分"),
        ("油茶100亩，其中补植500株，计9分，每少完成10%扣1分。", "每少完成10%扣1分"),
        ("拨付率95%，办结率90%，计9分，每低1个百分点扣1分。", "每低1个百分点扣1分"),
        ("拨付率95%，计9分，低于90%的，每低1个百分点扣1分。", "低于90%的，每低1个百分点扣1分"),
        ("拨付率95%，计9分，每少5%扣1分。", "每少5%扣1分"),
        ("完成简报12期，计5分，缺一期扣1分。", "缺一期扣1分"),
        ("完成简报12期，计5分，每缺一期扣1分。", "每缺一期扣1分"),
        ("每半年上报一次，计5分，缺一次扣1分。", "缺一次扣1分"),
        ("一年不少于4次，计5分，巡查不够的，每缺1次扣1分。", "巡查不够的，每缺1次扣1分"),
        ("宣传涉及水利等7个行业，计5分，每缺一个行业扣1分。", "每缺一个行业扣1分"),
        (
            "油茶100亩，计9分。推广良种，每少完成10%扣1分。",
            "推广良种，每少完成10%扣1分",
        ),
        ("完成简报12期，计9分。推广良种，每少1期扣1分。", "推广良种，每少1期扣1分"),
        ("完成甲县的后扶工作稽察，计9分。推广良种，未完成扣1分。", "未完成扣1分"),
    ],
)
def test_clause_that_could_mean_several_things_is_left_to_a_person(text, unsettled):
    read, left = rules(text)
    assert left == [unsettled]
    assert all(rule[0] is NOT_DONE for rule in read)


@pytest.mark.parametrize(
    "failing",
    [
        # How often, or for how long: not once, and not for each.
        *("两次未报送", "多次未报送", "21次未报送", "发生21次", "任一项未完成", "三项未完成"),
        *("逾期半年未整改", "每月未报送", "未报送每个月"),
        *(
            "同一问题一次",
            "两次一般事故未报",
            "每处理一件不及时",
            "未召开会议的县",
        ),
        # Of how much, by rank, of another sum, or as somebody sees fit.
        *("每下降一名", "每增加一起", "排名未进前三", "未完成一半", "未达八成"),
        *("未报送从总分中", "未报送在年度总成绩中", "未报送倒", "未报送可", "未整改的问题每个酌情"),
        # On top of, or only beside, something else.
        *("其中有一项不达标", "但仍未整改", "同时未报送", "以后每次", "未整改的问题每个加"),
        *("县级：未报送", "在检查中，每缺一项", "两年以上的，每次"),
    ],
)
def test_failing_that_says_more_than_a_rule_can_is_left_to_a_person(failing):
    assert rules(f"做好工作，计9分，{failing}扣1分。") == ([], [f"{failing}扣1分"])


@pytest.mark.parametrize(
    ("deductions", "read"),
    [
        ("未完成扣1分，未完成扣1分", ["1"]),
        ("未完成扣1分，未完成扣2分", ["1"]),
        ("未召开会议扣1分，未报送扣1分", ["1", "1"]),
        ("漏报每次扣1分，漏报扣2分", []),
        ("未完成自、初验工作各扣2分，未完成自、初验工作扣1分", ["2"]),
    ],
)
def test_clause_said_again_deducts_once(deductions, read):
    assert [rule[2] for rule in rules(f"做好工作，计9分，{deductions}。")[0]] == read


def test_measures_stand_in_the_order_of_the_text_whatever_that_of_the_rules():
    text = "其中油茶100亩、茶叶50亩，计9分，茶叶每少完成10%扣1分，油茶每少完成10%扣2分。"
    component = read_item(text).components[0]
    assert [measure.name for measure in component.measures] == ["油茶", "茶叶"]
    assert [rule.measures for rule in component.rules] == [(1,), (0,)]


@pytest.mark.parametrize(("length", "is_read"), [(380, True), (400, False)])
def test_clause_too_long_for_an_official_text_is_left_to_a_person(length, is_read):
    clause = f"{'甲' * length}获证率每下降1%扣0.1分"
    read, unsettled = rules(f"获证率95%以上，计9分，{clause}。")
    assert (len(read), len(unsettled)) == ((1, 0) if is_read else (0, 1))


@pytest.mark.parametrize(
    "words",
    [
        "完成小洪电站十十个集中安置点场平任务",
        "完成移民人数较少县市区（十十个）监测评估工作",
        "培训满意率十十%",
    ],
)
def test_figure_that_is_no_number_makes_no_target(words):
    assert read_targets(words, 0, len(words)).found == []


def test_words_of_one_target_are_not_read_for_another():
    clean = "完成甲和乙水库完成丙县的审计任务"
    assert [target.measure.name for target in read_targets(clean, 0, len(clean)).found] == [
        "审计完成数"
    ]


@pytest.mark.parametrize(("number", "is_read"), [(200, True), (201, False)])
def test_component_may_ask_for_two_hundred_things_and_no_more(number, is_read):
    listed = "、".join(f"油{chr(0x5E00 + n)}{n}亩" for n in range(1, number + 1))

    read, unsettled = rules(f"其中{listed}，计8分，每少完成10%扣0.8分。")

    assert [len(rule) - 3 for rule in read] == ([number] if is_read else [])
    assert unsettled == ([] if is_read else ["每少完成10%扣0.8分"])
