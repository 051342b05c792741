"""From an uploaded Word report to its reading: the guarded way in."""

from cities.lookup import Gazetteer
from selfeval.filing.file_reading import WrongFile
from selfeval.filing.filling import Filling
from selfeval.filing.word_report.types import Reading
from selfeval.models import Report
from trust import guard
from trust.refusals import Refused

#: Names shorter than that are parts of other words.
SHORTEST_NAME = 3


def read_word_report(filling: Filling, data: bytes, filename: str) -> Reading:
    """Return what a .docx says of a report. Raises Refused.

    The file is looked at before any parser sees it, and read in the limited process. Queries:
    those of Gazetteer.load, and one where the task is by project.
    """
    report = filling.report
    own = {report.county_name, report.county.name}
    known = {
        "form": report.task.form.definition,
        "entered": report.data,
        "year": report.task.year,
        "county": report.county_name,
        "others": _other_names(own),
        "project": report.project,
        "projects": _other_projects(report),
        "is_by_project": report.task.by_project,
    }
    try:
        guard.check_upload(data, filename, kinds=("docx",))
        return guard.run_limited("selfeval.filing.word_report.reading.take_report", data, known)
    except (guard.UploadRefused, WrongFile) as refusal:
        raise Refused(str(refusal)) from refusal


def _other_projects(report: Report) -> list[str]:
    """Return the names of the county's other projects in the task; none where it has none."""
    if not report.task.by_project:
        return []
    others = Report.objects.filter(task=report.task_id, county=report.county_id)
    names = others.exclude(pk=report.pk).exclude(project="").order_by("pk")
    return list(names.values_list("project", flat=True))


def _other_names(own: set[str]) -> list[str]:
    names = {name for found in Gazetteer.load().names_by_city().values() for name in found}
    return sorted(name for name in names - own if len(name) >= SHORTEST_NAME)
