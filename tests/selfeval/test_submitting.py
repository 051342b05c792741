"""Submitting and what follows: receipts, returns, corrections, acceptance, publication."""

from datetime import timedelta

import pytest
from django.utils import timezone

from selfeval import states
from selfeval.filing.actions.submitting import submit_report, withdraw_submission
from selfeval.loading import last_year_of, submitted_of
from selfeval.models import ReceiptCounter, RemarkState, Report, ReportState, Submission
from selfeval.querysets import ReportQuerySet
from selfeval.review.actions import flow
from selfeval.review.actions.remarks import (
    answer_remark,
    delete_remark,
    settle_remark,
    write_remark,
)
from selfeval.year.actions import grant_extension
from tests.factories import make_account, make_city, make_county
from tests.selfeval.factories import (
    actor_for,
    file_report,
    fill_report,
    make_filer,
    make_report,
    make_task,
    write,
)
from trust import log
from trust.models import AuditEntry
from trust.refusals import Refused
from trust.versions import Outdated

pytestmark = pytest.mark.django_db

S = ReportState


@pytest.fixture
def report():
    return make_report(county=make_county("长沙县"))


@pytest.fixture
def cast(report):
    """One a role, each with what an action asks for."""
    city = report.county.city
    people = {
        "filer": make_filer(report, "tianbao"),
        "city": make_account("shi", role="city", place=city),
        "office": make_account("kaohe", role="assessment_office"),
    }
    return {role: {"user": user, "actor": actor_for(user)} for role, user in people.items()}


def fresh(report) -> Report:
    return Report.objects.select_related("task", "county", "latest").get(pk=report.pk)


def take(report, action, who, **told):
    return action(report_id=report.pk, version=fresh(report).version, **who, **told)


def go_on(report, cast, until):
    """Take a report through the line as far as a state."""
    file_report(report, user=cast["filer"]["user"])
    line = [
        (S.CITY_REVIEW, flow.take_up, "city"),
        (S.PROVINCE_REVIEW, flow.pass_on, "city"),
        (S.ACCEPTED, flow.accept_report, "office"),
        (S.PUBLISHED, flow.publish_report, "office"),
    ]
    for state, action, role in line:
        if fresh(report).state == until:
            break
        take(report, action, cast[role])
        assert fresh(report).state == state
    return fresh(report)


def send_back(report, who, *, cells=None, correct_by=None, reason="数字有误"):
    return take(report, flow.return_report, who, reason=reason, cells=cells, correct_by=correct_by)


def test_submitting_gives_a_numbered_receipt_and_keeps_the_version(report, cast):
    submission = file_report(report, user=cast["filer"]["user"])

    assert submission.receipt == "湘库移自评〔2017〕0001号"
    assert (submission.number, submission.total_shown, submission.grade) == (1, "98", "优秀")
    assert (submission.is_late, submission.figures) == (False, {"移民培训人数": "200"})
    assert (report.state, report.latest) == (S.SUBMITTED, submission)
    assert submission.data == report.data
    entry = AuditEntry.objects.get(action="提交自评报告")
    assert entry.after["回执号"] == submission.receipt
    assert report.history.first().state == S.SUBMITTED
    assert log.verify()[2] is None


def test_submitting_twice_gives_one_submission_and_the_same_receipt(report, cast):
    filer = cast["filer"]
    fill_report(report, user=filer["user"])
    seen = report.version

    first, second = (submit_report(report_id=report.pk, version=seen, **filer) for _ in range(2))

    assert first == second
    assert Submission.objects.count() == 1
    assert ReceiptCounter.objects.get().last == 1


def test_receipts_count_up_without_gaps(report, cast):
    others = [make_report(report.task) for _ in range(2)]
    with pytest.raises(Refused):  # nothing filled in: no number is lost
        submit_report(report_id=report.pk, version=report.version, **cast["filer"])

    receipts = [file_report(each).receipt for each in (report, *others)]

    assert receipts == [f"湘库移自评〔2017〕000{n}号" for n in (1, 2, 3)]


