"""What every form that takes a day refuses."""

from datetime import date, datetime

from django.core.exceptions import ValidationError

from lib.days import FIRST_YEAR, LAST_YEAR, is_meant


def check_day(day: date | datetime) -> None:
    """Validate a day or moment that was typed: one of a year that nobody means is refused."""
    if not is_meant(day):
        raise ValidationError(f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，请核对。", code="year")
