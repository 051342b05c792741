"""The words of the counties' receipts: kept with those of a year's other papers."""

from datetime import datetime

from assessment.letters.kinds import COUNTY_RECEIPT, KINDS
from assessment.letters.words import Filled, always, words_of
from assessment.models import Year
from selfeval.paper.receipt import ReceiptWords


def receipt_words(year: int, county: str, at: datetime) -> ReceiptWords:
    """Return the words that stood at a moment; the program's where the year is not assessed. Two
    queries at most."""
    row = Year.objects.filter(number=year).first()
    words = words_of(row, COUNTY_RECEIPT, at) if row else KINDS[COUNTY_RECEIPT].usual
    told = Filled(words, always(row or Year(number=year)) | {"填报单位": county})
    return ReceiptWords(
        heading=told.heading,
        opening=tuple(told.opening),
        closing=tuple(told.closing),
        signers=tuple(told.signers),
    )
