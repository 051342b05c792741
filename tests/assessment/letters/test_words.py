"""Words of papers: changed by the 考核办 alone, checked, kept by version."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessment.letters.actions import change_words
from assessment.letters.kinds import KINDS, Words
from assessment.letters.words import filled_words, words_of
from assessment.models import PaperWords, Year
from tests.assessment.moves import told
from tests.together import at_once
from trust.models import AuditEntry
from trust.refusals import Refused
from trust.versions import Outdated

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

OURS = Words("{年度}年度情况反馈", "{市州}：得{得分}分。", "特此函告。", "厅移民处")


@pytest.fixture
def year(table) -> Year:
    return table.year


def change(year, user, words=OURS, *, seen=0, paper="feedback"):
    return change_words(year=year, paper=paper, words=words, seen=seen, **told(user))


def test_words_begin_with_those_of_the_program(year):
    assert words_of(year, "feedback") == KINDS["feedback"].usual
    assert filled_words(year, "circular").heading == "关于2017年度移民工作绩效考核结果的通报"


def test_changed_words_stand_from_then_on_and_are_logged(year, cast):
    change(year, cast["assessment_office"])
    assert words_of(year, "feedback").opening == "{市州}：得{得分}分。"
    assert words_of(year, "circular") == KINDS["circular"].usual
    entry = AuditEntry.objects.get(action="修改文书用语")
    assert entry.after["文书"] == "初步结果反馈函"
    assert entry.after["署名"] == "厅移民处"


def test_what_is_dated_before_keeps_the_words_of_its_day(year, cast):
    before = timezone.now() - timedelta(seconds=1)
    change(year, cast["assessment_office"])
    assert words_of(year, "feedback", before) == KINDS["feedback"].usual
    assert words_of(year, "feedback", timezone.now()).number == 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (Words(""), "请填标题"),
        (Words("一\n二"), "标题只能写一行"),
        (Words("{市洲}"), "标题里的 {市洲} 不是初步结果反馈函的字段"),
        (Words("函", opening="{得分"), "开头里有花括号没有成对"),
        (Words("函", closing="{批复文号}"), "结尾里的 {批复文号} 不是"),
        (Words("函", signers="名" * 201), "署名有 201 个字，不能超过 200 个字"),
    ],
)
def test_words_that_cannot_be_are_refused_by_name(year, cast, words, why):
    with pytest.raises(Refused, match=why) as refused:
        change(year, cast["assessment_office"], words)
    assert "没有保存" in str(refused.value)
    assert not PaperWords.objects.exists()


def test_the_same_words_are_no_change(year, cast):
    with pytest.raises(Refused, match="和现在的一样"):
        change(year, cast["assessment_office"], KINDS["feedback"].usual)


@pytest.mark.parametrize("persona", ["office", "city", "auditor"])
def test_nobody_else_changes_them(year, cast, persona):
    with pytest.raises(Refused, match="只有考核办"):
        change(year, cast[persona])


def test_words_changed_meanwhile_are_not_overwritten(year, cast):
    change(year, cast["assessment_office"])
    with pytest.raises(Outdated):
        change(year, cast["assessment_office"], Words("另一个标题"), seen=0)
    assert words_of(year, "feedback").heading == OURS.heading


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_once_one_stands(year, cast):
    kaohe = cast["assessment_office"]
    came = at_once(
        lambda: change(year, kaohe, Words("甲的标题")),
        lambda: change(year, kaohe, Words("乙的标题")),
    )
    [lost] = [each for each in came if isinstance(each, Outdated)]
    [kept] = PaperWords.objects.all()
    assert kept in came
    assert lost.current == kept
