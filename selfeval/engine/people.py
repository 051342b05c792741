"""Where running text names people: those known from the report's own fields, and those whom a
title, a role or 某 gives away, which a person is asked about.

Chinese words have no gaps between them: 高平 stands in 提高平均 too. A name of two signs
counts by itself only where it stands alone; elsewhere it is a question. So is whoever a title
tells of: 移民户安置 is no name.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

from selfeval.engine.flat import flat
from selfeval.engine.surnames import DOUBLE, SINGLE, WORDS

_SURNAME = f"(?:{'|'.join(DOUBLE)}|[{SINGLE}])"
_HAN = r"[\u4e00-\u9fff]"
_TITLE = (
    r"(?:同志|先生|女士|老师|医生|大爷|大娘|老人|支书|会计|出纳|委员|专干"
    r"|副?(?:局|股|科|站|所|镇|乡|村|县|市|处|队|组|厅|区)长|副?(?:主任|经理|总经理|书记|主席)"
    r"|(?:高级)?工程师)"
)
_ROLE = (
    r"(?:联系人|负责人|填报人|填表人|经办人|审核人|联络人|承办人|受益人|申请人|当事人|举报人|信访人"
    r"|法定代表人|法人代表|户主|姓名|困难户|贫困户|移民户|脱贫户|低保户|五保户|监测户|移民代表|村民代表"
    r"|副?(?:局|股|科|站|所|镇|乡|村|县|市|处|队|组)长|副?(?:主任|书记|支书|经理|理事长|董事长)"
    r"|会计|出纳|技术员|协管员|保管员|质检员)"
)
#: With these a unit ends, not a name.
_UNIT_ENDS = "局科办室站处股组委部院县市镇村乡区所队会厅户库"
#: What people write in a field for a name where there is none.
_NOBODY = ("暂无", "没有", "待定", "不详", "本人", "同上", "单位", "本单位")
#: What stands before and behind a name that stands alone; and behind one of three signs' room.
_LEADS = "由和与及经请对为的是向找让同陪"
_FOLLOWS = "家等的说在与和同因已为有从将把被对户电手职及是负带主牵陪签组参"
#: A name with room between its signs: 李　平.
_GAP = r"[ \u3000]{1,4}"
_SPACED = re.compile(rf"(?<!{_HAN})({_HAN}){_GAP}({_HAN})(?:{_GAP}({_HAN}))?(?!{_HAN})")
_SPLIT = re.compile(r"[、,;/\s()]+")
_NAME = re.compile(rf"{_SURNAME}{_HAN}{{1,2}}")
_BEFORE_TITLE = re.compile(rf"({_SURNAME}{_HAN}{{1,2}}?)(?={_TITLE})")
_SURNAME_BEFORE_TITLE = re.compile(
    rf"(?:(?<!{_HAN})|(?<=[{_LEADS}]))({_SURNAME})(?=(?P<title>{_TITLE}))"
)
_LISTED = re.compile(
    rf"{_SURNAME}{_HAN}{{1,2}}(?:、{_SURNAME}{_HAN}{{1,2}}?){{1,9}}"
    rf"(?=等|[一二三四五六七八九十0-9两]{{1,3}}[人名位户]|{_TITLE})"
)
_AFTER_ROLE = re.compile(rf"{_ROLE}[ :为是]{{0,3}}({_SURNAME}{_HAN}{{1,2}})")
#: Whom everybody is: only with a whole name and what people do behind it.
_AMONG_MANY = re.compile(
    rf"(?:移民|村民|居民|群众)({_SURNAME}{_HAN}{{2}})(?=[家反说因患自户等]|[^\u4e00-\u9fff]|$)"
)
_SOMEBODY = re.compile(rf"({_SURNAME}(?:某某?|[×*○]{{2}}))(?![×*○0-9])")
_TOLD_BEFORE = re.compile(rf"(?:{_ROLE}|{_TITLE})[ :为是]{{0,3}}$")
_TITLED = re.compile(_TITLE)
#: A role and its colon are no longer than this.
LONGEST_ROLE = 9


class Question(NamedTuple):
    """A place that may name somebody. key: what a decision goes by; the same for every place of
    a name. is_likely: whether masking is proposed."""

    start: int
    end: int
    key: str
    is_likely: bool


def names_in(words: str) -> list[str]:
    """Return what a personal cell holds that may be a name, without titles and numbers."""
    parts = _SPLIT.split(closed_up(flat(words)))
    parts = [_TITLED.split(part, maxsplit=1)[0] for part in parts]
    return [
        part for part in parts
        if re.fullmatch(rf"{_HAN}{{2,4}}|{_HAN}+·{_HAN}+", part)
        and part[-1] not in _UNIT_ENDS and part not in _NOBODY
    ]  # fmt: skip


def closed_up(words: str) -> str:
    """Return words in which names have no room between their signs."""
    return _SPACED.sub(r"\1\2\3", words)


def is_sure_name(words: str) -> bool:
    """Say whether words from a personal cell are a name beyond doubt, not 本单位 or 财务科."""
    return "·" in words or bool(_NAME.match(words)) and _is_plausible(words)


def names_at(plain: str, names: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield where names stand for certain, (start, end)."""
    for start, end in _places(plain, names):
        if _is_certain(plain, start, end):
            yield start, end


