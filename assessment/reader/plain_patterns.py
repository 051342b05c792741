"""THE TABLE OF PATTERNS, fourth part: deductions in the plain words of many bureaus.

Rows as in rule_patterns.py: what is counted by length, area or in a place, within a time, what
is named a misdeed, and what is measured by a bar that the requirement names.
"""

from assessment.engine.types import RuleKind
from assessment.reader.patterns import EACH, RATE, TAKE, TIMES, UNIT
from assessment.reader.rule_patterns import RulePattern, Yields
from lib.written_numbers import NUMBER as N

_USUAL = "elsewhere: usual in tables of other bureaus, of no one document"
_DENIALS = "未不无没非违漏误缺逾"
_FAILS = f"[{_DENIALS}]"
_SPREAD = "平方米|平方公里|立方米|公顷|公里|千米|公斤|千克|平米|亩|米|吨"
_TIME = r"(?:个?月|个?工作日|个?小时|天|日|周|个?星期|分钟|年)"
_UNDER = r"少于|不足|低于|未达到?|不满"
_OVER = r"超过|超出|高于|多于|大于"
#: What is wrong whatever the text asks for.
_MISDEED = (
    "瞒报|虚报|谎报|假报|克扣|截留|挪用|挤占|侵占|套取|骗取|冒领|弄虚作假|造假|作假|伪造|篡改|丢失|遗失"
    "|泄密|泄露|损毁|毁坏|滞后|推诿|敷衍|擅自|拒不|拒绝|流于形式|走过场|私设|混乱|松散|薄弱|失实|失真"
    "|下降|倒退|闲置|超(?:预算|概算|编制?|标准|范围|规模|时限|权限|限额|职数)"
)

