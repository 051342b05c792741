"""An import of incidents is kept, and taken back: what it brought and nobody changed since."""

from collections.abc import Sequence

from django.utils import timezone

from assessment.incidents import permissions
from assessment.incidents.entries import NAMES, IncidentEntry, label_of, told
from assessment.models import (
    ImportedIncident,
    Incident,
    IncidentLink,
    IncidentsImport,
    VetoDecision,
    Year,
)
from assessment.tables.moved import by_whom
from cities.permissions import persona_of
from trust import log
from trust.imports import Source, check_not_taken_back, follow, mark_taken_back
from trust.refusals import Refused
from trust.versions import still_there

NOTHING = "没有撤回，没有改动任何内容。"


def keep_import(
    year: Year, entries: Sequence[ImportedIncident], *, source: Source, user, actor: log.Actor
) -> None:
    """Keep what an import wrote. Two queries. To be called in the action that wrote it."""
    kept = IncidentsImport.objects.create(year=year, rows=len(entries), **source.told(user, actor))
    for entry in entries:
        entry.incidents_import = kept
    ImportedIncident.objects.bulk_create(entries)


def taken_back(year: Year) -> set[int]:
    """Return the keys of incidents that an import registered which was taken back: the same row
    of a workbook is a new one again. One query."""
    entries = ImportedIncident.objects.filter(
        incidents_import__year=year, incidents_import__taken_back_at__isnull=False,
        incident__withdrawn_at__isnull=False, before__isnull=True,
    )  # fmt: skip
    return set(entries.values_list("incident", flat=True))


@log.acting()
def take_back_import(*, import_id: int, reason: str, user, actor: log.Actor) -> IncidentsImport:
    """Withdraw the incidents that an import registered, and say again what it changed, each as
    long as nobody changed it since; what stays is named in left. An earlier import of the same
    rows can be taken back then in its turn.

    No figure of a cell follows, as none followed the import. Raises Refused, also where nothing
    of it can be taken back.
    """
    rows = IncidentsImport.objects.select_for_update(of=("self",)).select_related("year")
    kept = still_there(rows, import_id)
    Year.objects.select_for_update(no_key=True).get(pk=kept.year_id)
    check_not_taken_back(kept)
    permissions.check(permissions.why_not_take_back(user, kept))
    entries = list(kept.entries.order_by("incident__number"))
    held = Incident.objects.select_for_update(of=("self",)).with_places()
    incidents = held.in_bulk([entry.incident_id for entry in entries])
    left, going = [], []
    for entry in entries:
        incident = incidents[entry.incident_id]
        why = why_it_stays(entry, incident, user)
        if why:
            left.append(f"{incident.told}：{why}")
        else:
            going.append((entry, incident))
    if not going:
        raise Refused(f"这次导入的事件都不能撤回：{'；'.join(left)}。{NOTHING}")
    for entry, incident in going:
        _unlink(entry, incident, actor)
        _put_back(entry, incident, f"撤回导入：{reason}", user=user, actor=actor)
    kept.reason, kept.left = reason, left
    mark_taken_back(kept, user, "reason", "left")
    _follow(going)
    after = {"撤回": len(going), "没有撤回": left}
    log.write(actor, "撤回事件台账导入", kept, after=after, reason=reason)
    return kept


def why_it_stays(entry: ImportedIncident, incident: Incident, user) -> str:
    """Return why an incident is left as it is, without a full stop, or "". Four queries, another
    where a cell is signed."""
    if incident.version != entry.version:
        who = by_whom(incident.recorded_as, incident.recorded_by, incident.recorded_at)
        return "之后已撤销" if incident.is_withdrawn else f"之后又改过（{who}）"
    if why := permissions.why_signed_over(incident):
        return why.rstrip("。")
    is_set_up = user is None or permissions.can_set_up(user)
    if not is_set_up and incident.office_id not in persona_of(user).office_ids:
        return f"由{incident.office}登记"
    if entry.before is not None:
        return ""
    if incident.links.exclude(result__in=entry.links).exists():
        return "之后又计入了别的格"
    if incident.evidence.current().exists():
        return "之后添加了佐证材料"
    if VetoDecision.objects.filter(incident=incident).exists():
        return "之后据以提出了否决"
    return ""


def _follow(back: Sequence[tuple[ImportedIncident, Incident]]) -> None:
    """back: what was put back, each as it stands now. Two queries. An import that changed an
    incident wrote over the version before its own; one that only counted it wrote none."""
    changed = [(entry, incident) for entry, incident in back if incident.version != entry.version]
    over = {incident.pk: entry.version - 1 for entry, incident in changed}
    now = {incident.pk: incident.version for _, incident in changed}
    below = ImportedIncident.objects.filter(incident__in=over, incidents_import__taken_back_at=None)
    following = follow(below, "incident_id", over=over, now=now)
    ImportedIncident.objects.bulk_update(following, ["version"])


def _unlink(entry: ImportedIncident, incident: Incident, actor: log.Actor) -> None:
    links = IncidentLink.objects.filter(incident=incident, result__in=entry.links)
    if count := links.count():
        links.delete()
        log.write(
            actor,
            "取消挂接事件",
            incident,
            label=label_of(incident),
            before={"计入": f"{count} 格"},
        )


def _put_back(
    entry: ImportedIncident, incident: Incident, reason: str, *, user, actor: log.Actor
) -> None:
    if entry.before is None:
        incident.version += 1
        incident._history_user = user
        incident.withdrawn_at, incident.withdrawn_reason = timezone.now(), reason
        incident.withdrawn_as = f"{actor.role} {actor.name}".strip()[:150]
        incident.save(update_fields=["withdrawn_at", "withdrawn_as", "withdrawn_reason", "version"])
        log.write(actor, "撤销事件", incident, label=label_of(incident), reason=reason)
        return
    now, before = told(incident), IncidentEntry.of_kept(entry.before)
    if before == IncidentEntry.of(incident):
        return  # the import counted it in a cell, no more
    incident.version += 1
    incident._history_user = user
    for name in NAMES:
        setattr(incident, name, getattr(before, name))
    incident.save(update_fields=[*NAMES, "version"])
    incident = still_there(Incident.objects.with_places(), incident.pk)
    log.write(
        actor, "修改事件", incident, label=label_of(incident), before=now, after=told(incident),
        reason=reason,
    )  # fmt: skip
