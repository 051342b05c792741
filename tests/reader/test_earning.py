"""Points for each of something that was done, and by the level that takes notice of it."""

import pytest

from assessment.engine.types import MeasureKind, RuleKind
from lib.rounding import format_points
from tests.reader.tables import read_item

AWARD, BONUS = RuleKind.AWARD_EACH, RuleKind.BONUS_EACH
#: Scoring of an item of 6 points: kind, points, step, cap; name and unit of what is counted.
EACH = {
    "每报送1篇得0.1分": (AWARD, "0.1", "1", None, "报送篇数", "篇"),
    "被省级采用每篇得0.5分": (AWARD, "0.5", "1", None, "被省级采用篇数", "篇"),
    "创建1个示范村得2分": (AWARD, "2", "1", None, "创建示范村个数", "个"),
    "在省级媒体刊发1篇得1分，最高得5分": (AWARD, "1", "1", "5", "在省级媒体刊发篇数", "篇"),
    "每走访10户得1分": (AWARD, "1", "10", None, "走访户数", "户"),
    "领导接访，每接访1批次得0.1分": (AWARD, "0.1", "1", None, "领导接访接访批次数", "批次"),
    "除图片外，每报送1篇得0.5分": (AWARD, "0.5", "1", None, "除图片外报送篇数", "篇"),
    "举办1期培训班得1分": (AWARD, "1", "1", None, "举办培训班期数", "期"),
    "被市级采用1篇加0.2分": (BONUS, "0.2", "1", None, "被市级采用篇数", "篇"),
    "受到省级通报表扬1次加1分": (BONUS, "1", "1", None, "受到省级通报表扬次数", "次"),
    "获得国家级表彰奖励的，一次加2分": (BONUS, "2", "1", None, "获得国家级表彰奖励次数", "次"),
    "获评省级示范的，每村加0.5分，最高加1分": (BONUS, "0.5", "1", "1", "获评省级示范村数", "村"),
    "每获评1个省级示范村加1分": (BONUS, "1", "1", None, "获评省级示范村个数", "个"),
    "获得1次表彰加1分": (BONUS, "1", "1", None, "获得表彰次数", "次"),
    "承办省级现场会加1分/次": (BONUS, "1", "1", None, "承办省级现场会次数", "次"),
    "获得表彰，加1分/次，加分不超过3分": (BONUS, "1", "1", "3", "获得表彰次数", "次"),
    "获得表彰的，每个乡镇加1分": (BONUS, "1", "1", None, "获得表彰乡镇个数", "个"),
    "荣获国家级荣誉的，每项加3分": (BONUS, "3", "1", None, "荣获国家级荣誉项数", "项"),
}


def rules_of(scoring, points="6"):
    item = read_item(f"工作有成效。{scoring}。", points)
    rules = [(c, rule) for c in item.components for rule in c.rules]
    return item, rules


@pytest.mark.parametrize(("scoring", "read"), EACH.items(), ids=EACH)
def test_points_for_each_of_something_are_read(scoring, read):
    item, [(component, rule)] = rules_of(scoring)
    [measure] = [component.measures[at] for at in rule.measures]
    cap = None if rule.cap is None else format_points(rule.cap)
    assert (
        *(rule.kind, format_points(rule.deduction), format_points(rule.step), cap),
        *(measure.name, measure.unit),
    ) == read
    does_it_itself = "每报送" in scoring or "每走访" in scoring or "每接访" in scoring
    assert measure.kind is (MeasureKind.QUANTITY if does_it_itself else MeasureKind.COUNT)
    assert (rule.clause, item.unsettled) == (scoring, ())


def test_several_of_them_are_counted_by_themselves():
    scoring = "每报送1篇得0.1分，被省级采用每篇得0.5分，被国家级采用每篇得1分，本项满分6分"
    item, rules = rules_of(scoring)
    assert [format_points(rule.deduction) for _, rule in rules] == ["0.1", "0.5", "1"]
    assert item.unsettled == ()


@pytest.mark.parametrize(
    ("scoring", "names", "kind"),
    [
        (
            "做法被中央、省、市推广的，分别加3分、2分、1分",
            ["做法被中央推广", "做法被省推广", "做法被市推广"],
            RuleKind.BONUS_ONCE,
        ),
        (
            "获得国家、省、市级表彰的，分别加3分、2分、1分",
            ["获得国家级表彰", "获得省级表彰", "获得市级表彰"],
            RuleKind.BONUS_ONCE,
        ),
        (
            "受到国家、省、市领导批示肯定的，每次分别加3、2、1分",
            ["受到国家领导批示肯定次数", "受到省领导批示肯定次数", "受到市领导批示肯定次数"],
            BONUS,
        ),
        (
            "获得国家级表彰的加3分，省级加2分，市级加1分",
            ["获得国家级表彰", "获得省级表彰", "获得市级表彰"],
            RuleKind.BONUS_ONCE,
        ),
        (
            "获得国家级教学成果奖每项得3分，省级每项得2分",
            ["获得国家级教学成果奖项数", "获得省级教学成果奖项数"],
            AWARD,
        ),
        (
            "受到省委、市委表彰的，分别加3分、2分",
            ["受到省委表彰", "受到市委表彰"],
            RuleKind.BONUS_ONCE,
        ),
        (
            "在中央、省主流媒体发表稿件的，每篇分别加3分、2分",
            ["在中央主流媒体发表稿件篇数", "在省主流媒体发表稿件篇数"],
            BONUS,
        ),
    ],
)
def test_points_by_level_are_a_rule_a_level(scoring, names, kind):
    item, rules = rules_of(scoring)
    assert [c.measures[rule.measures[0]].name for c, rule in rules] == names
    assert [format_points(rule.deduction) for _, rule in rules] == ["3", "2", "1"][: len(names)]
    assert {rule.kind for _, rule in rules} == {kind}
    assert item.unsettled == ()


