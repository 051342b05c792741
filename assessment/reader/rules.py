"""From clauses to rules: each clause is offered to the table of patterns."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from assessment.engine.types import RuleKind
from assessment.reader.components import ComponentSpan, skip_labels
from assessment.reader.demands import is_demand
from assessment.reader.meanings import DraftRule, Scene
from assessment.reader.measures import Targets, read_targets
from assessment.reader.pattern_table import EVERY_PATTERN, EVERY_RESOLVER
from assessment.reader.patterns import (
    ADVERBIAL,
    CLAUSE_END,
    CONDITION,
    CUT_OFF,
    DOUBTFUL,
    GUARD,
    LONGEST_CLAUSE,
    REFERS,
    SCORING,
    UNDONE,
)
from assessment.reader.rule_patterns import RulePattern
from assessment.reader.types import MeasureReading
from lib.written_numbers import NUMBER

Match = re.Match[str]
#: A component that asks for more than this was not read as its author meant it: nobody guesses.
_MOST_TARGETS = 200
#: Characters of a measure's name; a clause with a longer one is settled by hand.
_LONGEST_NAME = 200


@dataclass
class DraftComponent:
    part: ComponentSpan
    targets: Targets
    rules: list[DraftRule] = field(default_factory=list)
    repeated: list[tuple[int, int]] = field(default_factory=list)
    cap: Decimal | None = None  # the most that its rules take together
    cap_words: tuple[tuple[int, int], ...] = ()  # where it says so of itself or of a rule


def is_alone(clean: str, span: tuple[int, int], draft: DraftComponent) -> bool:
    """Tell whether the clause alone bears points in its sentence, 计N分 apart."""
    first = max(clean.rfind(stop, 0, span[0]) for stop in "。；") + 1
    if span[0] - first > LONGEST_CLAUSE:
        return False
    start, end = draft.part.marker
    hits = SCORING.finditer(clean, first, span[0])
    return all(start <= hit.start() < end for hit in hits)


def by_clause(rules: Iterable[DraftRule]) -> dict[tuple[int, int], list[DraftRule]]:
    """Return the rules that were read from each clause, by where it stands."""
    found: dict[tuple[int, int], list[DraftRule]] = defaultdict(list)
    for rule in rules:
        found[rule.start, rule.end].append(rule)
    return dict(found)


class _SaidSoFar:
    """What a component's rules say so far, by the measures' names."""

    def __init__(self) -> None:
        self._kinds: dict[str, set[RuleKind]] = defaultdict(set)
        self._measures: dict[str, set[MeasureReading]] = defaultdict(set)

    def holds(self, rule: DraftRule) -> bool:
        """Tell a clause printed twice, which would deduct twice for one failing."""
        return not rule.bands and any(
            rule.kind in self._kinds[m.name] or self._measures[m.name] - {m} for m in rule.measures
        )

    def add(self, rule: DraftRule) -> None:
        for measure in rule.measures:
            self._kinds[measure.name].add(rule.kind)
            self._measures[measure.name].add(measure)


def read_rules(clean: str, part: ComponentSpan, *, is_only: bool = False) -> DraftComponent:
    """Return the part's rules; clauses that no pattern reads are left where they are.

    is_only: the part is all of its item.
    """
    draft = DraftComponent(part, read_targets(clean, part.start, part.end))
    if len(draft.targets.found) > _MOST_TARGETS:
        return draft
    said = _SaidSoFar()
    requirement = clean[part.start : part.marker[0]]
    edge = part.start
    for end in _clause_ends(clean, part):
        if edge <= part.marker[0] < end:
            edge = part.marker[1]
        last = draft.rules[-1] if draft.rules else None
        scene = Scene(
            requirement=requirement,
            scoring=clean[part.marker[1] : part.end],
            targets=draft.targets,
            before=last,
            points=part.points,
            is_only=is_only,
            is_given=part.marker[0] == part.marker[1],
        )
        is_one_of = _LISTED.match(clean, end) and "分别" not in clean[edge:end]
        # 加3分、2分、1分: of which of several?
        rules = () if is_one_of else _read_clause(clean, part, edge=edge, end=end, scene=scene)
        if any(said.holds(rule) for rule in rules):
            draft.repeated.append((rules[0].start, end))
        else:
            draft.rules.extend(rules)
            for rule in rules:
                said.add(rule)
        edge = end
    return draft


# 分别得7分、5分和3分 goes on.
_LISTED = re.compile(rf"[、和或]{NUMBER}分")


def _clause_ends(clean: str, part: ComponentSpan) -> Iterator[int]:
    edge = part.start
    for match in CLAUSE_END.finditer(clean, part.start, part.end):
        is_listed = _LISTED.match(clean, match.end()) and "分别" in clean[edge : match.start()]
        if not is_listed and not match.start() < part.marker[1] <= match.end():
            yield match.end()
            edge = match.end()


def _read_clause(
    clean: str, part: ComponentSpan, *, edge: int, end: int, scene: Scene
) -> tuple[DraftRule, ...]:
    """Return the rules of the clause that ends at end; () if no pattern reads it."""
    wholes: tuple[int, ...] = ()
    for start, may_be_bare in _starts(clean, part, edge=edge, end=end, targets=scene.targets):
        wholes = wholes or _whole_starts(clean, start, end)
        if end - start >= LONGEST_CLAUSE:
            continue
        for pattern in EVERY_PATTERN:
            if pattern.is_bare and not may_be_bare:
                continue
            for first in wholes if pattern.is_whole else (start,):
                match = pattern.regex.fullmatch(clean, first, end)
                if (
                    match is None
                    or _is_said_of_more(pattern, match, scene)
                    or _gives_back(match, scene)
                ):
                    continue
                rules = EVERY_RESOLVER[pattern.yields](pattern, match, scene)
                if rules and not _is_name_too_long(rules):
                    return rules
    return ()


def _is_name_too_long(rules: tuple[DraftRule, ...]) -> bool:
    return any(len(m.name) > _LONGEST_NAME for rule in rules for m in rule.measures)


def _starts(
    clean: str, part: ComponentSpan, *, edge: int, end: int, targets: Targets
) -> Iterator[tuple[int, bool]]:
    """Yield where the clause may begin, the longest first, and whether a pattern
    that names nothing may be tried there.

    edge: the end of the clause or 计N分 before. Words may be left out only where
    they are the requirement: before 计N分, or up to a full stop. Elsewhere they
    belong to the clause, and leaving them out could change its meaning.
    """
    stops = [m.end() for m in re.finditer("[。；]", clean[edge:end])]
    start = skip_labels(clean, edge + (stops[-1] if stops else 0), end)
    yield start, True
    is_requirement = start < part.marker[0]
    if not is_requirement and not stops:
        return
    asked = targets.first_from(start)
    segment = start
    for comma in _COMMAS.finditer(clean, start, end):
        bare, left_out = comma.end(), clean[segment : comma.start()]
        if SCORING.search(left_out):
            return  # what comes later leaves it out too
        if not CONDITION.search(left_out):
            yield bare, is_requirement or asked < bare
        segment = bare


def _whole_starts(clean: str, start: int, end: int) -> tuple[int, ...]:
    """Return where a clause may begin that is read whole: behind what is only asked for
    (做好整改，未公示的…), and behind a statement that nothing read (按缺项计分，未公示的…)."""
    edges = [start, *(start + comma.end() for comma in re.finditer("，", clean[start:end]))]
    first = _behind_demands(clean, edges)
    if first == edges[-1] and _POINTS_ALONE.fullmatch(clean, first, end):
        first = start  # 成立小组，得1分: for just what is asked
    return tuple(dict.fromkeys([first, *_behind_scored(clean, edges)]))


def _behind_scored(clean: str, edges: list[int]) -> Iterator[int]:
    """Yield where a clause begins behind the last statement that speaks of points."""
    scored = [after for at, after in pairwise(edges) if SCORING.search(clean, at, after)]
    if scored:
        yield _behind_demands(clean, [at for at in edges if at >= scored[-1]])


_POINTS_ALONE = re.compile(rf"[得记计]{NUMBER}分")


def _behind_demands(clean: str, edges: list[int]) -> int:
    for at, after in pairwise(edges):
        if not is_demand(clean, (at, after - 1)):
            return at
    return edges[-1]


_COMMAS = re.compile("[，：（]")


def _is_said_of_more(pattern: RulePattern, match: Match, scene: Scene) -> bool:
    """Tell a clause that a pattern fits and that says more than its rule could hold."""
    if not pattern.is_whole:
        return _is_guarded(match)
    words = match["subject"]
    return bool(
        CUT_OFF.match(words)
        or _MOST.search(words)
        or DOUBTFUL.search(words)
        or SCORING.search(words)
        or match[0].count("（") != match[0].count("）")
        or UNDONE.search(words)
        or "除外，" in f"{words}，"  # said of the clause before
        or (REFERS.search(words) and not scene.is_only)
    )


def _gives_back(match: Match, scene: Scene) -> bool:
    """Tell 整改的每处减1分 where 扣 takes: it is less that is taken."""
    points = match.start("d") if "d" in match.groupdict() else 0
    return points > 0 and match.string[points - 1] == "减" and "扣" in scene.scoring


# Of a cap, or of a sum: 最多加2分.
_MOST = re.compile("(?:最[多高低少]|至[多少]|[累合共总]计|不超过|封顶|上限|为限)的?$")


def _is_guarded(match: Match) -> bool:
    words = [
        match.groupdict().get(name) or "" for name in ("subject", "a", "b", "rates", "noun", "tail")
    ]
    clause = match[0]
    return (
        any(CUT_OFF.match(word) for word in words)
        or any(GUARD.search(word) for word in words)
        or bool(UNDONE.search(match.groupdict().get("subject") or ""))
        or any(SCORING.search(word) for word in words)
        or clause.count("（") != clause.count("）")
        or "：" in clause  # a heading, for the clauses after this one as well
        or any(ADVERBIAL.search(word) and f"{word}，" in clause for word in words)
    )
