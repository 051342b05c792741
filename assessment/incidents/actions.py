"""The register is written here alone: checks, locks, changes, logs."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from assessment.incidents import permissions
from assessment.incidents.entries import NAMES, IncidentEntry, label_of, told
from assessment.incidents.questions import Question
from assessment.models import Incident, IncidentDecision, IncidentEvidence, Year
from cities.models import Office
from cities.permissions import persona_of
from trust import log
from trust.models import StoredFile
from trust.refusals import Refused
from trust.twice import just_made
from trust.versions import check_version, still_there

ANSWERED = "这一问已有人答复，没有重复保存；请刷新页面查看。"


@log.acting()
def register_incident(
    *,
    year: Year,
    entry: IncidentEntry,
    office: Office,
    user,
    actor: log.Actor,
    row_digest: str = "",
) -> Incident:
    """Add an incident under the next number of its year; one press that was sent twice adds one.
    Raises Refused.

    office: one of the person's, whose incident it becomes.
    """
    year = Year.objects.select_for_update(no_key=True).get(pk=year.pk)
    permissions.check(permissions.why_not_register(user, year))
    if user is not None and office.pk not in persona_of(user).office_ids:
        raise Refused(f"本账号不属于{office}，不能以其名义登记；没有保存。")
    standing = Incident.objects.filter(year=year, withdrawn_at=None, version=1)
    same = standing.filter(office=office, recorded_by=user, row_digest=row_digest)
    same = same.filter(**{name: getattr(entry, name) for name in NAMES}).order_by("number")
    if (there := just_made(same, "recorded_at")) is not None:
        return there
    last = Incident.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0
    incident = Incident(year=year, number=last + 1, office=office, row_digest=row_digest)
    _put(incident, entry, user=user, actor=actor)
    incident.save()
    log.write(actor, "登记事件", incident, label=label_of(incident), after=told(incident))
    return incident


@log.acting()
def change_incident(
    *, incident_id: int, entry: IncidentEntry, version: int | None, user, actor: log.Actor
) -> Incident:
    """Say an incident otherwise. Raises Refused, or Outdated where somebody else was first.

    The city of an incident that is counted in a cell stays: the cell is that city's.
    """
    incident = locked_incident(incident_id)
    permissions.check(permissions.why_not_change(user, incident))
    check_version(incident, version)
    if entry == IncidentEntry.of(incident):
        return incident
    permissions.check(permissions.why_signed_over(incident))
    if entry.city_id != incident.city_id and incident.links.exists():
        raise Refused("这起事件已计入原市州的次数；请先取消挂接，再改市州。没有保存。")
    before = told(incident)
    _put(incident, entry, user=user, actor=actor)
    incident.version += 1
    incident.save(update_fields=[*NAMES, "version", "recorded_by", "recorded_as", "recorded_at"])
    incident = still_there(Incident.objects.with_places(), incident.pk)
    log.write(
        actor, "修改事件", incident, label=label_of(incident), before=before, after=told(incident)
    )
    return incident


@log.acting()
def withdraw_incident(
    *, incident_id: int, reason: str, version: int, user, actor: log.Actor
) -> Incident:
    """Let an incident count no more; it stays with the reason, and so do the counts of cells.

    Raises Refused or Outdated.
    """
    incident = locked_incident(incident_id)
    permissions.check(permissions.why_not_change(user, incident))
    check_version(incident, version)
    permissions.check(permissions.why_signed_over(incident))
    incident.withdrawn_at, incident.withdrawn_reason = timezone.now(), reason
    incident.withdrawn_as = f"{actor.role} {actor.name}".strip()[:150]
    incident.version += 1
    incident._history_user = user
    incident.save(update_fields=["withdrawn_at", "withdrawn_as", "withdrawn_reason", "version"])
    log.write(actor, "撤销事件", incident, label=label_of(incident), reason=reason)
    return incident


@log.acting()
def lay_evidence(
    *, incident_id: int, files: Sequence[tuple[StoredFile, str]], user, actor: log.Actor
) -> tuple[list[IncidentEvidence], list[str]]:
    """Lay stored files, with their names, to an incident; return them, and the names of those
    that lie there already. Raises Refused."""
    incident = locked_incident(incident_id)
    permissions.check(permissions.why_not_change(user, incident))
    known = set(incident.evidence.current().values_list("file", flat=True))
    new, again = [], []
    for file, name in files:
        if file.pk in known:
            again.append(name)
            continue
        known.add(file.pk)
        row = IncidentEvidence.objects.create(
            incident=incident, file=file, name=name[:200], added_by=user
        )
        after = {"文件": row.name, "SHA-256": file.sha256}
        log.write(actor, "添加事件佐证", incident, label=label_of(incident), after=after)
        new.append(row)
    return new, again


@log.acting()
def take_evidence_back(*, evidence_id: int, user, actor: log.Actor) -> IncidentEvidence:
    """Take a file back from its incident; file and fact are kept. Raises Refused."""
    evidence = still_there(IncidentEvidence.objects.all(), evidence_id)
    incident = locked_incident(evidence.incident_id)
    permissions.check(permissions.why_not_change(user, incident))
    evidence.refresh_from_db()
    if evidence.withdrawn_at is None:
        evidence.withdrawn_at = timezone.now()
        evidence.save(update_fields=["withdrawn_at"])
        before = {"文件": evidence.name}
        log.write(actor, "撤下事件佐证", incident, label=label_of(incident), before=before)
    return evidence


@log.acting()
def answer_question(
    *, year: Year, question: Question, reason: str, user, actor: log.Actor
) -> IncidentDecision:
    """Keep why what was asked is right as it is. Raises Refused where somebody answered it."""
    year = Year.objects.select_for_update(no_key=True).get(pk=year.pk)
    permissions.check(permissions.why_not_decide(user, year, question.incidents))
    try:
        with transaction.atomic():
            row = IncidentDecision.objects.create(
                year=year,
                subject=question.subject,
                question=question.sentence,
                reason=reason,
                decided_by=user,
                decided_as=actor.standing[:150],
            )
    except IntegrityError as error:
        raise Refused(ANSWERED) from error
    log.write(actor, "答复事件存疑", row, label=question.sentence, reason=reason)
    return row


def locked_incident(pk: int) -> Incident:
    """Return an incident, locked, with its places. Raises Refused. One query."""
    rows = Incident.objects.select_for_update(of=("self",)).with_places()
    return still_there(rows, pk)


def _put(incident: Incident, entry: IncidentEntry, *, user, actor: log.Actor) -> None:
    for name in NAMES:
        setattr(incident, name, getattr(entry, name))
    incident.recorded_by = user
    incident.recorded_as = (actor.standing if user else actor.name)[:150]
    incident.recorded_at = timezone.now()
    incident._history_user = user
