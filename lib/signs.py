"""Signs that no database can hold: in words, and in anything that JSON can be."""

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
