"""THE TABLE OF PATTERNS: how the official texts word points, targets and rules.

One pattern a row. A wording that is not read yet (another province, another
year) is added by adding a row with an example and its source; a test reads every
example and asks that exactly this row reads it (docs/reading-a-wording.md).

Patterns see clean text (see cleantext): no spaces, half-width digits, full-width
punctuation. A RULE_PATTERN must fit a whole clause, from its first word to 分.
"""

import re
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import cached_property

from assessment.engine.types import RuleKind
from assessment.reader.numerals import NUMBER as N

#: Characters; no clause of an official text comes near, and nothing looks further for its end.
LONGEST_CLAUSE = 400

UNIT = (
    r"(?:万?(?:亩|人次|平方米|公里|千米|米|公顷|人|元|吨|株|头|羽)"
    r"|个|户|座|处|项|次|期|件|份|篇|条|场|家|村|台|套|口|批|所|栋|例|起)"
)
VERB = r"(?:完成|启动|开展|组织|落实|实施|建成|培训|安置|报送|召开|验收|解决)"
END = r"(?=[，。；：、（）！？]|$)"


class Yields(StrEnum):
    """Which measures a rule's clause stands for; measures.py and rules.py do it."""

    ALL_TARGETS = auto()  # every quantity of the component, pooled
    NAMED_TARGET = auto()  # the quantity that the clause names
    NAMED_TASK = auto()  # the same, or a task measured in percent
    NAMED_UNITS = auto()  # units of the quantity or work that the clause names
    ONLY_UNITS = auto()  # units of the only quantity, places or works there are
    ONLY_ONE = auto()  # the only target, and it is one place or thing
    RATES = auto()  # one rate or several, a rule each
    EVENT = auto()  # how often it happened
    TWO_EVENTS = auto()  # two of them, a rule each
    ADDED = auto()  # how often it happened, on top of the rule before
    EACH_OF = auto()  # how many of those named failed
    FAILING = auto()  # whether it happened


@dataclass(frozen=True)
class RulePattern:
    """wording: a regular expression with the groups subject, step, unit, noun, verb, d and d2
    (deductions), a and b, rates.

    example: an item's text with a clause that this row, and no other, reads.
    source: whose official text has that clause («2017 长沙市»), or «elsewhere: » and the document.
    """

    name: str
    kind: RuleKind
    yields: Yields
    wording: str
    example: str
    source: str
    is_bare: bool = False  # names nothing itself: what it is about stands elsewhere

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile(self.wording)


# 计8分, 记3分; not 累计5分, 合计5分.
POINTS = re.compile(rf"(?<![累合共总小统估设核审会])[计记](?P<points>{N})分{END}")

# Any figure of points that ends a clause: 扣0.8分, 扣0.2和0.5分, 得5分.
CLAUSE_END = re.compile(rf"{N}分{END}")

_SHARE = rf"每[少差欠](?:{VERB})?(?:任务)?(?:的)?(?P<step>{N})%，?扣(?P<d>{N})分"
_UNITS = (
    rf"每[少差欠](?P<verb>{VERB})?(?P<step>{N})(?P<unit>{UNIT})"
    rf"(?P<noun>[一-龥]{{0,6}}?)，?扣(?P<d>{N})分"
)
_TIMES = r"(?:每|每(?:出现|发现|发生|有)(?:一|1)?|每(?:一|1))(?:次|起|项|例|件|处|个|人次)"

