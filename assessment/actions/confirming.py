"""复核: a second person agrees to a figure that was judged; only then it counts."""

from datetime import datetime

from django.utils import timezone

from assessment import permissions
from assessment.actions.results import CONFIRMED, Conflict, label_of, locked_one
from assessment.collection.judging import bounds_of
from assessment.collection.values import as_shown
from assessment.engine.types import MeasureKind
from assessment.models import Result
from assessment.reader.by_hand import LONGEST_NAME
from cities.substitutes.hands import acting_within, hand_of
from lib.wording import person_as
from trust import log
from trust.refusals import Refused


@log.acting()
def confirm_result(*, result_id: int, version: int, user, actor: log.Actor) -> Result:
    """Let a judged figure count, as the person saw it at version; what is written later waits
    again. Raises Refused, or Conflict where somebody wrote the cell meanwhile.
    """
    result = locked_one(result_id)
    permissions.check_can_confirm(user, result)
    if result.version != version:
        raise Conflict(result)
    if why := why_not_confirmed_by(user, result):
        raise Refused(f"{why}；没有复核。")
    actor = acting_within(actor, lambda who: not permissions.why_not_confirmable(who, result))
    result.confirmed_version = result.version
    result.confirmed_by, result.confirmed_at = user, timezone.now()
    result.confirmed_as = person_as(actor.name, actor.role)[:LONGEST_NAME]
    result._history_user = user
    result.save(update_fields=CONFIRMED)
    value = as_shown(result.value, MeasureKind(result.measure.kind))
    log.write(
        actor,
        "复核评分",
        result,
        label=label_of(result),
        after={"完成值": value, "依据": result.remark},
    )
    return result


def why_not_confirmed_by(user, result: Result) -> str:
    """Return why a cell cannot be confirmed as it stands by a person who may confirm at all,
    without a full stop, or an empty string. Three queries.
    """
    bounds = bounds_of([result.measure]).get(result.measure_id)
    if bounds is None:
        return "这一格不是酌情评定的分数，不用复核"
    if result.value is None:
        return "这一格还没有评定分数"
    if why := bounds.why_not(result.value):
        return f"{why}，请先改正"
    if not result.remark.strip():
        return "还没有写明评定的依据，请录入的人先写在备注里"
    if by := hand_of(user, _writers(result)):
        return f"这一格的分数或依据是{by}录入的，请由另一人复核"
    if result.is_confirmed:
        return f"这一格已由{result.confirmed_as}复核"
    return ""


def _writers(result: Result) -> set[tuple[int | None, datetime | None]]:
    """Return who wrote the figure that stands, whenever, who gave its reason, and whoever wrote
    to the cell while it stood; each with when. One query."""
    found, reason = set(), ""
    kept = result.history.order_by("history_id").values_list(
        "value", "remark", "recorded_by", "recorded_at"
    )
    for value, remark, by, at in kept:
        gave_reason = remark == result.remark and remark != reason
        if value == result.value or gave_reason:
            found.add((by, at))
        reason = remark
    return found
