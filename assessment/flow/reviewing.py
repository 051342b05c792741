"""复核: a second person agrees to an office's column; whatever is written voids it."""

from assessment import permissions
from assessment.flow.columns import Key, OfficeColumn
from assessment.flow.signing import MOVED, column_locked, name_of
from assessment.models import ColumnReview, Year, YearState
from cities.permissions import persona_of
from cities.substitutes.hands import acting_within, hand
from trust import log
from trust.refusals import Refused


def may_review(user, column: OfficeColumn) -> bool:
    """Whether this person's role may agree: an account of the office, or the 考核办."""
    if permissions.can_set_up(user):
        return True
    return column.office_id is not None and column.office_id in persona_of(user).office_ids


def why_not_reviewed(user, column: OfficeColumn) -> str:
    """Return why this person may not agree to a column as it stands, or an empty string."""
    if not may_review(user, column):
        own = f"{column.office}的另一人或" if column.office_id else ""
        return f"“{column.indicator}”由{own}考核办复核。"
    if column.is_reviewed and column.review is not None:
        return f"“{column.indicator}”已由{column.review.told}复核，无须再复核。"
    if column.waiting:
        return (
            f"“{column.indicator}”有 {len(column.waiting)} 项酌情评定的分数待复核"
            f"（{column.waiting[0].place}），请先打开该格复核。"
        )
    other = "同一处室的同事或考核办" if column.office_id else "考核办的另一人"
    signed, last = column.sign_off, column.last_cell
    if signed is not None and (by := hand(user, signed.signed_by_id, at=signed.signed_at)):
        return (
            f"“{column.indicator}”是{by}签章的，须由另一人（{other}）复核，数据才有第二个人看过。"
        )
    if last is not None and (by := hand(user, last.recorded_by_id, at=last.recorded_at)):
        return (
            f"“{column.indicator}”最后一格（{last.place}）是{by}录入的，"
            f"须由另一人（{other}）复核，数据才有第二个人看过。"
        )
    return ""


@log.acting()
def review_column(*, year: Year, key: Key, seen: str, user, actor: log.Actor) -> ColumnReview:
    """Agree to a column as the person saw it (OfficeColumn.mark). Raises Refused."""
    year = Year.objects.select_for_update(no_key=True).get(pk=year.pk)
    if year.state != YearState.REVIEW:
        stage = year.get_state_display()
        raise Refused(f"{year}处于“{stage}”阶段，“复核”阶段才复核各处室的数据；没有复核。")
    column = column_locked(year, key)
    if why := why_not_reviewed(user, column):
        raise Refused(f"{why}没有复核。")
    if seen != column.mark:
        raise Refused(MOVED.format(column=f"“{column.indicator}”"))
    actor = acting_within(actor, lambda who: may_review(who, column))
    review = ColumnReview.objects.create(
        year=year,
        indicator_id=column.indicator_id,
        office_id=column.office_id,
        mark=column.mark,
        confirmed_by=user,
        confirmed_as=name_of(actor),
    )
    told = {"已录": column.recorded, "共": len(column.cells)}
    log.write(actor, "复核处室数据", review, label=f"{year.number} {column.name}", after=told)
    return review
