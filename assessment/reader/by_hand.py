"""人工修改: who made a row other than its words say; in the exported .json the key by_hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

LONGEST_NAME, LONGEST_REASON = 120, 200
BEIJING = timezone(timedelta(hours=8))
_YEARS = range(1900, 2200)  # a database holds no year 1


class WrongMark(ValueError):
    """str() says what is wrong with the key, without saying where."""


@dataclass(frozen=True, slots=True)
class HandMark:
    """Who, when and why. by: as printed. at: in the time of those who read it."""

    by: str
    at: datetime | None
    reason: str

    @property
    def told(self) -> str:
        """Return it as it is printed («张三 2018-01-05，理由：原文漏印小数点»)."""
        day = f"{self.at:%Y-%m-%d}" if self.at else ""
        who = " ".join(filter(None, (self.by, day)))
        return "，".join(filter(None, (who, f"理由：{self.reason}" if self.reason else "")))


def mark_json(mark: HandMark | None) -> dict[str, dict[str, str | None]]:
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
    said = [word for word in words if isinstance(word, str) and word.strip()]
    if len(said) != 3:
        raise WrongMark("“by_hand”须写明“by”“at”“reason”")
    by, at, reason = said
    if len(by) > LONGEST_NAME or len(reason) > LONGEST_REASON:
        raise WrongMark(
            f"“by_hand”的“by”不超过 {LONGEST_NAME} 字，“reason”不超过 {LONGEST_REASON} 字"
        )
    return HandMark(by, _moment(at), " ".join(reason.split()))


def _moment(words: str) -> datetime:
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        at = None
    if at is None or at.year not in _YEARS:
        raise WrongMark("“by_hand”的“at”不是时间（应如 2018-01-05T10:32:00+08:00）")
    return at if at.tzinfo else at.replace(tzinfo=BEIJING)
