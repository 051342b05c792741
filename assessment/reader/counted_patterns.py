"""THE TABLE OF PATTERNS, fifth part: what is counted once more precisely: either of two things
that are lacking, only those of a size, and what comes on top of a failing for each that it hit.

Rows as in wider_patterns.py.
"""

from assessment.engine.types import RuleKind
from assessment.reader.patterns import ONES, TAKE
from assessment.reader.rule_patterns import RulePattern, Yields
from lib.written_numbers import NUMBER as N

_USUAL = "elsewhere: usual in tables of other bureaus, of no one document"
_SIZES = r"(?:公里|千米|平方米|立方米|公顷|米|亩|万元|元|人|户|小时|天)"

COUNTED_PATTERNS = (
    RulePattern(
        name="lacking_either",
        kind=RuleKind.PER_OCCURRENCE,
        yields=Yields.LACKING_EITHER,
        wording=(
            rf"每少(?P<a>[一-龥]{{0,6}}?[一1]{ONES}[一-龥]{{0,12}}?)或少(?P<b>[一-龥]{{0,6}}?[一1]{ONES}[一-龥]{{0,12}}?)的?，?"
            rf"{TAKE}(?P<d>{N})分"
        ),
        example="专门商议不少于5次，计3分，每少印发一种通知或少商议一次扣0.4分。",
        source=_USUAL,
    ),
    RulePattern(
        name="single_of_size",
        kind=RuleKind.PER_OCCURRENCE,
        yields=Yields.SINGLE_OF_SIZE,
        wording=(
            rf"(?P<subject>(?:各[一-龥]{{0,6}}单位)?[^，。；：\d每各]{{2,60}}?)的?，"
            rf"(?P<size>单(?P<unit>[起次处件])[^，。；：\d每各]{{0,12}}{N}{_SIZES}及?以上)的?，?{TAKE}(?P<d>{N})分"
        ),
        example="避免决口，计36分，因巡渠不及时造成决口的，单起决口长度5米以上的扣12分，扣完为止。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="on_top_each",
        kind=RuleKind.PER_OCCURRENCE,
        yields=Yields.ON_TOP_EACH,
        wording=(
            rf"(?:如|若)(?P<subject>(?:有|发生|出现)[^，。；：\d每各]{{2,30}}?)的?，按(?P<d>{N})分(?:/|每)(?P<unit>[户人起次处件个])追加扣分"
        ),
        example=(
            "防止水毁，计25分，无人死伤的溃口事件，视淹没范围扣分4至12分（每次），"
            "如有大棚被冲，按8分每户追加扣分。"
        ),
        source=_USUAL,
    ),
)
