"""到期怎样关闭: whether each window of a year closes at its date, or by the 考核办's act alone."""

from django.urls import reverse

from assessment.models import ClaimWindow, ObjectionWindow, SelfCheckWindow, Year
from lib.site_words import said

ITSELF, BY_ACT, NO_DAY = "到期自动关闭", "到期不自动关闭，逾期的记为逾期", "没有设截止时间"
_WINDOWS = (
    ("市州自查", SelfCheckWindow, "self-check-window"),
    ("加分申报", ClaimWindow, "claim-window"),
    ("申诉", ObjectionWindow, "objection-window"),
)


def closing_of(year: Year) -> list[tuple[str, str, str]]:
    """Return each window that cities hand in by, how it closes, and where that is set. A query
    each."""
    held = {name: model.objects.filter(year=year).first() for _, model, name in _WINDOWS}
    return [
        (said(label), _told(held[name]), reverse(name, args=[year.number]))
        for label, _, name in _WINDOWS
    ]


def _told(window) -> str:
    if window is None or window.closes_at is None:
        return NO_DAY
    return BY_ACT if window.accepts_late else ITSELF
