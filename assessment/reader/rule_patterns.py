"""THE TABLE OF PATTERNS: how the official texts word what is deducted.

One pattern a row. A wording that is not read yet (another province, another
year) is added by adding a row with an example and its source; a test reads every
example and asks that exactly this row reads it (docs/reading-a-wording.md).

A pattern must fit a whole clause of clean text, from its first word to 分.
"""

import re
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import cached_property

from assessment.engine.types import RuleKind
from assessment.reader.patterns import (
    BAR,
    EACH,
    FALLS,
    LACKS,
    NOUN,
    ONE_OF,
    OWN_BAR,
    RATE,
    SEEN,
    TAKE,
    TIMES,
    UNIT,
    VERB,
)
from lib.written_numbers import NUMBER as N


class Yields(StrEnum):
    """Which measures a rule's clause stands for; measures.py and rules.py do it."""

    ALL_TARGETS = auto()  # every quantity of the component, pooled
    NAMED_TARGET = auto()  # the quantity that the clause names
    NAMED_TASK = auto()  # the same, or a task measured in percent
    NAMED_UNITS = auto()  # units of the quantity or work that the clause names
    ONLY_UNITS = auto()  # units of the only quantity, places or works there are
    ONLY_ONE = auto()  # the only target, and it is one place or thing
    RATES = auto()  # one rate or several, a rule each
    ONLY_RATE = auto()  # the only rate there is
    EVENT = auto()  # how often it happened
    TWO_EVENTS = auto()  # two of them, a rule each
    ADDED = auto()  # how often it happened, on top of the rule before
    EACH_OF = auto()  # how many of those named failed
    FAILING = auto()  # whether it happened
    # In wider_meanings.py:
    WHEN = auto()  # how often it happened, or whether, under a condition
    BEHIND = auto()  # how often it happened, as the words behind the points say
    EACH_FAILING = auto()  # whether each of those named failed
    UNFINISHED = auto()  # whether the only target is reached
    SHORT_OF_COUNT = auto()  # units of a number that the requirement names
    BELOW_RATE = auto()  # whether a rate is below a bar
    STEPS = auto()  # how often it happened, several times a step
    TIME = auto()  # for how long
    SUM_OF_MONEY = auto()  # of how much money
    CEILING = auto()  # above the only rate or figure that must not be exceeded
    FLOOR = auto()  # below the only percentage that is asked for
    MONEY_SHORT = auto()  # units of the only amount of money there is, in the clause's unit
    # In plain_meanings.py:
    SPREAD = auto()  # how much of it there is, by length, area or weight
    WITHIN = auto()  # how often it happened, under a limit of time
    LACKING_OF_LIST = auto()  # how many are lacking of those named
    MISDEED = auto()  # whether what is wrong by its name happened
    BESIDE_OTHER = auto()  # whether it is above or below something else
    BEYOND_FIGURE = auto()  # whether it is above or below a figure
    OWN_BAR = auto()  # a rate below or above the bar that the clause itself names
    ABOVE_SET = auto()  # how much it is above a figure that is set elsewhere
    RATE_OF_LIST = auto()  # one of several rates that share a target
    MONEY_SHORT_NAMED = auto()  # units of the amount of money that the clause names
    STAGE_UNITS = auto()  # units of the only number, a stage of them
    # In counted_meanings.py:
    LACKING = auto()  # how many are lacking of what it does not count
    LACKING_EITHER = auto()  # how many of two things are lacking, together
    LACKING_FAILING = auto()  # how many are lacking of what the clause says failed
    SINGLE_OF_SIZE = auto()  # how often it happened, of those of a size
    ON_TOP_EACH = auto()  # how many it hit, on top of the rule before
    # In giving_meanings.py:
    MADE = auto()  # whether the score is made
    OTHERWISE = auto()  # whether what is asked just before was not done
    MADE_UNLESS = auto()  # the same of what the rule before asks
    MADE_FULL = auto()  # whether all the points are given
    MADE_BY_RATE = auto()  # whether the only rate is below what is asked
    DONE = auto()  # whether it was done
    BASE = auto()  # the only rate, from whose points others are deducted
    FROM_BASE = auto()  # that rate, where the clause of its points is all that asks for it
    DONE_UNITS = auto()  # how much of the only target was done
    DONE_SHARE = auto()  # which part of the only target was done
    JUDGED = auto()  # what a person gives
    JUDGED_EACH = auto()  # the same for each time
    JUDGED_BONUS = auto()  # what a person adds
    JUDGED_BONUS_EACH = auto()  # the same for each time
    TIER = auto()  # one of several bands of a figure, see tiers.py
    TIERS = auto()  # all bands of a figure, in a row
    TIERS_IF = auto()  # the same, and whether that holds under which they count
    TIERS_AGAIN = auto()  # what they leave without points, said once more
    GROWING = auto()  # how often it happened, where each time costs more
    GROWING_ROW = auto()  # the same, the times in a row
    PLACES = auto()  # which place was reached, each with its points
    PLACES_ROW = auto()  # the same, the points in a row or from most to least
    PLACES_SAME = auto()  # the same, as many for each of the first places
    OVER_UNITS = auto()  # how much more than the only target was done
    OVER_RATE = auto()  # how far a rate lies above what is asked
    UNDER_BASE = auto()  # how far a rate lies below that from whose points others are deducted
    HAPPENED = auto()  # whether it happened, in all words
    AS_BEFORE = auto()  # whether what the rule before it names happened
    # In earning_meanings.py:
    EACH_GIVEN = auto()  # how many of what points are given for
    NEXT_LEVEL = auto()  # the same as before, of a lower level
    BY_LEVEL = auto()  # which level took notice, a rule each


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
    is_whole: bool = False  # takes in every word up to the stop before, and keeps them all

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile(self.wording)


