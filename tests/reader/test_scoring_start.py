"""A target and what falling short of it costs in one sentence, where no points are named."""

import pytest

from lib.rounding import format_points
from tests.reader.tables import read_item

#: What is said, then the measure, its target, and what a step of how much costs.
READ = {
    "发放到位率达到100%，每低1个百分点扣0.5分。": ("发放到位率", "100", "1", "0.5"),
    "加强管理，发放到位率100%，每低于1%扣0.5分。": ("发放到位率", "100", "1", "0.5"),
    "全年召开会议不少于2次，每少1次扣1分。": ("召开会议", "2", "1", "1"),
    "每年召开会议不少于2次，每少1次扣1分。": ("召开会议数", "2", "1", "1"),
    "全年研究移民工作不少于2次，少一次扣1分。": ("研究移民工作", "2", "1", "1"),
    "培训移民500人，每少10人扣1分。": ("培训移民", "500", "10", "1"),
    "全年召开会议2次以上，每少1次扣1分。": ("召开会议", "2", "1", "1"),
    "培训移民500人及以上，每少10人扣1分。": ("培训移民", "500", "10", "1"),
    "完成投资500万元，每少10万元扣0.5分。": ("投资", "500", "10", "0.5"),
}
#: For whom, when, of what, or already short: the words before the comma may say more.
LEFT = [
    "培训移民500人，少10人扣1分。",
    "召开会议2次，人员少1次扣1分。",
    "发生上访5人以上，每起扣2分。",
    "每月巡查2次以上，每少1次扣1分。",
    "2名以上人员未参训，每少1名扣1分。",
    "完成率低于90%，每低1个百分点扣1分。",
    "各县完成率90%，每低1个百分点扣1分。",
    "每月巡河不少于2次，每少1次扣1分。",
    "经核查发放率90%，每低1个百分点扣1分。",
    "对超过500人的乡镇，培训100人，每少10人扣1分。",
    "未达到100%，每低1个百分点扣1分。",
    "任一乡镇发放率100%，每低1个百分点扣1分。",
    "在2个乡镇开展，培训500人，每少10人扣1分。",
    "较上年下降5%，每少下降1个百分点扣0.5分。",
    "信访量下降10%，每低1个百分点扣1分。",
    "培训500人以内，每少10人扣1分。",
    "抽查5个村的，每少1个扣1分。",
]


@pytest.mark.parametrize(("text", "read"), READ.items())
def test_what_falls_short_of_a_target_before_the_comma_is_read(text, read):
    item = read_item(text, "6")
    [component] = item.components
    [rule] = component.rules
    measure = component.measures[rule.measures[0]]
    figures = (measure.target, rule.step, rule.deduction)
    assert (measure.name, *map(format_points, figures)) == read
    assert item.unsettled == ()


@pytest.mark.parametrize("text", LEFT)
def test_what_may_restrict_the_words_behind_it_is_left_to_a_person(text):
    item = read_item(text, "6")
    assert [rule for component in item.components for rule in component.rules] == []
    assert item.unsettled
