"""THE TABLE OF PATTERNS, fourth part: points that are earned or added for each of something, or
by the level that takes notice. Rows as in wider_patterns.py.
"""

from assessment.engine.types import RuleKind
from assessment.reader.rule_patterns import RulePattern, Yields
from lib.written_numbers import NUMBER as N

_USUAL = "elsewhere: usual in tables of other bureaus, of no one document"
_GIVES = r"(?<![加不累合共总小统估设核审会别另各再均只可仍即才仅最高多])[得记计]"
_ADDS = r"(?<![增追叠累参])(?:另|再|可)?加"
_PER = r"(?:/(?P<per>[起项例件名户人家条份篇个处次村]))?"

EARNING_PATTERNS = (
    RulePattern(
        name="earned_each",
        kind=RuleKind.AWARD_EACH,
        yields=Yields.EACH_GIVEN,
        wording=rf"(?P<subject>[^。；：]{{2,100}}?)，?{_GIVES}(?P<d>{N})分{_PER}",
        example="创建示范村，计8分，创建1个示范村得2分。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="added_each",
        kind=RuleKind.BONUS_EACH,
        yields=Yields.EACH_GIVEN,
        wording=rf"(?P<subject>[^。；：]{{2,100}}?)，?{_ADDS}(?P<d>{N})分{_PER}",
        example="报送信息，计5分，未报送扣1分，被省级采用1篇加0.5分。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="added_by_level",
        kind=RuleKind.BONUS_ONCE,
        yields=Yields.BY_LEVEL,
        wording=(
            r"(?P<subject>[^。；：每]{2,100}?)，?(?:(?:每|一)(?P<unit>[次篇项个件]))?"
            rf"分别{_ADDS}(?P<points>{N}分?(?:[、和]{N}分?){{1,5}})(?<=分)"
        ),
        example="安全生产，计5分，未整改扣1分，做法被中央、省、市推广的，分别加3分、2分、1分。",
        source=_USUAL,
        is_whole=True,
    ),
    RulePattern(
        name="next_level",
        kind=RuleKind.BONUS_ONCE,
        yields=Yields.NEXT_LEVEL,
        wording=(
            r"(?P<level>国家|省部|省|市|州|县|区|乡镇)级的?(?:，?(?:每|一|1)(?P<unit>[次篇项个件条]))?，?"
            rf"(?P<verb>加|得)(?P<d>{N})分"
        ),
        example="安全生产，计5分，未整改扣1分，获得国家级表彰的加3分，省级加2分。",
        source=_USUAL,
    ),
)
