"""人工修改 in the exported .json; the way back is assessment.reader.by_hand."""

from assessment.loading import HandMark


def mark_json(mark: HandMark | None) -> dict:
    """Return the key of a row that was changed by hand, nothing for others."""
    if mark is None:
        return {}
    at = mark.at.isoformat() if mark.at else None
    return {"by_hand": {"by": mark.by, "at": at, "reason": mark.reason}}
