"""How figures and days are written for people. Pure: no database, no clock, no Django."""

from datetime import date, datetime
from decimal import Decimal

from lib.rounding import format_figure, format_fixed

NONE = "—"
MINUS = "−"


def points(value: Decimal | None, places: int = 2) -> str:
    """Return points with as many decimals as the rest of their column; «—» for none."""
    return format_fixed(value, places)


def amount(value: Decimal | int | None) -> str:
    """Return a quantity with thousands separated and no needless zeros; «—» for none."""
    return NONE if value is None else format_figure(Decimal(value))


def lost(value: Decimal | None, places: int = 2) -> str:
    """Return a deduction (given as a positive number) as points lost: «−1.60»; 0 has no sign."""
    if value is None:
        return NONE
    written = points(abs(value), places)
    return f"{MINUS}{written}" if Decimal(written) else written


def remaining(day: date | None, today: date) -> str:
    """Return how long is left until the end of a day: «还剩 3 天», «今天截止», «已过 2 天»."""
    if day is None:
        return "未定期限"
    left = (day - today).days
    if left > 0:
        return f"还剩 {left} 天"
    return "今天截止" if left == 0 else f"已过 {-left} 天"


def urgency(day: date | None, today: date, *, near: int = 3) -> str:
    """Return past, near or far: the colour in which a deadline is shown."""
    if day is None or (day - today).days > near:
        return "far"
    return "past" if day < today else "near"


def ago(moment: datetime, now: datetime) -> str:
    """Return when something happened, as one says it; both in the same time zone."""
    seconds = (now - moment).total_seconds()
    days = (now.date() - moment.date()).days
    if 0 <= seconds < 60:
        return "刚刚"
    if 0 <= seconds < 3600:
        return f"{int(seconds // 60)} 分钟前"
    if days == 0:
        return f"今天 {moment:%H:%M}"
    if days == 1:
        return f"昨天 {moment:%H:%M}"
    if moment.year == now.year:
        return f"{moment.month}月{moment.day}日 {moment:%H:%M}"
    return f"{moment:%Y-%m-%d}"


def share(done: int, total: int) -> str:
    """Return done ÷ total in whole percent, never 100% before all is done."""
    if total <= 0:
        return NONE
    return f"{min(done, total) * 100 // total}%"