def test_a_report_with_errors_is_not_taken(report, cast):
    filer = cast["filer"]
    fill_report(report, {"satisfaction.score": "11"}, user=filer["user"])

    with pytest.raises(Refused, match="个问题须先解决，没有提交"):
        submit_report(report_id=report.pk, version=report.version, **filer)

    assert fresh(report).state == S.DRAFT
    assert Submission.objects.count() == 0


def test_a_report_somebody_wrote_into_since_is_outdated(report, cast):
    filer = cast["filer"]
    fill_report(report, user=filer["user"])
    seen = report.version
    write(report, {"contact": "李某某"}, user=filer["user"])

    with pytest.raises(Outdated):
        submit_report(report_id=report.pk, version=seen, **filer)
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("extended", [False, True])
@pytest.mark.parametrize("grace", [0, 30])
@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_the_deadline_goes_by_arrival_to_the_second(report, cast, seconds, grace, extended):
    deadline = timezone.now().replace(microsecond=0) + timedelta(days=1)
    report.task.deadline, report.task.grace_minutes = deadline, grace
    report.task.save()
    due = deadline
    if extended:
        due = deadline + timedelta(days=2)
        grant_extension(report_id=report.pk, until=due, reason="洪灾", **cast["office"])
    fill_report(report, user=cast["filer"]["user"])
    closes = due + timedelta(minutes=grace)
    told = {"report_id": report.pk, "version": report.version, **cast["filer"]}

    arrival = closes + timedelta(seconds=seconds)
    if seconds <= 0:
        submission = submit_report(now=arrival, **told)
        assert submission.submitted_at == arrival
        assert submission.is_late == (arrival > due)
    else:
        with pytest.raises(Refused, match="已于 .* 截止"):
            submit_report(now=arrival, **told)
        assert Submission.objects.count() == 0


def test_withdrawing_opens_the_draft_again_until_a_reviewer_takes_it_up(report, cast):
    go_on(report, cast, S.SUBMITTED)
    take(report, withdraw_submission, cast["filer"])
    assert fresh(report).state == S.DRAFT

    again = submit_report(report_id=report.pk, version=fresh(report).version, **cast["filer"])
    assert (again.number, again.receipt[-5:]) == (2, "0002号")
    take(report, flow.take_up, cast["city"])
    with pytest.raises(Refused, match="不能办理“撤回”"):
        take(report, withdraw_submission, cast["filer"])


def test_withdrawing_after_the_deadline_is_refused(report, cast):
    go_on(report, cast, S.SUBMITTED)
    report.task.refresh_from_db()
    after = report.task.deadline + timedelta(seconds=1)

    with pytest.raises(Refused, match="撤回后将不能再提交"):
        take(report, withdraw_submission, cast["filer"], now=after)


def test_the_line_ends_with_publication_and_can_be_walked_back(report, cast):
    go_on(report, cast, S.PUBLISHED)
    assert fresh(report).accepted == fresh(report).latest

    take(report, flow.unpublish_report, cast["office"], reason="个人信息未隐去")
    assert (fresh(report).state, fresh(report).published_at) == (S.ACCEPTED, None)
    back = take(report, flow.reopen_accepted, cast["office"], reason="数字有误")

    report = fresh(report)
    assert (report.state, report.accepted, back.returned_from) == (S.RETURNED, None, S.ACCEPTED)
    assert AuditEntry.objects.filter(reason="个人信息未隐去").count() == 1
    write(report, {"spent": "99", "execution.reason": "尾款未付。"}, user=cast["filer"]["user"])
    submit_report(report_id=report.pk, version=fresh(report).version, **cast["filer"])
    assert fresh(report).state == S.PROVINCE_REVIEW


