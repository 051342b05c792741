"""What a clause means: how each row of the table of patterns finds the measures it stands for."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from assessment.engine.types import Band, MeasureKind, RuleKind
from assessment.reader.good_deeds import counts_twice, is_done
from assessment.reader.measures import Target, Targets, key_of
from assessment.reader.patterns import BAND, COUNTING, PER_EACH, RATE, SEVERAL, TAKE
from assessment.reader.rate_words import says_rate
from assessment.reader.rule_patterns import RulePattern, Yields
from assessment.reader.target_patterns import TargetSort
from assessment.reader.types import MeasureReading
from lib.written_numbers import NUMBER, parse_number

Match = re.Match[str]
_ONE = Decimal(1)


@dataclass(frozen=True)
class DraftRule:
    """A rule before its measures have positions; start, end: in the clean text."""

    kind: RuleKind
    measures: tuple[MeasureReading, ...]
    step: Decimal | None
    deduction: Decimal
    start: int
    end: int
    pattern: str
    asked: tuple[Target, ...] = ()  # the targets of the text that it is about
    lacks_unit: bool = False  # 每少完成1个, where several things could be meant
    is_on_top: bool = False  # 加扣: of the rule before it
    cap: Decimal | None = None  # the most that it takes, where the words behind it say so
    target: Decimal | None = None  # what a figure may reach before it costs
    condition: str = ""  # the words that restrict who, when, how large or except what
    least: Decimal | None = None  # the least that may be judged
    bands: tuple[Band, ...] = ()  # of a rule that goes by bands; its deduction is 0
    edge: Decimal | None = None  # where its band ends without the figure that the text names


@dataclass(frozen=True)
class Scene:
    """What a clause stands in. before: the component's last rule so far; requirement: the
    words before its 计N分, scoring: those after it. points: the component's; is_only: its item
    has no other; is_given: points that are given part it from others, not 计N分."""

    requirement: str
    scoring: str
    targets: Targets
    before: DraftRule | None
    points: Decimal
    is_only: bool
    is_given: bool


def one_rule(
    pattern: RulePattern,
    match: Match,
    measure: MeasureReading,
    *,
    step: Decimal | None,
    deduction: str = "d",
) -> tuple[DraftRule, ...]:
    """Return the one rule, or () where the figures say nothing (扣0分)."""
    points = parse_number(match[deduction])
    if not points or (step is not None and step <= 0):
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
        ),
    )


def rule_on(
    pattern: RulePattern, match: Match, targets: list[Target], *, step: Decimal | None
) -> tuple[DraftRule, ...]:
    """Return the one rule on one target or several, pooled; none where one name has two figures.

    What is said twice with the same figure, of the task and again with its points, is one target.
    """
    measures = tuple(dict.fromkeys(target.measure for target in targets))
    if len({measure.name for measure in measures}) < len(measures):
        return ()
    return tuple(
        replace(rule, measures=measures, asked=tuple(targets))
        for rule in one_rule(pattern, match, targets[0].measure, step=step)
    )


def step_of(match: Match) -> Decimal:
    return parse_number(match["step"]) or Decimal(0)


def _all_targets(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    """Pool the quantities, if they can be pooled: villages and people cannot."""
    targets = scene.targets.main()
    if not is_sure(targets, scene):
        return ()
    units = {target.measure.unit for target in targets} - {""}
    if not targets or len(units) > 1 or scene.targets.is_list_broken:
        return ()
    return rule_on(pattern, match, targets, step=step_of(match))


def _named_target(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    target = scene.targets.named(match["subject"])
    if target is None or target.sort is TargetSort.RATE:
        return ()
    step = step_of(match) if "step" in match.groupdict() else None
    return rule_on(pattern, match, [target], step=step)


def _named_task(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    """A task without a figure is recorded in percent, if the component has no figure
    that could be meant instead."""
    rules = _named_target(pattern, match, scene)
    subject = match["subject"]
    if rules or scene.targets.main() or not subject.endswith(("任务", "工作")):
        return rules
    name = f"{subject}完成百分比"
    measure = MeasureReading(subject, name, MeasureKind.QUANTITY, "%", Decimal(100))
    return one_rule(pattern, match, measure, step=step_of(match))


def _only_units(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    if _is_in_other_units(match["unit"], scene):
        return ()
    fitting = [t for t in scene.targets.main() if fits(t, match)]
    if not scene.targets.main():
        works = scene.targets.of(TargetSort.WORKS)
        fitting = [_counted(t, match) for t in works if fits(t, match)]
    if len(fitting) != 1 or not is_sure(fitting, scene):
        return ()
    rules = rule_on(pattern, match, fitting, step=step_of(match))
    return _with_unit_remark(rules, match, scene)


def is_sure(targets: list[Target], scene: Scene) -> bool:
    """Tell whether targets are all that is asked for: not 每县2次, nor one of 甲、乙分别5个、3个,
    nor beside a figure of their unit that no target holds (10篇以上)."""
    clauses = re.split("[，。；]", scene.requirement)
    own = [clause for clause in clauses if any(t.words in clause for t in targets)]
    if any(map(PER_EACH.search, own)) or any(_SHARED.search(t.words) for t in targets):
        return False
    units = {t.measure.unit for t in targets if t.sort is TargetSort.QUANTITY} - {""}
    held = [t for t in scene.targets.of(TargetSort.QUANTITY) if t.measure.unit in units]
    split = sum(len(each.parts) + 1 for each in scene.targets.sums)
    said = sum(len(re.findall(rf"\d{unit}", scene.requirement)) for unit in units)
    return said <= len(held) + split


# One figure for several things, or for either: 抚育分别5000亩, 条或简报5条.
_SHARED = re.compile("分别|[各约近]$|或")


def _is_in_other_units(unit: str, scene: Scene) -> bool:
    """Tell 每少500万元 where 1.2亿元 are asked for too: of which is it short?"""
    units = {target.measure.unit for target in scene.targets.main()} - {unit}
    return any(other[-1:] == unit[-1:] and other[:1] in "亿万千" for other in units if other)


def _named_units(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    target = scene.targets.named(match["subject"])
    if target is None or not fits(target, match):
        return ()
    if target.sort is TargetSort.WORKS:
        target = _called(target, match)
    rules = rule_on(pattern, match, [target], step=step_of(match))
    return _with_unit_remark(rules, match, scene)


def _with_unit_remark(
    rules: tuple[DraftRule, ...], match: Match, scene: Scene
) -> tuple[DraftRule, ...]:
    lacks = not match["noun"] and match["unit"] in "个项" and len(scene.targets.main()) > 1
    return tuple(replace(rule, lacks_unit=lacks) for rule in rules)


_PLACE_NOUNS = re.compile(r"(?:[县市区州]+|单位|地方)?")
_WORK_NOUNS = re.compile(r"(?:水库|水电站|电站|工程|项目|安置点|点|枢纽|任务|工作)?")


def fits(target: Target, match: Match) -> bool:
    """Tell whether 每少1个村 can mean this target."""
    unit, noun = match["unit"], match["noun"]
    if target.sort in (TargetSort.PLACES, TargetSort.GROUP):
        return unit in "个处家" and bool(_PLACE_NOUNS.fullmatch(noun))
    if target.sort is TargetSort.WORKS:
        return unit in "个座处项" and bool(_WORK_NOUNS.fullmatch(noun))
    if target.sort is TargetSort.QUANTITY:
        same = unit == target.measure.unit or (unit == "村" and "村" in target.words)
        return same and (noun in target.words or noun in target.measure.name)
    return False


def _counted(target: Target, match: Match) -> Target:
    """Name works after what the clause counts: 每少完成一座水库, so 完成水库数."""
    measure = target.measure
    if not match["noun"]:
        return target
    name = measure.name.removesuffix("数") + match["noun"] + "数"
    return replace(target, measure=replace(measure, name=name, unit=match["unit"]))


def _called(target: Target, match: Match) -> Target:
    """Name works as the clause calls them, 其他两个安置点, and say which they are."""
    measure = target.measure
    which = f"（{'、'.join(measure.places)}）" if measure.places else ""
    name = f"{match['subject']}{match['verb'] or '完成'}数{which}"
    return replace(target, measure=replace(measure, name=name))


def _only_one(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    targets = scene.targets.main()
    if not targets:
        name = words_before(match).rstrip("，")
        measure = MeasureReading(name, name, MeasureKind.YES_NO)
        rules = one_rule(pattern, match, measure, step=None)
        return tuple(replace(rule, kind=RuleKind.NOT_DONE) for rule in rules)
    if len(targets) > 1 or targets[0].measure.target != _ONE:
        return ()
    return rule_on(pattern, match, targets, step=_ONE)


def _rates(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    rules: list[DraftRule] = []
    for words in re.split("[、和]", match["rates"]):
        rates = [t for t in scene.targets.of(TargetSort.RATE) if _is_rate(t, words, scene)]
        if len(rates) != 1 or not _is_bar(match, rates[0]) or is_listed(match.string, rates[0]):
            return ()
        rules += rule_on(pattern, match, rates, step=step_of(match))
    return tuple(rules)


def _only_rate(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    rates = scene.targets.of(TargetSort.RATE)
    if len(rates) != 1 or not _is_bar(match, rates[0]):
        return ()
    if len(_PERCENT.findall(scene.requirement)) > 1 or is_listed(match.string, rates[0]):
        return ()  # 合格率98%，其中省检100%: of which?
    if PER_EACH.search(_BY_MONTH.sub("", scene.requirement)):
        return ()
    return rule_on(pattern, match, rates, step=step_of(match))


# 课件逐月修完率达100%: one rate of the year, by its name; not 每月修完率, nor 逐月达100%.
_BY_MONTH = re.compile(rf"(?:逐|按)[月季](?=[一-龥]{{2,4}}{RATE}(?:要|应)?(?:达到?|为|是)?100%)")


def is_listed(clean: str, target: Target) -> bool:
    """Tell whether a rate is the last of several that one figure is said of: 甲率、乙率90%."""
    before = clean[max(0, target.start - 12) : target.start]
    return re.search(r"(?<!\d%)(?<!\d%以上)(?<!及以上)[、和与及]$", before) is not None


_PERCENT = re.compile(r"\d%")


def _is_bar(match: Match, target: Target) -> bool:
    """Tell whether 低于95%的 only says the target again; any other bar is a condition."""
    return match["bar"] is None or parse_number(match["bar"]) == target.measure.target


def _is_rate(target: Target, words: str, scene: Scene) -> bool:
    """转移就业技能培训获证率 means 获证率, and 满意率 means 群众满意率."""
    return len(words) > 1 and says_rate(words, target.words, scene.requirement)


def event_measure(name: str) -> MeasureReading:
    name = name.replace("，", "")
    return MeasureReading(key_of(name), name, MeasureKind.COUNT)


def words_before(match: Match) -> str:
    """Return the clause up to 扣 or 各扣; the measure is called so."""
    return _TAKEN.sub("", match[0][: match.start("d") - match.start()])


_TAKEN = re.compile(rf"各?{TAKE}$")


def _event(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    if counts_what_is_asked(pattern, match.groupdict().get("tail") or "", scene):
        return ()
    subject = match.groupdict().get("subject") or ""
    if _WHO_OR_WHEN.fullmatch(subject) or _NOTHING_BAD.match(subject):
        return ()  # 非贫困县每次扣2分: for what?
    if BAND.search(subject) and len(BAND.sub("", subject).removesuffix("的")) < 2:
        return ()  # 5处以上每处扣3分: on top of what is taken for each?
    tail = match.groupdict().get("tail") or ""
    if is_done(words_before(match), scene.scoring) or counts_twice(subject, tail):
        return ()
    return one_rule(pattern, match, event_measure(words_before(match)), step=_ONE)


_WHO_OR_WHEN = re.compile(
    "(?:(?:(?![未不无])[一-龥]){1,8}(?:(?<!集)中|(?<![及超按限准定误])时)|非?[一-龥]{1,4}(?:[县市区乡镇村户期日季月年]|单位|期间)|平[时常]|日常|其[他余][一-龥]{0,3}|[一-龥]{0,4}时[期段]|(?:国家|省部|[省市州县区乡村]|乡镇)级"
    "|(?:重点|在建|新建)[一-龥]{0,4}(?:案件|项目|工程|水库|部位|事项|工作|任务|对象|地段|区域|路段|人员|岗位))的?"
)
# 没有死亡1人; but 没有照章施行一次 is a failing.
_NOTHING_BAD = re.compile(
    "防止|避免|杜绝|严防|没有(?!能?(?:[按照编报配签办]|及时|如期|组织|落实|制定|开展|建立|完成|参加|执行|履行|召开"
    "|登记|公[开示]|整改|处理|上报|到位))"
)
_LACKING = re.compile("每?(?:缺少?|漏)[一1](?P<unit>.+)")


def counts_what_is_asked(pattern: RulePattern, tail: str, scene: Scene) -> bool:
    """Tell whether 缺一次 may count what the text asks for by its number: then what is short is
    recorded, not how often."""
    units = {target.measure.unit for target in scene.targets.main()}
    if units and tail and (pattern.is_bare or "每" not in tail):
        is_other = not pattern.is_bare and not _LACKING.match(tail)
        return not (is_other and all(unit[-1:] != tail[-1] for unit in units))
    lacking = _LACKING.fullmatch(tail)
    return bool(lacking and _is_numbered(lacking["unit"], scene.requirement))


@lru_cache(maxsize=32)  # a requirement is asked about once for each clause below it
def _is_numbered(unit: str, requirement: str) -> bool:
    return bool(re.search(rf"{NUMBER}{re.escape(unit)}", requirement))


def _two_events(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    first = one_rule(pattern, match, event_measure(f"{match['a']}次数"), step=_ONE)
    second = one_rule(pattern, match, event_measure(f"{match['b']}次数"), step=_ONE, deduction="d2")
    return first + second if first and second else ()


def _added(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    """加扣 comes on top of a rule that counts occurrences, and counts them itself."""
    if scene.before is None or scene.before.kind is not RuleKind.PER_OCCURRENCE:
        return ()
    name = match["subject"] + match["plus"]
    rules = one_rule(pattern, match, event_measure(name), step=_ONE)
    return tuple(replace(rule, is_on_top=True) for rule in rules)


def _failing(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    subject = match["subject"]
    if COUNTING.search(subject) or SEVERAL.search(subject) or _ALL_OF.search(subject):
        return ()  # for each of them, or once?
    if not _FAILS.search(_SOUNDS.sub("", subject)):
        return ()
    if re.match(r"未(?:按[^，]*)?(?:完成|达到)", subject) and scene.targets.main():
        return ()  # a figure that the clause does not name: how much of it is missing?
    name = _LEADS.sub("", subject.replace("，", ""))
    measure = MeasureReading(key_of(name), name, MeasureKind.YES_NO)
    return one_rule(pattern, match, measure, step=None)


_LEADS = re.compile("(?:应|将|直接|予以|一次性|一律)$")


# Words that only sound like a failing, and failings that come on top of others.
_SOUNDS = re.compile("非(?!法|正常)|无(?:责|任务|偿)|不断|不少于|未来|未发生")
_FAILS = re.compile("[未不无没非违漏误缺逾]")
_ALL_OF = re.compile("既|[均都皆全][未没不无缺]")

Resolver = Callable[[RulePattern, Match, Scene], tuple[DraftRule, ...]]
RESOLVERS: dict[Yields, Resolver] = {
    Yields.ALL_TARGETS: _all_targets,
    Yields.NAMED_TARGET: _named_target,
    Yields.NAMED_TASK: _named_task,
    Yields.NAMED_UNITS: _named_units,
    Yields.ONLY_UNITS: _only_units,
    Yields.ONLY_ONE: _only_one,
    Yields.RATES: _rates,
    Yields.ONLY_RATE: _only_rate,
    Yields.EVENT: _event,
    Yields.TWO_EVENTS: _two_events,
    Yields.ADDED: _added,
    Yields.EACH_OF: _event,
    Yields.FAILING: _failing,
}
