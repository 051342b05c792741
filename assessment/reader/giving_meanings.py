"""What the clauses of giving_patterns.py mean: scores that are made or earned, points that a
person judges, and what stands beside the points."""

import re
from dataclasses import replace
from decimal import Decimal

from assessment.engine.judging import JUDGED_UNIT
from assessment.engine.types import Effect, MeasureKind, RuleKind
from assessment.reader.clause_words import (
    NONE,
    Rules,
    awards_in,
    counts_something,
    has_other_bands,
    named,
    own_points,
    parted,
    rule_of,
    said_of,
    speaks_of,
    yes_no,
)
from assessment.reader.demands import is_demand
from assessment.reader.meanings import (
    Match,
    Resolver,
    Scene,
    fits,
    is_sure,
    one_rule,
    rule_on,
    step_of,
)
from assessment.reader.measures import Target, key_of
from assessment.reader.patterns import (
    BAND,
    FAULT,
    LESSER,
    PER_EACH,
    RATE,
    SEVERAL,
    SEVERALLY,
)
from assessment.reader.rate_words import says_rate
from assessment.reader.rule_patterns import RulePattern, Yields
from assessment.reader.target_patterns import TargetSort
from assessment.reader.tiers import tier, tiers
from assessment.reader.types import MeasureReading
from lib.written_numbers import NUMBER as N
from lib.written_numbers import parse_number

_ONE = Decimal(1)

# --- What makes a score -------------------------------------------------------------------------


