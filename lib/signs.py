"""Signs: those that no database can hold, and digits that make a number of ours."""

import re
from typing import Any

#: NUL, and halves of a pair that stand alone. Other invisible signs are cleaned away where
#: words are kept.
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


def holds_unkeepable(value: Any) -> bool:
    """Say whether such a sign stands anywhere within; the caller has bounded the depth."""
    match value:
        case str():
            return bool(UNKEEPABLE.search(value))
        case list():
            return any(map(holds_unkeepable, value))
        case dict():
            return any(
                holds_unkeepable(key) or holds_unkeepable(held) for key, held in value.items()
            )
    return False


def whole_number(words: str, most: int = 2**31 - 1) -> int | None:
    """Return the whole number from 0 to most that plain digits are; None for anything else."""
    if not (words.isascii() and words.isdigit() and len(words) <= len(str(most))):
        return None
    number = int(words)
    return number if number <= most else None
