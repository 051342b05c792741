"""等次: from totals to grades, what vetoes make of them, and where a quota is exceeded.

A quota is never applied: who gives way is decided by people, and this says where to look.
"""

from collections.abc import Hashable, Iterator, Sequence
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

from assessment.engine.explain import phrase_of
from assessment.engine.quantities import HUNDRED, ZERO
from assessment.engine.results import Line, TableScore
from assessment.engine.sentences import VETO_WORDS
from assessment.engine.types import Grade, Policy, RuleKind
from lib.rounding import format_fixed, format_points

Key = TypeVar("Key", bound=Hashable)


class Graded(NamedTuple):
    """grade: what it is given; reached: what its total alone would give."""

    grade: Grade
    reached: Grade


class OverQuota(NamedTuple, Generic[Key]):
    """More units have a grade than its quota allows. beyond: those whose totals stand below
    the last that it allows, or beside that one."""

    grade: Grade
    units: int
    allowed: int
    holders: int
    beyond: tuple[Key, ...]


def grade_faults(grades: Sequence[Grade]) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with a year's grades: the place of the grade, and a sentence."""
    if len(grades) == 1:
        yield 0, "等次至少两个，从高到低。"
    above: list[Grade] = []
    for place, grade in enumerate(grades):
        if grade.name in [other.name for other in above]:
            yield place, f"等次“{grade.name}”写了两次。"
        if above and grade.least >= above[-1].least:
            least = format_points(above[-1].least)
            yield place, f"“{grade.name}”的分数应低于上一等次的 {least} 分。"
        if above and grade.is_best and not above[-1].is_best:
            yield place, f"“{grade.name}”上面还有不是评优的等次；评优等次应排在最前面。"
        above.append(grade)
    if above and above[-1].least != ZERO:
        yield len(above) - 1, f"“{above[-1].name}”是最低等次，应从 0 分起。"
    if above and above[-1].is_best:
        yield len(above) - 1, f"“{above[-1].name}”是最低等次，不能是评优等次。"


def grade_of(score: TableScore) -> Graded | None:
    """Return the grade of a total, None where the year gives none or figures are missing.

    Of several vetoes the heaviest counts; 降一等 lowers once, however many rules say so.
    """
    grades = score.policy.grades
    if not grades or not score.complete:
        return None
    reached = next((n for n, grade in enumerate(grades) if score.total >= grade.least), -1)
    given = reached
    if score.policy.applies_vetoes:
        kinds = {line.rule.kind for line in score.vetoes}
        given = max([reached, *(lowest_place(kind, reached, grades) for kind in kinds)])
    return Graded(grades[given], grades[reached])


def lowest_place(kind: RuleKind, reached: int, grades: Sequence[Grade]) -> int:
    """Return the best place among grades that a veto leaves to a total that reached one."""
    last = len(grades) - 1
    match kind:
        case RuleKind.VETO_HONOURS:
            return sum(grade.is_best for grade in grades)
        case RuleKind.VETO_DOWN:
            return min(last, reached + 1)
    return last


def explain_grade(score: TableScore) -> str:
    """Return how the grade came about; "" where the year gives none."""
    grades = score.policy.grades
    if not grades:
        return ""
    graded = grade_of(score)
    if graded is None:
        return "还有未录入的项目，录全以后评定等次"
    told = _reached(score.total, graded.reached, grades)
    if not score.vetoes:
        return told
    causes = "、".join(map(_cause, score.vetoes))
    if not score.policy.applies_vetoes:
        return f"{told}；出现{causes}，本年度不影响等次"
    if graded.grade == graded.reached:
        return f"{told}；因{causes}，等次不变"
    return f"{told}；因{causes}，降为{graded.grade.name}"


def _reached(total: Decimal, grade: Grade, grades: Sequence[Grade]) -> str:
    shown = f"总分 {format_fixed(total)} 分"
    if grade == grades[-1]:
        bar = grades[-2]
        return f"{shown}，不到{bar.name}的 {format_points(bar.least)} 分，为{grade.name}"
    return f"{shown}，达到{grade.name}（{format_points(grade.least)} 分以上）"


def _cause(line: Line) -> str:
    phrase, word = phrase_of(line), VETO_WORDS[line.rule.kind]
    return f"“{phrase}”" if word in phrase else f"“{phrase}”（{word}）"


def over_quota(
    policy: Policy, standings: Sequence[tuple[Key, Decimal, Grade | None]]
) -> list[OverQuota[Key]]:
    """Return the grades that more of the units have than the year allows, best first.

    standings: every unit assessed, with its total and its grade, None where it has none yet.
    """
    found = []
    for grade in policy.grades:
        if grade.quota is None:
            continue
        allowed = int(len(standings) * grade.quota / HUNDRED)
        held = [(key, total) for key, total, given in standings if given == grade]
        if len(held) > allowed:
            totals = sorted([total for _, total in held], reverse=True)
            beyond = tuple([key for key, total in held if total <= totals[allowed]])
            found.append(OverQuota(grade, len(standings), allowed, len(held), beyond))
    return found


def explain_quota(over: OverQuota[Key], names: Sequence[str], *, unit: str) -> str:
    """Return the warning. names: of those beyond; unit: what those assessed are called."""
    quota = format_points(over.grade.quota)
    return (
        f"{over.grade.name}有 {over.holders} 个，超过 {quota}% 的限额"
        f"（{over.units} 个{unit} × {quota}%，最多 {over.allowed} 个）；"
        f"排在限额以外的：{'、'.join(names)}。等次没有自动改动，请核定。"
    )
