"""What words that are being typed would give: of the year's own scores, as far as there are any."""

from assessment.letters.kinds import FEEDBACK, OWN, RANKING, REASONS, SCORECARD, PaperKind, Words
from assessment.letters.making import Whom, letter_of
from assessment.letters.paper import Letter
from assessment.letters.scored import scored
from assessment.letters.words import Filled, example_of
from assessment.models import CityTable, Year
from assessment.paper.printing import ranking_of, scorecards_of
from assessment.paper.status import CardStatus
from assessment.self_check.paper import PaperTable
from press.paper.printing import Document

EXAMPLE = PaperTable("", ("正文表格",), (156,), (("此处是系统生成的表格。",),), frozenset({0}))


def preview_of(year: Year, kind: PaperKind, words: Words) -> Letter:
    """Return an example of a kind of paper with these words: of the year's first unit and its
    scores; else with invented values and the name of that unit. The queries of scoring a year."""
    table = CityTable.objects.filter(year=year).select_related("city").first()
    if kind.code not in OWN or table is None:
        return _example(year, table, kind, words=words)
    whom = Whom(place=table.city) if kind.code in (REASONS, FEEDBACK) else Whom()
    return letter_of(scored(year), kind.code, whom, words=words)


def preview_document(year: Year, kind: PaperKind, words: Words) -> Document:
    """Return the same for the press: of a scorecard and the ranking the paper itself."""
    table = CityTable.objects.filter(year=year).first()
    if table is not None and kind.code == SCORECARD:
        [card] = scorecards_of(year, {table.city_id}, words=words)
        return card
    if table is not None and kind.code == RANKING:
        return ranking_of(year, words=words)
    return preview_of(year, kind, words).document


def _example(year: Year, table: CityTable | None, kind: PaperKind, *, words: Words) -> Letter:
    return Letter(
        name=f"{kind.name}（预览）",
        words=Filled(words, example_of(year, table)),
        is_example=True,
        tables=(EXAMPLE,),
        digest="",
        status=CardStatus("示例"),
        number="",
    )
