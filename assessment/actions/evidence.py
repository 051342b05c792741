"""佐证: files laid to a cell, its indicator or its city, and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from assessment import permissions
from assessment.actions.results import label_of, locked, locked_one, recording
from assessment.models import Evidence, Result
from lib.site_words import said
from trust import log
from trust.models import StoredFile
from trust.refusals import Refused


@dataclass(frozen=True, slots=True)
class Laid:
    """new: what was laid. again: names of files that lie there already, with the name there."""

    new: list[Evidence]
    again: list[tuple[str, str]]


@log.acting()
def add_evidence(
    *,
    result_id: int,
    files: Sequence[tuple[StoredFile, str]],
    user,
    actor: log.Actor,
    scope: str = Evidence.Scope.CELL,
) -> Laid:
    """Lay stored files, with their names, to a cell, its indicator or its city. Raises Refused.

    A file that proves as much already, or is among them twice, is laid once.
    """
    result = locked_one(result_id)
    permissions.check_can_record(user, result)
    _check_nothing_closed(result, scope)
    actor = recording(actor, result)
    known = _proving(result, scope, [file for file, _ in files])
    laid = Laid([], [])
    for file, name in files:
        if file.pk in known:
            laid.again.append((name, known[file.pk]))
            continue
        evidence = Evidence.objects.create(
            result=result, file=file, name=name[:200], scope=scope, added_by=user
        )
        known[file.pk] = evidence.name
        log.write(
            actor,
            "添加佐证",
            result,
            label=label_of(result),
            after={
                "文件": evidence.name,
                "SHA-256": file.sha256,
                "归属": evidence.get_scope_display(),
            },
        )
        laid.new.append(evidence)
    return laid


def _proving(result: Result, scope: str, files: Sequence[StoredFile]) -> dict[int, str]:
    """Return the names of those files that prove a result in this scope or a wider one."""
    scopes = Evidence.Scope.values
    wide = scopes[scopes.index(scope) :]
    there = Evidence.objects.current().covering(result).filter(file__in=files, scope__in=wide)
    return dict(there.values_list("file", "name"))


def _check_nothing_closed(result: Result, scope: str) -> None:
    """Raise Refused where a file for a whole city would come to, or go from, a cell that was
    signed. Two queries, one more where it is refused."""
    if scope != Evidence.Scope.CITY:
        return  # the cells of one indicator are signed together
    item = result.measure.component.item
    path = "measure__component__item"
    beside = Result.objects.filter(
        sign_off__isnull=False,
        **{f"{path}__section__table": item.section.table_id},
        **{f"{path}__offices__in": item.offices.values("pk")},
    ).select_related(f"{path}__section__table__year")
    if (closed := beside.first()) is not None:
        raise Refused(
            said("佐证材料用于本市州各格的，也用于已签章的格。") + permissions.why_signed(closed)
        )


@log.acting()
def withdraw_evidence(*, evidence_id: int, user, actor: log.Actor) -> Evidence:
    """Take a file back from a cell; the file and the fact are kept. Raises Refused."""
    result = locked(evidence=evidence_id).first()
    if result is None:
        raise Refused("要撤下的佐证材料已不存在，请刷新页面后重试；没有做任何改动。")
    evidence = Evidence.objects.select_for_update().get(pk=evidence_id)
    permissions.check_can_record(user, result)
    _check_nothing_closed(result, evidence.scope)
    if evidence.withdrawn_at is None:
        evidence.withdrawn_at = timezone.now()
        evidence.save(update_fields=["withdrawn_at"])
        actor = recording(actor, result)
        log.write(actor, "撤下佐证", result, label=label_of(result), before={"文件": evidence.name})
    return evidence
