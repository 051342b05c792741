"""What a year's self-evaluations show together: progress, grades, money, what fell short.

Figures are those of each report's latest submission; what was never submitted counts in
the progress alone. Pure arithmetic over rows that are read in four queries (selfeval.year.filed).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from lib.figures import points
from lib.rounding import round_half_up
from selfeval import loading
from selfeval.models import ReportState, Task
from selfeval.states import HANDED_IN, UNDER_REVIEW
from selfeval.year.filed import HUNDRED, Filed, filed_on

#: A score rate above the execution rate by more than this many points is a warning …
MOST_AHEAD = Decimal(5)
#: … and so is more than this share of the budget left unspent.
MOST_UNSPENT = Decimal(20)
#: How many of the indicators most often missed are named.
MOST_NAMED = 10
#: More grades than one form has: those that nobody got are left out.
MOST_GRADES = 5
_NUMBERED = re.compile(r"^指标\s*\d+\s*[：:]\s*")


@dataclass(frozen=True, slots=True)
class Stage:
    """A group of states that is counted together. state: the word of the list it leads to."""

    label: str
    word: str
    states: frozenset[str]


STAGES = (
    Stage("已公开", "published", frozenset({ReportState.PUBLISHED})),
    Stage("已通过", "accepted", frozenset({ReportState.ACCEPTED})),
    Stage("审核中", "review", frozenset(UNDER_REVIEW)),
    Stage("已退回", "returned", frozenset({ReportState.RETURNED})),
    Stage("未提交", "missing", frozenset({ReportState.DRAFT})),
)

#: Shares of the budget spent, in percent, from the best downwards: label, from (included).
BANDS = (
    ("100%", HUNDRED),
    ("95%～100%", Decimal(95)),
    ("90%～95%", Decimal(90)),
    ("80%～90%", Decimal(80)),
    ("不足 80%", None),
)


@dataclass(frozen=True, slots=True)
class PlaceCounts:
    """A city, or within one city a county: how many reports stand at each stage."""

    name: str
    key: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def submitted(self) -> int:
        """Those that wait for nobody in the county: a returned one has to come again."""
        return sum(self.counts[:3])


@dataclass(frozen=True, slots=True)
class Warning:
    """A report whose figures ask for a second look, and why."""

    filed: Filed
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """An indicator, how many reports have it, and how many fell short of it."""

    name: str
    missed: int
    reports: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A count of this year beside last year's; last: None if there is no last year."""

    label: str
    now: int
    last: int | None


@dataclass(frozen=True, slots=True)
class Summary:
    """One year in a line. Averages: of those that have the figure, None without any."""

    reports: int
    submitted: int
    done: int
    score: Decimal | None
    execution: Decimal | None
    warnings: int


@dataclass(frozen=True, slots=True)
class Overview:
    year: int
    rows: tuple[PlaceCounts, ...]
    summary: Summary
    last: Summary | None
    grades: tuple[Pair, ...]
    execution: tuple[Pair, ...]
    missed: tuple[Missed, ...]
    warnings: tuple[Warning, ...]


@dataclass(slots=True)
class Source:
    """What is counted: the filed reports of two years. grades: labels, best first."""

    year: int
    filed: list[Filed]
    before: list[Filed]
    grades: list[str] = field(default_factory=list)


def overview_of(user, year: int, *, task: Task | None = None, by_county: bool = False) -> Overview:
    """Return a year's overview of the reports this person may see. Four queries, and what
    filed_on asks where figures are not kept.

    task: of this one alone, beside what was filed on the same form last year.
    by_county: a row a county, as within one city.
    """
    tasks = Task.objects.visible_to(user).filter(year__in=[year, year - 1])
    tasks = list(tasks.select_related("form"))
    if task is not None:
        tasks = [t for t in tasks if t.form.code == task.form.code and t.year <= task.year]
    now = [t for t in tasks if t.year == year]
    last = [t for t in tasks if t.year == year - 1]
    source = Source(
        year,
        list(filed_on(user, now, by_county=by_county)),
        list(filed_on(user, last, by_county=by_county)),
        _grades(now),
    )
    return count(source)


