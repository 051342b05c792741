"""What a paper says of itself: preliminary, or of which numbered snapshot, its day, its code."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from assessment.models import Year, YearState
from assessment.permissions import FROZEN
from assessment.year.flow_line import moves_of

#: Of a year that was finalised before years were frozen.
WITHOUT_SNAPSHOT = "审定（无快照）"
PRELIMINARY = "初步"


@dataclass(frozen=True, slots=True)
class CardStatus:
    """named: 初步, 审定 第1号, 更正 第2号. day: of the decision, or of the release. document: of
    the decision, "" leaves its place empty. code: as printed, qr: its drawing; "" where nothing
    was frozen."""

    named: str
    day: date | None = None
    document: str = ""
    code: str = ""
    qr: str = ""
    address: str = ""

    @property
    def day_told(self) -> str:
        return f"{self.day.year}年{self.day.month}月{self.day.day}日" if self.day else ""


def status_of(year: Year) -> CardStatus:
    """Return what a paper made of the rows themselves says. Two queries while preliminary scores
    are released, else none."""
    return CardStatus(WITHOUT_SNAPSHOT if year.state in FROZEN else PRELIMINARY, released_on(year))


def released_on(year: Year) -> date | None:
    """Return the day since which cities read preliminary scores, None where they do not."""
    if year.state != YearState.FEEDBACK:
        return None
    moves = [move for move in moves_of(year) if not move.done]
    return timezone.localdate(moves[-1].at) if moves else None
