"""THE TABLE OF PATTERNS, fourth part: bands that give nothing or hold under a condition, places,
what is judged or grows each time, and bonus beyond a target. Rows as in wider_patterns.py.
"""

from assessment.engine.types import RuleKind
from assessment.reader.bands_again import TIERS_AGAIN
from assessment.reader.bands_said import TIER_OF_NOTHING
from assessment.reader.beyond_target import OVER_RATE, OVER_UNITS, UNDER_BASE
from assessment.reader.giving_patterns import JUDGES
from assessment.reader.growing import GROWING, GROWING_ROW
from assessment.reader.judged_bonus import (
    ADDED_BETWEEN,
    ADDED_EACH,
    ADDED_EACH_BEHIND,
    ADDED_MOST,
)
from assessment.reader.patterns import TAKE
from assessment.reader.ranking import PLACES, PLACES_ROW, PLACES_SAME
from assessment.reader.rule_patterns import RulePattern, Yields
from assessment.reader.tiers import TIERS_IF
from lib.written_numbers import NUMBER as N

_USUAL = "elsewhere: usual in tables of other bureaus, of no one document"
_TO = r"[-—–~至到]{1,2}"

TIER_PATTERNS = (
    RulePattern(
        name="tier_of_nothing",
        kind=RuleKind.TIER_AWARD,
        yields=Yields.TIER,
        wording=TIER_OF_NOTHING,
        example="满意率高，计8分，群众满意率90%以上得8分，80%以上得5分，80%以下不得分。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="tiers_if",
        kind=RuleKind.TIER_AWARD,
        yields=Yields.TIERS_IF,
        wording=TIERS_IF,
        example=(
            "保洁积极，计8分，订立公约的村落超过90%、75%和65%，且清运口碑上佳，"
            "分别得8分、5分和3分。"
        ),
        source=_USUAL,
    ),
    RulePattern(
        name="tiers_again",
        kind=RuleKind.TIER_AWARD,
        yields=Yields.TIERS_AGAIN,
        wording=TIERS_AGAIN,
        example=(
            "保洁积极，计8分，订立公约的村落超过90%、75%和65%，且清运口碑上佳，"
            "分别得8分、5分和3分。订立公约的村落不足65%，或清运口碑欠佳，不得分。"
        ),
        source=_USUAL,
        is_whole=True,
    ),
    # --- What a person judges each time ----------------------------------------------------------
    RulePattern(
        name="judged_each",
        kind=RuleKind.JUDGED_DEDUCT,
        yields=Yields.JUDGED_EACH,
        wording=(
            rf"(?P<subject>[^。；：每]{{2,120}}?)，?(?:可|将|应)?(?:{JUDGES})?"
            rf"{TAKE}分?(?P<least>{N})分?{_TO}(?P<most>{N})分(?:/[次起]|（每[次起]）)"
        ),
        example="防止水毁，计25分，发生渠堤溃口事故，视淹没范围扣分4至12分（每次）。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="judged_each_time",
        kind=RuleKind.JUDGED_DEDUCT,
        yields=Yields.JUDGED_EACH,
        wording=(
            rf"(?P<subject>[^。；：每]{{2,120}}?)，?每[次起](?:可|将|应)?(?:{JUDGES})?"
            rf"{TAKE}分?(?P<least>{N})分?{_TO}(?P<most>{N})分"
        ),
        example="资金安全，计5分，工作不力的，每次酌情扣1至3分。",
        source=_USUAL,
        is_whole=True,
    ),
    # --- What a person adds ----------------------------------------------------------------------
    RulePattern(
        name="added_between",
        kind=RuleKind.JUDGED_BONUS,
        yields=Yields.JUDGED_BONUS,
        wording=ADDED_BETWEEN,
        example="堤防值守，计4分，未值守扣1分，做法有亮点，并得到省级肯定的，可酌情加4至8分。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="added_most",
        kind=RuleKind.JUDGED_BONUS,
        yields=Yields.JUDGED_BONUS,
        wording=ADDED_MOST,
        example="档案管理，计5分，未归档扣1分，做法有创新的，视情加分，最高5分。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="added_each_judged",
        kind=RuleKind.JUDGED_BONUS,
        yields=Yields.JUDGED_BONUS_EACH,
        wording=ADDED_EACH,
        example="移民工作，计5分，未上报扣1分，经验被全省推广的，每项酌情加1至3分。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="added_judged_behind",
        kind=RuleKind.JUDGED_BONUS,
        yields=Yields.JUDGED_BONUS_EACH,
        wording=ADDED_EACH_BEHIND,
        example="移民工作，计5分，未上报扣1分，经验被全省推广的，酌情加1至3分（每项）。",
        source=_USUAL,
        is_whole=True,
    ),
    # --- Which place was reached -----------------------------------------------------------------
    RulePattern(
        name="places",
        kind=RuleKind.PLACE_AWARD,
        yields=Yields.PLACES,
        wording=PLACES,
        example="争先创优，计10分，全市综合考评第1名得10分、第2名得9分、第3名得8分，以此类推。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="places_row",
        kind=RuleKind.PLACE_BONUS,
        yields=Yields.PLACES_ROW,
        wording=PLACES_ROW,
        example="争先创优，计10分，未整改扣1分，全省评比前三名的分别加3分、2分、1分。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="places_same",
        kind=RuleKind.PLACE_BONUS,
        yields=Yields.PLACES_SAME,
        wording=PLACES_SAME,
        example="争先创优，计10分，未整改扣1分，全省评比前三名的各加2分。",
        source=_USUAL,
        is_whole=True,
    ),
    # --- What lies beyond a target ---------------------------------------------------------------
    RulePattern(
        name="over_units",
        kind=RuleKind.BONUS_OVER,
        yields=Yields.OVER_UNITS,
        wording=OVER_UNITS,
        example=(
            "培训移民2000人，计5分，每少完成100人扣0.5分，每超额完成500人加0.2分，最多加1分。"
        ),
        source=_USUAL,
        is_bare=True,
    ),
    RulePattern(
        name="over_rate",
        kind=RuleKind.BONUS_OVER,
        yields=Yields.OVER_RATE,
        wording=OVER_RATE,
        example=(
            "获证率80%以上，计5分，每下降1个百分点扣0.5分，每超过1个百分点加0.2分，最多加2分。"
        ),
        source=_USUAL,
        is_bare=True,
    ),
    RulePattern(
        name="under_base",
        kind=RuleKind.BONUS_UNDER,
        yields=Yields.UNDER_BASE,
        wording=UNDER_BASE,
        example=(
            "补考率15%，计9分，补考率15%的，得起步分9分，以此为底，每下降2个百分点加3分，"
            "每上升2个百分点扣3分。"
        ),
        source=_USUAL,
        is_bare=True,
    ),
    # --- What costs more each time ---------------------------------------------------------------
    RulePattern(
        name="growing",
        kind=RuleKind.GROWING,
        yields=Yields.GROWING,
        wording=GROWING,
        example="维护稳定，计20分，发生越级上访的，第一起扣5分、第二起扣6分，以此类推。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="growing_row",
        kind=RuleKind.GROWING,
        yields=Yields.GROWING_ROW,
        wording=GROWING_ROW,
        example=(
            "防止塌滑，计24分，发生的第一处、第二处、第三处塌滑，分别扣4分、5分、6分，以此类推。"
        ),
        source=_USUAL,
        is_whole=True,
    ),
)
