"""The counties' reports of the access tests: one of each party, each with its own token.

The persona «county» has a submitted report with a remark that was not sent, and a draft of
another year; «other_county» is of the same city; a county of 株洲 has a submitted report;
a fourth county's report is published.
"""

from datetime import timedelta

from django.utils import timezone

from cities.models import Account, Place
from selfeval.engine.answers import as_json
from selfeval.models import (
    STAMPED,
    Attachment,
    CellChange,
    Comment,
    CommentSide,
    ExtensionRequest,
    Remark,
    Report,
    ReportImport,
    Return,
)
from tests import factories as make
from tests.selfeval.factories import filled, make_form, make_report, make_submitted, make_task
from trust import files

#: In the submitted report of «county» and its attachment: for it, 长沙 and the province.
COUNTY_TOKEN = "望城密语子丑寅"
#: In that of «other_county»: for it, 长沙 and the province.
OTHER_COUNTY_TOKEN = "宁乡密语卯辰巳"
#: In that of a county of 株洲: for 株洲 and the province.
FOREIGN_COUNTY_TOKEN = "醴陵密语午未申"
#: In the draft of «county»: for it and the auditor alone.
DRAFT_TOKEN = "草稿密语酉戌亥"
DRAFT_WORDS = {
    "summary": DRAFT_TOKEN,
    "contact": DRAFT_TOKEN,
    "projects.1.name": DRAFT_TOKEN,
    "projects.1.amount": "100",
}
#: In a remark that no return has sent: for the reviewers and the province.
REMARK_TOKEN = "意见密语天地玄"
#: In what the people of «county», 长沙 and the assessment office say among themselves.
COUNTY_COMMENT, CITY_COMMENT, OFFICE_COMMENT = "县批密语洪荒", "市批密语宙宇", "省批密语盈昃"
#: The contact of the published report: masked for whoever has no account.
CONTACT = "黄宇宙"
#: Counties that nobody but they themselves, their city and the province meets on any page.
#: One of the two projects of «county»; the others' are called by their tokens.
PROJECT = "临时救助"
OTHER_COUNTY, FOREIGN_COUNTY = "宁乡县", "醴陵县"

PROVINCE = ("assessment_office", "office", "other_office", "auditor")
READERS = {
    COUNTY_TOKEN: {*PROVINCE, "city", "county"},
    OTHER_COUNTY_TOKEN: {*PROVINCE, "city", "other_county"},
    FOREIGN_COUNTY_TOKEN: {*PROVINCE, "other_city"},
    DRAFT_TOKEN: {"auditor", "county"},
    REMARK_TOKEN: {*PROVINCE, "city"},
    COUNTY_COMMENT: {"county", "auditor"},
    CITY_COMMENT: {"city", "auditor"},
    OFFICE_COMMENT: {"assessment_office", "auditor"},
    CONTACT: {*PROVINCE, "city"},
    OTHER_COUNTY: {*PROVINCE, "city", "other_county"},
    FOREIGN_COUNTY: {*PROVINCE, "other_city"},
}
#: The states in which some answer is not what it is for a submitted report.
STATES = ("draft", "returned", "published")


def make_reports(people: dict[str, Account], city: Place, other_city: Place) -> dict[str, object]:
    """Make the reports and the persona other_county; return what URLs are called with."""
    form = make_form()
    task = make_task(form, year=2017)
    own = Place.objects.get(membership__account=people["county"])
    neighbour = make.make_county(OTHER_COUNTY, city)
    people["other_county"] = make.make_account("county2", role="county", place=neighbour)
    report = make_report(task, own)
    attachment = _submit(report, people["county"], COUNTY_TOKEN)
    other = make_report(task, neighbour)
    _submit(other, people["other_county"], OTHER_COUNTY_TOKEN)
    foreign = make_report(task, make.make_county(FOREIGN_COUNTY, other_city))
    _submit(foreign, people["other_county"], FOREIGN_COUNTY_TOKEN)
    published = make_report(task, make.make_county("浏阳县", city))
    make_submitted(published, people["other_county"], state="published", contact=CONTACT)
    remark = Remark.objects.create(
        report=report, cell="summary", text=REMARK_TOKEN, written_by=people["city"]
    )
    comment = _comments(report, people, city)
    draft = _draft(form, own)
    project = _projects(form, own, neighbour, foreign.county)
    return {
        "form_pk": form.pk,
        "task": task.pk,
        "report": report.pk,
        "neighbour": neighbour.pk,
        "other_report": other.pk,
        "foreign_report": foreign.pk,
        "published": published.pk,
        "draft": draft.pk,
        "project": project.pk,
        "project_task": project.task_id,
        "county": own.pk,
        "attachment": attachment.pk,
        "asked": _asked(draft.task, own, people["county"]),
        "stamped": _file_of(report, people["county"], COUNTY_TOKEN, code=STAMPED).pk,
        "report_import": _import(report),
        "remark": remark.pk,
        "comment": comment.pk,
        "submission": report.latest_id,
        "section": "basics",
        "table": "projects",
        "row": "1",
        "code": "benefit_a1",
        "parent": "benefit",
        "step": "take_up",
    }


