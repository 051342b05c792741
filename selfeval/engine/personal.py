"""Where running text holds what is nobody's business but one person's: the numbers of
telephones, identity cards and accounts, e-mail, dwellings, names.

Offsets are into the text as it stands. Figures of a report (amounts, counts, years, numbers of
documents) are none of it. Every pattern is bounded, so the time grows with the length alone.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import NamedTuple

from selfeval.engine.dwellings import dwellings_in
from selfeval.engine.flat import flat
from selfeval.engine.people import names_at


class Detail(StrEnum):
    """What is masked; the value is the word for it on the pages."""

    PHONE = "电话"
    IDENTITY = "身份证号"
    ACCOUNT = "账号"
    EMAIL = "电子邮箱"
    ADDRESS = "住址"
    NAME = "姓名"
    PRIVATE = "个人信息"  # a cell that the form calls personal


class Span(NamedTuple):
    start: int
    end: int
    kind: Detail


#: Two digits of a region begin an identity number: 11 to 82.
_REGION = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|[78][1-3])"
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_GAP = r"[ -]{0,3}"
#: Between the word for a number and the number.
_LINK = r"[ :是为码号(/]{0,6}"
#: What makes digits an amount or a count. 万 and 亿 may begin a name, so they want more.
_UNIT = (
    r"(?:[元亩吨米]|个(?!人)|户(?![主籍口])|人(?!民)|[千百]?[万亿](?:元|人|户|亩|吨|立方|千瓦|[^\u4e00-\u9fff]|$)"
    r"|平方|公里|公斤|千克|立方|千瓦|株|棵|[%‰㎡m])"
)
_NO_UNIT = rf"(?!{_UNIT})"
_ALONE = r"(?<![0-9A-Za-z.])(?<![0-9],)"
_ENDS = r"(?![0-9])(?!\.[0-9])(?!,[0-9]{3}(?![0-9]))"
_YEARS = r"(?!1[3-9][0-9] (?:19|20)[0-9]{2} (?:19|20)[0-9]{2})"

_MOBILE = re.compile(
    rf"{_ALONE}{_YEARS}(?:(?:\+|00)?86{_GAP})?"
    rf"1[3-9][0-9](?:{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}|([.·*/_])[0-9]{{4}}\1[0-9]{{4}})"
    rf"{_ENDS}{_NO_UNIT}"
)
#: Written in words, as some do: 一三八….
_MOBILE_IN_WORDS = re.compile(
    "[一幺1][三四五六七八九][〇零幺一二三四五六七八九]{9}(?![〇零一-九十百千万])"
)
_LAND_LINE = re.compile(
    rf"{_ALONE}(?:\+?86{_GAP})?\(?0(?:10|2[0-9]|[3-9][0-9]{{2}})\)?{_GAP}"
    rf"[2-9][0-9]{{2,3}}{_GAP}[0-9]{{4}}(?![0-9])"
    r"(?:[ ,(]{0,2}(?:转|分机号?)[ :]{0,2}[0-9]{1,6}|-[0-9]{1,5}(?![0-9]))?"
)
#: Said to be one: any seven to sixteen digits, also several in a row.
_SAID_PHONE = re.compile(
    rf"(?:电话|手机|联系方式|座机|传真|热线|微信|QQ|qq|[Tt]el|TEL){_LINK}"
    rf"(?P<number>\+?[0-9](?:{_GAP}[0-9]){{6,15}}(?![0-9])"
    rf"(?:[ ,;/、]{{1,3}}[0-9](?:-?[0-9]){{6,15}}(?![0-9])){{0,4}}){_NO_UNIT}"
)
_ONE_OF_SEVERAL = re.compile(r"[0-9+][^,;/、]*[0-9]")
_IDENTITY = re.compile(
    rf"(?<![0-9]){_REGION}[0-9]{{4}}{_GAP}(?:18|19|20)[0-9]{{2}}{_GAP}{_DAY}{_GAP}[0-9]{{3}}[0-9Xx]"
    r"(?![0-9])"
)
_OLD_IDENTITY = re.compile(
    rf"(?<![0-9]){_REGION}[0-9]{{4}}{_GAP}[0-9]{{2}}{_DAY}{_GAP}[0-9]{{3}}(?![0-9])"
    r"(?![万亿]?元)"
)
_SAID_IDENTITY = re.compile(
    rf"身份证(?:号码?|件)?{_LINK}(?P<number>[0-9*＊](?:{_GAP}[0-9*＊]){{13,16}}{_GAP}[0-9Xx*＊])"
)
_CARD = re.compile(rf"{_ALONE}[3-6][0-9]{{14,18}}{_ENDS}{_NO_UNIT}")
_GROUPED_CARD = re.compile(
    rf"{_ALONE}[3-6][0-9]{{3}}(?:[ -][0-9]{{4}}){{3}}(?:[ -][0-9]{{1,3}})?{_ENDS}{_NO_UNIT}"
)
_SAID_ACCOUNT = re.compile(
    rf"(?:[账帐]号|[账帐]户|卡号|存折|一卡通|行卡){_LINK}"
    rf"(?P<number>[0-9](?:{_GAP}[0-9]){{9,29}}){_ENDS}{_NO_UNIT}"
)
#: Numbers of documents and codes of projects: no telephone and no card, whatever the digits.
#: A card of a bank that is named before it, whatever its last digit proves.
_BANK_CARD = re.compile(
    rf"(?:开户行|银行|信用社|农商行|户名)[^0-9\n。;]{{0,20}}"
    rf"(?P<number>[0-9](?:[ -]?[0-9]){{15,24}}){_ENDS}{_NO_UNIT}"
)
_DOCUMENT = re.compile(
    r"[〔\[(【][12][0-9]{3}[〕\])】] ?第?[0-9]{1,20}号"
    r"|(?:代码|编号|编码|文号|合同号|发票号|凭证号)[ :为是]{0,3}[0-9A-Za-z-]{6,40}"
)
_LOCAL = re.compile(r"[A-Za-z0-9._%+-]")
_DOMAIN = re.compile(r" ?(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,12}")
LONGEST_LOCAL = 64


def personal_spans(text: str, names: Collection[str] = ()) -> list[Span]:
    """Return what is masked in text, in order, none over another.

    names: of people, known from the same report; see people.names_at for where one counts.
    """
    plain = flat(text)
    found = [*_numbers(plain), *_mails(plain)]
    found += [Span(start, end, Detail.ADDRESS) for start, end in dwellings_in(plain)]
    found += [Span(start, end, Detail.NAME) for start, end in names_at(plain, names)]
    return merged(found)


def merged(spans: Collection[Span]) -> list[Span]:
    """Return spans in order; what overlaps is one, of the kind that begins first,
    of those that begin together the first given."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if kept and span.start < kept[-1].end:
            last = kept[-1]
            kept[-1] = Span(last.start, max(last.end, span.end), last.kind)
        else:
            kept.append(span)
    return kept


