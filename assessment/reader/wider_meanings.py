"""What the clauses of wider_patterns.py mean: how each finds the measures it stands for.

A clause that is read whole is named with all its words, so that nothing in it is lost on the
person who records whether it happened; what it can still not say is in _DOUBTS.
"""

import re
from dataclasses import replace
from decimal import Decimal

from assessment.engine.judging import JUDGED_UNIT
from assessment.engine.types import Effect, MeasureKind, RuleKind
from assessment.reader.meanings import (
    DraftRule,
    Match,
    Resolver,
    Scene,
    event_measure,
    fits,
    one_rule,
    rule_on,
    step_of,
    words_before,
)
from assessment.reader.measures import Target, key_of
from assessment.reader.numerals import NUMBER as N
from assessment.reader.numerals import parse_number
from assessment.reader.patterns import (
    AWARD,
    BAND,
    COUNTING,
    LONGEST_CLAUSE,
    RATE,
    SCORING,
    SEVERAL,
    is_condition,
)
from assessment.reader.rule_patterns import RulePattern, Yields
from assessment.reader.target_patterns import TargetSort
from assessment.reader.tiers import tier, tiers
from assessment.reader.types import MeasureReading

_ONE, _NONE = Decimal(1), Decimal(0)
_HUNDRED = Decimal(100)
Rules = tuple[DraftRule, ...]


def _named(words: str) -> str:
    """Return a clause's words as the name of what is recorded for it."""
    return words.replace("，", "").removesuffix("的")


def _parted(words: str) -> tuple[str, str]:
    """Return what happened and under which condition, of a clause with commas."""
    clauses = [part for part in re.split("[，：]", words) if part]
    conditions = [part for part in clauses if is_condition(part)]
    if clauses and len(clauses) > 1 and clauses[-1].startswith(("但", "而")):
        return clauses[-1], "，".join(clauses[:-1])
    if len(conditions) == len(clauses):
        conditions = conditions[1:]
    return "".join(part for part in clauses if part not in conditions), "，".join(conditions)


def _yes_no(name: str) -> MeasureReading:
    return MeasureReading(key_of(name), name, MeasureKind.YES_NO)


def _rule(
    pattern: RulePattern,
    match: Match,
    measure: MeasureReading,
    *,
    points: Decimal | None,
    step: Decimal | None = None,
    condition: str = "",
) -> Rules:
    """Return the one rule, () where its points are not known."""
    if points is None:
        return ()
    start, end = match.span()
    return (
        DraftRule(
            kind=pattern.kind,
            measures=(measure,),
            step=step,
            deduction=points,
            start=start,
            end=end,
            pattern=pattern.name,
            condition=condition.removesuffix("的"),
        ),
    )


def _own_points(match: Match, scene: Scene) -> Decimal | None:
    """Return what 得N分, 得零分, 不得分 or 得满分 gives."""
    if match.groupdict().get("full"):
        return scene.points
    words = match.groupdict().get("d")
    return parse_number(words) if words else _NONE


def _has_other_bands(match: Match, scene: Scene) -> bool:
    """Tell one of several bands of a figure (80%以上…，60%以上…) from a threshold of its own."""
    if not BAND.search(match[0]):
        return False
    others = scene.scoring.replace(match[0], "", 1)
    if SCORING.search(scene.requirement):
        others += scene.requirement
    return BAND.search(others) is not None


# --- Deductions ---------------------------------------------------------------------------------


