"""Which papers a year has: from when on each may be printed and issued, why not yet; and making
one by its kind and whom it is for."""

from dataclasses import dataclass

from assessment.letters.circular import circular_of
from assessment.letters.feedback import feedback_of
from assessment.letters.kinds import CIRCULAR, FEEDBACK, MEETING, REASONS, Words
from assessment.letters.meeting import meeting_of
from assessment.letters.paper import Letter
from assessment.letters.reasons import reasons_of_city, reasons_of_office
from assessment.letters.scored import ScoredYear
from assessment.models import Snapshot, Year, YearState
from assessment.paper.status import WITHOUT_SNAPSHOT
from assessment.permissions import FROZEN
from cities.models import Office, Place
from trust.refusals import Refused

_S = YearState
_RELEASED = (_S.FEEDBACK, *FROZEN)
#: In which stages each may be printed, and from when on that is, in words.
_STAGES: dict[str, tuple[tuple[YearState, ...], str]] = {
    REASONS: ((_S.COLLECTING, _S.REVIEW, *_RELEASED), "“处室采集”阶段起"),
    FEEDBACK: ((_S.FEEDBACK,), "“反馈与申诉”阶段内"),
    MEETING: (_RELEASED, "“反馈与申诉”阶段起"),
    CIRCULAR: (FROZEN, "审定以后"),
}


@dataclass(frozen=True, slots=True)
class Whom:
    """For whom a paper is made: an office or a unit, or nobody in particular."""

    office: Office | None = None
    place: Place | None = None


def when_told(paper: str) -> str:
    """Return from when on a kind of paper may be printed."""
    return _STAGES[paper][1]


def why_not_print(year: Year, paper: str) -> str:
    """Return why a kind of paper cannot be printed now, "" where it can. One query at most."""
    stages, when = _STAGES[paper]
    if year.state not in stages:
        then = "；审定以后只看已印发的" if paper == FEEDBACK and year.state in FROZEN else ""
        return f"{when}可以打印，{year}现在是“{year.get_state_display()}”阶段{then}"
    if paper == CIRCULAR and not Snapshot.objects.filter(year=year).exists():
        return f"{year}为“{WITHOUT_SNAPSHOT}”，请先在“快照”页补形成快照"
    return ""


def why_not_issue(year: Year, paper: str) -> str:
    """Return why it cannot be issued now, "" where it can. One query at most."""
    if paper == CIRCULAR and year.state != _S.PUBLISHED:
        return f"公布以后印发：主送、抄送、文号在公布时填写，{year}还没有公布"
    return why_not_print(year, paper)


def check_printable(year: Year, paper: str) -> None:
    if why := why_not_print(year, paper):
        raise Refused(f"{why}。没有生成文书。")


def letter_of(found: ScoredYear, paper: str, whom: Whom, *, words: Words | None = None) -> Letter:
    """Return a paper of the year. words: others than the year's. Four queries at most. Raises
    Refused where a unit has no table."""
    if paper == MEETING:
        return meeting_of(found, words)
    if paper == CIRCULAR:
        return circular_of(found, words)
    if whom.office is not None:
        return reasons_of_office(found, whom.office, words)
    standing = found.standings.of(whom.place.key) if whom.place else None
    if standing is None:
        raise Refused(f"{found.year}的结果里没有{whom.place}，没有生成文书。")
    make = feedback_of if paper == FEEDBACK else reasons_of_city
    return make(found, standing, words)
