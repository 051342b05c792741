"""回执: the number that proves a submission, one sequence a year without gaps."""

import hashlib
import json
from typing import Any

from lib.site_words import site_words
from selfeval.models import ReceiptCounter


def next_receipt(year: int) -> str:
    """Return the next number of the year, as this site writes it. Three queries.

    Must run in the transaction of the submission: the counter stays locked until it is
    committed and goes back with it, so that no number is lost or given twice.
    """
    ReceiptCounter.objects.get_or_create(year=year)
    counter = ReceiptCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return site_words().receipt_number(year, counter.last)


def digest_of(data: Any) -> str:
    """Return the SHA-256 of JSON data, whatever the order of its keys."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
