"""THE TABLE OF TARGETS: how the official texts word what a component asks for.

As with the rules of patterns.py: a wording that is not read yet is added by adding
a row with an example and its source (docs/reading-a-wording.md).
"""

import re
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import cached_property

from assessment.reader.patterns import END, RATE, UNIT
from lib.written_numbers import NUMBER as N


class TargetSort(StrEnum):
    QUANTITY = auto()
    RATE = auto()
    PLACES = auto()  # named places, each done or not
    GROUP = auto()  # a number of places, not named
    WORKS = auto()  # named works, each done or not


@dataclass(frozen=True)
class TargetPattern:
    """wording: a regular expression with the groups words (the thing), n, unit, places, etc,
    stated, task, noun, lead.

    name: the measure's name, made of the groups. Tried in order; what one row
    took is not offered to the next. example, source: as with rules.
    """

    label: str
    sort: TargetSort
    wording: str
    name: str
    example: str
    source: str

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile(self.wording)


# 和 parts names and may only begin one (和平县): else lists could be cut up in too many ways.
_HAN = r"(?:(?!和)[一-龥])"
_PLACE = rf"和?{_HAN}{{1,9}}?(?:[县市区州旗]|林场|农场|管理处)(?![县市区州])"
_WORK = rf"{_HAN}{{1,20}}?"

TARGET_PATTERNS = (
    TargetPattern(
        label="named_places",
        sort=TargetSort.PLACES,
        wording=(
            rf"完成对?(?P<places>{_PLACE}(?:[、和]{_PLACE}){{0,60}})(?P<etc>等)?"
            rf"(?:(?P<stated>{N})个[县市区]+)?的?"
            r"(?P<task>[一-龥]{0,8}(?:审计|稽察|稽查|检查|督查|监测评估))(?:任务|工作)?" + END
        ),
        name="{task}完成数",
        example="完成芦淞区、云龙区、石峰区、株洲县的移民资金内部审计",
        source="2017 株洲市",
    ),
    TargetPattern(
        label="group_of_places",
        sort=TargetSort.GROUP,
        wording=(
            rf"完成(?P<lead>[一-龥\d]{{1,40}}?)（(?P<n>{N})个）(?P<task>[一-龥]{{1,20}}?)(?:任务|工作)?"
            + END
        ),
        name="{lead}{task}完成数",
        example="完成移民人数1万人以下县市区（7个）监测评估工作",
        source="2017 长沙市",
    ),
    TargetPattern(
        label="rate",
        sort=TargetSort.RATE,
        wording=rf"(?P<words>[一-龥]{{1,12}}{RATE})(?:达到|达|为|不低于|≥)?(?P<n>{N})%(?:以上|及以上)?"
        + END,
        name="{words}",
        example="获证率95%以上",
        source="2017 长沙市",
    ),
    TargetPattern(
        label="quantity",
        sort=TargetSort.QUANTITY,
        wording=(
            rf"(?P<words>[一-龥]{{1,30}}(?:（[一-龥、]{{1,20}}）)?)(?P<n>(?<![\d.])\d[\d,.]*)"
            rf"(?:(?P<unit>{UNIT})(?:及?以上(?!（))?(?:{END}|(?=和))|{END})"
        ),
        name="{words}",
        example="油茶5000亩",
        source="2017 长沙市",
    ),
    TargetPattern(
        label="counted_works",
        sort=TargetSort.WORKS,
        wording=(
            rf"(?P<verb>完成|启动|建成)(?P<lead>[一-龥、]{{0,40}}?)(?P<n>{N})(?P<unit>[个座处])"
            r"(?P<task>[一-龥]{1,30}?(?:工作|任务))" + END
        ),
        name="{lead}{n}{unit}{task}{verb}数",
        example="完成小洪电站4个集中安置点场平任务",
        source="2017 怀化市",
    ),
    TargetPattern(
        label="named_works",
        sort=TargetSort.WORKS,
        wording=(
            rf"(?P<verb>完成)(?P<places>{_WORK}(?:[、和]{_WORK}){{1,60}})(?P<etc>等)?"
            r"(?P<noun>工程|水库|水电站|电站)(?P<task>[一-龥、]{1,40}?(?:工作|任务))" + END
        ),
        name="{places}{etc}{noun}{task}完成数",
        example="完成土谷塘和株洲航电枢纽工程竣工移民安置验收准备工作",
        source="2017 衡阳市",
    ),
)

# Words before a quantity's name that are not part of it, and after it.
LEADING = re.compile(r"^(?:其中|包括|全面|组织|按时|力争|完成|解决|实现|新增|共|全年)+")
TRAILING = re.compile(r"(?:不少于|不低于|达到|达|至少|共计|共|为)+$")

# (words in the name as printed, key): one key for the same thing in every city.
# Quantities also take the key for their name.
QUANTITY_KEYS = (
    ("整村推进", "整村推进移民村"),
    ("脱贫", "贫困移民脱贫"),
    ("省政府绩效考核指标数", "省政府绩效考核指标数"),
    ("避险解困", "避险解困"),
)
KEYS = (
    ("扶工作稽察", "后扶工作稽察"),
    ("移民资金内部审计", "移民资金内部审计"),
    ("监测评估", "监测评估"),
    ("基础工作未落实", "计生综治基础工作未落实"),
    ("优惠政策", "计生优惠政策未落实"),
    ("一般性问题", "审计一般性问题未整改"),
    ("严重违法", "审计严重违法违规问题"),
    ("整改到位的加扣", "严重问题未整改加扣"),
    ("接劝", "未及时接劝非正常上访移民"),
    ("非正常上访", "到省进京非正常上访"),
    ("交办、督办", "未完成交办督办信访事项"),
    ("网上信访", "未及时答复网上信访"),
    ("应发现", "稽察应发现未发现"),
    ("跟踪服务", "就业跟踪服务"),
    ("信息采集审核工作方案", "未制定采集审核方案"),
    ("审核不按时", "采集审核不按时"),
    ("审核把关不严", "采集审核把关不严"),
    ("推广不力", "系统培训推广不力"),
    ("四风", "“四风”问题被通报"),
    ("违纪违规行为", "违纪违规被通报"),
    ("影响终验", "因配合不力影响终验"),
    ("进度质量", "因配合不力影响进度质量"),
)
