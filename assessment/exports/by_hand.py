"""人工修改 in the exported .json: "by_hand": {"by": …, "at": …, "reason": …} beside a row."""

from datetime import datetime

from django.utils import timezone

from assessment.loading import HandMark
from assessment.models import FIRST_YEAR, LAST_YEAR
from assessment.models.tables import LONGEST_NAME, LONGEST_REASON


class WrongMark(ValueError):
    """str() says what is wrong with the key, without saying where."""


def mark_json(mark: HandMark | None) -> dict:
    """Return the key of a row that was changed by hand, nothing for others."""
    if mark is None:
        return {}
    at = mark.at.isoformat() if mark.at else None
    return {"by_hand": {"by": mark.by, "at": at, "reason": mark.reason}}


def mark_of_json(row: object) -> HandMark | None:
    """Return the mark of a row of the file, None where it has none. Raises WrongMark."""
    told = row.get("by_hand") if isinstance(row, dict) else None
    if told is None:
        return None
    words = [told.get(key) for key in ("by", "at", "reason")] if isinstance(told, dict) else []
    if not words or not all(isinstance(word, str) and word.strip() for word in words):
        raise WrongMark("“by_hand”须写明“by”“at”“reason”")
    by, at, reason = words
    if len(by) > LONGEST_NAME or len(reason) > LONGEST_REASON:
        raise WrongMark(
            f"“by_hand”的“by”不超过 {LONGEST_NAME} 字，“reason”不超过 {LONGEST_REASON} 字"
        )
    return HandMark(by, _moment(at), reason)


def _moment(words: str) -> datetime:
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        at = None
    if at is None or not FIRST_YEAR <= at.year <= LAST_YEAR:  # a database holds no year 1
        raise WrongMark("“by_hand”的“at”不是时间（应如 2018-01-05T10:32:00+08:00）")
    return at if timezone.is_aware(at) else timezone.make_aware(at)
