"""校验码: what a card bears so that whoever holds it can ask what it is. 100 random bits: no code
can be guessed, and none says anything by itself."""

import re
import secrets
import unicodedata

from assessment.models import Snapshot, SnapshotUnit
from assessment.models.snapshots import CODE_LENGTH
from assessment.permissions import FROZEN

#: Digits and letters that nobody takes for one another: no I, L, O, U.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: What people read for a sign that there is none of.
_MEANT = str.maketrans("ILO", "110")


def new_code() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH))


def code_in(typed: str) -> str:
    """Return the code that was typed, however it is spaced and written; "" if it is none."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    plain = re.sub(r"[\s\-‐‑–—−]", "", plain).translate(_MEANT)
    return plain if re.fullmatch(rf"[{SIGNS}]{{{CODE_LENGTH}}}", plain) else ""


def card_with_code(typed: str) -> SnapshotUnit | None:
    """Return the card that bears this code, for whoever holds it. One query, none where what was
    typed is no code."""
    code = code_in(typed)
    if not code:
        return None
    units = SnapshotUnit.objects.filter(code=code)
    return units.select_related("snapshot__year").first()


def newest_of(snapshot: Snapshot) -> Snapshot:
    """Return the newest snapshot of the year. One query."""
    rows = Snapshot.objects.filter(year=snapshot.year_id).select_related("year")
    return rows.order_by("-number")[0]


def is_taken_back(snapshot: Snapshot) -> bool:
    """Whether the year is no longer 审定, so that none of its snapshots holds. Needs the year."""
    return snapshot.year.state not in FROZEN
