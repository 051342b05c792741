"""The words in which pages ask for log entries and jobs.

Visibility: the log belongs to the auditor alone, a job to the person who started
it; its result may also be fetched by the assessment office.
"""

from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from trust.people import persona_of


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class AppendOnly(TypeError):
    """Somebody tried to change or remove a line of the audit log."""

    def __init__(self):
        super().__init__("审计日志只增不改：已写入的记录不得修改或删除。")


class AuditEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every entry for an auditor, none for anyone else. At most one query for the roles.

        Without the digests of rows, which are megabytes after an upgrade.
        """
        return self.defer("rows") if persona_of(user).is_auditor else self.none()

    def matching(self, *, since=None, until=None, person="", action="", subject="", outcome=""):
        """Entries of local days since … until (both included), of a person, on an object.

        person, subject: parts of the names as they were logged.
        """
        wanted = Q()
        if since:
            wanted &= Q(at__gte=_start_of(since))
        if until:
            wanted &= Q(at__lt=_start_of(until + timedelta(days=1)))
        if person:
            wanted &= Q(actor_name__icontains=person)
        if subject:
            wanted &= Q(object_label__icontains=subject)
        if action:
            wanted &= Q(action=action)
        if outcome:
            wanted &= Q(outcome=outcome)
        return self.filter(wanted)

    def update(self, **kwargs):
        raise AppendOnly

    def delete(self):
        raise AppendOnly

    def bulk_create(self, objs, *args, **kwargs):
        raise AppendOnly

    def bulk_update(self, objs, *args, **kwargs):
        raise AppendOnly


class JobQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The jobs this person started."""
        return self.filter(owner=user) if user.is_authenticated else self.none()

    def downloadable_by(self, user):
        """Jobs whose result this person may fetch: his own; all for the assessment office."""
        if not user.is_authenticated:
            return self.none()
        office = persona_of(user).is_assessment_office
        return self if office else self.filter(Q(owner=user))

    def in_progress(self):
        """Those that wait or run."""
        return self.filter(state__in=["queued", "running"])


class PortionQuerySet(models.QuerySet):
    """The hours are the database's: workers of several machines compare them."""

    def for_hands(self, lost_after: timedelta):
        """Those that are offered, or were taken by a hand not heard of for so long."""
        return self.filter(Q(state="offered") | self._lost(lost_after))

    def for_own(self, lost_after: timedelta):
        """Those that the job's own worker may lay out: no hand that lives is at them."""
        return self.filter(Q(state__in=["offered", "own"]) | self._lost(lost_after))

    def _lost(self, lost_after: timedelta) -> Q:
        return Q(state="taken", heartbeat_at__lt=Now() - lost_after)
