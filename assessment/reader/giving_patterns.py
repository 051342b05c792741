"""THE TABLE OF PATTERNS, third part: scores that are made or earned, bands, what a person
judges, and what stands beside the points. Rows as in wider_patterns.py.
"""

from assessment.engine.types import RuleKind
from assessment.reader.bands_said import TIER
from assessment.reader.patterns import (
    RATE,
    TAKE,
    UNIT,
    VERB,
)
from assessment.reader.rule_patterns import RulePattern, Yields
from assessment.reader.tiers import TIERS
from lib.written_numbers import NUMBER as N

_USUAL = "elsewhere: usual in tables of other bureaus, of no one document"
_NOTHING = r"(?:不予?[得计记给赋]分|不得[该本]项分|(?:[计记视]为|[得计记给按为])(?:0|零)分|无分)"
_WHOSE = r"(?P<whole>(?:[该本此]项?(?:要点|款|条)?(?:考核|考评|指标|工作|内容|评分)*)，?)?"
_GIVES = r"(?<![加不累合共总小统估设核审会别另各再均只可仍即才仅最高多])[得记计]"
# Not 重视程度高.
_SEES_TO = r"(?<![重忽轻漠无歧检巡监注])视(?:情况|情节|情形|情|[^，。；]{1,12}?)"
JUDGES = rf"(?:{_SEES_TO}|酌情|适当){{1,2}}(?:予以|给予)?"