#: What sounds like each of something and is not, or says more.
LEFT = {
    "of each of several": [
        *("每季度报送1篇得0.5分", "每个乡镇建成1个示范点得1分", "每村召开会议1次得1分"),
        *("按月报送1篇得0.5分", "各科室报送1篇得0.5分", "每月报送的每篇得0.5分"),
    ],
    "one of several bands": [
        *("每报送1篇得0.1分，超过5篇的每篇得0.2分", "创建1个得2分，创建2个得5分"),
        *("报送1篇以上得2分", "建成1处以上示范点得3分", "报送信息达到1篇得2分", "至少报送1篇得2分"),
        *("前5篇每篇得0.5分", "只报送1篇得2分", "首次报送1篇得2分", "仅被采用1篇得2分"),
    ],
    "of two at once": [
        *("报送1篇并被采用得1分", "报送1篇且被采用1篇得1分", "报送1篇信息、2篇调研得3分"),
        *("每报送1篇信息或2条简报得1分", "每报送信息、简报各1篇得1分"),
    ],
    "not all of them": [
        *("每报送1篇得0.5分，每篇不得超过800字", "每报送1篇得0.5分，同一内容减半"),
        *("每报送1篇得0.5分（图片信息减半）", "每报送1篇得0.5分，图片信息除外"),
        *("每报送1篇得1分，最多计5篇", "每报送1篇得1分，5篇封顶"),
        *("每报送1篇得1分，以5篇为限", "参加比赛获奖1人次得1分，获一等奖加倍"),
        "举办1期培训班得1分（50人以上得2分）",
    ],
    "nothing that points are given for": [
        *("未被采用每篇得0.5分", "被通报批评1次加1分", "发生1起加2分", "每发现1处垃圾得0.2分"),
        *("每少报送1篇得0.1分", "退稿1篇加0.1分", "未在中央、省媒体发表稿件的，分别加3分、2分"),
        "县区被中央、省、市通报批评的，分别加3分、2分、1分",
    ],
    "of a level that is not surely another": [
        *("获得省级以上表彰的加2分，市级加1分", "获得省级表彰的加2分，国家级加3分"),
        *("获得国家级表彰的加3分，省级加3分", "获得国家级成果奖每项得5分，省级得3分"),
        *("获得国家级表彰的加3分；省级加2分", "获得国家级、省级表彰的加3分，市级加2分"),
        *("获得国家级表彰的加3分，省级得2分", "未整改扣1分，省级加2分"),
    ],
    "as many points as levels": [
        "在中央、省级媒体发表稿件的，每篇分别加3分、2分、1分",
        "在中央、省媒体发表稿件3篇以上的，分别加3分、2分",
        "在中央、省媒体发表稿件的，每季度分别加3分、2分",
    ],
    "withheld from one of them": ["每开展督查1次得1分，督查结果未通报的不得分"],
    "taken again": [
        *("每创建1个示范村得2分，每少1个扣1分", "化解积案1件得1分，重复访每件扣1分"),
    ],
    "more than there is": ["每获评1个示范村得8分", "每创建1个得2分，最高得8分"],
}


@pytest.mark.parametrize("scoring", [each for said in LEFT.values() for each in said])
def test_points_that_are_not_surely_for_each_are_left_to_a_person(scoring):
    item, _ = rules_of(scoring)
    assert item.unsettled != () or not item.components


@pytest.mark.parametrize(
    "requirement", ["各县召开例会2次", "每个单位报送2篇", "均报送信息", "控制在2次以内"]
)
def test_what_is_asked_of_each_earns_nothing_for_all(requirement):
    item = read_item(f"{requirement}。每报送信息1篇得1分。", "6")
    assert item.unsettled == ("每报送信息1篇得1分",)


def test_what_is_added_for_what_is_asked_anyway_is_left_to_a_person():
    item = read_item("培训移民500人，计6分，未培训扣1分，每培训100人加0.2分。", "6")
    assert item.unsettled == ("每培训100人加0.2分",)


def test_two_that_are_counted_make_no_two_components():
    item = read_item("创建1个示范村得5分，举办1次活动得5分。", "10")
    assert [c.points for c in item.components] == [10]
    assert len(item.components[0].rules) == 2