def _made(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """未落实的不得分. Of several components it must not be said of the whole item."""
    words = match["subject"].removesuffix("的")
    is_of_all = match["whole"] or re.search("^以上|上述|任[一何]", words)
    if len(awards_in(scene.scoring)) > 1:
        return ()  # of one of what is given, or of all?
    is_own = scene.is_given or speaks_of(scene, words)
    if (is_of_all or not is_own) and not scene.is_only:
        return ()
    before = scene.before
    if before and before.kind is RuleKind.AWARD_EACH and not (match["whole"] or len(words) < 6):
        return ()  # 每督查1次得1分，结果未通报的不得分: of that one, or of all?
    if has_other_bands(match, scene) or _OF_OTHERS.search(words) or _COUNTS_NOT.search(words):
        return ()
    is_bare = len(BAND.sub("", words)) < 2  # 低于60%: of what?
    if is_bare or re.search("[项者]$", words) or "否则" in words or _RATE_BAR.search(words):
        return ()
    _, condition = parted(match["subject"])
    measure = yes_no(named(match["subject"]))
    points = own_points(match, scene)
    return rule_of(pattern, match, measure, points=points, condition=condition)


# What gets no points is another whole: the season, the total, all items.
_OF_OTHERS = re.compile(
    "本条|下[条项]|总分|所在[一-龥]{1,4}$|当[季月年期]$|下一?年度|[两三四几各]项|[均都]$|全部|整个|其[他余]|所有|所得"
)
# What is not counted, or not asked of everybody: 重复报送的不计分, 没有任务的不得分.
_COUNTS_NOT = re.compile(
    "重复|采用|转载|复印|涉及|适用|撰写|媒体|豁免|(?:无|没有|不承担|未承担|未安排)[^，]{0,6}(?:任务|此项|该项|工作)"
    "|(?:超期|逾期|质量|符合|合格)[^，]{0,10}的[一-龥]{1,6}$|未被?[一-龥]{1,4}的[一-龥]{1,4}$|此次|该次"
)
_RATE_BAR = re.compile(rf"{RATE}(?:低于|不足|未达到?|达不到|小于)?{N}%(?:以下)?$")


def _otherwise(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """至少采用3种方式，否则不得分."""
    if (match["whole"] and not scene.is_only) or len(awards_in(scene.scoring)) > 1:
        return ()
    measure = yes_no(f"未做到：{match['subject']}")
    return rule_of(pattern, match, measure, points=own_points(match, scene))


def _made_unless(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """否则不得分: of what the rule before it gives points for."""
    before = scene.before
    is_full = before and before.kind is RuleKind.SET_COMPONENT and before.deduction
    if before is None or not (before.kind is RuleKind.AWARD_ONCE or is_full):
        return ()
    between = match.string[before.end : match.start()]
    if between.strip("，；") or len(awards_in(said_of(match, scene))) > 1:
        return ()
    return rule_of(pattern, match, before.measures[0], points=own_points(match, scene))


def _made_full(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """及时报送的得满分, of the one thing that gets any points; awards.py asks what gets none."""
    words = match["subject"].removesuffix("的")
    if awards_in(scene.scoring) or scene.scoring.count("满分") > 1 or counts_something(words):
        return ()
    if _IS_PARTLY.search(words) or has_other_bands(match, scene) or SEVERAL.search(words):
        return ()
    measure = yes_no(named(match["subject"]))
    return rule_of(pattern, match, measure, points=own_points(match, scene) or None)


def _made_by_rate(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """销号率低于85%的不得分: of the rate where just that is asked for, else whether it is so."""
    if (match["whole"] and not scene.is_only) or has_other_bands(match, scene):
        return ()
    clause = match.string[match.start("subject") : match.end()]
    if not re.search("低于|不足|未达|达不到|小于|以下", clause):
        return ()  # 投诉率2%的不得分: above it, or below?
    rates = [t for t in scene.targets.of(TargetSort.RATE) if _says_rate(match["subject"], t, scene)]
    points = own_points(match, scene)
    if len(rates) == 1 and parse_number(match["bar"]) == rates[0].measure.target:
        rules = rule_of(pattern, match, rates[0].measure, points=points)
        return tuple(replace(rule, asked=tuple(rates)) for rule in rules)
    name = named(match.string[match.start() : match.end("bar") + 1])
    name += "" if re.search("低于|不足|未达|达不到|小于", name) else "以下"
    return rule_of(pattern, match, yes_no(name), points=points)


def _says_rate(words: str, target: Target, scene: Scene) -> bool:
    return not words or says_rate(words, target.words, scene.requirement)


# --- What is earned -----------------------------------------------------------------------------


def _done(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """有登记簿得3分, where what is given makes up the component's points."""
    words = match["subject"].removesuffix("的")
    if _IS_PARTLY.search(words) or counts_something(words) or SEVERAL.search(match["subject"]):
        return ()
    given = awards_in(said_of(match, scene))
    points = parse_number(match["d"])
    is_all = sum(given, NONE) == scene.points
    if not is_all and len(given) != 1:
        return ()
    if len(given) > 1 and LESSER.search(scene.scoring):
        return ()
    rest = scene.scoring.replace(match[0], "", 1)
    is_alone = len(given) == 1 and not re.search("[扣加减]", rest)
    if points is None or points > scene.points or not (is_all or is_alone):
        return ()
    is_figure = re.search(rf"\d|{RATE}", match["subject"]) and _SHORT.search(rest)
    if is_figure or has_other_bands(match, scene):
        return ()
    _, condition = parted(match["subject"])
    measure = yes_no(named(match["subject"]))
    return rule_of(pattern, match, measure, points=points or None, condition=condition)


# 未按时报送的得5分, 部分完成的得5分: less than all, for less than all.
_IS_PARTLY = re.compile(
    r"^(?:未(?!发[生现]|出现|查)|没有(?!发生|出现)|不(?!断)|部分|基本|仅|只)|但[无未没]|无[^，]{0,4}任务|涉及"
)
_SHORT = re.compile(
    rf"(?:下降|降低|减少|低于?|少|差|上升|升高|增加|提高|超过)[一-龥]{{0,4}}{N}(?:个|%)"
)


_GOES_ON = re.compile(
    rf"[，；。](?:以此为[底基][^，]{{0,4}}，)?每?(?:下降|降低|减少|低于?|少|上升|升高|增加|提高|超过)"
    rf"{N}(?:个百分点|%)"
)


def _base(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """满意率95%的得8分，每下降1个百分点扣2分: the points from which it is deducted."""
    rates = [t for t in scene.targets.of(TargetSort.RATE) if _says_rate(match["subject"], t, scene)]
    points = parse_number(match["d"])
    if points != scene.points or not _GOES_ON.match(match.string, match.end()):
        return ()
    if not scene.targets.of(TargetSort.RATE):
        return _base_itself(pattern, match, scene)
    if len(rates) != 1 or parse_number(match["bar"]) != rates[0].measure.target:
        return ()
    measure = rates[0].measure
    if _RISES.search(scene.scoring):
        measure = replace(measure, target=None)  # a ceiling is the rule's own
    rules = rule_of(pattern, match, measure, points=points)
    return tuple(replace(rule, asked=tuple(rates)) for rule in rules)


def _base_itself(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """覆盖率达到100%得5分，每降低1个百分点扣1分, where nothing else asks for a rate."""
    name = re.sub("(?:达到?|为|不低于)$", "", match["subject"])
    figures = {parse_number(words) for words in re.findall(rf"({N})%", scene.requirement)}
    bar = parse_number(match["bar"])
    if not figures <= {bar} or has_other_bands(match, scene) or PER_EACH.search(scene.requirement):
        return ()
    if not re.search(rf"(?:{RATE}|比例|比率|比重)$", name) or _RISES.search(scene.scoring):
        return ()
    is_one = not (_NO_RATE.search(name) or PER_EACH.search(name) or counts_something(name))
    measure = MeasureReading(name, name, MeasureKind.RATE, "%", bar)
    return rule_of(pattern, match, measure, points=scene.points) if is_one else ()


# Of several, of a part, or less of it is better.
_NO_RATE = re.compile(
    "[、和与或]|及(?!时)|其中|平均|均|未|不(?!低于)|无(?!害)|非|漏损|投诉|失业|违约|返贫|违法|死亡|事故|差错|缺勤|流失|逾期"
    "|发案|犯罪|受害|超标|补考|空置|浪费|辍学|返工|退回|病|误|欠"
)


def _from_base(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """每降低1个百分点扣1分, behind the rate that the points are given for."""
    before = scene.before
    if before is None or before.kind is not RuleKind.AWARD_BASE or before.asked:
        return ()
    measure = before.measures[0]
    if (
        match.string[before.end : match.start()] not in ("，", "；", "。")
        or measure.kind is not MeasureKind.RATE
    ):
        return ()
    if match["subject"] and not measure.name.endswith(match["subject"]):
        return ()
    return one_rule(pattern, match, measure, step=step_of(match))


_RISES = re.compile(rf"(?:上升|升高|超过|高于|增加|提高){N}(?:%|个百分点)，?扣")


def _done_units(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """每完成1个得1分, of the one thing that is asked for."""
    fitting = [target for target in scene.targets.main() if fits(target, match)]
    if len(fitting) != 1 or len(scene.targets.main()) > 1 or not is_sure(fitting, scene):
        return ()
    return rule_on(pattern, match, fitting, step=step_of(match))


def _done_share(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """按完成比例计分, of the one thing that is asked for; all the points are for all of it."""
    targets = scene.targets.main()
    if len(targets) != 1 or scene.targets.is_list_broken or not is_sure(targets, scene):
        return ()
    if scene.targets.of(TargetSort.RATE):
        return ()
    rules = rule_of(pattern, match, targets[0].measure, points=scene.points)
    return tuple(replace(rule, asked=tuple(targets)) for rule in rules)


# --- Beside the points --------------------------------------------------------------------------


def _happened(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """发生重大事故的一票否决, 获得表彰的加2分."""
    words = match["subject"]
    is_bonus = pattern.kind.effect is Effect.BONUS
    if not is_bonus and re.search("(?:落实|执行|推行|坚持)$", words):
        return ()
    if is_demand(words, (0, len(words))) or len(words.removesuffix("的")) < (4 if is_bonus else 3):
        return ()
    if len(BAND.sub("", words).removesuffix("的")) < 2:
        return ()  # 80%以下的一票否决: of what?
    if is_bonus and (BAND.search(words) or counts_something(words) or SEVERAL.search(words)):
        return ()
    points = parse_number(match["d"]) or None if is_bonus else NONE
    _, condition = parted(words)
    measure = yes_no(named(words))
    return rule_of(pattern, match, measure, points=points, condition=condition)


def _as_before(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """…的不得分，并实行一票否决: of what the rule just before it names."""
    before = scene.before
    if before is None or before.kind.effect is not Effect.SET:
        return ()
    if match.string[before.end : match.start()].strip("，"):
        return ()
    rules = rule_of(pattern, match, before.measures[0], points=NONE)
    return tuple(replace(rule, asked=before.asked) for rule in rules)


# --- What a person judges -----------------------------------------------------------------------


def _judged(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """酌情扣1-3分; without bounds all of the component's points may be taken."""
    groups = match.groupdict()
    most = parse_number(groups["most"]) if groups.get("most") else NONE
    least = parse_number(groups["least"]) if groups.get("least") else None
    if most is None or (groups.get("least") and (least is None or least > most)):
        return ()
    if match["subject"] and not FAULT.search(match["subject"]):
        return ()
    if re.search("[按逐](?:次|起|件|人|户|项|处|例|个|天)的?，?$", match["subject"]):
        return ()  # 按次扣0.5-1分: as many times
    if SEVERALLY.search(match["subject"]):
        return ()  # 分项酌情扣1-3分: for each of them, or of all?
    words = match.string[match.end("subject") : match.end()]
    is_often = pattern.yields is Yields.JUDGED and "每" in words  # 视情况每次扣1-3分
    if is_often or _UNJUDGED.search(words):
        return ()
    _, condition = parted(match["subject"] or "")
    name = named(match["subject"] or "未按要求落实") + "（评定）"
    measure = MeasureReading(key_of(name), name, MeasureKind.QUANTITY, JUDGED_UNIT)
    rules = rule_of(pattern, match, measure, points=most, condition=condition)
    cap = most if groups.get("cap") else None
    return tuple(replace(rule, least=least, cap=cap) for rule in rules)


# 视情况不得扣1至3分, 视情节对责任人扣1至3分.
_UNJUDGED = re.compile("[不免暂未]|责任人|个人|倍|减半|每[^次起]|累计")


GIVING_RESOLVERS: dict[Yields, Resolver] = {
    Yields.MADE: _made,
    Yields.OTHERWISE: _otherwise,
    Yields.MADE_UNLESS: _made_unless,
    Yields.MADE_FULL: _made_full,
    Yields.MADE_BY_RATE: _made_by_rate,
    Yields.DONE: _done,
    Yields.BASE: _base,
    Yields.FROM_BASE: _from_base,
    Yields.DONE_UNITS: _done_units,
    Yields.DONE_SHARE: _done_share,
    Yields.JUDGED: _judged,
    Yields.TIER: tier,
    Yields.TIERS: tiers,
    Yields.HAPPENED: _happened,
    Yields.AS_BEFORE: _as_before,
}