PLAIN_PATTERNS = (
    # --- What is counted -------------------------------------------------------------------------
    RulePattern(
        name="event_spread",
        kind=RuleKind.PER_OCCURRENCE,
        yields=Yields.SPREAD,
        wording=(
            rf"(?P<subject>[^，。；：\d每各]{{2,40}}?)，?每(?:发现)?(?P<step>{N})?(?P<unit>{_SPREAD})，?"
            rf"{TAKE}(?P<d>{N})分"
        ),
        example="河道保洁，计9分，水面漂浮物每10平方米扣0.1分。",
        source=_USUAL,
    ),
    RulePattern(
        name="event_placed",
        kind=RuleKind.PER_OCCURRENCE,
        yields=Yields.EVENT,
        wording=(
            rf"(?P<a>[^，。；：\d每各]{{2,30}}?)每(?:发现|发生|出现|查实|查出|有)(?P<tail>(?:一|1){EACH})"
            rf"(?P<subject>(?!以[上下]|的?，?扣)[^，。；：\d每各]{{2,30}}?)，?{TAKE}(?P<d>{N})分"
        ),
        example="河道保洁，计9分，河岸每发现1处垃圾扣0.2分。",
        source=_USUAL,
    ),
    RulePattern(
        name="event_within",
        kind=RuleKind.PER_OCCURRENCE,
        yields=Yields.WITHIN,
        wording=(
            rf"(?P<subject>[^，。；：每各\d%]{{0,40}}?(?P<limit>(?:(?:超过|超期|超时|逾期|超出|满|未[在能]|在)?"
            rf"{N}{_TIME}(?:[以之]?内|以上)?))(?:[^，。；：每各\d%]{{0,30}}))，?(?P<tail>{TIMES})，?{TAKE}(?P<d>{N})分"
        ),
        example="案件处置及时，计9分，案件超期30天未处置的，每件扣0.5分。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="event_each_season",
        kind=RuleKind.PER_OCCURRENCE,
        yields=Yields.EVENT,
        wording=(
            rf"(?P<subject>[^，。；：\d每各]{{0,20}}未按(?P<season>[年季月旬周])[^，。；：\d每各]{{1,20}}?)，?"
            rf"(?P<tail>每(?P=season)度?)，?{TAKE}(?P<d>{N})分"
        ),
        example="按季发放资金，计9分，未按季发放的，每季扣2分。",
        source=_USUAL,
    ),
    RulePattern(
        name="lacking_of_list",
        kind=RuleKind.PER_OCCURRENCE,
        yields=Yields.LACKING_OF_LIST,
        wording=(
            rf"(?P<subject>[^，。；：、\d每各]{{2,16}}(?:[、和及][^，。；：、\d每各]{{2,16}}){{1,8}}?)，?"
            rf"缺一(?!不)，?{TAKE}(?P<d>{N})分"
        ),
        example="材料齐全，计9分，方案、总结、台账缺一扣2分。",
        source=_USUAL,
    ),
    # --- What is wrong by its name, or by a bar --------------------------------------------------
    RulePattern(
        name="misdeed",
        kind=RuleKind.NOT_DONE,
        yields=Yields.MISDEED,
        wording=(
            rf"(?P<subject>(?:(?!{_FAILS})[^，\d每各%])*(?:{_MISDEED})(?:(?!{_FAILS})[^，\d每各%])*)，?"
            rf"{TAKE}(?P<d>{N})分"
        ),
        example="资金安全，计9分，克扣直补资金的，扣8分。",
        source=_USUAL,
    ),
    RulePattern(
        name="beside_other",
        kind=RuleKind.NOT_DONE,
        yields=Yields.BESIDE_OTHER,
        wording=(
            rf"(?P<subject>(?:(?!{_FAILS})[^，。；：\d每各%]){{2,20}}?(?:{_OVER}|少于|低于)"
            rf"(?:(?!{_FAILS})[^，。；：\d每各%]){{2,15}}?)，?{TAKE}(?P<d>{N})分"
        ),
        example="依法招标，计9分，中标价高于概算的扣1分。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="beyond_figure",
        kind=RuleKind.NOT_DONE,
        yields=Yields.BEYOND_FIGURE,
        wording=(
            rf"(?P<subject>[^，。；：每各\d%]{{2,30}}?(?<![不未])(?:{_UNDER}|{_OVER})(?P<n>{N})(?P<unit>{_TIME}|万?{UNIT}))的?，?"
            rf"{TAKE}(?P<d>{N})分"
        ),
        example="公示规范，计9分，公示期少于7天的扣0.5分。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="rate_own_floor",
        kind=RuleKind.RATE_BELOW,
        yields=Yields.OWN_BAR,
        wording=(
            rf"(?P<rates>[^，。；：、和及每\d]{{2,20}}?{RATE})，?(?:{_UNDER}|达不到)(?P<bar>{N})%的?，"
            rf"每(?:下降|降低|减少|低于?|少)(?P<step>{N})(?:%|个百分点)，?{TAKE}(?P<d>{N})分"
        ),
        example="资金支出及时，计9分，资金支出率低于95%的，每低1个百分点扣0.5分。",
        source=_USUAL,
    ),
    RulePattern(
        name="rate_own_ceiling",
        kind=RuleKind.EXCESS,
        yields=Yields.OWN_BAR,
        wording=(
            rf"(?P<rates>[^，。；：、和及每\d]{{2,20}}?{RATE})，?(?:{_OVER})(?P<bar>{N})%的?，"
            rf"每(?:上升|增加|提高|超过?|超出|高于?|高出)(?P<step>{N})(?:%|个百分点)，?{TAKE}(?P<d>{N})分"
        ),
        example="压减结余，计9分，结转结余率高于5%的，每高1个百分点扣0.2分。",
        source=_USUAL,
    ),
    RulePattern(
        name="above_set",
        kind=RuleKind.EXCESS,
        yields=Yields.ABOVE_SET,
        wording=(
            rf"(?P<subject>[^，。；：\d每各]{{2,20}}?)每(?:超过?|高于|超出|突破)(?P<set>(?:下达的?|核定的?|年度)?"
            rf"(?:控制(?:指标|目标|数|线)|计划数|限额|定额|指标数?|编制数?|概算|预算))的?(?P<step>{N})(?P<unit>{UNIT})，?"
            rf"{TAKE}(?P<d>{N})分"
        ),
        example="死亡人数不突破控制指标，计9分，死亡人数每超过控制指标1人扣2分。",
        source=_USUAL,
    ),
    # --- What is short of a target that the requirement names ------------------------------------
    RulePattern(
        name="rate_of_list",
        kind=RuleKind.RATE_BELOW,
        yields=Yields.RATE_OF_LIST,
        wording=(
            rf"(?P<rates>[^，。；：、每\d]{{2,12}}{RATE})，?每?(?:下降|降低|低于?|少)(?:目标值?|标准值?)?的?"
            rf"(?P<step>{N})(?:%|个百分点)，?{TAKE}(?P<d>{N})分"
        ),
        example="提案办复率、满意率均达到100%，计9分，办复率每低1个百分点扣0.1分。",
        source=_USUAL,
    ),
    RulePattern(
        name="money_short_named",
        kind=RuleKind.SHORTFALL_UNIT,
        yields=Yields.MONEY_SHORT_NAMED,
        wording=(
            rf"(?P<subject>[^，。；：\d每各]{{2,20}}?)，?每[少差欠](?:完成|到位|投入)?(?P<step>{N})"
            rf"(?P<unit>亿元|万元|千元|元|万亩|亩)，?{TAKE}(?P<d>{N})分"
        ),
        example="完成固定资产投资3亿元，其中省级资金5000万元，计9分，投资每少500万元扣0.2分。",
        source=_USUAL,
    ),
    RulePattern(
        name="units_of_stage",
        kind=RuleKind.SHORTFALL_UNIT,
        yields=Yields.STAGE_UNITS,
        wording=(
            rf"(?P<subject>[^，。；：\d每各]{{2,10}}?)(?P<stage>开工|完工|竣工|建成|实施|启动|验收|投产|入库)，?"
            rf"每[少差欠](?P<step>{N})(?P<unit>{UNIT})，?{TAKE}(?P<d>{N})分"
        ),
        example="完成后扶项目计划100个，计9分，项目开工每少1个扣0.2分。",
        source=_USUAL,
    ),
)
