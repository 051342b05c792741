"""Restoring: a cell says again what it said once, as its history keeps it."""

from django.utils import timezone

from assessment import permissions
from assessment.actions.results import Entry, _write, locked
from assessment.models import Result
from trust import log
from trust.refusals import Refused


@log.acting()
def restore_result(*, result_id: int, kept_id: int, version: int, user, actor: log.Actor) -> Result:
    """Write again the value and ticks that a row of the cell's history keeps.

    version: what the person saw. Raises Refused or Conflict. The log says 恢复原值 and from when.
    """
    result = locked(pk=result_id).get()
    permissions.check_can_record(user, result)
    kept = result.history.filter(history_id=kept_id).first()
    if kept is None:
        raise Refused("要恢复的这条历史已不存在，请关闭后重新打开这一格；没有作任何改动。")
    source = f"历史 {timezone.localtime(kept.history_date):%Y-%m-%d %H:%M:%S}"
    entry = Entry(
        result.pk, kept.value, version, tuple(kept.ticked), source=source, action="恢复原值"
    )
    _write(result, entry, user=user, actor=actor)
    return result
