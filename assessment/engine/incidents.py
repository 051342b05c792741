"""Incidents as dates and words: what is late, what looks like the same one twice. Pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

#: Two incidents of one city so many days apart at the most may be the same one.
NEAR = timedelta(days=3)
#: From here on two descriptions say nearly the same: the share of pairs of signs in common.
LIKENESS = 0.7
_ON_TOP = re.compile("加扣")
_PUT_RIGHT = re.compile("整改|改正|纠正|限期|规定时间|规定时限|按期")


@dataclass(frozen=True, slots=True)
class IncidentTold:
    """What of an incident is compared. number: of its document; words: its description."""

    happened_on: date
    number: str
    words: str


def is_late(due_on: date | None, put_right_on: date | None, on: date) -> bool:
    """Return whether an incident was not put right in time, as it stands at the end of a day.

    Without a deadline nothing is late. The last day of the term is still in time.
    """
    if due_on is None or due_on >= on:
        return False
    return put_right_on is None or put_right_on > due_on


def costs_on_top(clause: str) -> bool:
    """Return whether a phrase takes more for what was not put right (未按期整改到位的加扣0.5分)."""
    return bool(_ON_TOP.search(clause) and _PUT_RIGHT.search(clause))


def look_alike(one: IncidentTold, other: IncidentTold) -> str:
    """Return why two incidents of one city may be the same one, "" where they do not seem so."""
    if abs(one.happened_on - other.happened_on) > NEAR:
        return ""
    if one.number and bare(one.number) == bare(other.number):
        return f"文号同为“{one.number}”"
    if _likeness(one.words, other.words) >= LIKENESS:
        return "说明几乎相同"
    return ""


def bare(words: str) -> str:
    """Return words without what differs between two hands: spaces, brackets, points."""
    return re.sub(r"[\W_]", "", words)


def _likeness(one: str, other: str) -> float:
    first, second = _pairs(one), _pairs(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def _pairs(words: str) -> set[str]:
    signs = bare(words)
    return {signs[at : at + 2] for at in range(max(len(signs) - 1, 1))} if signs else set()


def faults(
    *, happened_on: date, due_on: date | None, put_right_on: date | None, today: date
) -> dict[str, str]:
    """Return what cannot be of an incident's days, by the day it is said of."""
    found = {}
    if happened_on > today:
        found["happened_on"] = "日期在今天之后，请核对。"
    if due_on and due_on < happened_on:
        found["due_on"] = "整改期限早于发生日期，请核对。"
    if put_right_on and put_right_on < happened_on:
        found["put_right_on"] = "整改日期早于发生日期，请核对。"
    if put_right_on and put_right_on > today:
        found["put_right_on"] = "整改日期在今天之后；还没有整改到位的请留空。"
    return found
