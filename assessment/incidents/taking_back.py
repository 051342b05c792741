"""An import of incidents is kept, and taken back: what it brought and nobody changed since."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

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
from trust.imports import (
    Source,
    check_not_taken_back,
    follow,
    mark_taken_back,
    next_over,
    told_next_over,
)
from trust.refusals import Refused
from trust.touched import bulk_update, created
from trust.versions import still_there

NOTHING = "没有撤回，没有改动任何内容。"


def keep_import(
    year: Year, entries: Sequence[ImportedIncident], *, source: Source, user, actor: log.Actor
) -> None:
    """Keep what an import wrote. Two queries. To be called in the action that wrote it."""
    kept = IncidentsImport.objects.create(year=year, rows=len(entries), **source.told(user, actor))
    for entry in entries:
        entry.incidents_import = kept
    created(ImportedIncident.objects.bulk_create(entries))


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
    rows can be taken back then in its turn; what a later one wrote straight over goes with it.

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
    whys = {e.pk: why_it_stays(e, incidents[e.incident_id], user) for e in entries}
    going = [(e, incidents[e.incident_id]) for e in entries if not whys[e.pk]]
    staying = [(e, incidents[e.incident_id]) for e in entries if whys[e.pk]]
    if not going:
        told_all = "；".join(f"{incident.told}：{whys[e.pk]}" for e, incident in staying)
        raise Refused(f"这次导入的事件都不能撤回：{told_all}。{NOTHING}")
    handed = _hand_on(kept, staying, user)
    whys |= {each.entry.pk: each.told() for each in handed}
    left = [f"{incident.told}：{whys[e.pk]}" for e, incident in staying]
    for entry, incident in going:
        _unlink(entry, incident, actor)
        _put_back(entry, incident, f"撤回导入：{reason}", user=user, actor=actor)
    kept.reason, kept.left = reason, left
    mark_taken_back(kept, user, "reason", "left")
    _follow(going, handed)
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
    if not _is_theirs(incident, user):
        return f"由{incident.office}登记"
    return "" if entry.before is not None else _why_used(incident, entry.links)


def _is_theirs(incident: Incident, user) -> bool:
    is_set_up = user is None or permissions.can_set_up(user)
    return is_set_up or incident.office_id in persona_of(user).office_ids


def _why_used(incident: Incident, links: Collection[int]) -> str:
    """Return why an incident that an import registered is not withdrawn with it, or "". links:
    keys of the cells that imports counted it in. Three queries."""
    if incident.links.exclude(result__in=links).exists():
        return "之后又计入了别的格"
    if incident.evidence.current().exists():
        return "之后添加了佐证材料"
    if VetoDecision.objects.filter(incident=incident).exists():
        return "之后据以提出了否决"
    return ""


@dataclass(frozen=True, slots=True)
class _HandedOn:
    """What stood before an entry is put back with heir, the next import's. over: the version that
    the entry's import wrote over; now: the one that heir's wrote over, seen from there."""

    entry: ImportedIncident
    heir: ImportedIncident
    over: int
    now: int

    def told(self) -> str:
        """Return why the incident stays, without a full stop."""
        name = self.heir.incidents_import.file_name or "事件台账"
        is_new = self.entry.before is None
        return told_next_over(name, "一并撤销" if is_new else "恢复到本次导入之前")


def _hand_on(
    kept: IncidentsImport, staying: Sequence[tuple[ImportedIncident, Incident]], user
) -> list[_HandedOn]:
    """Let imports that changed or counted incidents straight over kept put back what stood before
    kept as well. Two queries, three more a new incident; none where nothing stays."""
    rows = ImportedIncident.objects.filter(
        incident__in=[incident.pk for _, incident in staying],
        incidents_import__gt=kept.pk, incidents_import__taken_back_at=None,
    )  # fmt: skip
    later: dict[int, list[ImportedIncident]] = defaultdict(list)
    for row in rows.select_related("incidents_import").order_by("-incidents_import_id"):
        later[row.incident_id].append(row)
    tried = [
        _handed_on(entry, incident, later[incident.pk])
        for entry, incident in staying
        if _is_theirs(incident, user)
    ]
    handed = [each for each in tried if each is not None]
    bulk_update([each.heir for each in handed], ["before", "links"])
    return handed


def _handed_on(
    entry: ImportedIncident, incident: Incident, later: Sequence[ImportedIncident]
) -> _HandedOn | None:
    """later: the newest first. None where a person changed the incident since, or relies on it."""
    left_at = [IncidentEntry.of(incident).kept(), *(each.before for each in later)]
    wrote = [int(each.before != after) for each, after in zip(later, left_at, strict=False)]
    heir = next_over(entry, list(zip(later, wrote, strict=True)), now=incident.version)
    links = {pk for each in (entry, *later) for pk in each.links}
    if heir is None or (entry.before is None and _why_used(incident, links)):
        return None
    over = entry.version - int(entry.before != heir.before)
    heir.before, heir.links = entry.before, sorted({*heir.links, *entry.links})
    return _HandedOn(entry, heir, over, heir.version - int(heir.before != left_at[-2]))


def _follow(back: Sequence[tuple[ImportedIncident, Incident]], handed: Sequence[_HandedOn]) -> None:
    """back: what was put back, each as it stands now. Two queries. An import that changed an
    incident wrote over the version before its own; one that only counted it wrote none."""
    changed = [(entry, incident) for entry, incident in back if incident.version != entry.version]
    over = {incident.pk: entry.version - 1 for entry, incident in changed}
    now = {incident.pk: incident.version for _, incident in changed}
    over |= {each.entry.incident_id: each.over for each in handed}
    now |= {each.entry.incident_id: each.now for each in handed}
    below = ImportedIncident.objects.filter(incident__in=over, incidents_import__taken_back_at=None)
    following = follow(below, "incident_id", over=over, now=now)
    bulk_update(following, ["version"])


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
