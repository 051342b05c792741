"""The words in which pages and commands ask for years, tables and results.

Visibility: the assessment office, offices and the auditor see every city's
table and results; a city sees its own issued table, and its scores once they
are released (assessment.permissions); counties and administrators see none.
"""

from django.db import models
from django.db.models import Q

from assessment.engine.judging import JUDGED_KINDS
from assessment.exemptions.querysets import exempting
from cities.permissions import persona_of


class YearQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every signed-in person may know which years there are."""
        return self if user.is_authenticated else self.none()


class CityTableQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Tables this person may open. At most one query for the person's roles."""
        return self.filter(_tables_seen_by(persona_of(user), ""))

    def for_year(self, number):
        return self.filter(year__number=number)


class ItemQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(_tables_seen_by(persona_of(user), "section__table__"))

    def collected_by(self, user):
        """Items whose results this person's offices record."""
        return self.filter(offices__in=persona_of(user).office_ids).distinct()

    def proposable_by(self, user):
        """Items that this person may propose a decision of two about: the assessment office all,
        an office those that it collects."""
        return self if persona_of(user).is_assessment_office else self.collected_by(user)

    def pooled(self):
        """Items in which a rule is about several measures, so that it matters how they are taken
        together (engine.types.Pooling)."""
        rules = self.values("pk", "components__rules")
        several = rules.annotate(measured=models.Count("components__rules__measures"))
        return self.filter(pk__in=several.filter(measured__gt=1).values("pk"))

    def capped_within(self):
        """Items in which it matters whether a component costs no more than its points: it is not
        the only one, or worth other points than the item. An item of one and the same costs at
        most these anyway."""
        parts, worth = models.Count("components"), models.Min("components__points")
        whole = self.annotate(parts=parts, worth=worth)
        return whole.exclude(parts=1, worth=models.F("points"))


class ResultQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Results this person may read; a city reads its own once scores are released."""
        persona = persona_of(user)
        seen = _tables_seen_by(persona, _TABLE_OF_RESULT)
        if persona.sees_all_cities:
            return self.filter(seen)
        return self.filter(seen, **{f"{_TABLE_OF_RESULT}year__state__in": RELEASED_STATES})

    def for_year(self, number):
        return self.filter(**{f"{_TABLE_OF_RESULT}year__number": number})

    def with_exempting(self):
        """With what exempts the component of each, as exempting. No query of its own."""
        return self.annotate(exempting=exempting("measure__component"))

    def recorded(self):
        return self.filter(value__isnull=False)

    def unconfirmed(self):
        """What was judged and no second person agreed to; it does not count yet."""
        judged = self.recorded().filter(measure__rules__kind__in=JUDGED_KINDS)
        return judged.exclude(confirmed_version=models.F("version")).distinct()


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        persona = persona_of(user)
        seen = _tables_seen_by(persona, "result__" + _TABLE_OF_RESULT)
        if persona.sees_all_cities:
            return self.filter(seen)
        return self.filter(seen, **{f"result__{_TABLE_OF_RESULT}year__state__in": RELEASED_STATES})

    def current(self):
        return self.filter(withdrawn_at=None)

    def covering(self, result):
        """Files that prove a result: its own, its indicator's, and its city's.

        A city's are those of the offices that collect the result's indicator. One query.
        """
        item = result.measure.component.item
        beside = Q(result__measure__component__item__section__table=item.section.table_id)
        offices = item.offices.through.objects.filter(item=item).values("office")
        return self.filter(
            Q(result=result)
            | Q(scope="item", result__measure__component__item=item.pk)
            | Q(beside, scope="city", result__measure__component__item__offices__in=offices)
        ).distinct()


class IncidentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Incidents this person may read; a city reads its own that count, once scores are
        released."""
        return self.filter(_incidents_seen_by(persona_of(user), ""))

    def for_year(self, number):
        return self.filter(year__number=number)

    def counting(self):
        """Without those that were withdrawn."""
        return self.filter(withdrawn_at=None)

    def unlinked(self):
        """Those that count in no cell."""
        return self.filter(links=None)

    def not_put_right(self, on):
        """Those whose term was over on a day, and which were not put right in it."""
        late = Q(put_right_on=None) | Q(put_right_on__gt=models.F("due_on"))
        return self.filter(late, due_on__lt=on)

    def with_links(self):
        """Add in how many cells each counts."""
        return self.annotate(linked_cells=models.Count("links"))

    def with_places(self):
        return self.select_related("year", "city", "county", "office", "recorded_by")


class IncidentRowQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rows of incidents that this person may read."""
        return self.filter(_incidents_seen_by(persona_of(user), "incident__"))

    def current(self):
        return self.filter(withdrawn_at=None)


class KeptImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever reads all cities' results."""
        return self if persona_of(user).sees_all_cities else self.none()

    def for_year(self, number):
        return self.filter(year__number=number)

    def with_people(self):
        return self.select_related("year", "made_by", "taken_back_by")


class ResultsImportQuerySet(KeptImportQuerySet):
    def with_moved(self):
        """Add how many of its cells are still there, and were written again since."""
        is_moved = ~Q(entries__version=models.F("entries__result__version"))
        return self.annotate(
            there=models.Count("entries"), moved=models.Count("entries", filter=is_moved)
        )


class SnapshotQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The province's; a city's those that it stands in, as long as scores are released."""
        persona = persona_of(user)
        if persona.sees_all_cities:
            return self
        if not persona.city_ids:
            return self.none()
        released = self.filter(year__state__in=RELEASED_STATES)
        return released.filter(units__place__in=persona.city_ids).distinct()

    def for_year(self, number):
        return self.filter(year__number=number)


class SnapshotUnitQuerySet(models.QuerySet):
    def visible_to(self, user):
        """As the snapshots that they stand in; a city's its own alone."""
        persona = persona_of(user)
        if persona.sees_all_cities:
            return self
        own = self.filter(place__in=persona.city_ids, snapshot__year__state__in=RELEASED_STATES)
        return own if persona.city_ids else self.none()


class IssuedPaperQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The 考核办 and the auditor read all; other offices what concerns everybody (通报); a city
        what was issued to it, as long as scores are released."""
        persona = persona_of(user)
        if persona.is_assessment_office or persona.is_auditor:
            return self
        seen = Q(pk__in=[])
        if persona.is_office:
            seen |= Q(paper="circular")
        if persona.city_ids:
            seen |= Q(place__in=persona.city_ids, year__state__in=RELEASED_STATES)
        return self.filter(seen)


#: From 反馈与申诉 on, a city sees its own scores.
RELEASED_STATES = ("feedback", "finalised", "published")

_TABLE_OF_RESULT = "measure__component__item__section__table__"


def _tables_seen_by(persona, prefix: str) -> Q:
    if persona.sees_all_cities:
        return Q()
    if persona.city_ids:
        return Q(**{f"{prefix}city__in": persona.city_ids, f"{prefix}issued_at__isnull": False})
    return Q(pk__in=[])


def _incidents_seen_by(persona, prefix: str) -> Q:
    if persona.sees_all_cities:
        return Q()
    own = {
        f"{prefix}city__in": persona.city_ids,
        f"{prefix}year__state__in": RELEASED_STATES,
        f"{prefix}withdrawn_at": None,
    }
    return Q(**own) if persona.city_ids else Q(pk__in=[])
