"""What every action on a report shares: locking it, its version, its name in the log."""

from selfeval.models import Report
from trust import log
from trust.refusals import Refused

GONE = "这份自评报告已不存在，请返回列表；未保存任何内容。"


def locked_report(report_id: int) -> Report:
    """Return a report, locked, with its task, form, county and last year's report. One query.

    latest and accepted are not joined: PostgreSQL reads a locked row anew when it had to
    wait, but not the rows joined to it. Raises Refused if there is none.
    """
    return _found(_rows().select_for_update(of=("self",), no_key=True), report_id)


def seen_report(report_id: int) -> Report:
    """Return a report as locked_report does, but without a lock. Raises Refused."""
    return _found(_rows(), report_id)


def hold(report: Report) -> bool:
    """Lock the row of a report; return whether it is still as it was seen. One query."""
    row = Report.objects.select_for_update(no_key=True).filter(pk=report.pk)
    return list(row.values_list("version", flat=True)) == [report.version]


def _rows():
    return Report.objects.with_last_year().select_related("task__form", "county__city")


def _found(rows, report_id: int) -> Report:
    report = rows.filter(pk=report_id).first()
    if report is None:
        raise Refused(GONE)
    return report


def save_report(report: Report, user, fields: tuple[str, ...] | list[str]) -> None:
    """Save columns, with history in the person's name. Two queries."""
    report.version += 1
    report._history_user = user
    report.save(update_fields=[*fields, "version"])


def label_of(report: Report) -> str:
    """Return how the log names a report. No query if county and task are loaded."""
    city = report.county.city.name if report.county.city else ""
    return f"{report.task.year} {city}{report.named} {report.task.undated}"


def who(user, actor: log.Actor) -> str:
    return (str(user) if user is not None else actor.name)[:150]
