"""What the clauses of wider_patterns.py mean: how each finds the measures it stands for."""

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from assessment.engine.types import MeasureKind, RuleKind
from assessment.reader.behind_points import behind
from assessment.reader.clause_words import (
    Rules,
    asked_words,
    has_other_bands,
    named,
    parted,
    rule_of,
    share_words,
    yes_no,
)
from assessment.reader.good_deeds import counts_twice
from assessment.reader.meanings import (
    Match,
    Resolver,
    Scene,
    event_measure,
    is_listed,
    is_sure,
    one_rule,
    rule_on,
    step_of,
    words_before,
)
from assessment.reader.measures import key_of
from assessment.reader.patterns import (
    BAND,
    CEILING_BEFORE,
    CEILING_BEHIND,
    COUNTING,
    DENSITY,
    PER_EACH,
    SCORING,
    SEVERAL,
    UNIT,
)
from assessment.reader.rate_words import says_rate
from assessment.reader.rule_patterns import RulePattern, Yields
from assessment.reader.target_patterns import TargetSort
from assessment.reader.types import MeasureReading
from lib.written_numbers import NUMBER as N
from lib.written_numbers import parse_number

_ONE = Decimal(1)
_HUNDRED = Decimal(100)

# --- Deductions ---------------------------------------------------------------------------------


