"""What a sheet prints at the head and foot of its pages, without the codes that lay it out."""

import re

#: The parts of a sheet that hold it, and what they are called.
EDGES = {
    "oddHeader": "页眉",
    "evenHeader": "页眉",
    "firstHeader": "页眉",
    "oddFooter": "页脚",
    "evenFooter": "页脚",
    "firstFooter": "页脚",
}
_AREA = re.compile("(?<!&)((?:&&)*)&[LCR]", re.IGNORECASE)
_CODE = re.compile(
    r'&(?:"[^"]*"|K(?:[0-9A-F]{6}|\d{2}[+-]\d{3})|(?P<size>\d+)|(?P<letter>[^"\d]))',
    re.IGNORECASE,
)


def edge_texts(code: str) -> tuple[str, ...]:
    """Return what stands left, in the middle and at the right of a line, those that say something.

    Page numbers, dates and names that the program puts in are not of the text.
    """
    parts = _AREA.sub(lambda found: f"{found[1]}\0", code).split("\0")
    words = (_CODE.sub(_as_text, part).strip() for part in parts)
    return tuple(each for each in words if each)


def _as_text(code: re.Match[str]) -> str:
    return "&" if code["letter"] == "&" else ""
