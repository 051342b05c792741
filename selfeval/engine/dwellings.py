"""Where text says at which door somebody lives.

The line is the door: 组 or 村 with a number of the house, a room of a residential building, or
words that say that somebody lives there (住址：, 家住). A village or a group as such is where a
project stands, and the number of a house in a street is an office's: they stay.
"""

import re
from collections.abc import Iterator

_NUMBER = r"[0-9一二三四五六七八九十百]{1,5}"
#: 2号桥 and 1号文 are no houses.
_WORKS = r"[标桥渠塘坝井泵闸池机线点路隧沟堰涵站库山大小主支排工水地文令会楼]"
_DOOR = re.compile(
    rf"(?:[组村寨队巷]|屋场|社区|居委会)[ (]?{_NUMBER}(?:[-附]{_NUMBER})?号(?!{_WORKS})"
)
_FLOOR = rf"(?:{_NUMBER}[楼层] ?)?"
_FLAT = re.compile(
    rf"[A-Za-z]?{_NUMBER}(?:栋|幢|座|号楼) ?{_NUMBER}单元 ?{_FLOOR}"
    rf"(?:{_NUMBER}(?:室|号房?|房)(?!{_WORKS})|[0-9]{{3,4}}(?![0-9户套平]))"
)
#: A room without its stairs may be an office's.
_ROOM = re.compile(rf"[A-Za-z]?{_NUMBER}[栋幢座] ?{_FLOOR}{_NUMBER}(?:室|号房?|房)(?!{_WORKS})")
_OFFICE = re.compile(r"办公|机关|局|中心|会议|大厅|政务")
_MORE = re.compile(rf"(?: ?附?{_NUMBER}(?:号|栋|幢|楼|层|单元|室|房)){{1,4}}")
_SAID = re.compile(
    r"(?:家庭住址|家庭地址|现住址|户籍地址|户[籍口]所在地|居住地址?|住址)[ :为是在于]{0,3}"
    r"|(?:家住|现居?住|现居)(?!房)[ :在于]{0,3}|住(?=:):"
)
_WEAKLY_SAID = re.compile(r"(?:居|租|借|寄)?住[在于]")
#: What follows such words, to the end of the clause.
_CLAUSE = re.compile(r"[^，。；;、\n,。!?的]{2,60}")
_ENDS_BEFORE = re.compile(r"电话|手机|联系|身份证|邮[编箱]| {2}")
_PLACE = re.compile(r"[省市州县区镇乡村路街组巷栋号]|社区|小区|屋场")
_HOUSE = re.compile(rf"{_NUMBER}(?:号|室|栋|幢)")
#: No name of a place goes over these.
_STOP = re.compile(r"[^\u4e00-\u9fff0-9A-Za-z-]|[在于到了的和与及向从由是被把将对往问为住]")
#: An address reaches back as far, and its first name so far before 省, 市, 县, 镇 …
FARTHEST, NAME = 40, 4
_FIRST_PLACE = re.compile(r"[省市州县区镇乡村路街]|社区|小区|花园")


def dwellings_in(plain: str) -> Iterator[tuple[int, int]]:
    """Yield where dwellings stand, (start, end), in no order. plain: as flat() gives it."""
    for found in _FLAT.finditer(plain):
        start = _start_of(plain, found.start(), found.end())
        yield found.start() if start is None else start, _end_of(plain, found.end())
    for pattern in (_DOOR, _ROOM):
        for found in pattern.finditer(plain):
            start = _start_of(plain, found.start(), found.end())
            if start is not None and not _OFFICE.search(plain, start, found.start()):
                yield start, _end_of(plain, found.end())
    yield from _said(plain, _SAID, _PLACE)
    yield from _said(plain, _WEAKLY_SAID, _HOUSE)


def _said(plain: str, words: re.Pattern[str], sign: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield what follows words for living somewhere, if it has the sign of a place."""
    for found in words.finditer(plain):
        clause = _CLAUSE.match(plain, found.end())
        if clause is None:
            continue
        told = _ENDS_BEFORE.split(clause[0], maxsplit=1)[0].rstrip(" :(")
        if sign.search(told):
            yield clause.start(), clause.start() + len(told)


def _end_of(plain: str, end: int) -> int:
    """Return where an address ends that goes on behind its door (12号附1号)."""
    more = _MORE.match(plain, end)
    return more.end() if more else end


def _start_of(plain: str, door: int, end: int) -> int | None:
    """Return where the address of a door begins; None if no place stands before the door."""
    since = max(0, door - FARTHEST)
    stops = [found.end() for found in _STOP.finditer(plain, since, door)]
    since = stops[-1] if stops else since
    first = _FIRST_PLACE.search(plain, since, end)
    if first is None:
        return None
    return max(since, first.start() - NAME)
