"""What the clauses of plain_patterns.py mean: how each finds the measures it stands for."""

import re
from dataclasses import replace
from decimal import Decimal

from assessment.engine.types import MeasureKind, RuleKind
from assessment.reader.clause_words import Rules, named, rule_of, yes_no
from assessment.reader.meanings import (
    Match,
    Resolver,
    Scene,
    counts_what_is_asked,
    event_measure,
    is_sure,
    one_rule,
    step_of,
    words_before,
)
from assessment.reader.measures import key_of
from assessment.reader.patterns import BAND, COUNTING, PER_EACH, RATE, SCORING, SEVERAL
from assessment.reader.rule_patterns import RulePattern, Yields
from assessment.reader.target_patterns import TargetSort
from assessment.reader.types import MeasureReading
from assessment.reader.wider_meanings import money_targets
from lib.written_numbers import NUMBER as N
from lib.written_numbers import parse_number

_ONE = Decimal(1)
_NOTHING = Decimal(0)
_COMPARES = re.compile("超过|超出|高于|多于|大于|少于|低于|不足|不满|未达")


def _others(match: Match, scene: Scene) -> str:
    """Return what else is said of points in the component."""
    return scene.scoring.replace(match[0], "", 1)


def _spread(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """每10平方米, 每公里: how much of it there is, where no figure of that unit is asked for."""
    unit = match["unit"]
    if scene.targets.main() or re.search(rf"\d[\d.]*万?{unit}", scene.requirement):
        return ()
    step = step_of(match) if match["step"] else _ONE
    name = named(match["subject"])
    measure = MeasureReading(key_of(name), name, MeasureKind.COUNT, unit)
    return one_rule(pattern, match, measure, step=step)


def _within(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """案件超期30天未处置的，每件: how often, under a limit of time that stays as it is."""
    if not _FAILS_WITHIN.search(match["subject"]) or counts_what_is_asked(
        pattern, match["tail"], scene
    ):
        return ()
    if len(_LIMIT.findall(match["subject"])) != 1 or _LIMIT.search(_others(match, scene)):
        return ()
    measure = event_measure(words_before(match))
    points = parse_number(match["d"]) or None
    condition = match["limit"]
    return rule_of(pattern, match, measure, points=points, step=_ONE, condition=condition)


_FAILS_WITHIN = re.compile("[未不没]|超过|超期|超时|逾期|滞留|拖欠")
_LIMIT = re.compile(rf"{N}个?(?:月|工作日|小时|天|日(?!前)|周|星期|分钟|年)")


def _lacking_of_list(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """方案、总结、台账缺一: how many of them are lacking, where no other number is named."""
    if re.search("[缺全均都]", _others(match, scene)):
        return ()
    return one_rule(pattern, match, event_measure(words_before(match)), step=_ONE)


def _misdeed(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """克扣直补资金的: whether it happened."""
    subject = match["subject"]
    if COUNTING.search(subject) or SEVERAL.search(subject) or _STARTS.match(subject):
        return ()
    return one_rule(pattern, match, yes_no(named(subject)), step=None)


# 下降的扣4分: of what? 防止弄虚作假: what is asked for.
_STARTS = re.compile(
    "(?:下降|滞后|倒退|混乱|薄弱)的?$|防[止范]|杜绝|严[禁防]|避免|制止|禁止|遏制|处理|查处|整[改治]|举报|打击"
    "|治理|追[究缴]|纠正|清理|排查|[^，]{0,6}次数"
)


def _beside_other(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """中标价高于概算的: whether it is so, where nothing else is compared."""
    subject = match["subject"]
    if (
        COUNTING.search(subject)
        or SEVERAL.search(subject)
        or _COMPARES.search(_others(match, scene))
    ):
        return ()
    points = parse_number(match["d"]) or None
    return rule_of(pattern, match, yes_no(named(subject)), points=points)


def _beyond_figure(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """公示期少于7天的: whether it is so, where no other figure of its kind is named."""
    figure, unit = parse_number(match["n"]), match["unit"]
    asked = {parse_number(m[1]) for m in re.finditer(rf"({N}){re.escape(unit)}", scene.requirement)}
    if figure is None or figure <= _ONE or asked - {figure}:
        return ()
    if BAND.search(_others(match, scene)) or _COMPARES.search(_others(match, scene)):
        return ()
    words = match.string[match.start() : match.start("n")]
    if PER_EACH.search(scene.requirement) or COUNTING.search(words) or PER_EACH.search(words):
        return ()
    if _OF_BEFORE.match(words):
        return ()
    points = parse_number(match["d"]) or None
    return rule_of(pattern, match, yes_no(named(match["subject"])), points=points)


# 累计超过5次: of what the clause before counts, instead of its points or on top of them.
_OF_BEFORE = re.compile(
    r"(?:累计|合计|共计?|总计|一次|单次|同时|全年|年度|当年|年内|次数|件数|起数|人数|总数|数量|连续|的)+(?:达到|[^一-龥]|超|多于|大于|高于|少于|低于|不足|不满|未达)"
)


def _own_bar(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """资金支出率低于95%的，每低1个百分点, where nothing else in percent is asked for."""
    if re.search(r"\d[%％]", scene.requirement) or PER_EACH.search(scene.requirement):
        return ()
    bar, name = parse_number(match["bar"]), match["rates"]
    is_floor = pattern.kind is RuleKind.RATE_BELOW
    least = bar if is_floor else None
    measure = MeasureReading(key_of(name), name, MeasureKind.RATE, "%", least)
    rules = one_rule(pattern, match, measure, step=step_of(match))
    return rules if is_floor else tuple(replace(rule, target=bar) for rule in rules)


def _above_set(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """每超过控制指标1人, where the text does not name the figure: by how much is recorded."""
    if re.search(rf"{N}{re.escape(match['unit'])}", scene.requirement) or PER_EACH.search(
        scene.requirement
    ):
        return ()
    name = f"{match['subject']}超过{match['set']}的数量"
    measure = MeasureReading(name, name, MeasureKind.QUANTITY, match["unit"])
    rules = one_rule(pattern, match, measure, step=step_of(match))
    return tuple(replace(rule, target=_NOTHING) for rule in rules)


def _rate_of_list(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """办复率 of 办复率、满意率均达到100%: one figure is said to hold for each of them."""
    lists = list(_LISTS.finditer(scene.requirement))
    if len(lists) != 1 or PER_EACH.search(scene.requirement.replace(lists[0][0], "")):
        return ()
    least = parse_number(lists[0]["n"])
    rates = re.split("[、和及与]", lists[0]["rates"])
    own = [rate for rate in rates if rate.endswith(match["rates"])]
    if re.search("[、和及与A-Za-z]$", scene.requirement[: lists[0].start()]):
        return ()  # 甲县、乙县办复率: of each county
    if len(own) != 1 or least is None or len(re.findall(r"\d%", scene.requirement)) != 1:
        return ()
    measure = MeasureReading(own[0], own[0], MeasureKind.RATE, "%", least)
    return one_rule(pattern, match, measure, step=step_of(match))


_LISTS = re.compile(
    rf"(?P<rates>[一-龥]{{1,14}}{RATE}(?:[、和及与][一-龥]{{1,14}}{RATE}){{1,5}})(?:均|都)(?:要|应)?(?:达到?|为|不低于|≥)?"
    rf"(?P<n>{N})%"
)


def _money_short_named(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """投资每少500万元, of the one amount that is called so: in the unit of the clause."""
    found = [
        measure
        for measure in money_targets(match["unit"], scene.requirement)
        if match["subject"] in measure.name
    ]
    if len(found) != 1 or SCORING.search(scene.requirement):
        return ()
    return one_rule(pattern, match, found[0], step=step_of(match))


def _stage_units(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """项目开工每少1个, of the one number of 项目 that is asked for."""
    targets = [t for t in scene.targets.main() if t.sort is TargetSort.QUANTITY]
    if len(targets) != 1 or len(scene.targets.main()) != 1 or not is_sure(targets, scene):
        return ()
    own = targets[0].measure
    if own.unit != match["unit"] or not targets[0].words.removesuffix("计划").endswith(
        match["subject"]
    ):
        return ()
    name = f"{own.name}{match['stage']}数"
    measure = replace(own, key=name, name=name)
    rules = one_rule(pattern, match, measure, step=step_of(match))
    return tuple(replace(rule, asked=tuple(targets)) for rule in rules)


PLAIN_RESOLVERS: dict[Yields, Resolver] = {
    Yields.SPREAD: _spread,
    Yields.WITHIN: _within,
    Yields.LACKING_OF_LIST: _lacking_of_list,
    Yields.MISDEED: _misdeed,
    Yields.BESIDE_OTHER: _beside_other,
    Yields.BEYOND_FIGURE: _beyond_figure,
    Yields.OWN_BAR: _own_bar,
    Yields.ABOVE_SET: _above_set,
    Yields.RATE_OF_LIST: _rate_of_list,
    Yields.MONEY_SHORT_NAMED: _money_short_named,
    Yields.STAGE_UNITS: _stage_units,
}
