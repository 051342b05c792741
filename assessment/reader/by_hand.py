"""人工修改 in an exported .json: "by_hand": {"by": …, "at": …, "reason": …} beside a row."""

from datetime import datetime, timedelta, timezone
from typing import Any

from assessment.reader.bounds import LONGEST
from assessment.reader.types import MarkReading

#: A moment without a zone is meant as the clocks of the country show it.
_HERE = timezone(timedelta(hours=8))
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


class WrongMark(ValueError):
    """str() says what is wrong with the key, without saying where."""


def mark_of_json(row: Any) -> MarkReading | None:
    """Return the mark of a row of the file, None where it has none. Raises WrongMark."""
    told = row.get("by_hand") if isinstance(row, dict) else None
    if told is None:
        return None
    words = [told.get(key) for key in ("by", "at", "reason")] if isinstance(told, dict) else []
    if not words or not all(isinstance(word, str) and word.strip() for word in words):
        raise WrongMark("“by_hand”须写明“by”“at”“reason”")
    by, at, reason = words
    if len(by) > LONGEST["修改人"] or len(reason) > LONGEST["修改理由"]:
        raise WrongMark(
            f"“by_hand”的“by”不超过 {LONGEST['修改人']} 字，“reason”不超过 {LONGEST['修改理由']} 字"
        )
    return MarkReading(by, _moment(at), reason)


def _moment(words: str) -> datetime:
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        at = datetime.min.replace(tzinfo=_HERE)
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:  # a database holds no year 1
        raise WrongMark("“by_hand”的“at”不是时间（应如 2018-01-05T10:32:00+08:00）")
    return at if at.tzinfo else at.replace(tzinfo=_HERE)
