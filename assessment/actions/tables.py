"""A table on its way to the city: what has to be settled, confirmed, issued."""

from collections.abc import Collection, Sequence

from django.utils import timezone

from assessment import permissions
from assessment.actions.agreement import renew_concerns, stored_items
from assessment.actions.importing import has_records
from assessment.actions.wordings import keep_wording
from assessment.models import CityTable, Concern, Item
from assessment.next_year.differences import check_seen
from assessment.notices.steps import tell_issued
from assessment.tables.hand_changes import hand_changes_of
from trust import log
from trust.refusals import Refused
from trust.versions import check_version, still_there

NO_SETTLEMENT = "请写明核定意见：以哪个为准、依据是什么；没有保存。"


@log.acting()
def settle_concern(
    *, concern: Concern, settlement: str, user, actor: log.Actor, keep: bool = False
) -> Concern:
    """Write down what was decided about a concern. Raises Refused.

    keep: the phrase is no scoring, and its wording is kept as that for this site.
    """
    concern = open_for_settling(concern, user)
    check_not_settled(concern)
    settlement = settlement.strip()
    if not settlement:
        raise Refused(NO_SETTLEMENT)
    concern.settled_at, concern.settled_by = timezone.now(), user
    concern.settlement = settlement
    _save_concern(concern, user)
    if keep:
        keep_wording(
            phrase=concern.phrase, values={"settlement": settlement}, source=_place(concern),
            user=user, actor=actor,
        )  # fmt: skip
    log.write(actor, "核定事项", concern, label=_label(concern), after={"核定意见": settlement})
    return concern


@log.acting()
def reopen_concern(*, concern: Concern, user, actor: log.Actor) -> Concern:
    """Take a settlement back; a confirmation that rested on it falls too. Raises Refused."""
    concern = open_for_settling(concern, user)
    if concern.settled_at is None:
        raise Refused("此事项尚未核定，无须重新打开。")
    before = {"核定意见": concern.settlement, "核定人": str(concern.settled_by)}
    concern.settled_at = concern.settled_by = None
    concern.settlement = ""
    _save_concern(concern, user)
    if not concern.outlasts_issue:
        withdraw_confirmation(concern.table, user)
    log.write(actor, "重新打开事项", concern, label=_label(concern), before=before)
    return concern


def confirm_table(
    *, table: CityTable, version: int, user, actor: log.Actor, seen: Collection[str] = ()
) -> CityTable:
    """Say that the rules are what the text says. Raises Refused or Outdated.

    Rules are read again from their words first; what differs and nobody knew of becomes
    a concern, which stays though the table is not confirmed. seen: of a table that was made
    like another year's, the keys of the differences that the person confirmed, each of them.
    """
    check_against_words([table], user, actor)
    return _confirm(table, version, seen, user=user, actor=actor)


@log.acting()
def _confirm(
    table: CityTable, version: int, seen: Collection[str], *, user, actor: log.Actor
) -> CityTable:
    table = _locked(table, user)
    check_version(table, version)
    if table.confirmed_at is not None:
        raise Refused(f"{table.city_name}的规则已由 {table.confirmed_by} 确认，无须再次确认。")
    check_nothing_open(table)
    differences = check_seen(table, seen)
    table.confirmed_at, table.confirmed_by = timezone.now(), user
    _save(table, ["confirmed_at", "confirmed_by"], user)
    told = {
        "人工修改": [change.told for change in hand_changes_of(table)],
        "与所照年度的差别": [difference.told for difference in differences],
    }
    after = {what: lines for what, lines in told.items() if lines}
    log.write(actor, "确认计分规则", table, after=after or None)
    return table


def issue_table(*, table: CityTable, version: int, user, actor: log.Actor) -> CityTable:
    """Issue a confirmed table to its city. Raises Refused or Outdated.

    Its rules are read again from their words first, as for confirming it.
    """
    check_against_words([table], user, actor)
    return _issue(table, version, user=user, actor=actor)


@log.acting()
def _issue(table: CityTable, version: int, *, user, actor: log.Actor) -> CityTable:
    table = _locked(table, user)
    if table.is_issued:
        raise Refused(f"{table.city_name}的指标表已于 {_day(table.issued_at)} 下达，无须再次下达。")
    check_version(table, version)
    check_nothing_open(table)
    if table.confirmed_at is None:
        raise Refused(f"{table.city_name}的计分规则尚未确认，不能下达；请先核对并确认规则。")
    table.issued_at, table.issued_by = timezone.now(), user
    _save(table, ["issued_at", "issued_by"], user)
    tell_issued(table, actor)
    log.write(actor, "下达指标表", table)
    return table


def issue_confirmed(*, year, user, actor: log.Actor) -> list[CityTable]:
    """Issue every confirmed table of the year, all or none. Raises Refused."""
    permissions.check_can_set_up(user)
    waiting = CityTable.objects.filter(year=year, issued_at=None, confirmed_at__isnull=False)
    tables = list(waiting.order_by("city__key"))
    if not tables:
        raise Refused("没有已确认而未下达的指标表；请先逐张核对并确认规则。")
    check_against_words(tables, user, actor)
    with log.acting():
        return [_issue(table, table.version, user=user, actor=actor) for table in tables]