def _when(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """An event or a failing under a condition that stands before it."""
    subject, condition = parted(match["subject"])
    if not condition:
        return ()
    points = parse_number(match["d"]) or None
    is_over = re.search(rf"超[过出]?(?:的|{N})", match["subject"])
    if is_over or (BAND.search(match["subject"]) and _has_others(match, scene)):
        return ()
    if counts_twice(match["subject"], match.groupdict().get("tail") or ""):
        return ()
    if pattern.kind is RuleKind.PER_OCCURRENCE:
        measure = event_measure(words_before(match))
        return rule_of(pattern, match, measure, points=points, step=_ONE, condition=condition)
    counted = [part for part in (subject, *condition.split("，")) if not _SIZE.fullmatch(part)]
    if any(COUNTING.search(part) for part in counted) or SEVERAL.search(subject):
        return ()
    measure = yes_no(named(match["subject"]))
    return rule_of(pattern, match, measure, points=points, condition=condition)


_SIZE = re.compile("[^，]*以[上下内]的?")


def _has_others(match: Match, scene: Scene) -> bool:
    """Tell whether more is deducted in the component, perhaps of the same happening."""
    others = scene.scoring.replace(match[0], "", 1)
    is_banded = BAND.search(others) is not None
    return is_banded or (bool(SCORING.search(others)) and share_words(match["subject"], others))


def _each_failing(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """无目录、无期限的分别扣2分, or 分别扣3分、2分: a rule each."""
    parts = match["subject"].removesuffix("的").split("、")
    if any(COUNTING.search(p) or not re.search("[未不无没缺]", p) for p in parts):
        return ()
    if any(SEVERAL.search(part) for part in parts):
        return ()
    more = re.findall(rf"({N})分", match.groupdict().get("more") or "")
    each = [parse_number(words) or None for words in (match["d"], *more)]
    each = each * len(parts) if not more else each
    if len(each) != len(parts):
        return ()
    rules = (
        rule_of(pattern, match, yes_no(part), points=points)
        for part, points in zip(parts, each, strict=True)
    )
    return tuple(rule for found in rules for rule in found)


def _below_rate(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """满意率低于85%的扣1分: of the rate where just that is asked for, else whether it is so."""
    if has_other_bands(match, scene) or COUNTING.search(match[0]):
        return ()
    bar, words = match["bar"] or match["under"], match["subject"]
    points = parse_number(match["d"]) or None
    if _IS_BAD.search(words) or re.match(r"[月底前]", words):
        return ()  # 漏损率未达到12%: less of it is better
    rates = [t for t in scene.targets.of(TargetSort.RATE) if t.words.endswith(words)]
    if len(rates) == 1 and parse_number(bar) == rates[0].measure.target:
        rules = rule_of(pattern, match, rates[0].measure, points=points)
        return tuple(replace(rule, asked=tuple(rates)) for rule in rules)
    name = f"{words}低于{bar}%"
    rules = rule_of(pattern, match, yes_no(name), points=points)
    return tuple(replace(rule, kind=RuleKind.NOT_DONE) for rule in rules)


_IS_BAD = re.compile(
    "漏损|投诉|失业|违约|返贫|违法|死亡|事故|差错|缺勤|流失|逾期|欠|发案|犯罪|受害|超标|不合格"
    "|渗漏|补考|空置|浪费|降[至到]"
)


def _steps(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """管护不到位每3处扣1分."""
    step = step_of(match)
    if step <= _ONE or scene.targets.main():
        return ()
    name = named(match["subject"])
    measure = MeasureReading(key_of(name), name, MeasureKind.COUNT, match["unit"])
    return one_rule(pattern, match, measure, step=step)


def _unfinished(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """未完成扣2分, where one figure is asked for: it is lost once, however much is missing."""
    targets = scene.targets.main()
    if len(targets) != 1 or targets[0].measure.target == _ONE or scene.targets.is_list_broken:
        return ()
    if not is_sure(targets, scene) or scene.targets.of(TargetSort.RATE):
        return ()
    return rule_on(pattern, match, targets, step=None)


_PER = re.compile(r"(?:每(?!年)|各)[^，。；]{0,12}$")


def _short_of_count(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """每少1次培训, of the 5次培训 that the requirement names."""
    unit, noun = match["unit"], match["noun"]
    counts = counts_in(unit, scene)
    if len(counts) != 1 or scene.targets.found or noun not in scene.requirement:
        return ()
    target = parse_number(counts[0]["n"])
    if target is None or target <= _ONE or not _is_amount(counts[0], scene.requirement):
        return ()
    noun = noun or _noun_after(scene.requirement, counts[0].end())
    name = f"{match['verb']}{noun}" or asked_words(scene.requirement[: counts[0].start()]) or unit
    measure = MeasureReading(key_of(name), f"{name}数", MeasureKind.QUANTITY, unit, target)
    return one_rule(pattern, match, measure, step=step_of(match))


def _is_amount(count: Match, words: str) -> bool:
    """Tell a number that is to be reached, in all, from a most, a range, or one for each."""
    before, after = words[: count.start("n")], words[count.end() :]
    return not (
        _PER.search(before)
        or PER_EACH.search(words)
        or CEILING_BEFORE.search(before)
        or CEILING_BEHIND.match(after)
        or re.search(r"[-~—至到\d][，,]?$", before)
        or re.match("的|[一-龥]{0,6}(?:或|/)", after)
        or re.search("或[^，。；]*$", before)
    )


def counts_in(unit: str, scene: Scene) -> list[Match]:
    """Return where the requirement names a number of these."""
    return list(re.finditer(rf"(?P<n>{N}){re.escape(unit)}", scene.requirement))


def _noun_after(words: str, position: int) -> str:
    found = re.match(r"[一-龥]{1,8}", words[position:])
    return found[0] if found else ""


_TIME_UNITS = {"个月": "月", "日": "天", "星期": "周", "礼拜": "周"}


def _time(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """每逾期1天, and 逾期一个月 where no other length of time is named."""
    if _is_of_several_lengths(scene.scoring) or re.search(
        r"(?!1月)[\d一二三四五六七八九十]月的?，?\D{1,3}\d", match[0]
    ):
        return ()  # 延期12月: a date, or how long?
    unit = _TIME_UNITS.get(match["unit"], match["unit"])
    subject = match["subject"] or ""
    name = named(subject if match["late"] in subject else f"{subject}{match['late']}") + "时间"
    measure = MeasureReading(name, name, MeasureKind.QUANTITY, unit)
    return one_rule(pattern, match, measure, step=step_of(match) if match["step"] else _ONE)


@lru_cache(maxsize=32)  # a scoring is asked about once for each clause of it
def _is_of_several_lengths(scoring: str) -> bool:
    return len({m["length"] for m in _LENGTH.finditer(scoring)}) > 1


_LENGTH = re.compile(
    rf"(?:逾期|超期|超时|延期|延迟|推迟|延误|拖延|拖欠|滞后|迟报|超过|满)[^，。；]{{0,4}}?"
    rf"(?P<length>{N}个?(?:小时|天|日|工作日|周|星期|旬|月|季度|年))"
)


def _sum_of_money(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    name = named(match["subject"]) + "金额"
    measure = MeasureReading(name, name, MeasureKind.QUANTITY, match["unit"])
    return one_rule(pattern, match, measure, step=step_of(match) if match["step"] else _ONE)


# --- Above and below a bar ----------------------------------------------------------------------

_CEILINGS = re.compile(
    rf"(?P<words>(?:PM[\d.]{{1,4}})?[一-龥]{{2,20}}?)(?:"
    rf"(?:控制|压|限定|保持|限制|稳定)?(?:在)?(?P<n>{N})(?P<p>%|{UNIT})?以[内下]"
    rf"|(?:不(?:得)?(?:超过|高于|大于)|(?:控制|压)在|≤)(?P<n2>{N})(?P<p2>%|{UNIT}|{DENSITY})?(?=[，。；、）]|$))"
)
_LEAST = re.compile(r"以上|不低于|不少于|达|≥")


def _ceiling(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """上升1个百分点, of the one rate or figure that must not be exceeded."""
    named = match.groupdict().get("rates")
    percents = len(re.findall(r"\d%", scene.requirement))
    if PER_EACH.search(scene.requirement) or (percents > 1 and not named):
        return ()
    found = _ceilings(scene, match.string)
    if named:
        found = [each for each in found if says_rate(named, each[0].name, scene.requirement)]
    if len(found) != 1:
        return ()
    measure, most = found[0]
    if not _is_unit(match.groupdict().get("unit") or "%", measure):
        return ()
    if (not measure.unit and most < _ONE) or (measure.unit == "%" and most >= _HUNDRED):
        return ()  # 死亡率控制在0.03以内: what would a percentage point of it be?
    if (bar := match.groupdict().get("bar")) is not None and parse_number(bar) != most:
        return ()
    rules = one_rule(pattern, match, measure, step=step_of(match))
    return tuple(replace(rule, target=most) for rule in rules)


def _is_unit(unit: str, measure: MeasureReading) -> bool:
    """Tell whether 每超过1起 can be of a figure; of one without a unit, 个百分点 can."""
    is_percent = unit == "个百分点" or (unit == "%" and measure.unit == "%")
    return measure.unit in ("%", "") if is_percent else measure.unit == unit


def _ceilings(scene: Scene, clean: str) -> list[tuple[MeasureReading, Decimal]]:
    found: list[tuple[MeasureReading, Decimal]] = []
    for target in scene.targets.of(TargetSort.RATE):
        most = target.measure.target
        said = scene.requirement + scene.scoring
        around = said[max(0, said.find(target.words)) :][: len(target.words) + 14]
        if most is not None and not _LEAST.search(around) and not is_listed(clean, target):
            found.append((replace(target.measure, target=None), most))
    if found and not _CEILINGS.search(scene.requirement):
        return found
    for each in _CEILINGS.finditer(scene.requirement):
        most = parse_number(each["n"] or each["n2"])
        unit = each["p"] or each["p2"] or ""
        kind = MeasureKind.RATE if unit == "%" else MeasureKind.QUANTITY
        name = each["words"]
        before = scene.requirement[: each.start()]
        is_of_one = not re.search("[、和与及）]$", before) and not re.search("[和与及]|分别", name)
        if most is not None and is_of_one:
            found.append((MeasureReading(name, name, kind, unit), most))
    return found


_FLOORS = re.compile(
    rf"(?P<words>[一-龥]{{2,24}}?)(?:达到?|不低于|不少于|为)(?P<n>{N})%(?:以上|及以上)?"
)


def _floor(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """每下降1个百分点, of the one percentage that is asked for without calling it a 率."""
    if scene.targets.of(TargetSort.RATE) or len(re.findall(r"\d%", scene.requirement)) != 1:
        return ()
    if PER_EACH.search(scene.requirement):
        return ()
    found = list(_FLOORS.finditer(scene.requirement))
    if len(found) != 1:
        return ()
    if re.search("均$|[、和与及]", found[0]["words"]) or scene.requirement[
        : found[0].start()
    ].endswith(("、", "和", "与", "及")):
        return ()
    name = re.sub("^(?:整年|全年|年度|组织|完成|实现|确保)+", "", found[0]["words"]) + "比例"
    least = parse_number(found[0]["n"])
    bar = match["bar"]
    if bar is not None and parse_number(bar) != least:
        return ()
    measure = MeasureReading(name, name, MeasureKind.RATE, "%", least)
    return one_rule(pattern, match, measure, step=step_of(match))


_AREA = {"万亩": Decimal(10_000), "亩": _ONE}
_YUAN = {"亿元": _HUNDRED**4, "万元": Decimal(10_000), "千元": Decimal(1_000), "元": _ONE}


def _money_short(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """每少完成1000万元 of 1.2亿元, 每少完成0.05万亩 of 5000亩: in the unit of the clause."""
    found = money_targets(match["unit"], scene.requirement, beside_own=False)
    return one_rule(pattern, match, found[0], step=step_of(match)) if len(found) == 1 else ()


def money_targets(own: str, requirement: str, *, beside_own: bool = True) -> list[MeasureReading]:
    """Return the amounts of money, or of land, that are asked for, in the unit of a clause.

    () where one of them is no amount to be reached in all. beside_own: though one is in that unit.
    """
    family = next((f for f in (_YUAN, _AREA) if own in f), {})
    units = "|".join(family) or "(?!)"
    asked = list(
        re.finditer(rf"(?P<words>[一-龥]{{1,16}}?)(?P<n>{N})(?P<unit>{units})", requirement)
    )
    found = []
    for each in asked:
        figure = parse_number(each["n"])
        name = re.sub("^(?:完成|实现|落实|新增|全年|共|年度|其中)+", "", each["words"])
        is_own = not beside_own and (each["unit"] == own or len(asked) > 1)
        if figure is None or len(name) < 2 or is_own or not _is_amount(each, requirement):
            return []
        target = figure * family[each["unit"]] / family[own]
        found.append(MeasureReading(key_of(name), name, MeasureKind.QUANTITY, own, target))
    return found


WIDER_RESOLVERS: dict[Yields, Resolver] = {
    Yields.WHEN: _when,
    Yields.BEHIND: behind,
    Yields.EACH_FAILING: _each_failing,
    Yields.UNFINISHED: _unfinished,
    Yields.SHORT_OF_COUNT: _short_of_count,
    Yields.BELOW_RATE: _below_rate,
    Yields.STEPS: _steps,
    Yields.TIME: _time,
    Yields.SUM_OF_MONEY: _sum_of_money,
    Yields.CEILING: _ceiling,
    Yields.FLOOR: _floor,
    Yields.MONEY_SHORT: _money_short,
}