RULE_PATTERNS = (
    RulePattern(
        name="share",
        kind=RuleKind.SHORTFALL_SHARE,
        yields=Yields.ALL_TARGETS,
        wording=rf"(?:其中)?，?{_SHARE}",
        example="其中油茶5000亩、茶叶1500亩，计8分，每少完成10%扣0.8分。",
        source="2017 长沙市",
        is_bare=True,
    ),
    RulePattern(
        name="share_named_within",
        kind=RuleKind.SHORTFALL_SHARE,
        yields=Yields.NAMED_TARGET,
        wording=rf"(?:其中)?每[少差欠](?:{VERB})?(?P<subject>[^\d%，每]+?)的?(?P<step>{N})%，?扣(?P<d>{N})分",
        example="贫困移民脱贫1570人，计10分，每少完成脱贫人数的10%扣0.5分。",
        source="2017 株洲市",
    ),
    RulePattern(
        name="share_named_before",
        kind=RuleKind.SHORTFALL_SHARE,
        yields=Yields.NAMED_TASK,
        wording=rf"(?P<subject>[^，每]+?)，?{_SHARE}",
        example="全面完成水库扩建工程移民搬迁安置任务，计7分，移民安置任务每少完成10%扣0.7分。",
        source="2017 永州市",
    ),
    RulePattern(
        name="units",
        kind=RuleKind.SHORTFALL_UNIT,
        yields=Yields.ONLY_UNITS,
        wording=rf"(?:其中)?，?{_UNITS}",
        example="完成芦淞区、石峰区的移民资金内部审计，计7分，每少完成1个县扣1.5分。",
        source="2017 株洲市",
        is_bare=True,
    ),
    RulePattern(
        name="units_named",
        kind=RuleKind.SHORTFALL_UNIT,
        yields=Yields.NAMED_UNITS,
        wording=rf"(?P<subject>[^，每]+?)，?{_UNITS}",
        example="整村推进移民村6个，计10分，未完成整村推进移民村任务，每少1个村扣0.8分。",
        source="2017 长沙市",
    ),
    RulePattern(
        name="not_finished",
        kind=RuleKind.SHORTFALL_UNIT,
        yields=Yields.ONLY_ONE,
        wording=rf"(?:其中)?未完成(?:任务|工作)?的?，?扣(?P<d>{N})分",
        example="完成望城区的移民资金内部审计，计7分，未完成扣6分。",
        source="2017 长沙市",
        is_bare=True,
    ),
    RulePattern(
        name="below_bar",
        kind=RuleKind.BELOW_BAR,
        yields=Yields.NAMED_TARGET,
        wording=rf"未(?:完成|达到)(?P<subject>[^，每各]+?)，?扣(?P<d>{N})分",
        example=(
            "完成避险解困1873人（其中省政府绩效考核指标数为915人），计10分，"
            "未完成省政府绩效考核指标数扣10分。"
        ),
        source="2017 长沙市",
    ),
    RulePattern(
        name="rates",
        kind=RuleKind.RATE_BELOW,
        yields=Yields.RATES,
        wording=(
            rf"(?P<rates>[^，每]*?率(?:[、和][^，、和每]*?率)*)，?"
            rf"每(?:下降|降低|减少|低|少)(?P<step>{N})(?:%|个百分点)，?各?扣(?P<d>{N})分"
        ),
        example="获证率95%以上，就业率90%以上，计9分，获证率、就业率每下降1%各扣0.1分。",
        source="2017 长沙市",
    ),
    RulePattern(
        name="two_events",
        kind=RuleKind.PER_OCCURRENCE,
        yields=Yields.TWO_EVENTS,
        wording=rf"(?P<a>[^，、或和每]+)[或、和](?P<b>[^，、或和每]+?)每次，?分别扣(?P<d>{N})分?[和、](?P<d2>{N})分",
        example="按要求报送统计报表，计5分，迟报或未报每次分别扣0.2和0.5分。",
        source="2017 长沙市",
    ),
    RulePattern(
        name="added",
        kind=RuleKind.PER_OCCURRENCE,
        yields=Yields.ADDED,
        wording=rf"(?P<subject>[^，每各]+)，?(?P<tail>加扣)(?P<d>{N})分",
        example="落实整改要求，计7分，审计发现严重违法问题的每起扣1分，未在规定时间内整改到位的加扣0.5分。",
        source="2017 长沙市",
    ),
    RulePattern(
        name="event",
        kind=RuleKind.PER_OCCURRENCE,
        yields=Yields.EVENT,
        wording=rf"(?P<subject>[^，每各]+)，?(?P<tail>{_TIMES})，?扣(?P<d>{N})分",
        example="妥善处理信访案件，计11分，未按规定要求及时答复网上信访每次扣1分。",
        source="2017 长沙市",
    ),
    RulePattern(
        name="event_first",
        kind=RuleKind.PER_OCCURRENCE,
        yields=Yields.EVENT,
        wording=rf"(?P<tail>每(?:出现|发现|发生)(?:一|1)(?:次|起|项|例|件|处))(?P<subject>[^，每各]+)，?扣(?P<d>{N})分",
        example="严格遵守廉政制度，计10分，每发生一起违纪违规行为扣2分。",
        source="elsewhere: usual in such tables, of no one document",
    ),
    RulePattern(
        name="each_of",
        kind=RuleKind.PER_OCCURRENCE,
        yields=Yields.EACH_OF,
        wording=rf"(?P<subject>[^，每各]+[、和及][^，每各]+)，?各扣(?P<d>{N})分",
        example="完成移民安置自、初验工作，计9分，未完成自、初验工作各扣2分。",
        source="2017 常德市",
    ),
    RulePattern(
        name="failing",
        kind=RuleKind.NOT_DONE,
        yields=Yields.FAILING,
        wording=rf"(?P<subject>[^，\d每各%]*[未不无没非违漏误缺逾][^，\d每各%]+)，?扣(?P<d>{N})分",
        example="组织召开移民安置方案听证会，计9分，未召开听证会扣2分。",
        source="2017 长沙市",
    ),
)

