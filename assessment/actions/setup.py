"""What the assessment office sets up beside tables and rules: the year's list of
indicators, and who collects an item."""

from collections.abc import Iterable

from django.db.models import Q

from assessment import permissions
from assessment.models import Indicator, Item, Result, Year
from assessment.year.fixed import INDICATORS, why_fixed
from cities.models import Office
from trust import log
from trust.refusals import Refused
from trust.touched import updated
from trust.versions import check_version, still_there


@log.acting()
def save_indicator(
    *, year: Year, name: str, order: int, user, actor: log.Actor, indicator: Indicator | None = None
) -> Indicator:
    """Add a name to the year's list, or set name and place of one. Raises Refused.

    The name is how the items of all cities are found together; the items keep
    their own words.
    """
    permissions.check_can_set_up(user)
    year = Year.objects.select_for_update(no_key=True).get(pk=year.pk)
    if why := why_fixed(year, INDICATORS):
        raise Refused(f"{why}；没有保存。")
    is_new = indicator is None
    if indicator is None:
        row = Indicator(year=year)
    else:
        row = Indicator.objects.get(pk=indicator.pk, year=year)
    before = None if is_new else _told(row)
    row.name, row.order = name, order
    row.full_clean()
    row.save()
    if before != _told(row):
        log.write(
            actor, "新建指标名称" if is_new else "修改指标名称", row,
            label=f"{year.number} {row.name}", before=before, after=_told(row),
        )  # fmt: skip
    return row


@log.acting()
def save_item_offices(
    *,
    item: Item,
    offices: Iterable[Office],
    version: int,
    user,
    actor: log.Actor,
    reason: str = "",
    alike: bool = False,
) -> int:
    """Set which offices collect an item; return for how many items that changed anything.
    A signature over it falls: whoever collects it now is to sign it.

    reason: compulsory once the table is issued, for offices may be at work on it. alike: set
    them for the same indicator in the year's other tables that are not issued, too; five
    queries for each that changes. Raises Refused or Outdated.
    """
    permissions.check_can_set_up(user)
    rows = Item.objects.select_for_update(of=("self",)).select_related("section__table__year")
    chosen = Q(pk=item.pk)
    if alike and item.indicator_id is not None:
        chosen |= Q(indicator=item.indicator_id, section__table__issued_at=None)
    _lock_signed(chosen)
    items = list(rows.filter(chosen).order_by("pk"))  # one order for all, lest two block each other
    item = still_there(rows, item.pk)
    table = item.section.table
    _check_open(table.year)
    check_version(item, version)
    offices = sorted(offices, key=lambda office: office.order)
    changed = [found for found in items if _office_names(found) != [o.name for o in offices]]
    if item in changed and table.is_issued and not reason.strip():
        raise Refused("指标表已下达，改变责任处室须写明理由；没有保存。")
    for found in changed:
        _set_offices(found, offices, user=user, actor=actor, reason=reason.strip())
    return len(changed)


def _lock_signed(chosen: Q) -> None:
    """Lock the signed cells of the items before these, as everybody does. One query."""
    items = Item.objects.filter(chosen).values("pk")
    signed = Result.objects.filter(measure__component__item__in=items, sign_off__isnull=False)
    list(signed.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def _office_names(item: Item) -> list[str]:
    return [office.name for office in item.offices.order_by("order")]


def _set_offices(item: Item, offices: list[Office], *, user, actor: log.Actor, reason: str) -> None:
    before = _office_names(item)
    item.version += 1
    item._history_user = user
    item.save(update_fields=["version"])
    item.offices.set(offices)
    signed = Result.objects.filter(measure__component__item=item, sign_off__isnull=False)
    updated(signed, sign_off=None)
    table = item.section.table
    log.write(
        actor, "修改责任处室", item, label=f"{table.year.number} {table.city_name} {item.name}",
        before={"责任处室": before}, after={"责任处室": [o.name for o in offices]}, reason=reason,
    )  # fmt: skip


def _check_open(year: Year) -> None:
    if year.state in permissions.FROZEN:
        raise Refused(f"{year}已审定，不再改动；没有保存。")


def _told(row: Indicator) -> dict:
    return {"排序": row.order, "名称": row.name}
