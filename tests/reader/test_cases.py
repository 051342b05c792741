"""Milder and graver cases of one failing wait together; two failings are two rules."""

import pytest

from tests.reader.tables import read_item

CASES = [
    "违规操作的扣3分，未造成后果的扣1分",
    "未完成任务扣2分，未启动扣5分",
    "项目未开工的扣5分，项目未完工的扣2分",
    "未按期办结的扣1分；未办理的扣3分",
    "发现挪用资金的，每起扣2分，涉及金额超过10万元的，扣5分",
    "挪用资金的扣2分，数额较大的扣5分",
    "占用耕地的扣2分；面积超过100亩的扣3分",
    "违规操作的不得分，未造成后果的扣1分",
    "发生安全事故扣2分，发生重大安全事故扣5分",
    "发生安全事故每起扣2分；发生重大安全事故每起扣5分",
    "发生一般及以上事故每起扣1分，重大事故每起扣5分",
    "逾期24小时扣1分，逾期48小时扣2分",
    "超过3天未办结扣1分，超过7天未办结扣2分",
    "未成立机构当年扣1分，次年扣2分",
    "6月底前未成立机构扣1分。12月底前未成立机构扣2分",
    "有未完工项目扣1分，有2个以上未完工扣3分",
    "有1个56人以上大班额扣0.5分，有1个66人以上超大班额扣1分",
    "未报送扣2分，未按时报送扣1分",
    "未办理扣2分。未及时办理扣1分",
    "未整改扣2分；未整改到位扣1分",
    "整改不到位扣1分，拒不整改扣3分",
    "被通报的每次扣1分；被省级通报的每次扣2分",
    "上访每起扣1分；越级上访每起扣2分",
    "发现违规行为每起扣1分，违规行为情节严重的每起扣3分",
    "未落实责任扣1分；造成事故的每起扣5分",
    "未落实责任扣1分；因未落实责任造成事故的每起扣5分",
    "违规操作扣3分，情节轻微的扣1分",
    "未整改扣2分，情节严重的倒扣3分",
    "预案未修订的每座水库扣0.2分，全部未修订的扣2分",
    "部分未落实扣1分，未落实扣3分",
    "拨付率低于95%的，每低1个百分点扣0.5分；拨付率低于90%的，每低1个百分点扣1分",
    "挪用资金扣8分，已全部退还的扣4分",
    "未报送每次扣1分；经催报仍未报送的每次扣2分",
    "被市级以上通报每次扣1分，被省级通报每次扣2分",
    "干部违纪每人扣1分，领导干部违纪每人扣3分",
    "投诉每件扣0.2分，投诉属实每件扣1分",
    "死亡1人扣1分，死亡人数每超过控制指标1人扣2分",
    "管理混乱扣1分，管理严重混乱扣2至3分",
    "隐患未整改的，每处扣0.5分；重大隐患未整改的，每处扣2分",
    "拖欠工资每起扣1分，拖欠工资引发群体性事件每起扣3分",
    "未落实人员的扣2分，未落实经费的扣2分，既未落实人员又未落实经费的扣5分",
]


@pytest.mark.parametrize("scoring", CASES)
def test_cases_of_one_failing_are_left_to_a_person(scoring):
    item = read_item(f"做好工作，计9分，{scoring}。")
    assert [rule.clause for component in item.components for rule in component.rules] == []
    assert "".join(item.unsettled).replace("；", "，").count("扣") == scoring.count("扣")


TWO = [
    "迟报每次扣0.1分，漏报每次扣0.2分，瞒报每次扣1分",
    "未成立机构扣1分，未落实人员扣1分",
    "未召开会议扣2分，会议无记录扣1分",
    "未建立台账扣2分，台账不健全扣1分",
    "贫困县未完成扣2分，非贫困县未完成扣1分",
    "县级未制定方案扣2分，乡级未制定方案扣1分",
    "一般事故每起扣1分，较大事故每起扣3分，重大事故每起扣5分",
    "被省级通报的每次扣2分，被市级通报的每次扣1分",
    "被市级通报每次扣1分，被省级以上通报每次扣2分",
    "受伤1人扣1分，死亡1人扣2分",
    "个别未落实扣1分，大部分未落实扣3分",
    "台账建立不及时扣0.5分，台账建立不规范扣0.5分",
    "未公开扣2分，公开不及时扣1分",
    "未落实扣2分，落实不到位扣1分",
    "一般干部违纪每人扣1分，领导干部违纪每人扣3分",
    "未按时报送扣1分，未按质报送扣1分",
    "系统数据未更新扣1分，数据未审核扣1分",
    "铺装的路有积水，每处扣2分。未铺装的路有积水，每处扣1分",
]


@pytest.mark.parametrize("scoring", TWO)
def test_two_failings_are_two_rules(scoring):
    item = read_item(f"做好工作，计9分，{scoring}。")
    assert len(item.components[0].rules) == scoring.count("扣")
    assert item.unsettled == ()


def test_cases_are_one_question_where_nothing_parts_them():
    item = read_item("做好工作，计9分，上访每起扣1分；越级上访每起扣2分。未公示扣1分。")
    assert item.unsettled == ("上访每起扣1分；越级上访每起扣2分",)
    assert [rule.clause for rule in item.components[0].rules] == ["未公示扣1分"]


def test_cases_are_found_whatever_stands_between_them():
    text = "做好工作，计9分，发生事故每起扣2分。资料不全扣1分。发生较大以上事故每起扣5分。"
    item = read_item(text)
    assert item.unsettled == ("发生事故每起扣2分", "发生较大以上事故每起扣5分")
    assert [rule.clause for rule in item.components[0].rules] == ["资料不全扣1分"]


def test_cases_are_sought_within_a_component_only():
    item = read_item("做好甲，计5分，发生上访每起扣1分。做好乙，计4分，发生越级上访每起扣2分。")
    assert [len(component.rules) for component in item.components] == [1, 1]


def test_what_comes_on_top_of_a_case_waits_with_it():
    text = "做好工作，计9分，违规每起扣1分，严重违规每起扣2分，未整改的加扣0.5分。"
    assert read_item(text).components[0].rules == ()


def test_what_came_of_it_speaks_of_what_commas_join_it_to_or_of_the_one_before():
    rules = "资料不全扣1分；违规操作扣3分；未造成后果的扣1分"
    item = read_item(f"做好工作，计9分，{rules}。")
    assert [rule.clause for rule in item.components[0].rules] == ["资料不全扣1分"]
    item = read_item(f"做好工作，计9分，{rules.replace('；', '，')}。")
    assert item.components[0].rules == ()
