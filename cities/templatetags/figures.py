"""Figures and days in templates, `{% load figures %}`; lib.figures decides what is written."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django import template
from django.utils import timezone

from lib import figures, wording

register = template.Library()


@register.filter
def points(value, places=2):
    """`{{ score|points:1 }}`: a fixed number of decimals; «—» for none."""
    return figures.points(_decimal(value), int(places))


@register.filter
def amount(value):
    """`{{ quantity|amount }}`: 11,500 · 95.5 · —"""
    return figures.amount(_decimal(value))


@register.filter
def lost(value, places=2):
    """`{{ deduction|lost }}`: −1.60; what is lost is given as a positive number."""
    return figures.lost(_decimal(value), int(places))


@register.filter
def share(done, total):
    """`{{ done|share:total }}`: 87%"""
    return figures.share(int(done or 0), int(total or 0))


@register.filter
def remaining(day):
    """`{{ year.collection_closes|remaining }}`: 还剩 3 天"""
    return figures.remaining(_day(day), timezone.localdate())


@register.filter
def urgency(day):
    """`{{ day|urgency }}`: past, near or far."""
    return figures.urgency(_day(day), timezone.localdate())


@register.filter
def ago(moment):
    """`{{ result.recorded_at|ago }}`: 今天 10:31"""
    if not moment:
        return figures.NONE
    return figures.ago(timezone.localtime(moment), timezone.localtime())


@register.filter
def less(first, second):
    """`{{ item.points|less:item.score }}`: what is lost of it; None where either is."""
    first, second = _decimal(first), _decimal(second)
    return None if first is None or second is None else first - second


@register.filter
def heat(value, full=None):
    """`{{ points_lost|heat:points }}`: the colour class heat-0 … heat-5 of points lost.

    By the share of what could be lost: nothing, up to 10, 25, 50, under 100 %, all.
    """
    value, full = _decimal(value), _decimal(full)
    if value is None:
        return "heat-none"
    if value <= 0:
        return "heat-0"
    lost_share = value / full if full else Decimal(1)
    bounds = (Decimal("0.1"), Decimal("0.25"), Decimal("0.5"), Decimal(1))
    return f"heat-{1 + sum(lost_share > bound for bound in bounds[:3]) + (lost_share >= 1)}"


def _decimal(value) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        return Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        return None


def _day(value) -> date | None:
    if isinstance(value, datetime):
        return timezone.localdate(value)
    return value if isinstance(value, date) else None


@register.filter
def who(role, name):
    """`{{ veto.proposed_as|who:veto.proposed_by }}`: 培训中心 李四（代 张三）"""
    return wording.who(role or "", str(name or ""))
