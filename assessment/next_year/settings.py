"""What a year set beside its choices, for a year that is made like it: rules and words go along,
days and what happened do not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models

from assessment.models import (
    LIGHT_COSTS,
    ClaimWindow,
    Indicator,
    ObjectionWindow,
    RoundSettings,
    SelfCheckWindow,
    Year,
)
from lib.numerals import plain


@dataclass(frozen=True, slots=True)
class _Settings:
    """model: one row a year; columns: what of it goes along."""

    model: type[models.Model]
    name: str
    columns: tuple[str, ...]

    def told(self, row: Any) -> str:
        """Return what differs from what a year has that sets nothing, in words."""
        without = self.model()
        return "、".join(
            f"{row._meta.get_field(name).verbose_name} {_shown(row, name)}"
            for name in self.columns
            if getattr(row, name) != getattr(without, name)
        )


_CARRIED = (
    _Settings(RoundSettings, "调度设置", ("counting", *LIGHT_COSTS)),
    _Settings(ObjectionWindow, "申诉期限", ("answer_days", "has_second_stage", "appeal_days")),
    _Settings(ClaimWindow, "加分申报", ("accepts_late",)),
    _Settings(SelfCheckWindow, "自查上报", ("accepts_late",)),
)


def carry_settings(origin: Year, year: Year, *, user) -> list[str]:
    """Give a year the other one's settings, but for those that it has already; return what a
    person has to confirm. To be called within an action, once the indicators are there. Two
    queries each, and two where some indicators are named."""
    told = []
    for each in _CARRIED:
        held = each.model._default_manager.filter(year=origin).first()
        if held is None or not each.told(held):
            continue
        if each.model._default_manager.filter(year=year).exists():
            told.append(f"{year}的{each.name}已另行设定，没有照 {origin.number} 年度改动；请核对。")
            continue
        row: Any = each.model(year=year, **{name: getattr(held, name) for name in each.columns})
        if isinstance(row, RoundSettings):
            row.light_indicators = _indicators(row.light_indicators, year)
        row._history_user = user
        row.save()
        told.append(
            f"{each.name}照 {origin.number} 年度沿用：{each.told(row)}；日期没有沿用，请核对。"
        )
    return told


def _indicators(keys: Sequence[int], year: Year) -> list[int]:
    """Return the year's indicators of the same names. One query, none without keys."""
    if not keys:
        return []
    names = Indicator.objects.filter(pk__in=keys).values("name")
    return list(Indicator.objects.filter(year=year, name__in=names).values_list("pk", flat=True))


def _shown(row: Any, name: str) -> str:
    field = row._meta.get_field(name)
    value = getattr(row, name)
    if name == "light_indicators":
        return "、".join(_names(value))
    if isinstance(field, models.BooleanField):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return plain(value)
    display: Callable[[], str] | None = getattr(row, f"get_{name}_display", None)
    return display() if display else str(value)


def _names(keys: Sequence[int]) -> Sequence[str]:
    named = Indicator.objects.filter(pk__in=keys).order_by("order")
    return list(named.values_list("name", flat=True))