# A clause with one of these says more than its pattern can hold: nobody guesses.
GUARD = re.compile(
    r"酌情|视情|最[高多低少]|至少|[加翻双]倍|累计|分别|不超过|超过|以内|上限|封顶|加分|奖励?\d|[减得]分"
    r"|依次|递[增减]|比例|除外|另行|再次|连续|首次|情节|第[\d一二三四五]+[次起项]|[\d一二两三四五]+[次起项件]以"
    r"|[\d一二两三四五六七八九十]+[天日](?!前)|[加另再共均并减]$"
)

# A clause that only says under what condition the next one holds.
CONDITION = re.compile(r"^(?:如|若|对|凡|除|因|经)|[的者时后下]$|情况|情形")

# Everything that may give, take or withhold points. Wider than the patterns: what
# is found here outside a rule is unsettled.
_NOT_A_DEDUCTION = r"(?<![折回克紧抵代纽暂查])(?<!环环相)(?<!不折不)(?<!丝丝入)扣(?![押留缴])"
SCORING = re.compile(
    rf"{_NOT_A_DEDUCTION}"
    r"|\d分(?![钟之局别队公工类级配批期管步布散析解校店院行])"
    r"|[得计记评打赋给折加减满零积奖]分(?![管别类析散布解工部])"
    r"|[加减得奖计记][一二两三四五六七八九十半]+分"
    r"|减半|减[去掉计记]|[加双]倍|按[\d一二两三]+倍|否决|酌情|视情|封顶"
    r"|降[低为]?[一-龥]{0,3}(?:等次|档次|等级|名次|[一1]档|[一1]等)|取消[一-龥]{0,6}(?:评优|评先|资格|名次)"
)

# Fixed terms of the texts; one of them with a character missing is reported.
TERMS = (
    "因配合不力影响",
    "后扶工作稽察",
    "移民资金内部审计",
    "整村推进移民村",
    "省政府绩效考核指标数",
    "农业实用技术培训",
    "转移就业技能培训",
    "未落实优惠政策",
    "基础工作未落实",
    "未召开听证会",
)

# Work that an item's name promises and its text must speak of.
NAME_WORDS = ("稽察", "监测评估", "避险解困", "计生", "培训", "审计", "维稳")

# （移民业务工作部分各项指标得分总额/67）×76
FORMULA = re.compile(
    rf"(?P<name>[一-龥]{{1,30}}?)部分得分=（[^（）/]{{0,60}}/(?P<of>{N})）[×xX*](?P<full>{N})"
)
