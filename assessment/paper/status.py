"""What a card says of itself: preliminary, or of which numbered snapshot, and the code it bears."""

from dataclasses import dataclass
from datetime import date

from assessment.models import Year
from assessment.permissions import FROZEN

#: Of a year that was finalised before years were frozen.
WITHOUT_SNAPSHOT = "审定（无快照）"
PRELIMINARY = "初步"


@dataclass(frozen=True, slots=True)
class CardStatus:
    """named: 初步, 审定 第1号, 更正 第2号. document: of the decision, "" leaves its place empty.
    code: as printed, qr: its drawing; "" where nothing was frozen."""

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
    """Return what a card made of the rows themselves says."""
    return CardStatus(WITHOUT_SNAPSHOT if year.state in FROZEN else PRELIMINARY)
