"""A problem is issued, answered, closed or sent back; nothing of it changes a score."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessment.models import Rectification, RectificationMessage, Year, YearState
from assessment.notices.due import tell_due
from assessment.rectification import states
from assessment.rectification.listing import late_told
from assessment.scores.standing import standings_of
from trust import log
from trust.models import AuditEntry, Notice
from trust.refusals import Refused
from trust.versions import Outdated

pytestmark = pytest.mark.django_db

FLOW = """\
待整改 → 待核查 | answer 报送整改情况 | is_city
退回整改 → 待核查 | answer 报送整改情况 | is_city
待核查 → 已销号 | close 销号 | is_assessment_office
待核查 → 退回整改 | return 退回整改 | is_assessment_office
已销号 → 退回整改 | reopen 重新打开 | is_assessment_office
待整改 → 已撤销 | withdraw 撤销这个问题 | is_assessment_office
退回整改 → 已撤销 | withdraw 撤销这个问题 | is_assessment_office
待核查 → 已撤销 | withdraw 撤销这个问题 | is_assessment_office"""
OPEN = (YearState.REVIEW, YearState.FEEDBACK, YearState.FINALISED, YearState.PUBLISHED)


def told_to(username: str) -> list[str]:
    rows = Notice.objects.filter(recipient__username=username).order_by("pk")
    return [n.title for n in rows if "问题" in n.title or "整改" in n.title]


def test_the_flow_is_this_table():
    assert states.as_text() == FLOW


def test_problem_goes_its_way_and_each_side_is_told(problems):
    found = problems.issue()
    assert str(found) == "问题 2017-01"
    problems.answer(found, with_file=1)
    problems.step(found, "return", "签到表没有盖章。")
    problems.answer(found, text="已盖章。")
    closed = problems.step(found, "close", "核查属实。", persona="second")
    assert (closed.state, closed.closed_at is not None) == ("closed", True)
    kinds = [m.kind for m in found.messages.all()]
    assert kinds == ["answer", "return", "answer", "close"]
    assert [f.name for f in found.messages.first().files.all()] == ["签到表.pdf"]
    due = f"{found.due_on:%Y-%m-%d}"
    assert told_to("city1") == [
        f"问题 2017-01：请于 {due} 前整改",
        "问题 2017-01被退回，请继续整改",
        "问题 2017-01已销号",
    ]
    assert told_to("kaohe") == ["长沙市已报送整改情况"] * 2
    assert told_to("city2") == []


def test_problem_is_opened_again_after_it_was_closed(problems):
    found = problems.issue()
    problems.answer(found)
    problems.step(found, "close")
    again = problems.step(found, "reopen", "又发现同样的问题。")
    assert (again.state, again.closed_at) == ("returned", None)


@pytest.mark.parametrize(
    ("name", "persona"),
    [("answer", "other_city"), ("answer", "assessment_office"), ("close", "city"),
     ("withdraw", "office"), ("withdraw", "auditor")],
)  # fmt: skip
def test_steps_are_for_their_side_alone(problems, name, persona):
    found = problems.issue()
    with pytest.raises(Refused):
        problems.step(found, name, persona=persona)
    assert not found.messages.exists()


def test_step_without_words_is_refused(problems):
    found = problems.issue()
    with pytest.raises(Refused, match="整改情况"):
        problems.answer(found, text=" ")
    problems.answer(found)
    with pytest.raises(Refused, match="退回理由"):
        problems.step(found, "return", "")


def test_step_on_what_moved_on_is_told(problems):
    found = problems.issue()
    seen = found.version
    problems.term(found, found.due_on + timedelta(days=5))
    with pytest.raises(Outdated):
        problems.answer(found, version=seen)


@pytest.mark.parametrize("state", YearState.values)
def test_problems_are_issued_and_answered_from_review_on(problems, state):
    found = problems.issue()
    Year.objects.update(state=state)
    acts = (lambda: problems.issue(problem="另一个。"), lambda: problems.answer(found))
    for act in acts:
        if state in OPEN:
            act()
        else:
            with pytest.raises(Refused, match="复核"):
                act()


@pytest.mark.parametrize("persona", ["office", "city", "auditor"])
def test_only_the_assessment_office_issues(problems, persona):
    with pytest.raises(Refused):
        problems.issue(persona=persona)


def test_difference_and_incident_are_issued_once(problems):
    cell, incident = problems.cell(), problems.incident()
    for told in ({"source": "check", "cell": cell}, {"source": "incident", "incident": incident}):
        found = problems.issue(**told)
        with pytest.raises(Refused, match="没有重复下发"):
            problems.issue(**told)
        problems.step(found, "withdraw", "下发有误。")
        assert problems.issue(**told).state == "issued"


def test_one_press_sent_twice_issues_one_problem(problems):
    numbers = [problems.issue().number, problems.issue().number]
    assert [*numbers, problems.issue(responsible="培训科 李四").number] == [1, 1, 2]


def test_problem_of_another_citys_cell_is_refused(problems):
    with pytest.raises(Refused, match="不是本年度该市州的"):
        problems.issue(cell=problems.cell(city="430200"), source="check")


def test_deduction_is_not_issued_before_scores_are_released(problems):
    Year.objects.update(state=YearState.REVIEW)
    with pytest.raises(Refused, match="没有反馈"):
        problems.issue(source="deduction")
    Year.objects.update(state=YearState.PUBLISHED)
    assert problems.issue(source="deduction").source == "deduction"


def test_term_in_the_past_is_refused(problems):
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(Refused, match="今天之前"):
        problems.issue(due_on=yesterday)
    assert problems.issue(due_on=timezone.localdate()).is_open


def test_term_is_changed_with_a_reason_and_told(problems):
    found = problems.issue()
    later = found.due_on + timedelta(days=5)
    with pytest.raises(Refused, match="理由"):
        problems.term(found, later, reason="")
    problems.term(found, later)
    assert problems.fresh(found).due_on == later
    assert told_to("city1")[-1] == "问题 2017-01的整改期限有变"
    problems.answer(found)
    with pytest.raises(Refused, match="不用改期限"):
        problems.term(found, later + timedelta(days=1))


def test_overdue_is_marked_until_it_is_answered(problems):
    found = problems.issue(due_on=timezone.localdate())
    late = timezone.localdate() + timedelta(days=3)
    assert (late_told(found, timezone.localdate()), late_told(found, late)) == ("", "逾期 3 天")
    problems.answer(found)
    Rectification.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    answered = problems.fresh(found)
    assert late_told(answered, late) == "逾期报送"
    assert list(Rectification.objects.overdue(late)) == []


def test_open_ones_of_earlier_years_are_left_over(problems):
    found, done = problems.issue(), problems.issue(problem="另一个。")
    problems.step(done, "withdraw", "下发有误。")
    assert list(Rectification.objects.left_from_before(2018)) == [found]
    assert list(Rectification.objects.left_from_before(2017)) == []


@pytest.mark.parametrize(("days", "told"), [(8, 0), (7, 1), (3, 1), (1, 1), (0, 1)])
def test_city_is_told_as_the_term_comes_near_once_a_day(problems, days, told):
    problems.issue(due_on=timezone.localdate() + timedelta(days=days))
    Year.objects.update(state=YearState.PUBLISHED)
    before = Notice.objects.count()
    for _ in range(2):
        tell_due(timezone.now(), log.Actor("定时任务"))
    assert Notice.objects.count() - before == told
    if told:
        words = f"还剩 {days} 天" if days else "今天截止"
        assert told_to("city1")[-1] == f"问题 2017-01整改期限{words}"


def test_answered_problem_is_not_reminded_of(problems):
    problems.answer(problems.issue(due_on=timezone.localdate()))
    assert tell_due(timezone.now(), log.Actor("定时任务")) == 0


def test_no_step_changes_a_score(problems):
    before = standings_of(problems.year)
    found = problems.issue()
    problems.answer(found)
    problems.step(found, "close")
    assert standings_of(problems.year) == before


def test_every_step_is_in_the_log_with_its_words(problems):
    found = problems.issue()
    problems.answer(found, text="已补齐签到表。", with_file=1)
    entry = AuditEntry.objects.get(action="报送整改情况")
    assert "已补齐签到表。" in str(entry.after)
    assert "签到表.pdf" in str(entry.after)
    assert AuditEntry.objects.filter(action="下发问题").count() == 1
    assert RectificationMessage.objects.count() == 1
