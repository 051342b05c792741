"""Milder and graver cases of one failing: 发生事故扣2分，发生重大事故扣5分.

Read as two rules, both would be taken of a grave accident. Whether that is meant the words do
not say, so neither is read and both are left to a person. Two failings are cases of one where
nothing but how grave, how many, how long or by when tells them apart, where the words of one
hold those of the other, or where one only tells what came of it (未造成后果的).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice, pairwise

from assessment.engine.types import Basis, Effect
from assessment.reader.clause_words import share_words
from assessment.reader.demands import Span
from assessment.reader.leftovers import STOPS, sure_rules
from assessment.reader.meanings import DraftRule
from assessment.reader.patterns import BAND, EACH_TIME, LONGEST_CLAUSE, TAKE, TIMES
from assessment.reader.rules import DraftComponent
from lib.written_numbers import NUMBER as N

#: Rules of a component that are compared; one with more is refused as a whole (bounds.py).
_MOST = 200

_POINTS = re.compile(rf"(?:{TAKE}|加)(?:{N})分|不[得予计记给]|[得计记][零0满]|[本该]项")
_DEGREE = re.compile(
    "(?P<degree>特别重大|重特大|特大|重大|较[大重]|一般性?|轻微|严重|恶劣|全部|所有|大?部分|[大多]多?数|个别|少数|大面积|大范围|成片|零星|少量)(?P<up>及?以[上下])?"
)
_TAKEN = re.compile(rf"{TAKE}{N}分")
_TIMES = re.compile(TIMES)
_BEHIND = re.compile(rf"分{EACH_TIME}$")
_COUNTED = re.compile(
    rf"(?:累计|达到?|超过?过?|不足|低于|高于|少于|多于|满|连续)?(?:[≥≤<>]|[大小]于)?{N}"
    r"(?:%|个百分点|[万亿]?[元人次户个处起件项篇份天日周月年批]|个?月|小时|工作日|分钟|万|亿)*(?:（含）)?(?:及?以[上下内])?"
)
_BY_WHEN = re.compile(
    rf"(?:{N}年)?(?:{N}月)?(?:{N}日)?底?(?:前|之前)|年底前|当年|次年|第[一二三四\d]年"
)
_ON_TIME = re.compile("(?<=未)(?:能?及时|能?按[时期]|如期|按规定时[间限]|在?规定时[间限]内)")
_FILLS = re.compile(r"发生|出现|发现|存在|有(?![关效序害])|被|[的了，、]|情[况形]|现象|行为|每")
_LEVELS = "村乡镇县区市州省部国中"
_LEVEL = re.compile(rf"(?P<level>[{_LEVELS}])[镇家央]?级?(?:部门|单位|机关)?(?P<up>及?以上)?")
_DENIES = "未不无没非"
#: What came of it, how grave it was, or what was done about it: of which failing is said before.
_LEANS = re.compile(
    r"(?:但|虽|尚|且|并|而|后|若|如)*(?:未|没有|无|不)?(?:因此)?(?:造成|产生|引发|引起|导致|带来|形成|酿成)"
    r"|(?:但|且)?(?:情节|性质|后果|影响|程度|损失)(?:特别|较为?|十分|非常)?(?:轻|严重|恶劣|较重|较大|重大|不大)"
    r"|(?:但|且|已|能|可)*(?:及时|主动|限期内?|按期|事后|期限内|当场|现场|立即|经提醒后?|经督促后?|逾期)(?:未|不|已|能)?"
    r"(?:整改|纠正|改正|补报|补交|报告|上报|挽回|消除|处理|处置)(?:到位|完毕|完成)?的?$"
    r"|(?:但|且|已|能|可|全部|部分)*(?:整改到位|追回|退[还回赔]|挽回|补[报交缴办齐录])的?$"
    rf"|(?:未|没有|不)?能?在?(?:(?:规定|限定|要求)的?(?:时间|时限|期限)|{N}个?(?:小时|工作日|[天日周月]))[以之]?内?(?:仍|还)?(?:未|没有|不)?能?"
    r"(?:及时)?(?:整改|修复|修缮|更换|恢复|清[理除运]|处[置理]|纠正|改正|补)[^，加再另]{0,6}$"
    r"|返工后?合格"
    r"|(?:经[^，]{1,8}|[^，]{0,4}后)?(?:仍|依然|还是?|屡|再次|拒不)"
    r"|(?:其中|但|且|若|如)?(?:涉及|涉案|违规|违纪)?的?(?:金额|数额|资金量|面积|人数|规模|范围)"
    r"(?:特别|较|巨|很)?(?:大|多|广|超过|达|在|高于|大于|不足|小于|低于)"
)


@dataclass(frozen=True)
class _Failing:
    """What costs points, in words: stem without how grave, how many and by when. rule: None of
    a statement that nothing read."""

    span: Span
    rule: DraftRule | None
    stem: str
    degree: str
    is_up: bool
    is_each: bool
    says_each: bool
    leans: bool
    is_short: bool

    @property
    def effect(self) -> Effect:
        return self.rule.kind.effect if self.rule else Effect.DEDUCT


def without_cases(
    clean: str, drafts: Sequence[DraftComponent]
) -> tuple[tuple[DraftComponent, ...], tuple[Span, ...]]:
    """Return the components without rules that are cases of one failing, and where such cases
    stand from the first to the last."""
    found = [list(_cases(clean, draft)) for draft in drafts]
    kept = []
    for draft, pairs in zip(drafts, found, strict=True):
        given_up = {each.span for pair in pairs for each in pair}
        rules = list(sure_rules(draft.rules, given_up))
        kept.append(replace(draft, rules=rules) if pairs else draft)
    spans = ((one.span[0], other.span[1]) for pairs in found for one, other in pairs)
    return tuple(kept), tuple(spans)


def _cases(clean: str, draft: DraftComponent) -> Iterator[tuple[_Failing, _Failing]]:
    if len(draft.rules) > _MOST:
        return
    read = [_failing(clean, (r.start, r.end), r) for r in draft.rules if not r.bands]
    unread = [_failing(clean, span, None) for span in islice(_unread(clean, draft), _MOST)]
    failings = sorted(read + unread, key=lambda each: each.span)
    nearest = {id(other): one for one, other in pairwise(failings)}
    for one, other in combinations(failings, 2):
        if not (one.rule or other.rule):
            continue
        is_near = nearest[id(other)] is one or (
            other.rule is not None and not STOPS.search(clean, one.span[1], other.span[0])
        )
        is_case = _are_one(one, other) or (is_near and _leans_on(clean, one, other))
        if is_case or (is_near and _are_judged_alike(clean, one, other)):
            yield one, other


def _unread(clean: str, draft: DraftComponent) -> Iterator[Span]:
    """Yield the statements that take points and that no rule is read of, nor said again."""
    rules = sorted((rule.start, rule.end) for rule in draft.rules)
    ends = sorted({draft.part.start, draft.part.marker[1], *(end for _, end in rules)})
    again = {end for first, end in draft.repeated if not BAND.search(clean, first, end)}
    edge = draft.part.start
    for taken in _TAKEN.finditer(clean, draft.part.start, draft.part.end):
        at = bisect_right(rules, (taken.start(), len(clean))) - 1
        if taken.end() not in again and (at < 0 or rules[at][1] < taken.end()):
            before = ends[bisect_right(ends, taken.start()) - 1]
            stops = (clean.rfind(stop, edge, taken.start()) + 1 for stop in "。；")
            yield max(edge, before, *stops), taken.end()
        edge = taken.end()


def _failing(clean: str, span: Span, rule: DraftRule | None) -> _Failing:
    clause = clean[max(span[0], span[1] - LONGEST_CLAUSE) : span[1]].lstrip("，、")
    points = _POINTS.search(clause)
    words = clause[: points.start()] if points else clause
    degree = _DEGREE.search(words)
    stem = _stem(words)
    return _Failing(
        span=span,
        rule=rule,
        stem=stem,
        degree=degree["degree"] if degree else "",
        is_up=bool(degree and degree["up"]),
        is_each=_BEHIND.search(clause) is not None,
        says_each="每" in words,
        is_short=_SHORT.search(words) is not None,
        leans=bool(
            _LEANS.match(_YEAR.sub("", _TIMES.sub("", words)))
            or (rule is None and not stem and _BY_WHEN.search(words))
        ),
    )


_YEAR = re.compile("^(?:次年|第二年|年底)(?=仍)")
# 专职人员少于3人; 无专职人员 is the worst of it.
_SHORT = re.compile(rf"(?:少于|不足|低于|不满|未达到?|达不到|只有|仅有?){N}")
_NONE_OF = re.compile("^(?:未[有设配]?[备置有立]?|没有?|无)")


def _is_none_of(short: _Failing, other: _Failing) -> bool:
    """Tell 无专职人员 beside 专职人员少于3人."""
    is_none = _NONE_OF.match(other.stem) is not None
    return short.is_short and is_none and _NONE_OF.sub("", other.stem) == short.stem


def _stem(words: str) -> str:
    for without in (_TIMES, _DEGREE, _BY_WHEN, _COUNTED, _FILLS):
        words = without.sub("", words)
    return words


_WEIGHED = re.compile(r"的?，?(?:可以?|应|将|另|再)?(?:酌情|视情|适当|[扣减加得]\d)")


def _are_judged_alike(clean: str, one: _Failing, other: _Failing) -> bool:
    """Tell 成效突出的酌情加2-3分 beside 成效较好的酌情加1-2分: bounds for how good or grave one
    thing is, of which one holds."""
    kinds = {each.rule.kind if each.rule else None for each in (one, other)}
    if len(kinds) > 1 or not any(kind and kind.basis is Basis.JUDGED for kind in kinds):
        return False
    said, beside = (_WEIGHED.split(clean[slice(*each.span)])[0] for each in (one, other))
    return share_words(said, beside)


def _are_one(one: _Failing, other: _Failing) -> bool:
    """Tell whether one failing may be a case of the other."""
    if one.span[0] == other.span[0] or one.effect is not other.effect:
        return False
    if one.effect not in (Effect.DEDUCT, Effect.BONUS) or _is_beside(one.rule, other.rule):
        return False
    if one.is_each and other.is_each and one.stem.endswith(other.stem):
        return False  # 骨折1人扣12分/次，骨折2人及以上扣24分/次: bands, see wider_meanings.py
    short, long = sorted((one, other), key=lambda each: len(each.stem))
    if short.stem == long.stem:
        return bool(short.stem) and not (_are_classes(one, other) or _is_each_and_more(one, other))
    is_common = short.degree.startswith("一般") and not short.is_up  # 一般干部 are no 领导干部
    return (
        _is_none_of(one, other)
        or _is_none_of(other, one)
        or (not is_common and _holds(long.stem, short.stem))
        or _is_late(one.stem, other.stem)
        or _is_unbegun(one.stem, other.stem)
        or _is_unbegun(other.stem, one.stem)
        or _is_level_of(one.stem, other.stem)
        or _is_level_of(other.stem, one.stem)
    )


def _is_level_of(one: str, other: str) -> bool:
    """Tell 被市级以上通报 beside 被省级通报, which is above the level of a city too."""
    lower, higher = _LEVEL.search(one), _LEVEL.search(other)
    if lower is None or higher is None or not lower["up"]:
        return False
    is_above = _LEVELS.index(higher["level"]) >= _LEVELS.index(lower["level"])
    return is_above and _LEVEL.sub("", one) == _LEVEL.sub("", other)


def _is_late(one: str, other: str) -> bool:
    """Tell 未及时清理 beside 垃圾未清理: what was never done was not done in time."""
    on_time = [_ON_TIME.sub("", stem) for stem in (one, other)]
    if (on_time[0] == one) is (on_time[1] == other) or any("按" in stem for stem in on_time):
        return False
    short, long = sorted(on_time, key=len)
    return short == long or _holds(long, short)


_UNFINISHED = re.compile("未(?:能|全部|全面|按[时期])*(?:完成|建成|竣工|完工|办结|整改到位)")
_UNBEGUN = re.compile(
    "未(?:能|曾)?(?:启动|开展|实施|动工|开工|着手|进行|办理|整改)(?:建设|实施|工作)?"
)


def _is_unbegun(one: str, other: str) -> bool:
    """Tell 未完成任务 beside 未启动: what was not begun was not finished either."""
    if not _UNFINISHED.search(one) or not _UNBEGUN.search(other) or _UNFINISHED.search(other):
        return False
    return _UNBEGUN.sub("", other) in _UNFINISHED.sub("", one)


def _is_each_and_more(one: _Failing, other: _Failing) -> bool:
    """Tell 每有一项未整改扣2分 before what is lost of three at once, which waits by itself."""
    return not (one.rule and other.rule) and one.says_each is not other.says_each


def _is_beside(one: DraftRule | None, other: DraftRule | None) -> bool:
    """Tell rules that are said to add up, or to be of two figures that are asked for."""
    if any(rule is not None and rule.is_on_top for rule in (one, other)):
        return True
    return bool(one and other and one.asked and other.asked and one.asked != other.asked)


def _are_classes(one: _Failing, other: _Failing) -> bool:
    """Tell classes that shut each other out, as 较大事故 and 重大事故 do."""
    is_parted = bool(one.degree and other.degree and one.degree != other.degree)
    return is_parted and not (one.is_up or other.is_up)


def _holds(long: str, short: str) -> bool:
    """Tell whether the words of one failing hold those of another, with something put in at
    one place: 未报送 in 未按时报送, 上访 in 越级上访; not 铺装 in 未铺装."""
    if len(short) < 2:
        return False
    for size in range(len(short), 0, -1):
        first, rest = short[:size], short[size:]
        if rest and len(first) < 2 and first not in _DENIES:
            continue
        at = long.find(first)
        while at >= 0:
            is_denied = at > 0 and long[at - 1] in _DENIES
            if not is_denied and (not rest or long.find(rest, at + size) >= 0):
                return True
            at = long.find(first, at + 1)
    return False


def _leans_on(clean: str, one: _Failing, other: _Failing) -> bool:
    """Tell whether the second only says what came of the first: of one that commas join to it,
    or of the one just before."""
    if other.rule is not None and other.rule.is_on_top:
        return False
    if not other.leans or one.leans or one.effect not in (Effect.DEDUCT, Effect.SET):
        return False
    if other.effect is not Effect.DEDUCT:
        return False
    between = clean[one.span[1] : other.span[0]]
    if other.rule is None:
        return "。" not in between
    return not between.strip("。；，1234567890.、") or not STOPS.search(between)
