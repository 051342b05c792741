"""What an unread phrase may mean, guessed from its words and figures.

A guess fills in a form that a person looks through; nothing is scored by it. So it may be
wrong, and takes the likelier of two meanings where the reader rightly takes none.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from assessment.engine.judging import JUDGED_UNIT
from assessment.engine.types import RuleKind
from assessment.reader.cleantext import CleanText
from assessment.reader.patterns import LONGEST_CLAUSE
from lib.written_numbers import NUMBER as N
from lib.written_numbers import parse_number


@dataclass(frozen=True, slots=True)
class Proposal:
    """name: of what is to be recorded. goal: its target. target: of the rule, what a figure
    may reach before it costs. None and "": the phrase does not say. is_full: points are all
    that there are (得满分)."""

    kind: RuleKind
    name: str
    deduction: Decimal | None = None
    step: Decimal | None = None
    unit: str = ""
    goal: Decimal | None = None
    target: Decimal | None = None
    cap: Decimal | None = None
    least: Decimal | None = None
    is_full: bool = False


LONGEST_NAME = 60

_CAP = re.compile(
    rf"(?:最[高多](?:可|只)?[扣得加]|[总共合累]计(?:扣)?|扣完)(?P<n>{N})分(?:，?扣完)?(?:为止)?"
)
_NOTHING = re.compile(r"不[得计记]分|[得计记]?(?:零|0)分|无分|按零分")
_FULL = re.compile(r"[得计记]满分")
_OF_ITEM = re.compile(r"[本此该]项")
_TAKEN = re.compile(rf"(?:扣(?:绩效|考核)?|按)(?P<n>{N})分")
_GIVEN = re.compile(rf"[得计记](?P<n>{N})分")
_EACH_AFTER = re.compile(r"分[/／](?P<unit>[次人户起个项处天件])")
_TIME = re.compile(
    rf"(?:每)?(?:逾期|超期|延期|推迟|迟报|拖延|晚)?(?P<n>{N})(?P<unit>个月|天|日|周|年|小时|季度|旬)"
)
_IS_LATE = re.compile(r"逾期|超期|延期|推迟|迟|拖延|每(?:晚|\d*(?:天|日|个月|周))")
_MONEY = re.compile(rf"每(?:[^\d，。]{{0,8}})(?P<n>{N})(?P<unit>万元|亿元|千元|元)")
_OVER = re.compile(
    rf"每?(?:超过|高于|上升|超出|超|增加|多)(?:[^\d，。]{{0,4}})(?P<n>{N})(?P<unit>个?百分点|%|[一-龥]{{1,2}})?，?扣"
)
_BAR_OVER = re.compile(rf"(?:超过|高于|大于|多于)(?P<n>{N})(?:%|个百分点|[一-龥])?")
_UNDER = re.compile(
    rf"每(?:下降|降低|减少|低于?|少完成|少|差|欠)(?:[^\d，。]{{0,4}})(?P<n>{N})(?P<unit>个?百分点|%)，?扣"
)
_IS_RATE = re.compile(r"[率度]|每(?:下降|降低|低)")
_BAR_UNDER = re.compile(rf"(?:低于|不足|未达到?|达不到|小于)(?P<n>{N})%|(?P<below>{N})%以下")
_DONE = re.compile(
    rf"每(?:完成|建成|新增|增加|创建|获得?|测评|举办|开展)?(?P<n>{N})(?P<unit>[一-龥])"
)
_IN_PROPORTION = re.compile(r"按(?:完成)?(?:比例|程度|进度)|按达成程度")
_VETOES = {
    RuleKind.VETO: re.compile("一票否决"),
    RuleKind.VETO_HONOURS: re.compile("取消[^，。]{0,8}(?:评[优先选]|先进)"),
    RuleKind.VETO_DOWN: re.compile("降低?一?个?(?:等次|等级|档次|等)"),
}
_ADDED = re.compile(rf"加(?P<n>{N})分")
_BETWEEN = re.compile(rf"扣分?(?P<least>{N})分?[-—–~～至到]{{1,2}}(?P<most>{N})分")
_WEIGHS = "酌情|视情|视[^，。]{1,10}(?:情况|程度|轻重|状况|范围)"
_WEIGHED = re.compile(_WEIGHS)
_ADDED_BETWEEN = re.compile(rf"加分?(?P<least>{N})分?[-—–~～至到]{{1,2}}(?P<most>{N})分")
_ADDS_WEIGHED = re.compile(rf"(?:{_WEIGHS}|适当)[^，。扣]{{0,8}}加")
_ADDED_MOST = re.compile(rf"(?:最[高多]|至多|不超过)[^，。\d]{{0,4}}(?P<n>{N})分")
_EACH_WEIGHED = re.compile(
    r"每[次起项个件篇条](?:可|将|应|另|再|酌情|适当|予以|给予|视[^，。]{1,10}?){0,4}加|分(?:[/／]|（每)[次起项个件篇条]"
)
_COUNTED = r"人次|案次|户次|[起项例件名户人家条份篇座台套期批场村县乡镇次处个种卷]"
_EVERY = re.compile(
    rf"每[一-龥]{{0,4}}?(?P<n>{N})?(?P<unit>{_COUNTED})|(?P<one>{N})(?P<of>{_COUNTED})[^，。]{{0,8}}扣"
)
_ASKED = re.compile(
    rf"(?:不(?:得)?[少低]于|至少|完成|达到)(?P<n>{N})(?P<unit>{_COUNTED})[^，。]{{0,12}}"
    rf"，每[少缺](?:完成|开展)?(?P<step>{N})?(?P=unit)"
)
_EACH_GIVEN = re.compile(rf"每(?P<unit>{_COUNTED})(?:可)?[得计记]{N}分")
#: Where the points begin, with what only leads up to them.
_POINTS_FROM = re.compile(
    rf"(?:，?[本此该]项?(?:指标|考核)?|，[每少缺漏][^，。扣]{{0,12}}|每[^，。扣]{{0,8}})?"
    rf"(?:可|将|另|再|分别|酌情|视情况?|适当){{0,3}}"
    rf"(?:扣|按{N}分|不[得计记]分|(?<!获)[得加计记](?:{N}|满|零)|加分(?=[，。；（最不]|$)|无分|按零分"
    r"|(?:予以|实行|施行|执行)?“?一票否决|取消|降)"
)
_OR_ELSE = re.compile(r"(?:，|^)否则")
_LACKING = "不符合"
_EDGES = "，。；：、！？ （）"


def propose(phrase: str) -> Proposal:
    """Return the best guess at what a phrase says that gives or takes points."""
    clean = CleanText(phrase).clean[:LONGEST_CLAUSE]
    words = _CAP.sub("", clean)
    cap = _figure(_CAP, clean)
    found = (
        _judged_bonus(clean)
        or _beside(words)
        or _judged(words)
        or _setting(words)
        or _taking(words)
        or _giving(words)
    )
    if found is None:
        found = Proposal(RuleKind.NOT_DONE, "")
    name = found.name or _name(words)
    return replace(found, name=name, cap=None if found.is_full else cap)


def _beside(words: str) -> Proposal | None:
    """What costs a grade, or adds points outside the 100."""
    veto = next((kind for kind, said in _VETOES.items() if said.search(words)), None)
    if veto is not None:
        return Proposal(veto, "", Decimal(0))
    points = _figure(_ADDED, words)
    if points is None or _TAKEN.search(words):
        return None
    if done := _EVERY.search(words):
        step = parse_number(done["n"] or done["one"] or "1") or Decimal(1)
        return Proposal(RuleKind.BONUS_EACH, "", points, step, done["unit"] or done["of"])
    return Proposal(RuleKind.BONUS_ONCE, "", points)


def _judged_bonus(clean: str) -> Proposal | None:
    """What somebody weighs that adds points: 可酌情加4-8分, 视情加分，最高5分."""
    step = Decimal(1) if _EACH_WEIGHED.search(clean) else None
    if found := _ADDED_BETWEEN.search(clean):
        least, most = (parse_number(found[name]) for name in ("least", "most"))
    elif _ADDS_WEIGHED.search(clean):
        least, most = None, _figure(_ADDED_MOST, clean) or _figure(_ADDED, clean)
    else:
        return None
    return Proposal(RuleKind.JUDGED_BONUS, "", most, step, JUDGED_UNIT, least=least)


def _judged(words: str) -> Proposal | None:
    """What somebody weighs: 酌情扣分, 扣2-6分."""
    if found := _BETWEEN.search(words):
        least, most = (parse_number(found[name]) for name in ("least", "most"))
        return Proposal(RuleKind.JUDGED_DEDUCT, "", most, unit=JUDGED_UNIT, least=least)
    if _WEIGHED.search(words):
        return Proposal(RuleKind.JUDGED_DEDUCT, "", _figure(_TAKEN, words), unit=JUDGED_UNIT)
    return None


def _setting(words: str) -> Proposal | None:
    if _TAKEN.search(words):
        return None
    kind = RuleKind.SET_ITEM if _OF_ITEM.search(words) else RuleKind.SET_COMPONENT
    if _NOTHING.search(words):
        return Proposal(kind, "", Decimal(0))
    return Proposal(kind, "", is_full=True) if _FULL.search(words) else None


def _giving(words: str) -> Proposal | None:
    if _IN_PROPORTION.search(words):
        return Proposal(RuleKind.AWARD_SHARE, "", _figure(_GIVEN, words))
    if (points := _figure(_GIVEN, words)) is None:
        return None
    if done := _DONE.search(words):
        step = parse_number(done["n"])
        return Proposal(RuleKind.AWARD_EACH, "", points, step, done["unit"])
    if each := _EACH_GIVEN.search(words):
        return Proposal(RuleKind.AWARD_EACH, "", points, Decimal(1), each["unit"])
    return Proposal(RuleKind.AWARD_ONCE, "", points)


def _taking(words: str) -> Proposal | None:
    points = _figure(_TAKEN, words)
    if points is None and "扣" not in words:
        return None
    for guess in _GUESSES:
        if found := guess(words):
            return replace(found, deduction=points)
    return Proposal(RuleKind.NOT_DONE, "", points)


def _by_time(words: str) -> Proposal | None:
    found = _TIME.search(words)
    if found is None or not _IS_LATE.search(words):
        return None
    return Proposal(RuleKind.PERIOD, "", step=parse_number(found["n"]), unit=found["unit"])


def _by_money(words: str) -> Proposal | None:
    found = _MONEY.search(words)
    if found is None:
        return None
    return Proposal(RuleKind.MONEY, "", step=parse_number(found["n"]), unit=found["unit"])


def _by_surplus(words: str) -> Proposal | None:
    found = _OVER.search(words)
    if found is None:
        return None
    unit = "%" if found["unit"] in ("%", "百分点", "个百分点") else found["unit"] or ""
    bar = _figure(_BAR_OVER, words[: found.start()])
    return Proposal(RuleKind.EXCESS, "", step=parse_number(found["n"]), unit=unit, target=bar)


def _by_shortfall(words: str) -> Proposal | None:
    found = _UNDER.search(words)
    if found is None:
        return None
    step, bar = parse_number(found["n"]), _below(words)
    if _IS_RATE.search(words):
        return Proposal(RuleKind.RATE_BELOW, "", step=step, unit="%", goal=bar)
    return Proposal(RuleKind.SHORTFALL_SHARE, "", step=step)


def _by_number_asked(words: str) -> Proposal | None:
    """年度巡河不少于12次，每少1次: how many were asked for stands before."""
    found = _ASKED.search(words)
    if found is None:
        return None
    name = words[: found.start()].strip(_EDGES)[-LONGEST_NAME:]
    step, goal = parse_number(found["step"] or "1"), parse_number(found["n"])
    return Proposal(RuleKind.SHORTFALL_UNIT, name, step=step, unit=found["unit"], goal=goal)


def _by_times(words: str) -> Proposal | None:
    if after := _EACH_AFTER.search(words):
        return Proposal(RuleKind.PER_OCCURRENCE, "", step=Decimal(1), unit=after["unit"])
    found = _EVERY.search(words)
    if found is None:
        return None
    step = parse_number(found["n"] or found["one"] or "1") or Decimal(1)
    return Proposal(RuleKind.PER_OCCURRENCE, "", step=step, unit=found["unit"] or found["of"])


def _under_bar(words: str) -> Proposal | None:
    if (bar := _below(words)) is None:
        return None
    return Proposal(RuleKind.BELOW_BAR, "", unit="%", goal=bar)


_GUESSES = (
    *(_by_time, _by_money, _by_surplus, _by_shortfall, _by_number_asked, _by_times),
    _under_bar,
)


def _below(words: str) -> Decimal | None:
    found = _BAR_UNDER.search(words)
    return parse_number(found["n"] or found["below"]) if found else None


def _figure(pattern: re.Pattern[str], words: str) -> Decimal | None:
    found = pattern.search(words)
    return parse_number(found["n"]) if found else None


def _name(words: str) -> str:
    """Return what stands before the points, without what only leads up to them; before 否则 that
    is what is asked, and what costs points is its opposite."""
    if found := _OR_ELSE.search(words):
        asked = words[: found.start()].strip(_EDGES)[: LONGEST_NAME - len(_LACKING) - 2]
        return f"{_LACKING}“{asked}”" if asked else f"{_LACKING}前述要求"
    found = _POINTS_FROM.search(words)
    name = words[: found.start()] if found else words
    if found and not name.strip(_EDGES):
        name = re.split("扣|加|(?<!获)[得计记]", words, maxsplit=1)[0]
    return (name.strip(_EDGES).removesuffix("的") or words.strip(_EDGES))[:LONGEST_NAME]
