"""What everybody may read of a year: of its newest snapshot, and only as long as it is 公布."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from assessment.models import Disclosure, Snapshot, SnapshotUnit, YearState

TAKEN_BACK = "本年度结果已撤回"
CLOSED = "本年度结果不再公开"


@dataclass(frozen=True, slots=True)
class PublicYear:
    """A year's results as everybody may read them; parts of disclosure alone."""

    disclosure: Disclosure
    snapshot: Snapshot

    @property
    def units(self) -> QuerySet[SnapshotUnit]:
        """Return the units, by rank where ranks are public: the order would tell them."""
        rows = self.snapshot.units.select_related("place", "paper")
        is_ranked = self.disclosure.shows(Disclosure.Part.RANKING) and self.snapshot.is_ranked
        return rows.order_by(*(["rank"] if is_ranked else []), "place__key")


@dataclass(frozen=True, slots=True)
class NotPublic:
    """Results that were public once. why: one sentence, and nothing else."""

    why: str


def public_years() -> list[Disclosure]:
    """Return the choices that hold of the years that everybody may read, the newest first. One
    query."""
    held = Snapshot.objects.filter(year=OuterRef("year"))
    choices = Disclosure.objects.filter(Exists(held), year__state=YearState.PUBLISHED)
    last = {choice.year_id: choice for choice in reversed(choices.select_related("year", "step"))}
    return [choice for choice in reversed(last.values()) if choice.is_public]


def public_year(number: int) -> PublicYear | NotPublic | None:
    """Return what everybody may read of a year; None where nothing ever was. Two queries."""
    choices = Disclosure.objects.filter(year__number=number).select_related("year", "step")
    found = list(choices.order_by("-number"))
    if not any(choice.is_public for choice in found):
        return None
    last = found[0]
    if last.year.state != YearState.PUBLISHED:
        return NotPublic(TAKEN_BACK)
    if not last.is_public:
        return NotPublic(CLOSED)
    snapshot = Snapshot.objects.filter(year=last.year).select_related("year", "file").first()
    return PublicYear(last, snapshot) if snapshot else None


def disclosure_of(year) -> Disclosure | None:
    """Return the choice that holds, None as long as the year is not published. One query, or
    none."""
    if year.state != YearState.PUBLISHED:
        return None
    return Disclosure.objects.filter(year=year).first()
