"""Which days a person can mean: others are a slip of the key, and overflow when reckoned with."""

from datetime import date, datetime

FIRST_YEAR, LAST_YEAR = 1990, 2199


def is_meant(moment: date | datetime) -> bool:
    """Say whether a day, or a moment in any time zone, is one that business can be on."""
    return FIRST_YEAR <= moment.year <= LAST_YEAR