def questions_at(
    plain: str, names: Collection[str], doubtful: Collection[str] = ()
) -> Iterator[Question]:
    """Yield the places that a person is asked about, in no order.

    names: as for names_at; where they stand within words. doubtful: names, wherever they are.
    """
    for start, end in _places(plain, (*names, *doubtful)):
        name = plain[start:end].replace(" ", "")
        if not _is_certain(plain, start, end):
            around = plain[max(0, start - 1) : end + 1]
            yield Question(start, end, f"{name}（{around}）", is_likely=False)
        elif name in doubtful:
            yield Question(start, end, name, is_likely=True)
    for found in _SURNAME_BEFORE_TITLE.finditer(plain):
        yield Question(*found.span(1), found[1] + found["title"], is_likely=True)
    for found in _SOMEBODY.finditer(plain):
        yield Question(*found.span(1), found[1], is_likely=True)


def named_by_title(plain: str) -> Iterator[str]:
    """Yield the names that stand beside a title or a role."""
    listed = (name for found in _LISTED.finditer(plain) for name in found[0].split("、"))
    titled = (found[1].removesuffix("等") for found in _BEFORE_TITLE.finditer(plain))
    among = (found[1] for found in _AMONG_MANY.finditer(plain))
    yield from filter(_is_plausible, (*listed, *titled, *among))
    for found in _AFTER_ROLE.finditer(plain):
        name = found[1]
        is_longer = len(name) > 2 and name[-1] in _FOLLOWS
        name = name[:-1] if is_longer else name
        if _is_plausible(name):
            yield name


def _is_plausible(name: str) -> bool:
    if len(name) < 2 or name[:2] in WORDS or name[-1] in _UNIT_ENDS:
        return False
    return not _TITLED.search(name)


def _places(plain: str, names: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield where any of names stands, the longer first."""
    rests: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names, key=lambda name: (-len(name), name)):
        rests[name[0]].append("".join(f" {{0,4}}{re.escape(sign)}" for sign in name[1:]))
    # By their first sign, so that a thousand names cost no more than their surnames.
    pattern = "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in rests.items())
    if pattern:
        yield from (found.span() for found in re.finditer(pattern, plain))


def _is_certain(plain: str, start: int, end: int) -> bool:
    """Say whether a name counts where it stands: of two signs, if it is no part of longer words
    and no word itself."""
    name = plain[start:end].replace(" ", "")
    if len(name) > 2:
        return True
    before, after = plain[max(0, start - LONGEST_ROLE) : start], plain[end : end + 1]
    begins = not before or not re.match(_HAN, before[-1]) or before[-1] in _LEADS
    begins = begins or bool(_TOLD_BEFORE.search(before))
    ends = not after or not re.match(_HAN, after) or after in _FOLLOWS
    ends = ends or bool(_TITLED.match(plain, end))
    return begins and ends and name not in WORDS
