"""Who may do what with forms, tasks and reports; every page, command and action asks here.

Each question costs at most the one query for the person's roles of today.
"""

from datetime import datetime

from django.utils import timezone

from cities.permissions import persona_of
from selfeval.engine.addresses import aspect_of, is_within, owner_of
from selfeval.models import STAMPED, Attachment, Comment, CommentSide, Report, ReportState
from trust import log
from trust.refusals import Refused

EXPLAIN = "explain:"


def can_file(user, report: Report) -> bool:
    """The county's own people."""
    return report.county_id in persona_of(user).county_ids


def can_manage(user) -> bool:
    """Forms, tasks, extensions, publishing: the assessment office."""
    return persona_of(user).is_assessment_office


def is_city_of(user, report: Report) -> bool:
    """The bureau of the city the county belongs to. One query unless county is loaded."""
    city_ids = persona_of(user).city_ids
    return bool(city_ids) and report.county.city_id in city_ids


def can_review(user, report: Report) -> bool:
    """Whoever reviews at one of the stages: the city bureau its own counties, the office all."""
    return can_manage(user) or is_city_of(user, report)


def can_read_submissions(user, report: Report) -> bool:
    """Who may read what was submitted, before it is published."""
    sees_all = persona_of(user).sees_all_cities
    return sees_all or can_file(user, report) or is_city_of(user, report)


def sees_draft(user, report: Report) -> bool:
    """What is not submitted is read by the county itself and the auditor alone."""
    return can_file(user, report) or persona_of(user).is_auditor


def can_read_attachment(user, attachment: Attachment) -> bool:
    """The county's own; for others those that were submitted with some version.

    At most one query. Whether the report is the person's to see says visible_to.
    """
    report = attachment.report
    if sees_draft(user, report):
        return True
    if not can_read_submissions(user, report):
        return False
    if attachment.code == STAMPED and report.latest_id is not None:
        return attachment.withdrawn_at is None
    submitted = report.submissions.values_list("attachments", flat=True)
    return any(held["id"] == attachment.pk for version in submitted for held in version)


def side_of(user, report: Report) -> str:
    """Return as which side this person comments on a report (内部批注), or an empty string.

    Its county; its city and the assessment office once it was submitted, for before they read
    none of it. Who is of several is of the first. At most one query, none if county is loaded.
    """
    if can_file(user, report):
        return CommentSide.COUNTY
    if report.latest_id is None:
        return ""
    if is_city_of(user, report):
        return CommentSide.CITY
    return CommentSide.PROVINCE if can_manage(user) else ""


def can_read_comments(user, report: Report) -> bool:
    """Who comments, and the auditor. Which comments they read says visible_to."""
    return persona_of(user).is_auditor or bool(side_of(user, report))


def is_among(user, comment: Comment) -> bool:
    """Whether the person is of the unit among whose people a comment was made: answers it,
    settles it. The auditor only reads."""
    persona = persona_of(user)
    match comment.side:
        case CommentSide.COUNTY:
            return comment.unit_id in persona.county_ids
        case CommentSide.CITY:
            return comment.unit_id in persona.city_ids
    return persona.is_assessment_office


def why_not_writable(user, report: Report, now: datetime | None = None) -> str:
    """Return why this person may not write into the report now, or an empty string.

    Needs report.task loaded. At exactly closes_at a report is still taken.
    """
    now = now or timezone.now()
    if not can_file(user, report):
        return f"只有{report.county_name}的填报人可以填报，您只能查看。"
    if report.task.opened_at is None or now < report.task.opens_at:
        return f"填报将于 {moment(report.task.opens_at)} 开始，届时再来填写。"
    if not report.is_writable_state:
        return why_not_state(report)
    return why_closed(report, now)


def why_not_state(report: Report) -> str:
    state = report.get_state_display()
    if report.state == ReportState.SUBMITTED:
        return f"报告{state}，不能修改；如需修改请先撤回，或请审核单位退回。"
    return f"报告处于“{state}”，不能修改；如需修改请联系审核单位退回。"


def why_closed(report: Report, now: datetime) -> str:
    """Return that the deadline, with its grace, is over; or an empty string."""
    due_at, closes_at = report.due_at, report.closes_at
    if due_at is None or closes_at is None or now <= closes_at:
        return ""
    if report.state == ReportState.RETURNED:
        return f"修改期限已于 {moment(due_at)} 截止，没有保存；请联系考核办延期。"
    return f"填报已于 {moment(due_at)} 截止，没有保存；请联系考核办延期。"


def is_cell_open(report: Report, address: str) -> bool:
    """Whether a return left this cell open; any cell of a report that was not returned is.

    A table, a row or an indicator that was opened opens its cells, an indicator's cell its
    reason; explanations stay open, for without them a correction could not be submitted.
    """
    if report.state != ReportState.RETURNED or report.open_cells is None:
        return True
    if address.startswith(EXPLAIN):
        return True
    opened = set(report.open_cells)
    code = owner_of(address)
    if aspect_of(address) == "reason" and any(is_within(cell, code) for cell in opened):
        return True
    return any(is_within(address, place) for place in opened)


def moment(at: datetime) -> str:
    """Return a moment as the messages write it."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def check_can_manage(user, actor: log.Actor) -> None:
    """Raise Refused unless the assessment office or a command acts."""
    if user is None and log.is_command(actor):
        return
    if user is None or not can_manage(user):
        raise Refused("只有考核办可以办理此事。")


def check_can_write(user, report: Report, actor: log.Actor, *, now: datetime) -> None:
    """Raise Refused unless this person may write into the report now.

    A command may, whatever the deadline, while the report is a draft or returned.
    """
    if user is None and log.is_command(actor):
        why = "" if report.is_writable_state else why_not_state(report)
    else:
        why = why_not_writable(user, report, now)
    if why:
        raise Refused(why)