def test_a_return_needs_a_reason_and_opens_only_its_cells(report, cast):
    go_on(report, cast, S.CITY_REVIEW)
    with pytest.raises(Refused, match="请写明理由"):
        send_back(report, cast["city"], reason="  ")

    send_back(report, cast["city"], cells=["spent", "trained.outcome"])

    user = cast["filer"]["user"]
    from selfeval.filing.actions.drafts import Edit, write_cells

    def tried(**words):
        edits = [Edit(a.replace("__", "."), w, None) for a, w in words.items()]
        return write_cells(
            report_id=report.pk, edits=edits, user=user, actor=actor_for(user)
        ).refused

    assert tried(spent="99", trained__outcome="199", trained__reason="病假一人") == ()
    closed = ["budget", "trained.target", "trained.score", "total", "villages.score", "summary"]
    for address in closed:
        ((refused, why),) = tried(**{address.replace(".", "__"): "1"})
        assert (refused, "没有开放修改" in why) == (address, True)


def test_an_opened_score_opens_the_total_with_it(report, cast):
    go_on(report, cast, S.CITY_REVIEW)
    send_back(report, cast["city"], cells=["villages.score"])
    user = cast["filer"]["user"]

    write(
        report,
        {"villages.score": "10", "total": "90", "villages.reason": "两个村延期"},
        user=user,
    )

    assert fresh(report).total_shown == "90"


def test_the_correction_goes_back_to_who_asked_for_it_and_shows_as_a_difference(report, cast):
    first = go_on(report, cast, S.CITY_REVIEW).latest
    back = send_back(report, cast["city"])
    write(
        report,
        {"trained.outcome": "199", "trained.reason": "一人请假。"},
        user=cast["filer"]["user"],
    )
    second = submit_report(report_id=report.pk, version=fresh(report).version, **cast["filer"])

    back.refresh_from_db()
    assert (back.answered_by, back.submission) == (second, first)
    assert fresh(report).state == S.SUBMITTED
    from selfeval.engine.compare import compare

    old, new = submitted_of(first), submitted_of(second)
    found = {d.place for d in compare(old.laid, new.laid)}
    assert found == {"trained.outcome", "trained.reason"}
    take(report, flow.take_up, cast["city"])
    take(report, flow.pass_on, cast["city"])
    send_back(report, cast["office"])
    write(report, {"trained.outcome": "200", "trained.reason": ""}, user=cast["filer"]["user"])
    submit_report(report_id=report.pk, version=fresh(report).version, **cast["filer"])
    assert fresh(report).state == S.PROVINCE_REVIEW
    assert report.submissions.count() == 3


def test_a_correction_keeps_its_own_day_even_after_the_deadline(report, cast):
    go_on(report, cast, S.CITY_REVIEW)
    now = timezone.now()
    send_back(report, cast["city"], correct_by=now + timedelta(days=3))
    report.task.deadline = now - timedelta(hours=1)
    report.task.save()
    user = cast["filer"]["user"]

    for seconds, taken in ((-1, True), (0, True), (1, False)):
        arrival = now + timedelta(days=3, seconds=seconds)
        if taken:
            write(report, {"contact": f"李某{seconds}"}, user=user, now=arrival)
        else:
            with pytest.raises(Refused, match="修改期限已于"):
                write(report, {"contact": "王某"}, user=user, now=arrival)


def test_remarks_reach_the_county_with_the_return_and_are_answered(report, cast):
    go_on(report, cast, S.CITY_REVIEW)
    told = {"report_id": report.pk, "cell": "spent"}
    remark = write_remark(text="请附凭证", **told, **cast["city"])
    mistaken = write_remark(text="写错了", **told, **cast["city"])
    delete_remark(remark_id=mistaken.pk, **cast["city"])
    with pytest.raises(Refused, match="不在您审核的环节"):
        write_remark(text="越级", **told, **cast["office"])
    from selfeval.models import Remark

    county = cast["filer"]["user"]
    assert list(Remark.objects.visible_to(county)) == []
    back = send_back(report, cast["city"], cells=["spent"])
    assert list(Remark.objects.visible_to(county)) == [remark]

    answered = answer_remark(remark_id=remark.pk, answer="已附", **cast["filer"])
    assert (answered.sent_with, answered.state) == (back, RemarkState.ANSWERED)
    with pytest.raises(Refused):
        delete_remark(remark_id=remark.pk, **cast["city"])
    with pytest.raises(Refused):
        settle_remark(remark_id=remark.pk, **cast["filer"])
    assert settle_remark(remark_id=remark.pk, **cast["city"]).state == RemarkState.SETTLED
    assert remark.history.count() == 4


