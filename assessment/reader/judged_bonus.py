"""Points outside the 100 that a person judges: 做法有亮点的，可酌情加4-8分.

Only where the words name a most: no component's points bound what is added (视情加分，最高5分).
"""

import re
from dataclasses import replace
from decimal import Decimal

from assessment.engine.judging import JUDGED_UNIT
from assessment.engine.types import MeasureKind
from assessment.reader.clause_words import Rules, counts_something, named, parted, rule_of
from assessment.reader.demands import is_demand
from assessment.reader.giving_patterns import JUDGES
from assessment.reader.meanings import Match, Scene
from assessment.reader.measures import key_of
from assessment.reader.patterns import BAND, FAULT, SEVERAL, SEVERALLY
from assessment.reader.rule_patterns import RulePattern
from assessment.reader.types import MeasureReading
from lib.written_numbers import NUMBER as N
from lib.written_numbers import parse_number

_SUBJECT = r"(?P<subject>[^。；：每]{2,120}?)，?"
_MAY = r"(?:可以?|将|应|另|再|予以|给予){0,2}"
_ADDS = rf"(?P<weighed>{_MAY}(?:{JUDGES})?{_MAY})(?<![增追叠累参])加分?"
_BETWEEN = rf"(?P<least>{N})分?[-—–~～至到]{{1,2}}(?P<most>{N})分"
_EACH = "[次起项个件篇条例]"
_AT_MOST = r"(?:(?:最[高多]|至多)(?:不(?:得)?超过)?|不(?:得)?超过)"

ADDED_BETWEEN = f"{_SUBJECT}{_ADDS}{_BETWEEN}"
ADDED_EACH = f"{_SUBJECT}每一?{_EACH}，?{_ADDS}{_BETWEEN}"
ADDED_EACH_BEHIND = f"{_SUBJECT}{_ADDS}{_BETWEEN}(?:/{_EACH}|（每{_EACH}）)"
ADDED_MOST = (
    rf"{_SUBJECT}(?P<weighed>{_MAY}{JUDGES}{_MAY})"
    rf"(?P<cap>(?<![增追叠累参])加(?:分，?但?)?{_AT_MOST}可?加?|{_AT_MOST}可?加)(?P<most>{N})分"
)

# A fault that was made good: what is added may give back what was taken.
_MADE_GOOD = re.compile("整改|补[齐报交办救]|纠正|挽回")
# Who weighs, or by what: of which deed?
_NO_DEED = re.compile("(?:由|根据|按照?|依据|结合)[^，]+")
# For a person, for each of several, for what a list below names, or within the points.
_OTHERS = re.compile(
    "责任人|个人|倍|减半|累|叠|折算|名次|排名|同比|各(?!项)|[按逐](?:次|起|件|人|户|项|处|个)"
    "|[下以]列|以下|之一|如下|上述|前述|基础|[本该此]项|总分"
)
# 获国家、省、市级表彰的加1-3分: by the level, where nothing says that somebody weighs it.
_BY_LEVEL = re.compile("[、或和]|级|等奖")
_WEIGHED = re.compile(f"可|{JUDGES}")
# 视情况每次加1-3分: as often as it happened, or by how much of something.
_OFTEN = re.compile(rf"[每按逐屡多几两半]|{N}")
# What follows says how often, or how much in all: of one judgement, or of several?
_GOES_ON = re.compile(
    r"：|[，；。（](?![^，。；]*扣)(?:但|且|并)?[^，。；]{0,8}"
    r"(?:累|叠|[合共总]计|总分|最[高多]|至多|不(?:得|能)?超过|上限|封顶|为限|就高|重复|同一|倍"
    r"|每[次项起个件篇条例])"
)
_JOINED = re.compile("^(?:并且|并|且)(?=得到|获得?|受到?|取得|被|经|在|由)")


def judged_bonus(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """做法有亮点，并得到省级肯定的，可酌情加4-8分: what is judged, its condition behind 并."""
    return () if _GOES_ON.match(match.string, match.end()) else _judged(pattern, match)


def judged_bonus_each(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """经验被推广的，每项酌情加1-3分: what is judged is the sum of all times."""
    if match.string.startswith("：", match.end()):
        return ()
    return tuple(replace(rule, step=Decimal(1)) for rule in _judged(pattern, match))


def _judged(pattern: RulePattern, match: Match) -> Rules:
    groups, subject = match.groupdict(), match["subject"]
    if not _is_merit(subject) or _OTHERS.search(match[0]) or SEVERALLY.search(subject):
        return ()
    weighed = match["weighed"]
    if _OFTEN.search(weighed) or (not _WEIGHED.search(weighed) and _BY_LEVEL.search(subject)):
        return ()
    most, words = parse_number(match["most"]) or None, groups.get("least")
    least = parse_number(words) if words else None
    if most is None or (words and (least is None or least > most)):
        return ()
    name = f"{named(subject)}（评定）"
    measure = MeasureReading(key_of(name), name, MeasureKind.QUANTITY, JUDGED_UNIT)
    rules = rule_of(pattern, match, measure, points=most, condition=_condition(subject))
    cap = most if groups.get("cap") else None
    return tuple(replace(rule, least=least, cap=cap) for rule in rules)


def _is_merit(words: str) -> bool:
    """Tell what may be judged as one thing from a fault, a demand, a band or a number."""
    if is_demand(words, (0, len(words))) or len(words.removesuffix("的")) < 4:
        return False
    if BAND.search(words) or counts_something(words) or SEVERAL.search(words):
        return False
    return not (FAULT.search(words) or _MADE_GOOD.search(words) or _NO_DEED.fullmatch(words))


def _condition(words: str) -> str:
    """Return what has to hold beside it: …，并得到省级肯定的, and what parted() finds."""
    _, condition = parted(words)
    before, _, last = words.rpartition("，")
    joined = _JOINED.sub("", last)
    if not before or joined == last:
        return condition
    return "，".join(part for part in (condition, joined) if part)
