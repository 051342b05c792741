"""完成签章: an office closes its columns, and opens one again with a reason."""

from collections.abc import Mapping

from django.utils import timezone

from assessment import permissions
from assessment.flow.columns import ColumnCount, Key, OfficeColumn, column_of
from assessment.models import Result, SignOff, Year
from assessment.models.sign_offs import LONGEST_REASON
from assessment.notices.steps import tell_reopened
from assessment.reader.by_hand import LONGEST_NAME
from cities.permissions import persona_of
from cities.substitutes.hands import acting_within
from lib.wording import person_as
from trust import log
from trust.refusals import Refused
from trust.touched import updated

MOVED = "打开本页之后，{column}的数据或签章又有变动，没有办理；请核对下面最新的内容后再办。"


def may_sign(user, column: OfficeColumn | ColumnCount) -> bool:
    """Whether it is this person's to sign: the office's own, what is shared the 考核办's."""
    if column.office_id is None:
        return permissions.can_set_up(user)
    return column.office_id in persona_of(user).office_ids


def may_withdraw(user, column: OfficeColumn) -> bool:
    """The office's own signature, or any as the assessment office."""
    return may_sign(user, column) or permissions.can_set_up(user)


@log.acting()
def sign_off(
    *, year: Year, key: Key, seen: str, reasons: Mapping[int, str], user, actor: log.Actor
) -> SignOff:
    """Close a column, as the person saw it (OfficeColumn.mark). reasons: by the key of a result,
    why nothing is recorded there; compulsory for each such cell. Raises Refused."""
    year = _locked(year)
    column = column_locked(year, key)
    if not may_sign(user, column):
        raise Refused(f"“{column.indicator}”由{_signer(column)}签章；没有签章。")
    actor = acting_within(actor, lambda who: may_sign(who, column))
    if column.is_signed and column.sign_off is not None:
        raise Refused(f"“{column.indicator}”已由{column.sign_off.told}完成签章，无须再签。")
    _check_seen(column, seen)
    missing = _excused(column, reasons)
    _supersede(column, user, actor)
    signed = SignOff.objects.create(
        year=year,
        indicator_id=column.indicator_id,
        office_id=column.office_id,
        missing=missing,
        signed_by=user,
        signed_as=name_of(actor),
    )
    updated(_cells_of(column), sign_off=signed)
    told = {"已录": column.recorded, "共": len(column.cells)}
    log.write(actor, "完成签章", signed, after=told | ({"未录": missing} if missing else {}))
    return signed


@log.acting()
def withdraw_sign_off(*, year: Year, key: Key, reason: str, user, actor: log.Actor) -> SignOff:
    """Open a column again. Raises Refused."""
    year = _locked(year)
    column = column_locked(year, key)
    if not may_withdraw(user, column):
        raise Refused(f"“{column.indicator}”的签章由{_signer(column)}或考核办撤回；没有撤回。")
    actor = acting_within(actor, lambda who: may_withdraw(who, column))
    signed = column.sign_off
    if signed is None:
        raise Refused(f"“{column.indicator}”没有签章，无须撤回；请刷新页面。")
    reason = reason.strip()
    if not reason:
        raise Refused("撤回签章须写明理由；没有撤回。")
    if len(reason) > LONGEST_REASON:
        raise Refused(
            f"撤回签章的理由不超过 {LONGEST_REASON} 个字，现有 {len(reason)} 个，没有撤回；请删减。"
        )
    _withdraw(signed, reason, user=user, actor=actor)
    updated(_cells_of(column), sign_off=None)
    tell_reopened(signed, actor)
    log.write(
        actor,
        "撤回签章",
        signed,
        reason=reason,
        before={"签章": signed.told, "未录": signed.missing},
    )
    return signed


def _locked(year: Year) -> Year:
    """Return the year, locked: it is not moved on meanwhile. Raises Refused."""
    year = Year.objects.select_for_update(no_key=True).get(pk=year.pk)
    if year.state not in permissions.OPEN_FOR_RECORDING:
        raise Refused(
            f"{year}处于“{year.get_state_display()}”阶段，采集没有开放，不能签章或撤回签章；"
            "如需更正，请考核办先退回处室采集。"
        )
    return year


def column_locked(year: Year, key: Key) -> OfficeColumn:
    """Return the column, its cells locked. Raises Refused where there is none any more."""
    found = column_of(year, key)
    if found is not None:
        list(_cells_of(found).select_for_update(of=("self",)).order_by("pk").values_list("pk"))
        found = column_of(year, key)
    if found is None:
        raise Refused("要签章的内容已被替换或撤去，没有办理；请刷新页面。")
    return found


def _cells_of(column: OfficeColumn):
    return Result.objects.filter(pk__in=[cell.result_id for cell in column.cells])


def _check_seen(column: OfficeColumn, seen: str) -> None:
    if seen != column.mark:
        raise Refused(MOVED.format(column=f"“{column.indicator}”"))


def _excused(column: OfficeColumn, reasons: Mapping[int, str]) -> list[dict[str, str]]:
    """Return what is missing with why. Raises Refused where a reason is."""
    told = [(cell, reasons.get(cell.result_id, "").strip()) for cell in column.missing]
    if unsaid := [cell.place for cell, reason in told if not reason]:
        named = "、".join(unsaid[:5])
        more = f"等 {len(unsaid)} 项" if len(unsaid) > 5 else ""
        raise Refused(
            f"“{column.indicator}”还没有录全，没有签章：{named}{more}。"
            "请补录（确无此事的填 0 或“否”），或逐项写明原因。"
        )
    return [{"cell": cell.place, "reason": why[:LONGEST_REASON]} for cell, why in told]


def _supersede(column: OfficeColumn, user, actor: log.Actor) -> None:
    """A signature that does not cover the column any more gives way to the new one."""
    if column.sign_off is not None:
        _withdraw(column.sign_off, "指标表或责任处室变动后重新签章", user=user, actor=actor)


def _withdraw(signed: SignOff, reason: str, *, user, actor: log.Actor) -> None:
    signed.withdrawn_by, signed.withdrawn_as = user, name_of(actor)
    signed.withdrawn_at, signed.reason = timezone.now(), reason
    signed.save(update_fields=["withdrawn_by", "withdrawn_as", "withdrawn_at", "reason"])


def name_of(actor: log.Actor) -> str:
    return person_as(actor.name, actor.role)[:LONGEST_NAME]


def _signer(column: OfficeColumn) -> str:
    return column.office if column.office_id else "考核办"
