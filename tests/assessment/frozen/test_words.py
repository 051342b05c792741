"""Cards and ranking in the office's words: those of the year while it runs, those of the day on
which it was frozen afterwards."""

import re

import pytest

from assessment.frozen import papers
from assessment.letters.actions import change_words
from assessment.letters.kinds import KINDS, Words
from assessment.letters.previewing import preview_document
from assessment.models import Year
from assessment.paper.printing import ranking_of, scorecards_of
from tests.assessment.frozen.freezing import finalise, take_back
from tests.assessment.moves import told
from trust.refusals import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

OURS = Words(
    "{年度}年{市州}成绩单", "经{考核名称}领导小组办公室核算：", "本表一式两份。", "主任\n制表"
)
LIST = Words("{年度}年成绩表", "名次如下。", "经办公会通过。", "主任")


def change(year, user, paper, words, seen=0):
    return change_words(year=year, paper=paper, words=words, seen=seen, **told(user))


def signed(html: str) -> list[list[str]]:
    table = re.search(r'<table class="sign[^"]*">(.*?)</table>', html)[1]
    return [
        [re.sub("<[^>]+>", "", cell) for cell in re.findall("<td>(.*?)</td>", line)]
        for line in table.split("</tr>")
        if line
    ]


def test_without_words_of_the_office_the_papers_are_as_they_were(year):
    card, ranking = scorecards_of(year)[0], ranking_of(year)
    assert card.title == "2017年度长沙市移民工作绩效考核评分卡"
    assert signed(card.html) == [["考核办（盖章）：", "复核："], ["经办：", "日期：年月日"]]
    assert ranking.title == "2017年度市州移民工作绩效考核排名"
    for html in (card.html, ranking.html):
        assert "told" not in html
    assert '<table class="sign' not in ranking.html


def test_changed_words_stand_on_the_card_and_the_ranking(year, office):
    change(year, office, "scorecard", OURS)
    change(year, office, "ranking", LIST)
    card, ranking = scorecards_of(year)[0], ranking_of(year)
    assert card.title == "2017年长沙市成绩单"
    assert card.html.index("经移民工作绩效考核领导小组办公室核算：") < card.html.index("总分")
    assert card.html.index("计分口径") < card.html.index("本表一式两份。") < card.html.index("附件")
    assert signed(card.html) == [["主任：", "制表："], ["日期：年月日", ""]]
    assert ranking.title == "2017年成绩表"
    assert ranking.html.index("名次如下。") < ranking.html.index("采集情况")
    assert signed(ranking.html) == [["主任：", "日期：年月日"]]


def test_without_signers_there_is_no_place_to_sign(year, office):
    change(year, office, "scorecard", Words("{表名}评分卡"))
    [card, _] = scorecards_of(year)
    assert card.title == "2017年度长沙市移民工作绩效考核评分卡"
    assert '<table class="sign' not in card.html


def test_words_of_a_frozen_year_stay_for_the_snapshots_that_follow(year, office):
    """A correction prints all cards anew, and nothing but what it lists may be another on them."""
    snapshot = finalise(year, office)
    before = [
        next(papers.frozen_cards(snapshot).documents()).html,
        papers.ranking_document(snapshot).html,
    ]
    for paper, words in (("scorecard", OURS), ("ranking", LIST)):
        with pytest.raises(Refused, match="用审定当时的用语，以后的更正也不改它"):
            change(Year.objects.get(), office, paper, words)
    after = [
        next(papers.frozen_cards(snapshot).documents()).html,
        papers.ranking_document(snapshot).html,
    ]
    assert after == before
    assert change(Year.objects.get(), office, "circular", LIST).number == 1  # is of no snapshot


def test_a_year_that_is_frozen_again_has_the_words_of_that_day(year, office):
    first = finalise(year, office)
    take_back(year, office)
    change(Year.objects.get(), office, "scorecard", OURS)
    second = finalise(year, office)
    assert next(papers.frozen_cards(second).documents()).title == "2017年长沙市成绩单"
    assert (
        next(papers.frozen_cards(first).documents()).title == "2017年度长沙市移民工作绩效考核评分卡"
    )


@pytest.mark.parametrize(("paper", "words"), [("scorecard", OURS), ("ranking", LIST)])
def test_words_are_tried_on_the_paper_itself_also_of_a_frozen_year(year, office, paper, words):
    finalise(year, office)
    tried = preview_document(Year.objects.get(), KINDS[paper], words)
    assert words.closing in tried.html
    assert "长沙市" in tried.html
    assert "〔" not in tried.html