def _when(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """An event or a failing under a condition that stands before it."""
    subject, condition = _parted(match["subject"])
    if not condition:
        return ()
    points = parse_number(match["d"]) or None
    if pattern.kind is RuleKind.PER_OCCURRENCE:
        measure = event_measure(words_before(match))
        return _rule(pattern, match, measure, points=points, step=_ONE, condition=condition)
    counted = [part for part in (subject, *condition.split("，")) if not _SIZE.fullmatch(part)]
    if any(COUNTING.search(part) for part in counted) or SEVERAL.search(subject):
        return ()
    measure = _yes_no(_named(match["subject"]))
    return _rule(pattern, match, measure, points=points, condition=condition)


_SIZE = re.compile("[^，]*以[上下内]的?")


def _behind(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """扣35分/次, 扣0.5分（每次）."""
    unit = re.search(f"[{_UNITS}]", match["tail"])
    heading = _heading(match)
    words = f"{heading}{match['subject']}"
    words = words if unit and unit[0] != "次" else f"{words}次数"
    _, condition = _parted(match["subject"])
    if heading or "：" in match["subject"]:
        condition = match["subject"].rpartition("：")[2]
    measure = replace(event_measure(_named(words)), unit=unit[0] if unit else "次")
    points = parse_number(match["d"]) or None
    return _rule(pattern, match, measure, points=points, step=_ONE, condition=condition)


def _heading(match: Match) -> str:
    """Return the heading that the cases of an event stand under (发生致残事件：), "" for none."""
    if "：" in match["subject"]:
        return ""
    before = match.string[max(0, match.start() - LONGEST_CLAUSE) : match.start()]
    found = _HEADING.search(before)
    return found[1] if found else ""


_HEADING = re.compile(r"(?:^|[。；，])([^。；，：]{2,40}：)[^。：]*$")
_UNITS = "起项例件名户人家条份篇个处次村"


def _each_failing(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """无目录、无期限的分别扣2分: a rule each."""
    parts = match["subject"].removesuffix("的").split("、")
    points = parse_number(match["d"]) or None
    if any(COUNTING.search(p) or not re.search("[未不无没缺]", p) for p in parts):
        return ()
    return tuple(
        rule for part in parts for rule in _rule(pattern, match, _yes_no(part), points=points)
    )


def _unfinished(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """未完成扣2分, where one figure is asked for: it is lost once, however much is missing."""
    targets = scene.targets.main()
    if len(targets) != 1 or targets[0].measure.target == _ONE or scene.targets.is_list_broken:
        return ()
    return rule_on(pattern, match, targets, step=None)


_LISTED = re.compile(rf"(?P<n>{N})(?P<unit>[一-龥]{{1,3}})")
_PER = re.compile(r"(?:每(?!年)|各)[^，。；]{0,12}$")


def _short_of_count(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """每少1次培训, of the 5次培训 that the requirement names."""
    unit, noun = match["unit"], match["noun"]
    counts = _counts(unit, scene)
    if len(counts) != 1 or scene.targets.found or noun not in scene.requirement:
        return ()
    target = parse_number(counts[0]["n"])
    if target is None or target <= _ONE or _PER.search(scene.requirement[: counts[0].start()]):
        return ()
    noun = noun or _noun_after(scene.requirement, counts[0].end())
    name = f"{match['verb']}{noun}" or f"少{unit}"
    measure = MeasureReading(key_of(name), f"{name}数", MeasureKind.QUANTITY, unit, target)
    return one_rule(pattern, match, measure, step=step_of(match))


def _counts(unit: str, scene: Scene) -> list[Match]:
    return list(re.finditer(rf"(?P<n>{N}){re.escape(unit)}", scene.requirement))


def _lacking(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """每缺一名巡护人员, where no number of them is named: how many are lacking is recorded."""
    if scene.targets.found or _counts(match["unit"], scene):
        return ()
    name = words_before(match).replace("，", "").removesuffix("的")
    return one_rule(pattern, match, event_measure(name), step=_ONE)


def _noun_after(words: str, position: int) -> str:
    found = re.match(r"[一-龥]{1,8}", words[position:])
    return found[0] if found else ""


_TIME_UNITS = {"个月": "月", "工作日": "天", "日": "天", "星期": "周", "礼拜": "周"}


def _time(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """每逾期1天, and 逾期一个月 where no other length of time is named."""
    lengths = {m["length"] for m in _LENGTH.finditer(scene.scoring)}
    if len(lengths) > 1:
        return ()
    unit = _TIME_UNITS.get(match["unit"], match["unit"])
    name = _named(f"{match['subject'] or ''}{match['late']}") + "时间"
    measure = MeasureReading(name, name, MeasureKind.QUANTITY, unit)
    return one_rule(pattern, match, measure, step=step_of(match))


_LENGTH = re.compile(
    rf"(?:逾期|超期|超时|延期|延迟|推迟|延误|拖延|滞后|迟报|超过|满)[^，。；]{{0,4}}?"
    rf"(?P<length>{N}个?(?:小时|天|日|工作日|周|星期|旬|月|季度|年))"
)


def _sum_of_money(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    name = _named(match["subject"]) + "金额"
    measure = MeasureReading(name, name, MeasureKind.QUANTITY, match["unit"])
    return one_rule(pattern, match, measure, step=step_of(match))


# --- Above and below a bar ----------------------------------------------------------------------

_CEILINGS = re.compile(
    rf"(?P<words>[一-龥]{{2,20}}?)(?:"
    rf"(?:控制|压|限定|保持|限制|稳定)?(?:在)?(?P<n>{N})(?P<p>%?)以[内下]"
    rf"|(?:不(?:得)?(?:超过|高于|大于)|(?:控制|压)在)(?P<n2>{N})(?P<p2>%?)(?!以上))"
)
_LEAST = re.compile(r"以上|不低于|不少于|达")


def _ceiling(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """上升1个百分点, of the one rate or figure that must not be exceeded."""
    found = _ceilings(scene)
    named = match.groupdict().get("rates")
    if named:
        found = [(m, most) for m, most in found if named.endswith(m.name) or m.name.endswith(named)]
    if len(found) != 1:
        return ()
    measure, most = found[0]
    bar = match.groupdict().get("bar")
    if bar is not None and parse_number(bar) != most:
        return ()
    rules = one_rule(pattern, match, measure, step=step_of(match))
    return tuple(replace(rule, target=most) for rule in rules)


def _ceilings(scene: Scene) -> list[tuple[MeasureReading, Decimal]]:
    found: list[tuple[MeasureReading, Decimal]] = []
    for target in scene.targets.of(TargetSort.RATE):
        most = target.measure.target
        said = scene.requirement + scene.scoring
        around = said[max(0, said.find(target.words)) :][: len(target.words) + 14]
        if most is not None and not _LEAST.search(around):
            found.append((replace(target.measure, target=None), most))
    if found:
        return found
    for each in _CEILINGS.finditer(scene.requirement):
        most = parse_number(each["n"] or each["n2"])
        is_rate = bool(each["p"] or each["p2"])
        kind = MeasureKind.RATE if is_rate else MeasureKind.QUANTITY
        name = each["words"]
        if most is not None:
            found.append((MeasureReading(name, name, kind, "%" if is_rate else ""), most))
    return found


_FLOORS = re.compile(
    rf"(?P<words>[一-龥]{{2,24}}?)(?:达到?|不低于|不少于|为)(?P<n>{N})%(?:以上|及以上)?"
)


def _floor(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """每下降1个百分点, of the one percentage that is asked for without calling it a 率."""
    if scene.targets.of(TargetSort.RATE) or len(re.findall(r"\d%", scene.requirement)) != 1:
        return ()
    found = list(_FLOORS.finditer(scene.requirement))
    if len(found) != 1:
        return ()
    name = re.sub("^(?:整年|全年|年度|组织|完成|实现|确保)+", "", found[0]["words"]) + "比例"
    least = parse_number(found[0]["n"])
    bar = match["bar"]
    if bar is not None and parse_number(bar) != least:
        return ()
    measure = MeasureReading(name, name, MeasureKind.RATE, "%", least)
    return one_rule(pattern, match, measure, step=step_of(match))


_MONEY = re.compile(rf"(?P<words>[一-龥]{{1,16}}?)(?P<n>{N})(?P<unit>亿元|万元|千元|元)")
_AREA = {"万亩": Decimal(10_000), "亩": _ONE}
_YUAN = {"亿元": _HUNDRED**4, "万元": Decimal(10_000), "千元": Decimal(1_000), "元": _ONE}


def _money_short(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """每少完成1000万元 of 1.2亿元, 每少完成0.05万亩 of 5000亩: in the unit of the clause."""
    own = match["unit"]
    family = next((f for f in (_YUAN, _AREA) if own in f), None)
    if family is None:
        return ()
    units = "|".join(family)
    asked = list(
        re.finditer(rf"(?P<words>[一-龥]{{1,16}}?)(?P<n>{N})(?P<unit>{units})", scene.requirement)
    )
    if (
        len(asked) != 1
        or asked[0]["unit"] == own
        or _PER.search(scene.requirement[: asked[0].start("n")])
    ):
        return ()
    figure = parse_number(asked[0]["n"])
    name = re.sub("^(?:完成|实现|落实|新增|全年|共|年度)+", "", asked[0]["words"])
    if figure is None or len(name) < 2:
        return ()
    target = figure * family[asked[0]["unit"]] / family[own]
    measure = MeasureReading(key_of(name), name, MeasureKind.QUANTITY, own, target)
    return one_rule(pattern, match, measure, step=step_of(match))


# --- What makes a score -------------------------------------------------------------------------


def _made(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """未落实的不得分. Of several components it must not be said of the whole item."""
    is_of_all = match["whole"] or re.search("^以上|上述|任[一何]", match["subject"])
    if (is_of_all and not scene.is_only) or _has_other_bands(match, scene):
        return ()
    words = match["subject"].removesuffix("的")
    is_bare = len(BAND.sub("", words)) < 2  # 低于60%: of what?
    if is_bare or re.search("[项者]$", words) or "否则" in words or _RATE_BAR.search(words):
        return ()
    _, condition = _parted(match["subject"])
    measure = _yes_no(_named(match["subject"]))
    points = _own_points(match, scene)
    return _rule(pattern, match, measure, points=points, condition=condition)


_RATE_BAR = re.compile(rf"{RATE}(?:低于|不足|未达到?|达不到|小于)?{N}%(?:以下)?$")


def _otherwise(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """至少采用3种方式，否则不得分."""
    if match["whole"] and not scene.is_only:
        return ()
    measure = _yes_no(f"未做到：{match['subject']}")
    return _rule(pattern, match, measure, points=_own_points(match, scene))


def _made_unless(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """否则不得分: of what the rule before it gives points for."""
    before = scene.before
    if before is None or before.kind is not RuleKind.AWARD_ONCE:
        return ()
    between = match.string[before.end : match.start()]
    if between.strip("，；") or len(AWARD.findall(scene.scoring)) > 1:
        return ()
    return _rule(pattern, match, before.measures[0], points=_own_points(match, scene))


def _made_by_rate(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """销号率低于85%的不得分: of the rate where just that is asked for, else whether it is so."""
    if (match["whole"] and not scene.is_only) or _has_other_bands(match, scene):
        return ()
    rates = [t for t in scene.targets.of(TargetSort.RATE) if _says_rate(match["subject"], t)]
    points = _own_points(match, scene)
    if len(rates) == 1 and parse_number(match["bar"]) == rates[0].measure.target:
        rules = _rule(pattern, match, rates[0].measure, points=points)
        return tuple(replace(rule, asked=tuple(rates)) for rule in rules)
    name = _named(match.string[match.start() : match.end("bar") + 1])
    name += "" if re.search("低于|不足|未达|达不到|小于", name) else "以下"
    return _rule(pattern, match, _yes_no(name), points=points)


def _says_rate(words: str, target: Target) -> bool:
    return not words or words.endswith(target.words) or target.words.endswith(words)


# --- What is earned -----------------------------------------------------------------------------


def _done(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """有登记簿得3分, where what is given makes up the component's points."""
    given = [n for n in map(parse_number, AWARD.findall(scene.scoring)) if n]
    points = parse_number(match["d"])
    rest = scene.scoring.replace(match[0], "", 1)
    is_all = sum(given, _NONE) == scene.points
    is_alone = len(given) == 1 and not re.search("[扣加减]", rest)
    if points is None or points > scene.points or not (is_all or is_alone):
        return ()
    is_figure = re.search(rf"\d|{RATE}", match["subject"]) and _SHORT.search(rest)
    if is_figure or _has_other_bands(match, scene):
        return ()
    _, condition = _parted(match["subject"])
    measure = _yes_no(_named(match["subject"]))
    return _rule(pattern, match, measure, points=points or None, condition=condition)


_SHORT = re.compile(
    rf"(?:下降|降低|减少|低于?|少|差|上升|升高|增加|提高|超过)[一-龥]{{0,4}}{N}(?:个|%)"
)


_GOES_ON = re.compile(
    rf"[，；。](?:以此为[底基][^，]{{0,4}}，)?每?(?:下降|降低|减少|低于?|少|上升|升高|增加|提高|超过)"
    rf"{N}(?:个百分点|%)"
)


def _base(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """满意率95%的得8分，每下降1个百分点扣2分: the points from which it is deducted."""
    rates = [t for t in scene.targets.of(TargetSort.RATE) if _says_rate(match["subject"], t)]
    points = parse_number(match["d"])
    if len(rates) != 1 or points != scene.points or not _GOES_ON.match(match.string, match.end()):
        return ()
    if parse_number(match["bar"]) != rates[0].measure.target:
        return ()
    measure = rates[0].measure
    if _RISES.search(scene.scoring):
        measure = replace(measure, target=None)  # a ceiling is the rule's own
    rules = _rule(pattern, match, measure, points=points)
    return tuple(replace(rule, asked=tuple(rates)) for rule in rules)


_RISES = re.compile(rf"(?:上升|升高|超过|高于|增加|提高){N}(?:%|个百分点)，?扣")


def _done_units(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """每完成1个得1分, of the one thing that is asked for."""
    fitting = [target for target in scene.targets.main() if fits(target, match)]
    if len(fitting) != 1 or len(scene.targets.main()) > 1:
        return ()
    return rule_on(pattern, match, fitting, step=step_of(match))


def _done_share(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """按完成比例计分, of the one thing that is asked for; all the points are for all of it."""
    targets = scene.targets.main()
    if len(targets) != 1 or scene.targets.is_list_broken:
        return ()
    rules = _rule(pattern, match, targets[0].measure, points=scene.points)
    return tuple(replace(rule, asked=tuple(targets)) for rule in rules)


# --- Beside the points --------------------------------------------------------------------------


def _happened(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """发生重大事故的一票否决, 获得表彰的加2分."""
    points = parse_number(match["d"]) or None if "d" in match.groupdict() else _NONE
    if BAND.search(match["subject"]) and "d" in match.groupdict():
        return ()
    _, condition = _parted(match["subject"])
    measure = _yes_no(_named(match["subject"]))
    return _rule(pattern, match, measure, points=points, condition=condition)


def _counted(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """被媒体报道的每次加0.5分."""
    _, condition = _parted(match["subject"])
    measure = event_measure(f"{_named(match['subject'])}{match['tail']}")
    points = parse_number(match["d"]) or None
    return _rule(pattern, match, measure, points=points, step=_ONE, condition=condition)


def _as_before(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """…的不得分，并实行一票否决: of what the rule just before it names."""
    before = scene.before
    if before is None or before.kind.effect is not Effect.SET:
        return ()
    if match.string[before.end : match.start()].strip("，"):
        return ()
    rules = _rule(pattern, match, before.measures[0], points=_NONE)
    return tuple(replace(rule, asked=before.asked) for rule in rules)


def _times_done(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """每获得一次表彰加2分."""
    if scene.targets.main():
        return ()
    name = f"{match['subject']}{match['noun']}{'' if match['unit'] == '次' else match['unit']}次数"
    measure = MeasureReading(key_of(name), name, MeasureKind.COUNT)
    return one_rule(pattern, match, measure, step=_ONE)


# --- What a person judges -----------------------------------------------------------------------


def _judged(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """酌情扣1-3分; without bounds all of the component's points may be taken."""
    groups = match.groupdict()
    most = parse_number(groups["most"]) if groups.get("most") else _NONE
    least = parse_number(groups["least"]) if groups.get("least") else None
    if most is None or (groups.get("least") and (least is None or least > most)):
        return ()
    if match["subject"] and not _FAULT.search(match["subject"]):
        return ()
    _, condition = _parted(match["subject"] or "")
    name = _named(match["subject"] or "未按要求落实") + "（评定）"
    measure = MeasureReading(key_of(name), name, MeasureKind.QUANTITY, JUDGED_UNIT)
    rules = _rule(pattern, match, measure, points=most, condition=condition)
    cap = most if groups.get("cap") else None
    return tuple(replace(rule, least=least, cap=cap) for rule in rules)


# A fault that somebody may weigh: 执行不力, 情节严重; not 单项, 全年.
_FAULT = re.compile(
    "[未不无没非违漏误缺逾差劣乱慢弱低假]|严重|滞后|敷衍|粗糙|过场|问题|事故|失[误职]"
)


WIDER_RESOLVERS: dict[Yields, Resolver] = {
    Yields.WHEN: _when,
    Yields.BEHIND: _behind,
    Yields.EACH_FAILING: _each_failing,
    Yields.UNFINISHED: _unfinished,
    Yields.SHORT_OF_COUNT: _short_of_count,
    Yields.LACKING: _lacking,
    Yields.TIME: _time,
    Yields.SUM_OF_MONEY: _sum_of_money,
    Yields.CEILING: _ceiling,
    Yields.FLOOR: _floor,
    Yields.MONEY_SHORT: _money_short,
    Yields.MADE: _made,
    Yields.OTHERWISE: _otherwise,
    Yields.MADE_UNLESS: _made_unless,
    Yields.MADE_BY_RATE: _made_by_rate,
    Yields.DONE: _done,
    Yields.BASE: _base,
    Yields.DONE_UNITS: _done_units,
    Yields.DONE_SHARE: _done_share,
    Yields.JUDGED: _judged,
    Yields.TIER: tier,
    Yields.TIERS: tiers,
    Yields.HAPPENED: _happened,
    Yields.AS_BEFORE: _as_before,
    Yields.COUNTED: _counted,
    Yields.TIMES_DONE: _times_done,
}
