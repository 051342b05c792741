"""What is asked of a register: an incident counted twice, two that look like one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from assessment.engine.incidents import NEAR, IncidentTold, bare, look_alike
from assessment.models import Incident, IncidentDecision, IncidentLink, Year


@dataclass(frozen=True, slots=True)
class Question:
    """subject: what it is about, with all it rests on; an answer holds as long as that stands.
    cells: what the incident is counted in. decision: the answer, None while it is open."""

    subject: str
    sentence: str
    incidents: tuple[Incident, ...]
    cells: tuple[str, ...] = ()
    decision: IncidentDecision | None = None

    @property
    def is_open(self) -> bool:
        return self.decision is None


def questions_of(year: Year) -> list[Question]:
    """Return what is asked of a year's incidents that count, the open ones first.

    Three queries, whatever the number of incidents.
    """
    incidents = list(Incident.objects.filter(year=year).counting().with_places().order_by("number"))
    decided = {row.subject: row for row in year.incident_decisions.select_related("decided_by")}
    asked = [*_counted_twice(incidents, _cells(year)), *_alike(incidents)]
    found = [
        Question(q.subject, q.sentence, q.incidents, q.cells, decided.get(q.subject)) for q in asked
    ]
    return sorted(found, key=lambda question: not question.is_open)


def question_of(year: Year, subject: str) -> Question | None:
    """Return what is asked under a subject, None where nothing is asked any more."""
    return next((q for q in questions_of(year) if q.subject == subject), None)


def _cells(year: Year) -> dict[int, list[tuple[int, str]]]:
    links = IncidentLink.objects.filter(incident__year=year).order_by("result__measure__code")
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    item = "result__measure__component__item__name"
    for incident, result, name, measure in links.values_list(
        "incident", "result", item, "result__measure__name"
    ):
        found[incident].append((result, f"{name}“{measure}”"))
    return found


def _counted_twice(
    incidents: Iterable[Incident], cells: dict[int, list[tuple[int, str]]]
) -> Iterator[Question]:
    for incident in incidents:
        linked = cells.get(incident.pk, [])
        if len(linked) > 1:
            names = tuple(name for _, name in linked)
            keys = ",".join(str(key) for key, _ in linked)
            sentence = f"{incident.city} {incident.told}计入了 {len(linked)} 项：{'、'.join(names)}"
            yield Question(_subject("cells", incident.pk, keys), sentence, (incident,), names)


def _alike(incidents: Iterable[Incident]) -> Iterator[Question]:
    by_city: dict[int, list[Incident]] = defaultdict(list)
    for incident in incidents:
        by_city[incident.city_id].append(incident)
    for own in by_city.values():
        yield from _alike_in(sorted(own, key=lambda i: (i.happened_on, i.number)))


def _alike_in(dated: Sequence[Incident]) -> Iterator[Question]:
    """Compare each with those that follow within a few days."""
    for at, one in enumerate(dated):
        for other in dated[at + 1 :]:
            if other.happened_on - one.happened_on > NEAR:
                break
            if why := look_alike(_told(one), _told(other)):
                rest = "|".join(_rest(incident) for incident in (one, other))
                sentence = f"{one.city} {one.told}与{other.told}可能是同一起：{why}"
                pair = f"{one.pk},{other.pk}"
                yield Question(_subject("alike", pair, rest), sentence, (one, other))


def _told(incident: Incident) -> IncidentTold:
    return IncidentTold(incident.happened_on, incident.document_number, incident.description)


def _rest(incident: Incident) -> str:
    words = (incident.happened_on, bare(incident.document_number), bare(incident.description))
    return "/".join(map(str, words))


def _subject(kind: str, key: object, rest: str) -> str:
    return f"{kind}:{key}:{sha256(rest.encode()).hexdigest()[:32]}"
