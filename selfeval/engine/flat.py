"""Text as patterns read it: full-width signs as half-width ones, sign for sign."""

_DASHES = "－—–―‐‑‒−﹣"
_SPACES = "\u3000\u00a0\u2002\u2003\u2009\u200b\ufeff"
_FLAT = str.maketrans(
    {chr(sign): chr(sign - 0xFEE0) for sign in range(0xFF01, 0xFF5F)}
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_SPACES, " ")
    | {"﹒": ".", "﹫": "@"}
)


def flat(text: str) -> str:
    """Return text of the same length in which digits, letters, dashes and spaces are ASCII."""
    return text.translate(_FLAT)