def _numbers(plain: str) -> Iterator[Span]:
    for pattern in (_IDENTITY, _OLD_IDENTITY):
        yield from (Span(*found.span(), Detail.IDENTITY) for found in pattern.finditer(plain))
    for pattern, kind in (
        (_SAID_IDENTITY, Detail.IDENTITY),
        (_SAID_ACCOUNT, Detail.ACCOUNT),
        (_BANK_CARD, Detail.ACCOUNT),
    ):  # fmt: skip
        yield from (Span(*found.span("number"), kind) for found in pattern.finditer(plain))
    yield from _said_phones(plain)
    documents = [found.span() for found in _DOCUMENT.finditer(plain)]
    for span in merged([*_phones(plain), *_cards(plain)]):
        before = bisect_right(documents, (span.start, len(plain)))
        if not before or span.end > documents[before - 1][1]:
            yield span


def _said_phones(plain: str) -> Iterator[Span]:
    for found in _SAID_PHONE.finditer(plain):
        start = found.start("number")
        for number in _ONE_OF_SEVERAL.finditer(found["number"]):
            yield Span(start + number.start(), start + number.end(), Detail.PHONE)


def _phones(plain: str) -> Iterator[Span]:
    for pattern in (_MOBILE, _MOBILE_IN_WORDS, _LAND_LINE):
        yield from (Span(*found.span(), Detail.PHONE) for found in pattern.finditer(plain))


def _cards(plain: str) -> Iterator[Span]:
    for pattern in (_CARD, _GROUPED_CARD):
        for found in pattern.finditer(plain):
            if _is_luhn(found[0]):
                yield Span(*found.span(), Detail.ACCOUNT)


def _is_luhn(words: str) -> bool:
    """Say whether the last digit proves the others, as on every bank card."""
    digits = [int(sign) for sign in reversed(words) if sign.isdecimal()]
    doubled = (sum(divmod(digit * 2, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _mails(plain: str) -> Iterator[Span]:
    for found in re.finditer("@", plain):
        at = start = found.start() - (plain[found.start() - 1 : found.start()] == " ")
        while start > 0 and at - start < LONGEST_LOCAL and _LOCAL.match(plain, start - 1):
            start -= 1
        domain = _DOMAIN.match(plain, found.end())
        if domain and start < at:
            yield Span(start, domain.end(), Detail.EMAIL)
