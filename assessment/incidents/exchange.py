"""A workbook of incidents into the register: all of it or nothing."""

from collections.abc import Sequence

from assessment.incidents.actions import change_incident, register_incident
from assessment.incidents.differences import IncidentChange
from assessment.incidents.entries import IncidentEntry
from assessment.incidents.linking import link_incident
from assessment.incidents.taking_back import keep_import, taken_back
from assessment.models import ImportedIncident, Incident, Year
from trust import log
from trust.imports import Source
from trust.refusals import Refused
from trust.versions import Outdated


def import_incidents(
    *, year: Year, changes: Sequence[IncidentChange], source: Source, user, actor: log.Actor
) -> int:
    """Write what the workbook changes, all or nothing; return the number of rows.

    No figure of a cell follows. Raises Refused with the row of the first that cannot be.
    """
    with log.acting():
        Year.objects.select_for_update(no_key=True).get(pk=year.pk)  # one import at a time
        _check_still_new(year, changes)
        written = []
        for change in changes:
            try:
                written.append(_write(year, change, user=user, actor=actor))
            except Refused as refusal:
                raise Refused(f"{change.place} {refusal}本次导入未保存任何内容。") from refusal
            except Outdated as outdated:
                raise Refused(
                    f"{change.place} 在预览之后已被他人修改；请重新选择文件预览。"
                    "本次导入未保存任何内容。"
                ) from outdated
        if changes:
            digest = source.file.sha256 if source.file else None
            told = {"文件": source.name, "SHA-256": digest, "变化": len(changes)}
            keep_import(year, written, source=source, user=user, actor=actor)
            log.write(actor, "导入事件台账", year, after=told)
    return len(changes)


def _check_still_new(year: Year, changes: Sequence[IncidentChange]) -> None:
    """Raise Refused where a row became an incident after it was previewed as a new one: a form
    that is sent twice registers nothing twice. Two queries, or none."""
    new = {change.digest: change for change in changes if change.incident is None}
    if not new:
        return
    there = Incident.objects.filter(year=year, row_digest__in=new).exclude(pk__in=taken_back(year))
    if incident := there.order_by("number").first():
        raise Refused(
            f"{new[incident.row_digest].place} 在预览之后已登记为{incident}；请重新选择文件预览。"
            "本次导入未保存任何内容。"
        )


def _write(year: Year, change: IncidentChange, *, user, actor: log.Actor) -> ImportedIncident:
    """Write one row; return what is kept of it."""
    told = {"user": user, "actor": actor}
    incident = change.incident
    before = IncidentEntry.of(incident).kept() if incident else None
    if incident is None:
        incident = register_incident(
            year=year,
            entry=change.entry,
            office=change.office,
            row_digest=change.digest,
            **told,
        )
    elif change.changes_entry:
        incident = change_incident(
            incident_id=incident.pk, entry=change.entry, version=incident.version, **told
        )
    for result_id in change.results:
        link_incident(incident_id=incident.pk, result_id=result_id, version=None, **told)
    return ImportedIncident(
        incident=incident, before=before, links=list(change.results), version=incident.version
    )