def _submit(report, person: Account, token: str) -> Attachment:
    attachment = _file_of(report, person, token)
    submission = make_submitted(report, person, summary=token, contact=token)
    submission.attachments = [
        {
            "id": attachment.pk,
            "code": "trained",
            "name": attachment.name,
            "sha256": attachment.file.sha256,
        }
    ]  # fmt: skip
    submission.save()
    return attachment


def _file_of(report, person: Account, token: str, *, code: str = "trained") -> Attachment:
    return Attachment.objects.create(
        report=report, code=code, file=files.store(token.encode()), name=f"{token}.txt",
        added_by=person,
    )  # fmt: skip


def _asked(task, county, person: Account) -> int:
    """The county of the tests waits for more time."""
    return ExtensionRequest.objects.create(
        task=task,
        county=county,
        until=timezone.now() + timedelta(days=9),
        reason="汛期",
        asked_by=person,
    ).pk


def _comment(report, person: Account, text: str, **side) -> Comment:
    return Comment.objects.create(
        report=report, cell="summary", cell_label="工作概述", text=text, written_by=person, **side
    )


def _comments(report, people: dict[str, Account], city: Place) -> Comment:
    """What each side says of a report; return the county's."""
    office = people["assessment_office"]
    _comment(report, office, OFFICE_COMMENT, side=CommentSide.PROVINCE)
    _comment(report, people["city"], CITY_COMMENT, side=CommentSide.CITY, unit=city)
    return _comment(report, people["county"], COUNTY_COMMENT, **_own(report))


def _own(report) -> dict:
    return {"side": CommentSide.COUNTY, "unit": report.county}


def _import(report) -> int:
    """An import of the summary that nobody changed since."""
    version = report.cells.get("summary", {}).get("version", 0)
    kept = ReportImport.objects.create(
        report=report, file_name="填报表.xlsx", cells=1, before=as_json(filled(report.task.form)),
        versions={"summary": version}, report_version=report.version,
    )  # fmt: skip
    return kept.pk


def _draft(form, county: Place):
    """A draft of the year before, whose words only its county and the auditor may see."""
    draft = make_report(make_task(form, year=2016), county)
    draft.data = as_json(filled(form, DRAFT_WORDS))
    draft.cells = {"summary": {"version": 1, "by": "county1", "at": "2017-03-01T10:00:00+08:00"}}
    draft.save()
    CellChange.objects.create(
        report=draft, cell="summary", version=1, after=DRAFT_TOKEN, by_name="county1",
        at=draft.task.opens_at,
    )  # fmt: skip
    return draft


def _projects(form, own: Place, neighbour: Place, foreign: Place) -> Report:
    """Drafts of a task by project: two of «county», whose words are its own, one of each other."""
    task = make_task(form, year=2015, by_project=True)
    project = make_report(task, own, project=PROJECT)
    project.data = as_json(filled(form, DRAFT_WORDS))
    project.save()
    make_report(task, own, project="移民培训")
    make_report(task, neighbour, project=OTHER_COUNTY_TOKEN)
    make_report(task, foreign, project=FOREIGN_COUNTY_TOKEN)
    return project


def bring_to(arguments: dict[str, object], state: str) -> None:
    """Let the addresses mean a report of «county» in a state, with a draft of other words than
    were submitted and a file that was not sent."""
    if state == "draft":
        arguments["report"] = arguments["draft"]
    report = Report.objects.get(pk=arguments["report"])
    if state == "draft":
        said = _comment(report, _filer_of(report), COUNTY_COMMENT, **_own(report))
        arguments["comment"] = said.pk
    arguments["published"] = report.pk
    if state == "returned":
        arguments["remark"] = _send_back(report).pk
    if state == "published":
        report.accepted, report.accepted_at = report.latest, timezone.now()
        report.published_at = timezone.now()
    report.state = state
    report.data = as_json(filled(report.task.form, DRAFT_WORDS))
    report.save()
    if state in ("draft", "returned"):
        arguments["report_import"] = _import(report)
        arguments["attachment"] = _file_of(report, _filer_of(report), DRAFT_TOKEN).pk


def _send_back(report: Report) -> Remark:
    """Return the report to its county with a remark, which it may answer."""
    report.returned_from = "city_review"
    reviewer = Account.objects.get(username="city1")
    sent = Return.objects.create(
        report=report, submission=report.latest, returned_from="city_review",
        reason="请写具体。", returned_by=reviewer,
    )  # fmt: skip
    return Remark.objects.create(
        report=report, cell="summary", text="请补数字。", written_by=reviewer, sent_with=sent
    )


def _filer_of(report: Report) -> Account:
    return Account.objects.get(memberships__place=report.county)