_SHARE = rf"每[少差欠](?:{VERB})?(?:任务)?(?:的)?(?P<step>{N})%，?{TAKE}(?P<d>{N})分"
_UNITS = (
    rf"(?:每[少差欠]|[少差欠](?=[1一][^\d.]))(?P<verb>{VERB}|[建创修改种]|创建|新建|改造)?"
    rf"(?P<step>{N})(?P<unit>{UNIT})"
    rf"(?P<noun>[一-龥]{{0,6}}?)，?{TAKE}(?P<d>{N})分"
)
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
        wording=rf"(?:其中)?每[少差欠](?:{VERB})?(?P<subject>[^\d%，每]+?)的?(?P<step>{N})%，?{TAKE}(?P<d>{N})分",
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
        wording=rf"(?:其中)?未完成(?:任务|工作)?的?，?{TAKE}(?P<d>{N})分",
        example="完成望城区的移民资金内部审计，计7分，未完成扣6分。",
        source="2017 长沙市",
        is_bare=True,
    ),
    RulePattern(
        name="below_bar",
        kind=RuleKind.BELOW_BAR,
        yields=Yields.NAMED_TARGET,
        wording=rf"未(?:完成|达到)(?P<subject>[^，每各]+?)，?{TAKE}(?P<d>{N})分",
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
            rf"(?P<rates>[^，每]*?{RATE}(?:[、和][^，、和每]*?{RATE})*)，?{BAR}"
            rf"{FALLS}|少){OWN_BAR}(?P<step>{N})(?:%|个百分点)，?各?{TAKE}(?P<d>{N})分"
        ),
        example="获证率95%以上，就业率90%以上，计9分，获证率、就业率每下降1%各扣0.1分。",
        source="2017 长沙市",
    ),
    RulePattern(
        name="only_rate",
        kind=RuleKind.RATE_BELOW,
        yields=Yields.ONLY_RATE,
        wording=rf"{BAR}{FALLS})(?P<step>{N})(?:%|个百分点)，?{TAKE}(?P<d>{N})分",
        example="资金拨付率达到95%，计5分，低于95%的，每低1个百分点扣0.5分。",
        source="elsewhere: usual in tables of other bureaus, of no one document",
        is_bare=True,
    ),
    RulePattern(
        name="two_events",
        kind=RuleKind.PER_OCCURRENCE,
        yields=Yields.TWO_EVENTS,
        wording=rf"(?P<a>[^，、或和每]+)[或、和](?P<b>[^，、或和每]+?)每次，?分别{TAKE}(?P<d>{N})分?[和、](?P<d2>{N})分",
        example="按要求报送统计报表，计5分，迟报或未报每次分别扣0.2和0.5分。",
        source="2017 长沙市",
    ),
    RulePattern(
        name="added",
        kind=RuleKind.PER_OCCURRENCE,
        yields=Yields.ADDED,
        wording=rf"(?P<subject>[^，每各]+)，?(?P<plus>加扣)(?P<d>{N})分",
        example="落实整改要求，计7分，审计发现严重违法问题的每起扣1分，未在规定时间内整改到位的加扣0.5分。",
        source="2017 长沙市",
    ),
    RulePattern(
        name="event",
        kind=RuleKind.PER_OCCURRENCE,
        yields=Yields.EVENT,
        wording=rf"(?P<subject>[^，每各]+)，?(?P<tail>{TIMES})，?{TAKE}(?P<d>{N})分",
        example="妥善处理信访案件，计11分，未按规定要求及时答复网上信访每次扣1分。",
        source="2017 长沙市",
    ),
    RulePattern(
        name="event_first",
        kind=RuleKind.PER_OCCURRENCE,
        yields=Yields.EVENT,
        wording=rf"(?P<tail>每?(?:{SEEN}|{LACKS}){ONE_OF})(?P<subject>[^，每各]+)，?{TAKE}(?P<d>{N})分",
        example="严格遵守廉政制度，计10分，每发生一起违纪违规行为扣2分。",
        source="elsewhere: usual in such tables, of no one document",
    ),
    RulePattern(
        name="one_first",
        kind=RuleKind.PER_OCCURRENCE,
        yields=Yields.EVENT,
        wording=(
            rf"(?P<tail>每(?:一|1)?{EACH}|{ONE_OF})"
            rf"(?P<subject>[^，每各]*[未不无没非违漏误缺逾][^，每各]+)，?{TAKE}(?P<d>{N})分"
        ),
        example="按时报送工作报表，计5分，一次未报送扣0.5分。",
        source="elsewhere: usual in tables of other bureaus, of no one document",
    ),
    RulePattern(
        name="each_time",
        kind=RuleKind.PER_OCCURRENCE,
        yields=Yields.EVENT,
        wording=(
            rf"(?:(?P<a>[^，每各]+)，)?"
            rf"每(?P<subject>(?:(?!{SEEN}|{LACKS}[一1])[^，每各\d少差欠低降超逾增高退落减多]){{1,12}}?)"
            rf"(?P<tail>{ONE_OF}(?:{NOUN})?)，?{TAKE}(?P<d>{N})分"
        ),
        example="按时报送工作报表，计5分，每迟报一次扣0.5分。",
        source="elsewhere: usual in tables of other bureaus, of no one document",
    ),
    RulePattern(
        name="lacking",
        kind=RuleKind.PER_OCCURRENCE,
        yields=Yields.EVENT,
        wording=rf"(?P<tail>每?(?:{LACKS}|出现|发现|发生){ONE_OF})，?{TAKE}(?P<d>{N})分",
        example="有领导小组、办公场地，计5分，每缺一项扣2分。",
        source="elsewhere: usual in tables of other bureaus, of no one document",
        is_bare=True,
    ),
    RulePattern(
        name="each_of",
        kind=RuleKind.PER_OCCURRENCE,
        yields=Yields.EACH_OF,
        wording=rf"(?P<subject>[^，每各]+[、和及][^，每各]+)，?各{TAKE}(?P<d>{N})分",
        example="完成移民安置自、初验工作，计9分，未完成自、初验工作各扣2分。",
        source="2017 常德市",
    ),
    RulePattern(
        name="failing",
        kind=RuleKind.NOT_DONE,
        yields=Yields.FAILING,
        wording=rf"(?P<subject>[^，\d每各%]*[未不无没非违漏误缺逾][^，\d每各%]+)，?{TAKE}(?P<d>{N})分",
        example="组织召开移民安置方案听证会，计9分，未召开听证会扣2分。",
        source="2017 长沙市",
    ),
)
