"""印发: a paper is kept as it was issued, whatever words and figures become afterwards."""

from typing import Any

from assessment import permissions
from assessment.flow.signing import name_of
from assessment.letters.kinds import KINDS
from assessment.letters.making import Whom, letter_of, why_not_issue
from assessment.letters.paper import Letter
from assessment.letters.scored import scored
from assessment.letters.word import letter_docx
from assessment.models import IssuedPaper, Year
from assessment.notices.letters import tell_issued
from cities.models import Place
from press.paper.printing import print_one
from trust import files, log
from trust.refusals import Refused
from trust.versions import Outdated

NOTHING = "没有印发。"


def issue_paper(
    *, year: Year, paper: str, place: Place | None, seen: int, user, actor: log.Actor
) -> IssuedPaper:
    """Make a paper, keep it as PDF and Word, and tell the unit that it goes to.

    seen: the number of the last issue that the person saw, 0 for none. Raises Refused, Outdated
    or PaperError. It is laid out before anything is locked; what changed meanwhile is refused.
    """
    _check(year, paper, user)
    letter = letter_of(scored(year), paper, Whom(place=place))
    pdf, docx = print_one(letter.document), letter_docx(letter)
    return _keep(
        letter, pdf, docx, year=year, paper=paper, place=place, seen=seen, user=user, actor=actor
    )


@log.acting()
def _keep(
    letter: Letter, pdf: bytes, docx: bytes, *, year: Year, paper: str, place, seen, user, actor
) -> IssuedPaper:
    year = Year.objects.select_for_update(no_key=True).get(pk=year.pk)
    _check(year, paper, user)
    rows = IssuedPaper.objects.filter(year=year, paper=paper, place=place)
    last: Any = rows.order_by("-number").first()
    if seen != (last.number if last else 0):
        raise Outdated(last or year)
    found = scored(year)
    if letter_of(found, paper, Whom(place=place)).document != letter.document:
        raise Refused(f"生成“{letter.title}”时得分或用语有改动，请重新印发；{NOTHING}")
    issued = IssuedPaper.objects.create(
        year=year, paper=paper, place=place, number=seen + 1, name=letter.document.name,
        title=letter.title, wording=letter.words.number, snapshot=found.snapshot,
        pdf=files.store(pdf), docx=files.store(docx), issued_by=user, issued_as=name_of(actor),
    )  # fmt: skip
    tell_issued(issued, actor)
    log.write(
        actor, "印发文书", issued,
        after={"文书": letter.document.name, "PDF SHA-256": issued.pdf.sha256},
    )  # fmt: skip
    return issued


def _check(year: Year, paper: str, user) -> None:
    permissions.check_can_set_up(user)
    if not KINDS[paper].is_issued:
        raise Refused(f"{KINDS[paper].name}不用印发，随时可以打印；{NOTHING}")
    if why := why_not_issue(year, paper):
        raise Refused(f"{why}；{NOTHING}")
