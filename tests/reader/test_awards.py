"""Points that are given beside others that are taken, and what is sure of them."""

from decimal import Decimal

import pytest

from assessment.engine.types import RuleKind
from tests.reader.tables import read_item

ONCE, BASE = RuleKind.AWARD_ONCE, RuleKind.AWARD_BASE


def awards_of(text, points="10"):
    item = read_item(f"{text}。", points)
    rules = [(c, rule) for c in item.components for rule in c.rules]
    return item, [(c, rule) for c, rule in rules if rule.kind in (ONCE, BASE)]


#: All is given, and less for each that is lacking of just that.
FROM_ALL = [
    "按时报送得10分，每迟报1次扣1分，每漏报1次扣2分，扣完为止",
    "按期完成得10分，每逾期1天扣0.5分",
    "按时上报得10分，未按时上报每次扣0.5分",
    "及时报送信息得10分，每逾期1天扣0.5分",
    "全部达标得10分，有1个不达标扣2分",
    "整改率达到100%得10分，每有一个问题未按期整改扣1分",
    "资料齐全得10分，每缺一项扣1分",
    "数据准确得10分，每发现一处数据错误扣1分",
    "全覆盖得10分，每漏一户扣0.1分",
    "逐级签下得10分，少一个科室扣2分",
    "无漏报得10分，每漏报1次扣2分",
    "未发生事故得10分，发生1起扣2分",
    "整年无拦车得10分，发现一起拦车扣3分",
    "全年无进京非正常上访得10分，每发生1人次扣0.5分",
    "按时报送得10分，每迟报1次扣1分；内容不实的每处扣2分",
]


@pytest.mark.parametrize("text", FROM_ALL)
def test_what_is_counted_is_taken_from_all_that_is_given(text):
    item, [(component, rule)] = awards_of(text)
    counted = component.rules[1]
    assert (rule.kind, rule.deduction) == (BASE, 10)
    assert rule.measures == counted.measures
    assert rule.clause == text.split("，")[0]
    assert item.unsettled == ()


#: Two things: one earns the points, the other costs some of them.
OF_TWO = [
    "有登记簿和回执备看得10分，未答复一次扣2分",
    "有包联片和包联人分布图得10分，漏一处扣2分",
    "建立台账得10分，每漏登一户扣0.5分",
    "制定方案得10分，逾期扣1分",
]


@pytest.mark.parametrize("text", OF_TWO)
def test_what_is_there_earns_its_points_whatever_else_costs(text):
    item, [(component, rule)] = awards_of(text)
    assert (rule.kind, rule.deduction) == (ONCE, 10)
    assert component.measures[rule.measures[0]].name == text.split("得")[0]
    assert item.unsettled == ()


#: What may be lost is not all that the award asks, or the same that it asks.
LEFT = [
    *("制度健全得10分，不健全扣2分", "做好管护得10分，未做好的酌情扣分"),
    *("资料齐全得10分，每发现一处错误扣0.5分", "完成任务得10分，每发现1处未整改扣1分"),
    *("及时报送、内容完整得10分，每迟报1次扣2分", "内容完整、数据真实得10分，每发现一处错误扣1分"),
    *("未发生安全事故得10分，发生一般事故1起扣2分", "无越级上访得10分，发现一起违规拦车扣3分"),
    *(
        "建立台账得10分，未建立扣5分",
        "建立台账得10分，台账不规范扣1分",
        "制定方案得10分，无方案扣3分",
    ),
    *("有批文和分派表得10分，缺一项扣1分", "有批文得10分，未达标扣1分"),
    *("组织培训5次得10分，每少1次扣1分", "经省级验收合格得10分，一次验收不合格扣5分"),
    *("按时报送得10分。逾期报送一次扣1分", "每漏报1次扣1分，按时报送得10分"),
    *("按时报送得10分，否则不得分，每迟报1次扣1分", "部分完成得10分，每少1个扣1分"),
    *("按时报送得6分，内容准确得4分，每迟报1次扣1分", "足额发放得10分，每迟发1个月扣1分"),
    *("培训计划完成得10分，每少培训10人扣0.1分", "经费只减不增得10分，每超支1万元扣0.5分"),
]


@pytest.mark.parametrize("text", LEFT)
def test_an_award_that_is_not_sure_is_left_to_a_person(text):
    item, awards = awards_of(text)
    assert item.unsettled != ()
    assert awards == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "1.成立领导小组，得1分；2.有专职人员，得4分；3.做好工作，落实经费，得5分",
            ["成立领导小组", "有专职人员", "做好工作落实经费"],
        ),
        ("成立小组的得4分，否则得0分；有台账得6分，无台账得0分", ["成立小组", "有台账"]),
    ],
)
def test_each_that_is_asked_earns_its_points(text, names):
    item, awards = awards_of(text)
    assert [component.measures[0].name for component, _ in awards] == names
    assert [rule.deduction for _, rule in awards] == [c.points for c in item.components]
    assert item.unsettled == ()


@pytest.mark.parametrize("text", ["认真整改，未整改的，得10分", "未完成的，做好整改，得10分"])
def test_a_failing_behind_what_is_asked_earns_nothing(text):
    item, awards = awards_of(text)
    assert (awards, item.unsettled != ()) == ([], True)