def check_against_words(tables: Sequence[CityTable], user, actor: log.Actor) -> None:
    """Read the rules of tables again from their words. Raises Refused where something differs
    that nobody knew of: it is a concern from then on, and the table to be confirmed anew."""
    permissions.check_can_set_up(user)
    unlike = {}
    with log.acting():
        for table in tables:
            if new := _newly_unlike(table, user, actor):
                unlike[table.city_name] = len(new)
    if unlike:
        told = "；".join(f"{city} {count} 处" for city, count in unlike.items())
        raise Refused(
            f"计分规则与原文不一致：{told}，已列为待核事项，没有办理。"
            "请在指标表页逐条改正或核定，再确认规则。"
        )


def _newly_unlike(table: CityTable, user, actor: log.Actor) -> list[str]:
    """At most eight queries where nothing is new."""
    concerns = Concern.objects.filter(table=table.pk).order_by("pk")
    list(concerns.select_for_update().values_list("pk"))  # before the table, as lock_tables does
    rows = CityTable.objects.select_for_update(of=("self",)).select_related("year")
    table = still_there(rows, table.pk)
    if table.is_issued or table.year.state in permissions.FROZEN:
        return []
    items = stored_items(Item.objects.filter(section__table=table))
    new = renew_concerns(table, items, user)
    if new:
        if table.confirmed_at is not None:
            withdraw_confirmation(table, user)
        log.write(actor, "规则与原文核对", table, after={"待核事项": new})
    return new


@log.acting()
def withdraw_issue(*, table: CityTable, reason: str, user, actor: log.Actor) -> CityTable:
    """Take an issued table back while nothing rests on it. Raises Refused."""
    table = _locked(table, user)
    if not table.is_issued:
        raise Refused(f"{table.city_name}的指标表尚未下达，无须撤回。")
    reason = reason.strip()
    if not reason:
        raise Refused("撤回下达须写明理由；没有做任何改动。")
    if has_records(table):
        raise Refused(
            f"{table.city_name}已有采集结果，不能撤回下达；确需改动指标表，请先由责任处室清空有关结果。"
        )
    before = {"下达时间": table.issued_at}
    table.issued_at = table.issued_by = None
    _save(table, ["issued_at", "issued_by"], user)
    log.write(actor, "撤回下达", table, before=before, reason=reason)
    return table


def check_nothing_open(table: CityTable) -> None:
    """Raise Refused if an error or an unread phrase waits for a person. One query."""
    waiting = table.concerns.filter(settled_at=None).exclude(severity=Concern.Severity.NOTICE)
    if count := waiting.count():
        raise Refused(
            f"{table.city_name}还有 {count} 处错误或未读出的扣分语句没有核定；"
            "请先在指标表页逐条核定。"
        )


def withdraw_confirmation(table: CityTable, user) -> None:
    """Rules changed after they were confirmed have to be confirmed anew. At most two queries."""
    table.confirmed_at = table.confirmed_by = None
    _save(table, ["confirmed_at", "confirmed_by"], user)


def open_for_settling(concern: Concern, user) -> Concern:
    """Return the concern, locked. Raises Refused where its table is issued."""
    permissions.check_can_set_up(user)
    rows = Concern.objects.select_for_update(of=("self",))
    # Without settled_by: a row that was waited for is new, what was joined to it is not.
    concern = still_there(rows.select_related("table__year", "item"), concern.pk)
    if not concern.outlasts_issue:
        check_not_issued(concern.table)
    elif concern.table.year.state in permissions.FROZEN:
        raise Refused(f"{concern.table.year}已审定，指标表不再改动。")
    return concern


def check_not_settled(concern: Concern) -> None:
    if concern.settled_at is not None:
        raise Refused(f"此事项已由 {concern.settled_by} 核定；如有不同意见，请先重新打开。")


def check_not_issued(table: CityTable) -> None:
    if table.is_issued:
        raise Refused(f"{table.city_name}的指标表已下达，规则不再改动；确需改动请先撤回下达。")


def _locked(table: CityTable, user) -> CityTable:
    permissions.check_can_set_up(user)
    rows = CityTable.objects.select_for_update(of=("self",))
    table = still_there(rows.select_related("year", "confirmed_by", "issued_by"), table.pk)
    if table.year.state in permissions.FROZEN:
        raise Refused(f"{table.year}已审定，指标表不再改动。")
    return table


def _save(table: CityTable, fields: list[str], user) -> None:
    table.version += 1
    table._history_user = user
    table.save(update_fields=[*fields, "version"])


def _save_concern(concern: Concern, user) -> None:
    concern._history_user = user
    concern.save(update_fields=["settled_at", "settled_by", "settlement"])


def _label(concern: Concern) -> str:
    return f"{_place(concern)}：{concern.message}"


def _place(concern: Concern) -> str:
    item = f" {concern.item.name}" if concern.item else ""
    return f"{concern.table.year.number} {concern.table.city_name}{item}"


def _day(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d")
