"""本年文书: every paper of the year that a person may print, and why not yet."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet
from django.utils import timezone

from assessment import permissions
from assessment.letters.kinds import CIRCULAR, FEEDBACK, KINDS, MEETING, REASONS, PaperKind
from assessment.letters.making import when_told, why_not_issue, why_not_print
from assessment.models import CityTable, IssuedPaper, StepProposal, Year
from assessment.querysets import RELEASED_STATES
from assessment.states import position, transition
from cities.models import Office
from cities.permissions import persona_of
from lib.site_words import said


@dataclass(frozen=True, slots=True)
class Row:
    """Whom papers are for. of: in addresses. label: as people read it. issued: newest first.
    taken_back: of those that hold no more, by key, since when and why."""

    of: str
    label: str
    issued: list[IssuedPaper] = field(default_factory=list)
    taken_back: dict[int, str] = field(default_factory=dict)

    @property
    def issues(self) -> list[tuple[IssuedPaper, str]]:
        """Return each with what was taken back of it since, "" where nothing was."""
        return [(paper, self.taken_back.get(paper.pk, "")) for paper in self.issued]

    @property
    def seen(self) -> int:
        """Return the number of its last issue, 0 where there is none."""
        return self.issued[0].number if self.issued else 0


@dataclass(frozen=True, slots=True)
class Papers:
    """A kind of paper with all whom it is for. why_not: why it cannot be printed now;
    why_not_issue: nor issued; may_make: whether this person prints it at all, or reads what was
    issued alone."""

    kind: PaperKind
    when: str
    why_not: str
    why_not_issue: str
    may_make: bool
    rows: list[Row]
    whom: str

    @property
    def code(self) -> str:
        return self.kind.code

    @property
    def heading(self) -> str:
        return f"{self.kind.name}（{self.whom}）" if self.code == REASONS else self.kind.name

    @property
    def is_any_issued(self) -> bool:
        return any(row.issued for row in self.rows)

    @property
    def is_shown(self) -> bool:
        return self.may_make or self.is_any_issued

    @property
    def unissued(self) -> int:
        return sum(not row.issued for row in self.rows)


def papers_of(year: Year, user) -> list[Papers]:
    """Return the papers of a year that a person may print or read. Six queries, whatever the
    number of units."""
    persona = persona_of(user)
    seen = CityTable.objects.visible_to(user).filter(year=year).select_related("city")
    tables = list(seen.order_by("city__key"))
    held: dict[tuple[str, int | None], list[IssuedPaper]] = {}
    for issued in IssuedPaper.objects.visible_to(user).filter(year=year).order_by("-number"):
        held.setdefault((issued.paper, issued.place_id), []).append(issued)
    decides = persona.is_assessment_office or persona.is_auditor
    cities = persona.sees_all_cities or year.state in RELEASED_STATES
    found = [
        _papers(year, MEETING, [_whole(held, MEETING)], may=decides, whom="范围"),
        _papers(year, CIRCULAR, [_circular(year, held)], may=decides, whom="范围"),
        _papers(year, FEEDBACK, _cities(tables, held, FEEDBACK), may=decides, whom=said("市州")),
        _papers(year, REASONS, _offices(user), may=persona.sees_all_cities, whom="处室"),
        _papers(year, REASONS, _cities(tables, held, REASONS), may=cities, whom=said("市州")),
    ]
    return [papers for papers in found if papers.rows and papers.is_shown]


def taken_back_after(year: Year, issued: Iterable[IssuedPaper]) -> dict[int, str]:
    """Return of issued circulars, by key, by which step what they tell was taken back since:
    «2018-05-02 撤回公布». One query, none without any."""
    told = list(issued)
    if not told:
        return {}
    steps = StepProposal.objects.filter(
        year=year, moved_at__isnull=False, source__in=permissions.FROZEN
    )
    back = [step for step in steps if position(step.target) < position(step.source)]
    found = {}
    for paper in told:
        after = [step for step in back if step.moved_at > paper.issued_at]
        if after:
            found[paper.pk] = _taken_back(min(after, key=lambda step: step.moved_at))
    return found


def _taken_back(step: StepProposal) -> str:
    label = transition(step.source, step.target).said
    return f"{timezone.localtime(step.moved_at):%Y-%m-%d} {label}"


def may_make(user, paper: str) -> bool:
    """Whether a person prints papers of this kind that are for the year, or letters to units."""
    persona = persona_of(user)
    if paper == REASONS:
        return persona.sees_all_cities or persona.is_city
    return persona.is_assessment_office or persona.is_auditor


def offices_seen(user) -> QuerySet[Office]:
    """Return the offices whose table of reasons a person prints: their own, or all."""
    persona = persona_of(user)
    if persona.is_assessment_office or persona.is_auditor:
        return Office.objects.order_by("order")
    return Office.objects.filter(pk__in=persona.office_ids).order_by("order")


def _papers(year: Year, code: str, rows: list[Row], *, may: bool, whom: str) -> Papers:
    return Papers(
        kind=KINDS[code],
        when=when_told(code),
        why_not=why_not_print(year, code),
        why_not_issue=why_not_issue(year, code) if KINDS[code].is_issued else "",
        may_make=may,
        rows=rows,
        whom=whom,
    )


def _whole(held, code: str) -> Row:
    return Row("all", "全年度", held.get((code, None), []))


def _circular(year: Year, held) -> Row:
    row = _whole(held, CIRCULAR)
    return replace(row, taken_back=taken_back_after(year, row.issued))


def _cities(tables: Iterable[CityTable], held, code: str) -> list[Row]:
    return [Row(t.city.key, t.city_name, held.get((code, t.city_id), [])) for t in tables]


def _offices(user) -> list[Row]:
    return [Row(f"office-{office.pk}", office.name) for office in offices_seen(user)]
