"""通报: a year's results made known to named recipients, with what was chosen to be shown."""

from datetime import date

from assessment.letters.kinds import CIRCULAR, Words
from assessment.letters.meeting import UPRIGHT, count_of, ranking_table
from assessment.letters.paper import NO_DAY, NUMBER, Letter
from assessment.letters.scored import ScoredYear
from assessment.letters.words import Filled, always, words_of
from assessment.models import Disclosure
from assessment.publishing.public import disclosure_of

TO_BE_CHOSEN = "（公布时填写）："
EVERYTHING = frozenset(
    {Disclosure.Part.RANKING.value, Disclosure.Part.SECTIONS.value, Disclosure.Part.GRADES.value}
)


def circular_of(found: ScoredYear, words: Words | None = None) -> Letter:
    """Return the circular of a year that is published, or is about to be: then with a place left
    for whom it goes to. Needs a snapshot. Three queries at most.

    Where a page is public, the table shows what that shows; else ranks, parts and grades: the
    circular goes to those it names alone.
    """
    choice = disclosure_of(found.year)
    details = choice.step.details if choice and choice.step else {}
    shows = frozenset(choice.parts) & EVERYTHING if choice else frozenset()
    published = details.get("published_on", "")
    return Letter(
        name=f"{found.year}通报",
        words=Filled(words or words_of(found.year, CIRCULAR), _values(found, published)),
        tables=(
            ranking_table(
                found.standings, width=UPRIGHT, caption="考核结果", shows=shows or EVERYTHING
            ),
        ),
        notes=("总分相同的名次并列。",) if not shows or "ranking" in shows else (),
        digest=found.digest,
        status=found.status,
        is_letter=True,
        is_final=True,
        number=details.get("circular") or NUMBER,
        to=f"{choice.main_to}：" if choice else TO_BE_CHOSEN,
        copy_to=choice.copy_to if choice else "",
        day=_day(published) or NO_DAY,
    )


def _values(found: ScoredYear, published: str) -> dict[str, str]:
    snapshot = found.snapshot.decided if found.snapshot else None
    decided = snapshot.decided_on.isoformat() if snapshot and snapshot.decided_on else ""
    return always(found.year) | count_of(found.standings) | {
        "审定机构": snapshot.body if snapshot else "",
        "审定日期": _day(decided),
        "批复文号": snapshot.document if snapshot else "",
        "公布日期": _day(published),
        "快照": found.named,
    }  # fmt: skip


def _day(told: str) -> str:
    """Return a day of ISO as it is written on paper."""
    if not told:
        return ""
    day = date.fromisoformat(told)
    return f"{day.year}年{day.month}月{day.day}日"
