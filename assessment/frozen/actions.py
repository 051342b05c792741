"""Freezing a year: what stands is written into a file that is never changed again."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from assessment import permissions
from assessment.engine.errors import EngineError
from assessment.engine.snapshot import shape, versions
from assessment.engine.snapshot.canonical import WrongSnapshot, written
from assessment.engine.snapshot.recomputing import checked, recompute
from assessment.frozen.codes import new_code
from assessment.frozen.course import consequences_told, incidents_told, objections_told
from assessment.frozen.papers import JOB
from assessment.frozen.shown import sections_told
from assessment.frozen.writing import instant, keys_named, proofs_of, told_year
from assessment.models import Snapshot, SnapshotUnit, Year
from assessment.paper.printing import last_change
from assessment.scores.standing import Standings, standings_of
from cities.permissions import persona_of
from lib import product
from lib.wording import person_as, whom_for
from trust import files, jobs, log
from trust.models import StoredFile
from trust.refusals import Refused
from trust.touched import created


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided, when, and the minutes or the number of the reply; "" and None: not told."""

    body: str = ""
    decided_on: date | None = None
    document: str = ""


@log.acting()
def freeze(
    *,
    year: Year,
    decision: Decision,
    proposer,
    confirmer,
    actor: log.Actor,
    kind: str = Snapshot.Kind.FINALISED,
    reason: str = "",
    proposed_as: str = "",
) -> Snapshot:
    """Freeze the year as it stands: a numbered snapshot with a code for each unit's card.

    Called within the step that finalises or corrects. proposer: None where the step asks for no
    second person; proposed_as: as the proposal named them then. Raises Refused: who may not, one
    person for two, no table, or figures that do not come out again. Some forty queries, and two a
    unit. Writes: the file, the snapshot with its units, the job that makes its papers, one entry.
    """
    for person in filter(None, (proposer, confirmer)):
        permissions.check_can_set_up(person)
    if proposer is not None and proposer.pk == confirmer.pk:
        raise Refused("提出和确认须是两个人；请由考核办的另一个账号确认。")
    year = Year.objects.select_for_update(no_key=True).get(pk=year.pk)
    standings = _scored(year)
    last = Snapshot.objects.filter(year=year).order_by("-number").first()
    snapshot = Snapshot(
        year=year,
        number=last.number + 1 if last else 1,
        kind=kind,
        body=decision.body.strip(),
        decided_on=decision.decided_on,
        document=decision.document.strip(),
        reason=reason.strip(),
        is_ranked=standings.is_ranked,
        digest_of_log=last_change(year),
        proposed_by=proposer,
        proposed_as=(proposed_as or _named(proposer)) if proposer else "",
        confirmed_by=confirmer,
        confirmed_as=_named(confirmer) + whom_for(actor.name)[1],
        made_at=timezone.now(),
    )
    snapshot.file = _kept(snapshot, standings)
    snapshot.save()
    _make_units(snapshot, standings)
    log.write(actor, "形成年度快照", snapshot, reason=snapshot.reason, after=_told(snapshot))
    jobs.start(
        kind=JOB,
        title=f"{snapshot}评分卡和得分表",
        parameters={"snapshot": snapshot.pk},
        owner=confirmer,
        request_actor=actor,
    )
    return snapshot


def _scored(year: Year) -> Standings:
    try:
        standings = standings_of(year)
    except EngineError as error:
        raise Refused(f"{error}没有形成快照。") from error
    if not standings.cities:
        raise Refused(f"{year}没有指标表，没有可以审定的结果。")
    return standings


def _kept(snapshot: Snapshot, standings: Standings) -> StoredFile:
    """Write the file and read it again: what does not recompute to itself is never kept."""
    head = _head(snapshot)
    keys = keys_named(standings)
    data = written(told_year(standings, proofs_of(snapshot.year), keys=keys, head=head))
    try:
        found = recompute(checked(data))
    except WrongSnapshot as wrong:
        raise Refused(f"快照没有通过核验，没有审定：{wrong}请联系系统管理员。") from wrong
    if found:
        raise Refused(f"快照重算不一致，没有审定：{found[0]}请联系系统管理员。")
    return files.store(data)


def _head(snapshot: Snapshot) -> dict[str, Any]:
    day = snapshot.decided_on
    return {
        "format": shape.FORMAT,
        "product_version": product.version(),
        "engine_version": versions.CURRENT,
        "number": snapshot.number,
        "kind": snapshot.get_kind_display(),
        "reason": snapshot.reason,
        "frozen_at": instant(snapshot.made_at),
        "decision": {
            "body": snapshot.body,
            "decided_on": day.isoformat() if day else None,
            "document": snapshot.document,
        },
        "proposed_by": snapshot.proposed_as,
        "confirmed_by": snapshot.confirmed_as,
        "objections": objections_told(snapshot.year),
        "incidents": incidents_told(snapshot.year),
        **consequences_told(snapshot.year),
    }


def _make_units(snapshot: Snapshot, standings: Standings) -> None:
    created(
        SnapshotUnit.objects.bulk_create(
            SnapshotUnit(
                snapshot=snapshot,
                place_id=city.table.city_id,
                city_name=city.city,
                total=city.total,
                rank=city.rank,
                grade=city.graded.grade.name if city.graded else "",
                sections=sections_told(city),
                bonus=city.bonus if standings.has_bonus else None,
                code=new_code(),
            )
            for city in standings.cities
        )
    )


def _named(account) -> str:
    return person_as(str(account), persona_of(account).title)


def _told(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "号": snapshot.named,
        "审定机构": snapshot.body,
        "审定日期": snapshot.decided_on,
        "文号": snapshot.document,
        "快照文件 SHA-256": snapshot.file.sha256,
        "提出人": snapshot.proposed_as,
        "确认人": snapshot.confirmed_as,
    }