#: Text and points: for each component its rate, what is asked of it, what a point of it costs.
RATES = {
    "申报完整。申报覆盖率达到100%得5分，每降低5个百分点扣0.5分，扣完为止": (
        "5",
        [("申报覆盖率", "100", "0.5")],
    ),
    "申报覆盖率达到100%的得5分；每低1个百分点扣0.5分": ("5", [("申报覆盖率", "100", "0.5")]),
    "水质优良比例达到90%得10分，每低2个百分点扣1分": ("10", [("水质优良比例", "90", "1")]),
    "培训合格率达到90%得3分，每下降1个百分点扣0.5分；就业率达到60%得2分，每降低1%扣0.2分": (
        "5",
        [("培训合格率", "90", "0.5"), ("就业率", "60", "0.2")],
    ),
    "及时受理率达到100%得3分，每下降1个百分点扣0.1分；答复率达到90%得2分，每低1%扣0.2分": (
        "5",
        [("及时受理率", "100", "0.1"), ("答复率", "90", "0.2")],
    ),
}


@pytest.mark.parametrize(("text", "read"), RATES.items(), ids=RATES)
def test_a_rate_is_taken_from_the_clause_that_gives_its_points(text, read):
    points, rates = read
    item, awards = awards_of(text, points)
    assert item.unsettled == ()
    assert [rule.kind for _, rule in awards] == [BASE] * len(rates)
    for (component, rule), (name, target, cost) in zip(awards, rates, strict=True):
        [measure] = component.measures
        assert (measure.name, measure.target) == (name, Decimal(target))
        assert component.rules[1].kind is RuleKind.RATE_BELOW
        assert component.rules[1].deduction == Decimal(cost)
        assert rule.deduction == component.points


RATES_LEFT = [
    "覆盖率、建档率达到100%得5分，每低1个百分点扣0.5分",
    "漏损率为10%得5分，每低1个百分点扣0.5分",
    "各县覆盖率达到100%得5分，每低1个百分点扣0.5分",
    "覆盖率达到100%得5分，每低1个百分点扣0.5分，低于80%的不得分",
    "覆盖率达到100%得5分，90%以上得3分，每低1个百分点扣0.5分",
    "覆盖率达到100%得5分，建档率每低1个百分点扣0.5分",
    "覆盖率达到100%得3分，每低1个百分点扣0.5分",
    "覆盖率达到100%得5分，未达到的每低1个百分点扣0.5分",
    "满意度达到90%得3分，80%以上得2分；就业率达到60%得2分，每降低1个百分点扣0.2分",
    "就业率达到90%得3分；就业率达到60%得2分，每降低1个百分点扣0.2分",
    "验收合格率98%，其中省检100%。合格率达到98%得5分，每低1个百分点扣0.5分",
]


@pytest.mark.parametrize("text", RATES_LEFT)
def test_a_rate_that_is_not_sure_is_left_to_a_person(text):
    item, _ = awards_of(text, "5")
    assert item.unsettled != ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("及时报送的得满分，未及时报送的不得分", RuleKind.SET_COMPONENT),
        ("达到要求得满分，达不到要求不得分", RuleKind.SET_COMPONENT),
        ("无违规得满分，有违规不得分", RuleKind.SET_COMPONENT),
        ("完成任务的得满分，否则不得分", RuleKind.SET_UNLESS),
        ("按时完成得满分，每逾期1天扣1分", RuleKind.PERIOD),
        ("全部完成的计满分，每少完成1个扣1分", RuleKind.PER_OCCURRENCE),
    ],
)
def test_full_points_are_read_beside_what_gets_less(text, kind):
    item, _ = awards_of(text)
    [full, less] = item.components[0].rules
    assert (full.kind, full.deduction) == (RuleKind.SET_COMPONENT, 10)
    assert less.kind is kind
    assert item.unsettled == ()


FULL_LEFT = [
    *("及时报送的得满分", "及时报送的得满分，弄虚作假的不得分", "部分完成的得满分，未完成不得分"),
    *(
        "及时报送的得满分，未及时报送的不得分，内容不实每处扣1分",
        "及时报送的得满分，未报送的不得分",
    ),
    *(
        "按时完成得满分，每逾期1天扣1分，漏报一次扣1分",
        "未完成的，按时整改得满分，未按时整改不得分",
    ),
    *(
        "满意率90%以上得满分，80%以上得3分，80%以下不得分",
        "合格率达到100%得满分，每低1个百分点扣1分",
    ),
    *("完成任务得满分，完成一半得5分，否则不得分", "及时报送的得满分，迟报的酌情扣分"),
]


@pytest.mark.parametrize("text", FULL_LEFT)
def test_full_points_that_are_not_sure_are_left_to_a_person(text):
    item, _ = awards_of(text)
    words = "".join(item.unsettled)
    assert "满分" in words
    assert all(r.deduction == 0 for c in item.components for r in c.rules if r.kind.effect == "set")


@pytest.mark.parametrize(
    "text", ["受到省、市表扬的加3分、2分", "未召开会议扣1分、2分", "受到表扬的，每次加3分或2分"]
)
def test_one_of_several_points_is_not_all_of_them(text):
    item, _ = awards_of(text)
    assert item.unsettled == (text,)
    assert all(component.rules == () for component in item.components)