def count(source: Source) -> Overview:
    warnings = tuple(_warnings(source.filed))
    return Overview(
        year=source.year,
        rows=tuple(_rows(source.filed)),
        summary=_summary(source.filed, len(warnings)),
        last=_summary(source.before, len(list(_warnings(source.before))))
        if source.before
        else None,
        grades=tuple(_graded(source)),
        execution=tuple(_pairs(source, [label for label, _ in BANDS], _band)),
        missed=tuple(_missed(source.filed))[:MOST_NAMED],
        warnings=warnings,
    )


def _rows(filed: Iterable[Filed]) -> Iterator[PlaceCounts]:
    places: dict[tuple[str, str], Counter] = {}
    for report in filed:
        places.setdefault((report.place_key, report.place), Counter())[report.state] += 1
    for (key, name), states in sorted(places.items()):
        counts = tuple(sum(states[state] for state in stage.states) for stage in STAGES)
        yield PlaceCounts(name, key, counts)


def _summary(filed: Sequence[Filed], warnings: int) -> Summary:
    done = STAGES[0].states | STAGES[1].states
    return Summary(
        reports=len(filed),
        submitted=sum(report.state in HANDED_IN for report in filed),
        done=sum(report.state in done for report in filed),
        score=_mean([report.total for report in filed]),
        execution=_mean([report.execution for report in filed]),
        warnings=warnings,
    )


def _mean(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) / len(known) if known else None


def _graded(source: Source) -> Iterator[Pair]:
    pairs = list(_pairs(source, source.grades, lambda filed: filed.grade))
    for pair in pairs:
        if pair.now or pair.last or len(pairs) <= MOST_GRADES:
            yield pair


def _pairs(source: Source, labels: Sequence[str], of: Callable[[Filed], str]) -> Iterator[Pair]:
    now, last = (Counter(map(of, filed)) for filed in (source.filed, source.before))
    for label in labels:
        yield Pair(label, now[label], last[label] if source.before else None)


def _band(filed: Filed) -> str:
    if filed.execution is None:
        return ""
    return next(label for label, low in BANDS if low is None or filed.execution >= low)


def _missed(filed: Iterable[Filed]) -> Iterator[Missed]:
    """Yield the most often missed first; of equal ones, the first of the form."""
    names: dict[str, str] = {}
    asked, missed = Counter(), Counter()
    for report in filed:
        names |= dict(report.indicators)
        asked.update(code for code, _ in report.indicators)
        missed.update(report.missed)
    for code in sorted(names, key=missed.__getitem__, reverse=True):
        if missed[code]:
            yield Missed(_NUMBERED.sub("", names[code]), missed[code], asked[code])


def _warnings(filed: Iterable[Filed]) -> Iterator[Warning]:
    found = [Warning(report, tuple(_reasons(report))) for report in filed]
    worst = sorted(
        (w for w in found if w.reasons),
        key=lambda w: (-(w.filed.ahead or Decimal(0)), w.filed.place_key, w.filed.county),
    )
    yield from worst


def _reasons(filed: Filed) -> Iterator[str]:
    if filed.ahead is not None and filed.ahead > MOST_AHEAD:
        yield f"得分率高于执行率 {shown(filed.ahead)} 个百分点"
    if filed.unspent is not None and filed.unspent > MOST_UNSPENT:
        yield f"资金未使用 {shown(filed.unspent)}%"


def shown(value: Decimal | None) -> str:
    """Return an average or a share to two decimals; «—» for none."""
    return points(None if value is None else round_half_up(value, 2))


def _grades(tasks: Iterable[Task]) -> list[str]:
    """Return every grade of the year's forms, the best first, each once."""
    labels = (
        grade.label
        for task in tasks
        for grade in sorted(
            loading.form_of(task.form).scoring.grades, key=lambda grade: -grade.high
        )
    )
    return list(dict.fromkeys(labels))