GIVING_PATTERNS = (
    # --- What makes a score ----------------------------------------------------------------------
    RulePattern(
        name="made_by_rate",
        kind=RuleKind.SET_COMPONENT,
        yields=Yields.MADE_BY_RATE,
        wording=(
            rf"(?P<subject>[^。；：，每]{{2,40}}?{RATE})(?:低于|不足|未达到?|达不到|小于)?(?P<bar>{N})%(?:以下)?的?，?"
            rf"{_WHOSE}{_NOTHING}"
        ),
        example="病险水库销号率达85%以上，计3分，病险水库销号率85%以下的记零分。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="made",
        kind=RuleKind.SET_COMPONENT,
        yields=Yields.MADE,
        wording=rf"(?P<subject>[^。；：每]{{2,120}}?)，?{_WHOSE}{_NOTHING}",
        example="发放补助，计2分，未发放的不计分。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="made_otherwise",
        kind=RuleKind.SET_COMPONENT,
        yields=Yields.OTHERWISE,
        wording=rf"(?P<subject>[^。；：每]{{2,120}}?)，否则，?{_WHOSE}{_NOTHING}",
        example="开展告知，计4分，至少采用3种告知方式，否则不得分。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="made_unless",
        kind=RuleKind.SET_UNLESS,
        yields=Yields.MADE_UNLESS,
        wording=rf"否则，?{_WHOSE}{_NOTHING}",
        example="蓄水充足，计4分，蓄水达到控制线的，得4分，否则不得分。",
        source=_USUAL,
    ),
    RulePattern(
        name="made_full",
        kind=RuleKind.SET_COMPONENT,
        yields=Yields.MADE_FULL,
        wording=r"(?P<subject>[^。；：每]{2,120}?)，?[得计记](?P<full>满)分",
        example="按时报送，计4分，及时报送的得满分，未及时报送的不得分。",
        source=_USUAL,
        is_whole=True,
    ),
    # --- What is earned --------------------------------------------------------------------------
    RulePattern(
        name="base",
        kind=RuleKind.AWARD_BASE,
        yields=Yields.BASE,
        wording=(
            rf"(?P<subject>[^。；：，每]{{2,60}}?)(?:达到?|为)?(?P<bar>{N})%(?:及?以上)?的?，?"
            rf"{_GIVES}(?:(?:起步|基础|基本)分)?(?P<d>{N})分"
        ),
        example="结业率100%，计8分，结业率100%的，得8分，下降1个百分点扣2分。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="from_base",
        kind=RuleKind.RATE_BELOW,
        yields=Yields.FROM_BASE,
        wording=(
            rf"(?P<subject>[一-龥]{{1,20}}{RATE})?每?(?:下降|降低|减少|低于?|少)"
            rf"(?P<step>{N})(?:个百分点|%)，?{TAKE}(?P<d>{N})分"
        ),
        example="申报完整，计5分，申报覆盖率达到100%得5分，每降低5个百分点扣0.5分。",
        source=_USUAL,
    ),
    RulePattern(
        name="done",
        kind=RuleKind.AWARD_ONCE,
        yields=Yields.DONE,
        wording=rf"(?P<subject>[^。；：每]{{2,120}}?)，?{_GIVES}(?P<d>{N})分",
        example="接访规范，计7分，有登记簿得3分，有回执备看得4分。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="done_units",
        kind=RuleKind.AWARD_EACH,
        yields=Yields.DONE_UNITS,
        wording=(
            rf"每(?:{VERB})(?P<step>{N})(?P<unit>{UNIT})(?P<noun>[一-龥]{{0,6}}?)，?{_GIVES}(?P<d>{N})分"
        ),
        example="完成移民村建设任务8个，计8分，每完成1个得1分。",
        source=_USUAL,
        is_bare=True,
    ),
    RulePattern(
        name="done_share",
        kind=RuleKind.AWARD_SHARE,
        yields=Yields.DONE_SHARE,
        wording=r"按(?:实际|目标|任务)?完成(?:情况)?的?(?:比例|进度|率|程度)(?:折算|计算)?[得计给]分",
        example="培训移民500人次，计5分，按完成比例计分。",
        source=_USUAL,
        is_bare=True,
    ),
    # --- Bands of one figure ---------------------------------------------------------------------
    RulePattern(
        name="tier",
        kind=RuleKind.TIER_AWARD,
        yields=Yields.TIER,
        wording=TIER,
        example="满意率高，计8分，群众满意率90%以上得8分，80%以上得5分。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="tiers",
        kind=RuleKind.TIER_AWARD,
        yields=Yields.TIERS,
        wording=TIERS,
        example="引资积极，计7分，引资占全年投资的35%以上、25%以上和15%以上，分别得7分、5分和3分。",
        source=_USUAL,
    ),
    # --- What a person judges --------------------------------------------------------------------
    RulePattern(
        name="judged_between",
        kind=RuleKind.JUDGED_DEDUCT,
        yields=Yields.JUDGED,
        wording=(
            rf"(?P<subject>[^。；：每]{{2,120}}?)，?(?:可|将|应)?(?:{JUDGES})?"
            rf"{TAKE}(?P<least>{N})分?[-—–~至到]{{1,2}}(?P<most>{N})分"
        ),
        example="资金安全，计5分，工作不力的扣1至3分。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="judged_most",
        kind=RuleKind.JUDGED_DEDUCT,
        yields=Yields.JUDGED,
        wording=rf"(?P<subject>[^。；：每]{{2,120}}?)，?(?P<cap>最[多高])可?{TAKE}(?P<most>{N})分",
        example="资金安全，计5分，工作不力的最多扣3分。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="judged_otherwise",
        kind=RuleKind.JUDGED_DEDUCT,
        yields=Yields.JUDGED,
        wording=rf"(?P<subject>)否则，?(?:可以?|将|应)?{JUDGES}扣减?分",
        example="落实支援任务，计5分，否则酌情扣分。",
        source=_USUAL,
        is_bare=True,
    ),
    RulePattern(
        name="judged",
        kind=RuleKind.JUDGED_DEDUCT,
        yields=Yields.JUDGED,
        wording=rf"(?P<subject>[^。；：每]{{2,120}}?)，?(?:可以?|将|应)?{JUDGES}扣减?分",
        example="资金安全，计5分，执行不力的酌情扣分。",
        source=_USUAL,
        is_whole=True,
    ),
    # --- Beside the points -----------------------------------------------------------------------
    RulePattern(
        name="veto",
        kind=RuleKind.VETO,
        yields=Yields.HAPPENED,
        wording=(
            r"(?P<subject>[^。；：每]{2,120}?)，?(?:予以|实行|施行|执行|给予|按|将|一律|直接)?"
            r"“?一票否决”?(?:制|处理)?"
        ),
        example="安全生产，计5分，未整改扣1分，发生重大事故的一票否决。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="veto_too",
        kind=RuleKind.VETO,
        yields=Yields.AS_BEFORE,
        wording=(
            r"(?:并|且|同时)(?:予以|实行|施行|执行|给予|按|将|一律|直接)?“?一票否决”?(?:制|处理)?"
        ),
        example="安全生产，计5分，发生重大事故的不得分，并实行一票否决。",
        source=_USUAL,
    ),
    RulePattern(
        name="veto_honours",
        kind=RuleKind.VETO_HONOURS,
        yields=Yields.HAPPENED,
        wording=(
            r"(?P<subject>[^。；：每]{2,120}?)，?(?:将|一律|直接|并)?"
            r"取消(?:其|当年|年度|单位|全年|本年度){0,3}(?:评[优先选奖]|评优评先|先进)"
            r"(?:(?:[评选优先奖树创]|推荐|推优|表彰|先进|集体|单位|项目)*(?:资格)?)"
        ),
        example="安全生产，计5分，未整改扣1分，被通报的取消评优资格。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="veto_down",
        kind=RuleKind.VETO_DOWN,
        yields=Yields.HAPPENED,
        wording=(
            r"(?P<subject>[^。；：每]{2,120}?)，?(?:将|一律|直接|并)?(?:(?:年度)?(?:考核|评定)?等[次级])?"
            r"(?:下?降低?|下调)一个?(?:等次|档次|等级|等|档)"
        ),
        example="安全生产，计5分，未整改扣1分，被通报的，考核等次降低一个等次。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="bonus",
        kind=RuleKind.BONUS_ONCE,
        yields=Yields.HAPPENED,
        wording=rf"(?P<subject>[^。；：每]{{2,120}}?)，?(?<![增追叠累参])(?:另|再|可)?加(?P<d>{N})分",
        example="安全生产，计5分，未整改扣1分，获得省级表彰的加2分。",
        source=_USUAL,
        is_whole=True,
    ),
)
