"""What the clauses of earning_patterns.py mean: points for each of something that was done, and
by the level that takes notice of it."""

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from assessment.engine.types import Effect, MeasureKind, RuleKind
from assessment.reader.clause_words import Rules, counts_something, named, parted, rule_of, yes_no
from assessment.reader.meanings import Match, Resolver, Scene
from assessment.reader.measures import key_of
from assessment.reader.patterns import BAND, ONES
from assessment.reader.rule_patterns import RulePattern, Yields
from assessment.reader.types import MeasureReading
from lib.written_numbers import NUMBER as N
from lib.written_numbers import parse_number

_ONE = Decimal(1)
_ONES = rf"(?:批次|{ONES})"
# What somebody does or gets that points are given for.
_DOES = (
    r"(?:报送|上报|采用|采纳|录用|采编|刊[发登载]|发[表布]|登载|转发|推[广介荐]|报道|表[彰扬]|嘉奖|获评?|荣获|评[为选定上]"
    r"|入[选围]|命名|授[牌予]|认定|肯定|批示|交流|创[建成]|建[成立设]|新[增建]|完成|测评|组织|开展|举办|承[办接担]|召开|培[训育]"
    r"|引进|引入|招引|争取|申报|打造|签[订约]|参[加与]|化解|办结|验收|通过|达标|实施|编[制印]|出台|撰写|制作|开设|走访"
    r"|调研|宣[传讲]|解决|安置|落实|提供|[接约下]访|巡查|检查|督查|治理|拆除|改造|修复|开工|投产|转化|培养|选派|吸纳|帮扶|慰问|服务)"
)
# Ends on what is counted, and how many of it earn once: 被省级采用每篇, 一次.
_BEHIND = re.compile(
    rf"(?P<what>[^每]{{2,80}}?)的?，?(?:每|一|1|每一|每1)(?P<unit>{_ONES})(?P<noun>(?<=个)[一-龥]{{0,6}}|)"
)
# Counts within: 每报送1篇, 创建1个示范村, 受到省级通报表扬1次的.
_WITHIN = re.compile(
    rf"(?P<lead>[^每，]{{2,40}}，)?每?(?P<what>[^每，\d]{{0,40}}?{_DOES}[^每，\d]{{0,24}}?)"
    rf"(?<![第同任某另])(?P<step>一|{N})(?P<unit>{_ONES})(?P<noun>[^每，\d]{{0,24}}?)的?(?:，?每(?P=unit))?"
)
_DONE_EACH = re.compile(rf"每(?!{_ONES})[^被受获经一\d]")
# What nobody gets points for, so that something else must be meant.
_BAD = re.compile(
    "[未没少缺漏迟误错违逾超降退差欠拖失死伤亡虚假返]|无(?!偿)|不(?!断)|非(?!遗|物质)|发[现生]|出现|事故|投诉|上访|舆情|负面"
    "|^[只仅首]|达到|至少|各|[次项个篇条期][并且或和及]|累[加计]|按比例"
    "|连续|批评|曝光|问[责题]|约谈|处[分罚]|警告|通报(?!表[扬彰]|嘉奖)|隐患|污染|重复|平均|人均|累计|折算|同期|上年|视情|酌情"
)
# For each of these, not for each of all: 每季度报送1篇, 各县举办1次.
_OF_EACH = re.compile(
    "[每各均逐按](?:个)?(?:年|季|月|周|旬|天|日|县|乡|镇|市|区|州|村|人|户|单位|部门|科室|处室)"
)
_OF_EACH_ASKED = re.compile(
    "[每各]个?(?:县|乡|镇|市|区|州|村|人|户|单位|部门|科室)|均|分别|以[内下]|不超过|控制"
)
# 1篇以上, 1篇并被采用: no count of that alone.
_GOES_ON = re.compile("（|及?以[上下内外]|[余多]|左右|[并且或和及、]")
_DIGITS = dict(zip("一二两三四五六七八九十", (1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True))
#: What says only that it was done: of what, the requirement would have to say.
_VAGUE = re.compile(
    r"(?:年[度内])?(?:完成|建成|实施|落实|组织|开展|举办|新增|通过|验收|达标|解决)+"
)


def _each_given(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """创建1个示范村得2分, 被省级采用每篇加0.5分."""
    words, points = match["subject"], parse_number(match["d"]) or None
    found = _BEHIND.fullmatch(words)
    if found is None and not _OF_EACH.search(words):
        found = _WITHIN.fullmatch(words)
    per = match["per"]
    if per and found is None:
        found = re.fullmatch(r"(?P<what>[^每]{2,80}?)的?(?P<unit>)(?P<noun>)", words)
    if found is None or points is None or (per and found["unit"] not in ("", per)):
        return ()
    unit = found["unit"] or per
    step = _number(found.groupdict().get("step") or "一")
    what = (found.groupdict().get("lead") or "") + found["what"]
    if step is None or step <= 0 or not _is_given_for(what, found["noun"], scene):
        return ()
    is_award = pattern.kind.effect is Effect.AWARD
    if not is_award and any(target.measure.unit == unit for target in scene.targets.main()):
        return ()  # of what is asked for, or beyond it?
    is_each = step == _ONE or "每" in words  # 创建示范村3个得10分: four of them no more
    if not (is_each and _is_one_number(step, unit, scene)) or (is_award and points > scene.points):
        return ()
    if _VAGUE.fullmatch(found["what"]) and not found["noun"]:
        return ()
    name = f"{named(what)}{found['noun']}{unit}数"
    # What one does oneself is a quantity (每完成1个), what happens to one is counted by times.
    kind = MeasureKind.QUANTITY if _DONE_EACH.search(words) else MeasureKind.COUNT
    measure = MeasureReading(key_of(name), name, kind, unit)
    _, condition = parted(what)
    return rule_of(pattern, match, measure, points=points, step=step, condition=condition)


def _is_given_for(what: str, noun: str, scene: Scene) -> bool:
    """Tell something that is done and counted from all else that points could hang on."""
    words = what + noun
    if not re.search(_DOES, words) or _BAD.search(words) or _OF_EACH.search(words):
        return False
    if BAND.search(words) or counts_something(words) or _GOES_ON.match(noun):
        return False
    return not _OF_EACH_ASKED.search(scene.requirement)


def _number(words: str) -> Decimal | None:
    return Decimal(_DIGITS[words]) if words in _DIGITS else parse_number(words)


def _is_one_number(step: Decimal, unit: str, scene: Scene) -> bool:
    """Tell 每1篇 from one of several bands: 创建1个得2分，创建2个得3分; 超过5篇的每篇得0.2分."""
    return _numbers(unit, scene.scoring) <= {step, _ONE}


@lru_cache(maxsize=32)  # a scoring is asked about once for each clause of it
def _numbers(unit: str, scoring: str) -> frozenset[Decimal | None]:
    figure = rf"(?<![第同任某另\d.])({N}|[一二两三四五六七八九十]){re.escape(unit)}"
    return frozenset(_number(words) for words in set(re.findall(figure, scoring)))


# --- By the level that takes notice ---------------------------------------------------------------

_LEVEL = (
    r"(?:党中央|中央|国家|全国|国务院|省部|部|省|市州|市|州|县区|县|区|乡镇|乡|镇)"
    r"(?:级|委[省市州县区]?政府|委|政府|厅局?)?"
)
_LEVELS = re.compile(
    rf"(?P<before>[^、，]{{0,40}}?)(?P<levels>{_LEVEL}(?:[、或和及]{_LEVEL}){{1,5}})(?P<behind>[^、每\d]{{2,40}})"
)


def _by_level(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """做法被中央、省、市推广的，分别加3分、2分、1分: a rule a level."""
    found = _LEVELS.fullmatch(match["subject"].removesuffix("的"))
    given = [parse_number(words) or None for words in re.findall(N, match["points"])]
    if found is None or not re.search(_DOES, found["behind"]):
        return ()
    levels = re.split("[、或和及]", found["levels"])
    words = found["before"] + found["behind"]
    if len(levels) != len(given) or _BAD.search(words) or _OF_EACH.search(words):
        return ()
    is_named_so = levels[-1].endswith("级")
    rules: list[Rules] = []
    for level, points in zip(levels, given, strict=True):
        full = f"{level.removesuffix('级')}级" if is_named_so else level
        name = named(f"{found['before']}{full}{found['behind']}")
        rules.append(_of_level(pattern, match, name, points=points))
    return tuple(rule for each in rules for rule in each)


def _of_level(pattern: RulePattern, match: Match, name: str, *, points: Decimal | None) -> Rules:
    unit = match["unit"]
    if not unit:
        return rule_of(pattern, match, yes_no(name), points=points)
    name = f"{name}{unit}数"
    measure = MeasureReading(key_of(name), name, MeasureKind.COUNT, unit)
    rules = rule_of(pattern, match, measure, points=points, step=_ONE)
    return tuple(replace(rule, kind=RuleKind.BONUS_EACH) for rule in rules)


_HEIGHTS = {"国家": 6, "省部": 5, "省": 4, "市": 3, "州": 3, "县": 2, "区": 2, "乡镇": 1}
_OF_LEVEL = re.compile("(国家|省部|省|市|州|县|区|乡镇)级")


def _next_level(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """获得国家级表彰的加3分，省级加2分: the same of a lower level, for less."""
    before, points = scene.before, parse_number(match["d"])
    if before is None or match.string[before.end : match.start()] not in ("，", "、"):
        return ()
    verb = {"加": Effect.BONUS, "得": Effect.AWARD}[match["verb"]]
    [measure, *others] = before.measures
    named_so = _OF_LEVEL.findall(measure.name)
    is_each = before.kind in (RuleKind.AWARD_EACH, RuleKind.BONUS_EACH)
    is_same = before.kind.effect is verb and (is_each or before.kind is RuleKind.BONUS_ONCE)
    if others or len(named_so) != 1 or not is_same or "以上" in measure.name:
        return ()
    is_lower = _HEIGHTS[named_so[0]] > _HEIGHTS[match["level"]]
    if not (points and points < before.deduction and is_lower):
        return ()
    if (match["unit"] or "") != (measure.unit if is_each else ""):
        return ()
    name = _OF_LEVEL.sub(f"{match['level']}级", measure.name)
    own = replace(measure, key=key_of(name), name=name)
    rules = rule_of(pattern, match, own, points=points, step=before.step)
    return tuple(replace(rule, kind=before.kind) for rule in rules)


EARNING_RESOLVERS: dict[Yields, Resolver] = {
    Yields.EACH_GIVEN: _each_given,
    Yields.BY_LEVEL: _by_level,
    Yields.NEXT_LEVEL: _next_level,
}
