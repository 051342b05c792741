"""Tasks, forms, files and reminders: what the assessment office does, and what is logged."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from selfeval.definitions import actions as forms
from selfeval.definitions.shipped import load_forms
from selfeval.filing.actions import attachments
from selfeval.models import Extension, FormDefinition, FormState, Reminder, Report, ReportState
from selfeval.year import actions as tasks
from selfeval.year.actions import TaskEntry
from selfeval.year.reminders import DAYS_BEFORE, OVERDUE, kind_of, remind, send_due
from tests.factories import make_account, make_city, make_county
from tests.selfeval.factories import (
    COMMAND,
    SMALL,
    CountQueries,
    actor_for,
    file_report,
    fill_report,
    make_filer,
    make_form,
    make_report,
    make_task,
)
from trust import files, log
from trust.models import AuditEntry
from trust.refusals import Refused
from trust.versions import Outdated

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    user = make_account("kaohe", role="assessment_office")
    return {"user": user, "actor": actor_for(user)}


@pytest.fixture
def county_person():
    user = make_account("tianbao", role="county", place=make_county("浏阳市"))
    return {"user": user, "actor": actor_for(user)}


def entry(form=None, **changes) -> TaskEntry:
    now = timezone.now()
    told = {
        "year": 2017, "form": form or make_form(), "title": "2017年度自评",
        "opens_at": now - timedelta(days=1), "deadline": now + timedelta(days=20),
    }  # fmt: skip
    return TaskEntry(**(told | changes))


def test_a_task_reaches_every_county_of_its_audience_once(office):
    city = make_city()
    asked = [make_county(f"县{n}", city) for n in range(3)]
    lone = make_county("醴陵市", make_city("株洲市"))
    make_county("攸县", lone.city)
    task = tasks.create_task(entry=entry(audience=[city, lone]), **office)
    assert Report.objects.count() == 0

    made = tasks.open_task(task_id=task.pk, version=task.version, **office)

    assert {report.county for report in made} == {*asked, lone}
    assert made[0].data["fields"] == {"unit": made[0].county_name}
    assert made[0].history.count() == 1
    task.refresh_from_db()
    assert tasks.open_task(task_id=task.pk, version=task.version, **office) == []
    told = AuditEntry.objects.get(action="布置填报任务").after
    assert told["份数"] == 4
    assert log.verify()[2] is None


def test_opening_costs_the_same_for_any_number_of_counties(office):
    counts = []
    for number, size in ((2017, 1), (2018, 12)):
        city = make_city(f"市{number}")
        for n in range(size):
            make_county(f"县{n}", city)
        form = FormDefinition.objects.first() or make_form()
        task = tasks.create_task(entry=entry(form, year=number, audience=[city]), **office)
        with CountQueries() as counted:
            tasks.open_task(task_id=task.pk, version=task.version, **office)
        counts.append(counted.total)
    # PostgreSQL asks once more for its lock on the log.
    assert counts[0] == counts[1] <= 21 + (connection.vendor == "postgresql")


def test_a_report_opens_with_last_years_figures(office):
    form = make_form()
    last = make_report(make_task(form, year=2016))
    file_report(last, quota="16")
    task = tasks.create_task(entry=entry(form, audience=[last.county]), **office)

    (report,) = tasks.open_task(task_id=task.pk, version=task.version, **office)

    assert report.data["fields"]["quota"] == "16"
    targets = {answer["code"]: answer.get("target") for answer in report.data["indicators"]}
    assert targets == {"trained": "200", "villages": "4"}
    assert report.cells == {}


def test_a_county_that_joins_gets_its_report_and_nobody_leaves(office):
    first, second = make_county("甲县"), make_county("乙县")
    told = entry(audience=[first])
    task = tasks.create_task(entry=told, **office)
    tasks.open_task(task_id=task.pk, version=task.version, **office)
    task.refresh_from_db()

    both = entry(told.form, audience=[first, second], grace_minutes=30)
    task = tasks.edit_task(task_id=task.pk, version=task.version, entry=both, **office)
    assert Report.objects.filter(task=task).count() == 2

    for wrong, why in (
        (entry(told.form, audience=[second]), "不能再移出"),
        (entry(told.form, audience=[first, second], year=2018), "不能再改"),
        (entry(told.form, audience=[first, second], deadline=told.opens_at), "截止时间"),
    ):
        with pytest.raises(Refused, match=why):
            tasks.edit_task(task_id=task.pk, version=task.version, entry=wrong, **office)
    with pytest.raises(Outdated):
        tasks.edit_task(task_id=task.pk, version=1, entry=both, **office)
    with pytest.raises(Refused, match="不能删除"):
        tasks.discard_task(task_id=task.pk, version=task.version, **office)


def test_a_form_is_asked_once_a_year_and_only_while_in_use(office):
    told = entry()
    task = tasks.create_task(entry=told, **office)
    with pytest.raises(Refused, match="不能重复布置"):
        tasks.create_task(entry=told, **office)
    forms.retire_form(form_id=told.form.pk, revision=told.form.revision, **office)
    with pytest.raises(Refused, match="尚未启用或已停用"):
        tasks.open_task(task_id=task.pk, version=task.version, **office)
    tasks.discard_task(task_id=task.pk, version=task.version, **office)


def test_counties_may_manage_nothing(county_person):
    told = entry()
    task = make_task(told.form)
    report = make_report(task)
    until = timezone.now() + timedelta(days=30)
    for attempt in (
        lambda: tasks.create_task(entry=told, **county_person),
        lambda: tasks.open_task(task_id=task.pk, version=1, **county_person),
        lambda: tasks.grant_extension(
            report_id=report.pk, until=until, reason="x", **county_person
        ),
        lambda: remind(task_id=task.pk, **county_person),
        lambda: forms.import_form(definition=SMALL, **county_person),
        lambda: forms.retire_form(form_id=told.form.pk, revision=1, **county_person),
    ):
        with pytest.raises(Refused, match="只有考核办"):
            attempt()


def test_an_extension_is_by_name_with_its_reason(office):
    report = make_report()
    until = report.task.deadline + timedelta(days=5)
    told = {"report_id": report.pk, **office}
    with pytest.raises(Refused, match="请写明延期理由"):
        tasks.grant_extension(until=until, reason=" ", **told)
    with pytest.raises(Refused, match="延期须晚于"):
        tasks.grant_extension(until=report.task.deadline, reason="洪灾", **told)

    for _ in range(2):  # one press that was sent twice
        tasks.grant_extension(until=until, reason="洪灾", **told)

    report.refresh_from_db()
    assert (report.due_at, Extension.objects.get().county) == (until, report.county)
    assert AuditEntry.objects.get(action="批准延期").reason == "洪灾"


def test_the_shipped_forms_are_loaded_once():
    made = load_forms(actor=COMMAND)

    assert sorted(form.code for form in made) == [
        "department_basic", "department_scored", "project_2020", "project_spending",
        "resettlement_fund", "transfer_2020", "unit_narrative",
    ]  # fmt: skip
    assert {form.state for form in made} == {FormState.IN_USE}
    assert load_forms(actor=COMMAND) == []


def test_a_form_in_use_is_frozen_and_a_change_makes_a_new_version(office):
    form = forms.import_form(definition=SMALL, **office)
    form = forms.put_in_use(form_id=form.pk, revision=form.revision, **office)
    with pytest.raises(Refused, match="另建新版本"):
        forms.save_form(form_id=form.pk, revision=form.revision, definition=SMALL, **office)

    draft = forms.new_version(form_id=form.pk, **office)
    with pytest.raises(Refused, match="已有一份编制中"):
        forms.new_version(form_id=form.pk, **office)
    saved = forms.save_form(
        form_id=draft.pk, revision=draft.revision, definition=SMALL | {"title": "新表"}, **office
    )
    with pytest.raises(Outdated):
        forms.save_form(form_id=draft.pk, revision=1, definition=SMALL, **office)
    forms.put_in_use(form_id=draft.pk, revision=saved.revision, **office)

    form.refresh_from_db()
    draft.refresh_from_db()
    assert (form.state, draft.state, draft.version) == (FormState.RETIRED, FormState.IN_USE, 2)
    assert draft.definition["version"] == 2
    assert draft.title == "新表"


@pytest.mark.parametrize(
    ("definition", "why"),
    [
        ({}, "缺少"),
        ([], "应为"),
        (SMALL | {"code": "有 空格"}, "编码用小写"),
        (SMALL | {"surprise": 1}, "不认识"),
    ],
)
def test_a_definition_that_cannot_be_read_is_refused(office, definition, why):
    with pytest.raises(Refused, match=why):
        forms.import_form(definition=definition, **office)
    assert FormDefinition.objects.count() == 0


def test_a_form_that_does_not_add_up_is_not_put_in_use(office):
    scoring = SMALL["scoring"] | {"tree": SMALL["scoring"]["tree"][:-1]}
    form = forms.import_form(definition=SMALL | {"scoring": scoring}, **office)

    with pytest.raises(Refused, match="各指标分值合计 90，应为 100"):
        forms.put_in_use(form_id=form.pk, revision=form.revision, **office)
    forms.discard_draft(form_id=form.pk, revision=form.revision, **office)
    assert FormDefinition.objects.count() == 0


def test_a_form_is_cloned_under_a_code_of_its_own(office):
    form = make_form()
    for code, why in (("small", "已有表式使用"), ("", "编码用小写"), ("大写", "编码用小写")):
        with pytest.raises(Refused, match=why):
            forms.clone_form(form_id=form.pk, code=code, title="x", **office)

    clone = forms.clone_form(form_id=form.pk, code="other", title="财政表", **office)

    assert (clone.code, clone.version, clone.state) == ("other", 1, FormState.DRAFT)
    assert clone.definition["title"] == "财政表"


def test_a_file_is_laid_to_an_indicator_goes_with_the_version_and_can_be_withdrawn():
    report = make_report()
    user = make_filer(report)
    told = {"user": user, "actor": actor_for(user)}
    fill_report(report, user=user)
    stored = files.store(b"%PDF-1.7")
    with pytest.raises(Refused, match="没有这一项"):
        attachments.add_attachment(
            report_id=report.pk, code="nothing", file=stored, name="a.pdf", **told
        )
    file = attachments.add_attachment(
        report_id=report.pk, code="trained", file=stored, name="../台账.pdf", **told
    )
    assert file.name == "台账.pdf"

    submission = file_report_as_it_is(report, told)
    assert submission.attachments == [
        {"id": file.pk, "code": "trained", "name": "台账.pdf", "sha256": stored.sha256}
    ]
    with pytest.raises(Refused, match="不能修改"):
        attachments.withdraw_attachment(attachment_id=file.pk, **told)

    from selfeval.filing.actions.submitting import withdraw_submission

    withdraw_submission(report_id=report.pk, version=None, **told)
    attachments.withdraw_attachment(attachment_id=file.pk, **told)
    assert not report.attachments.current().exists()
    assert AuditEntry.objects.filter(action__in=["添加附件", "撤下附件"]).count() == 2


def file_report_as_it_is(report, told):
    from selfeval.filing.actions.submitting import submit_report

    return submit_report(report_id=report.pk, version=None, **told)


@pytest.mark.parametrize(
    ("left", "kind"),
    [
        (timedelta(days=8), ""),
        (timedelta(days=7), "before-7"),
        (timedelta(days=3, seconds=1), "before-7"),
        (timedelta(days=3), "before-3"),
        (timedelta(days=1), "before-1"),
        (timedelta(0), "before-1"),
        (timedelta(seconds=-1), OVERDUE),
        (timedelta(days=-8), ""),
    ],
)
def test_what_a_county_is_reminded_of(left, kind):
    now = timezone.now()

    assert kind_of(now + left, now) == kind
    assert DAYS_BEFORE == (1, 3, 7)


def test_reminders_go_to_the_site_and_by_mail_and_none_twice(
    office, django_capture_on_commit_callbacks
):
    now = timezone.now()
    task = make_task(deadline=now + timedelta(days=2))
    late, silent, done = (make_report(task) for _ in range(3))
    make_account("gan", role="county", place=late.county, email="gan@example.cn")
    file_report(done)
    make_report(make_task(task.form, year=2018, deadline=now + timedelta(days=30)))

    with django_capture_on_commit_callbacks(execute=True):
        sent = send_due(actor=COMMAND, now=now)
    with django_capture_on_commit_callbacks(execute=True):
        again = send_due(actor=COMMAND, now=now + timedelta(hours=1))

    assert {r.report_id for r in sent} == {late.pk, silent.pk}
    assert again == []
    (letter,) = mail.outbox
    assert letter.to == ["gan@example.cn"]
    assert "尚未提交" in letter.body
    assert Reminder.objects.get(report=late).recipients == ["gan@example.cn"]
    with django_capture_on_commit_callbacks(execute=True):
        urged = remind(task_id=task.pk, report_ids=[late.pk, done.pk], now=now, **office)
        assert [r.report_id for r in urged] == [late.pk]
        assert remind(task_id=task.pk, report_ids=[late.pk], now=now, **office) == []
    assert len(mail.outbox) == 2
    assert AuditEntry.objects.filter(action__in=["自动催报", "催报"]).count() == 2


def test_an_extension_or_a_correction_moves_the_reminder(office):
    now = timezone.now()
    report = make_report(make_task(deadline=now + timedelta(days=1)))
    assert len(send_due(actor=COMMAND, now=now)) == 1
    until = now + timedelta(days=9)
    tasks.grant_extension(report_id=report.pk, until=until, reason="洪灾", **office)

    assert send_due(actor=COMMAND, now=now) == []
    (later,) = send_due(actor=COMMAND, now=until - timedelta(days=1))
    assert (later.kind, later.due_at) == ("before-1", until)
    Report.objects.update(state=ReportState.RETURNED, correct_by=None)
    assert send_due(actor=COMMAND, now=until) == []
