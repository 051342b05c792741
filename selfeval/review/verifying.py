"""What the other half answers to a verification code that none of this one's papers bears."""

from dataclasses import dataclass

from lib.slots import Slot

#: How long those codes are; the reports' own are shorter.
CARD_CODE_LENGTH = 20


@dataclass(frozen=True, slots=True)
class VerifiedPaper:
    """What a code stands for, ready to be shown to whoever holds the paper.

    named: the paper, for whoever hears the page read. warning: why it is not to be relied on,
    "" where it is the newest. facts: names and values.
    """

    named: str
    warning: str
    facts: tuple[tuple[str, str], ...]


#: Returns the paper that bears a longer code, None where there is none.
paper_with_code: Slot[[str], VerifiedPaper | None] = Slot("which paper bears a code")
