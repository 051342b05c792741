"""等次: from totals to grades, what vetoes make of them, and where a quota is exceeded.

A quota is never applied: who gives way is decided by people, and this says where to look.
"""

from collections.abc import Hashable, Iterator, Sequence
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

from assessment.engine.explain import phrase_of
from assessment.engine.quantities import HUNDRED, ZERO
from assessment.engine.results import Among, Gradable, Line, TableScore
from assessment.engine.sentences import VETO_WORDS
from assessment.engine.types import Grade, Policy, RuleKind
from lib.rounding import format_fixed, format_points

Key = TypeVar("Key", bound=Hashable)


class Graded(NamedTuple):
    """grade: what it is given; reached: what its total, and its place where the year asks for
    one, would give alone."""

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
        if above:
            yield from ((place, fault) for fault in _order_faults(grade, above))
        if above and grade.is_best and not above[-1].is_best:
            yield place, f"“{grade.name}”上面还有不是评优的等次；评优等次应排在最前面。"
        above.append(grade)
    if above:
        yield from ((len(above) - 1, fault) for fault in _lowest_faults(above[-1]))


def _lowest_faults(grade: Grade) -> Iterator[str]:
    if grade.least != ZERO:
        yield f"“{grade.name}”是最低等次，应从 0 分起。"
    if grade.first is not None:
        yield f"“{grade.name}”是最低等次，不能限定名次。"
    if grade.is_best:
        yield f"“{grade.name}”是最低等次，不能是评优等次。"


def _order_faults(grade: Grade, above: Sequence[Grade]) -> Iterator[str]:
    last = above[-1]
    if last.first is None and grade.first is None:
        if grade.least >= last.least:
            least = format_points(last.least)
            yield f"“{grade.name}”的分数应低于上一等次的 {least} 分。"
        return
    for other in above:
        if grade.least >= other.least and _is_within(grade, other):
            yield f"够得上“{grade.name}”的都已评为“{other.name}”；请放宽分数或名次。"
            return


def _is_within(grade: Grade, other: Grade) -> bool:
    """Say whether every place that reaches grade reaches other."""
    if other.first is None:
        return True
    if grade.first is None or grade.is_share is not other.is_share:
        return False
    return grade.first <= other.first


def last_place(grade: Grade, units: int) -> int | None:
    """Return the last rank that reaches a grade among so many units, parts of a place left out;
    None where ranks do not matter."""
    if grade.first is None:
        return None
    return int(units * grade.first / HUNDRED if grade.is_share else grade.first)


def _reaches(score: Gradable, grade: Grade) -> bool:
    return score.total >= grade.least and _is_placed(score.among, grade)


def _is_placed(among: Among | None, grade: Grade) -> bool:
    last = None if among is None else last_place(grade, among.units)
    return among is None or last is None or among.rank <= last


def grade_of(score: Gradable) -> Graded | None:
    """Return the grade of a total, None where the year gives none or figures are missing: its
    own, or where ranks matter those of any unit that it is compared with.

    Of several vetoes the heaviest counts; 降一等 lowers once, however many rules say so.
    """
    grades = score.policy.grades
    if not grades or not score.complete:
        return None
    if score.policy.grades_by_place and not (score.among and score.among.is_certain):
        return None
    reached = next((n for n, grade in enumerate(grades) if _reaches(score, grade)), -1)
    given = reached
    if score.policy.applies_vetoes:
        lowered = [lowest_place(kind, reached, grades) for kind in score.veto_kinds]
        given = max([reached, *lowered])
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
    if graded is None and score.complete:
        return "等次还看名次，各单位都录全以后评定"
    if graded is None:
        return "还有未录入的项目，录全以后评定等次"
    if score.among is None:
        told = _reached(score.total, graded.reached, grades)
    else:
        told = _reached_by_place(score.total, score.among, graded.reached, grades=grades)
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


def _reached_by_place(
    total: Decimal, among: Among, grade: Grade, *, grades: Sequence[Grade]
) -> str:
    """Return which of both, points or rank, decided («分数达到优秀的 90 分，名次不在前 4 名»)."""
    told = [f"总分 {format_fixed(total)} 分，第 {among.rank} 名（共 {among.units} 个）"]
    place = grades.index(grade)
    if place:
        told.append(_missed(total, among, grades[place - 1]))
    bars = [f"{format_points(grade.least)} 分以上"] if grade.least else []
    last = last_place(grade, among.units)
    bars += [f"前 {last} 名"] if last is not None else []
    told.append(f"{'为' if place else '达到'}{grade.name}")
    return "，".join(told) + (f"（{'，'.join(bars)}）" if bars else "")


def _missed(total: Decimal, among: Among, grade: Grade) -> str:
    """Return what of the grade above is there and what is not."""
    told = []
    if grade.least:
        verb = "达到" if total >= grade.least else "不到"
        told.append(f"分数{verb}{grade.name}的 {format_points(grade.least)} 分")
    last = last_place(grade, among.units)
    if last is not None:
        verb = "在" if among.rank <= last else "不在"
        told.append(f"名次{verb}{'' if told else grade.name}前 {last} 名")
    return "，".join(told)


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