def test_reviewers_of_another_city_and_the_county_cannot_review(report, cast):
    go_on(report, cast, S.SUBMITTED)
    stranger = make_account(role="city", place=make_city("株洲市"))
    for person in (stranger, cast["filer"]["user"], cast["office"]["user"]):
        with pytest.raises(Refused, match="不由您办理"):
            take(report, flow.take_up, {"user": person, "actor": actor_for(person)})


def test_two_reviewers_at_once_one_wins(report, cast):
    seen = go_on(report, cast, S.PROVINCE_REVIEW).version
    told = {"report_id": report.pk, "version": seen, **cast["office"]}
    flow.accept_report(**told)

    with pytest.raises(Outdated):
        flow.return_report(reason="有误", cells=None, correct_by=None, **told)
    assert fresh(report).state == S.ACCEPTED


def test_bulk_review_takes_up_and_passes_on_and_tells_what_it_could_not(report, cast):
    task = report.task
    city = report.county.city
    others = [make_report(task, make_county(f"县{n}", city)) for n in range(2)]
    for each in (report, *others):
        file_report(each)
    changed, stale = others
    versions = {each.pk: fresh(each).version for each in (report, *others)}
    withdraw_submission(report_id=stale.pk, version=versions[stale.pk], **_filer_of(stale))
    foreign = make_report(task, make_county("株洲县", make_city("株洲市")))
    file_report(foreign)

    outcome = flow.review_many(
        report_ids=versions | {foreign.pk: foreign.version}, step="pass_on", **cast["city"]
    )

    assert {each.pk for each in outcome.done} == {report.pk, changed.pk}
    assert [each.pk for each, _ in outcome.refused] == [stale.pk]
    assert fresh(foreign).state == S.SUBMITTED
    assert fresh(report).state == S.PROVINCE_REVIEW
    with pytest.raises(Refused, match="不能批量"):
        flow.review_many(report_ids=versions, step="return", **cast["city"])


def _filer_of(report):
    user = report.history.first().history_user
    return {"user": user, "actor": actor_for(user)}


def test_last_year_is_the_accepted_version_else_the_latest(report, cast):
    last = make_report(make_task(form=report.task.form, year=2016), report.county)
    assert last_year_of(report) is None
    go_on(last, cast, S.ACCEPTED)

    assert last_year_of(report).fields["budget"] == "100"


def test_without_city_review_the_province_takes_up(report, cast):
    report.task.city_review = False
    report.task.save()
    file_report(report, user=cast["filer"]["user"])

    with pytest.raises(Refused):
        take(report, flow.take_up, cast["city"])
    take(report, flow.take_up, cast["office"])
    assert fresh(report).state == S.PROVINCE_REVIEW


def test_every_action_on_a_report_leaves_its_log_entry_and_the_chain_holds(report, cast):
    go_on(report, cast, S.PUBLISHED)

    actions = AuditEntry.objects.order_by("sequence").values_list("action", flat=True)
    assert list(actions) == [
        "带入数据", "增加指标", "填报", "提交自评报告", "开始初审", "初审通过，报省级审核",
        "审核通过", "公开",
    ]  # fmt: skip
    assert log.verify()[2] is None
    assert list(report.history.values_list("state", flat=True))[:3] == [
        S.PUBLISHED, S.ACCEPTED, S.PROVINCE_REVIEW,
    ]  # fmt: skip


def test_steps_are_offered_to_who_may_take_them(report, cast):
    go_on(report, cast, S.SUBMITTED)

    def offered(role):
        return [step.name for step in states.steps_for(fresh(report), cast[role]["user"])]

    assert offered("filer") == ["withdraw"]
    assert offered("city") == ["take_up", "return"]
    assert offered("office") == []
    assert isinstance(Report.objects.all(), ReportQuerySet)
