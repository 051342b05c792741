import json
from pathlib import Path

from selfeval.filing.exports import reports_json
from selfeval.filing.workbook.writing import workbook_of
from selfeval.models import Report
from trust.command import Command as PublicCommand
from trust.command import write_file


class Command(PublicCommand):
    help = "导出一个年度的县市区自评报告：.json 全部，.xlsx 一份；“-”按 .json 写到标准输出。"

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("file")
        parser.add_argument("--county", help="只导出这个县市区（名称或代码）")
        parser.add_argument("--form", help="只导出这个表式（编码）")

    def handle(self, *args, **options):
        suffix = ".json" if options["file"] == "-" else Path(options["file"]).suffix.lower()
        if suffix not in (".json", ".xlsx"):
            self.fail([f"不支持的文件类型“{suffix}”；请用 .json 或 .xlsx。"])
        reports = reports_named(options["year"], options["county"], options["form"])
        if not reports:
            self.fail([_nothing(options)])
        if suffix == ".xlsx":
            write_file(options["file"], self._workbook(reports))
            return
        told = reports_json(options["year"], reports)
        write_file(options["file"], json.dumps(told, ensure_ascii=False, indent=1).encode())

    def _workbook(self, reports: list[Report]) -> bytes:
        if len(reports) > 1:
            lines = [f"{report.county.city}{report}" for report in reports[:20]]
            self.fail([_several(reports), *lines])
        return workbook_of(reports[0])


def _several(reports: list[Report]) -> str:
    if len({(report.task_id, report.county_id) for report in reports}) > 1:
        return "一个工作簿只装一份报告，请用 --county、--form 指明："
    return "一个工作簿只装一份报告，这个任务按项目填报，请在各项目的“离线填报”页下载："


def reports_named(year: int, county: str | None, form: str | None) -> list[Report]:
    """Return a year's reports, of one county by any of its names. Two queries."""
    rows = (
        Report.objects.for_year(year)
        .select_related("task__form", "county__city", "latest")
        .prefetch_related("county__names")
        .with_last_year()
        .order_by("county__key", "task__form__code", "pk")
    )
    if form:
        rows = rows.filter(task__form__code=form)
    return [row for row in rows if county is None or _is_named(row, county)]


def _is_named(report: Report, name: str) -> bool:
    place = report.county
    names = {place.name, place.key, report.county_name, *place.aliases}
    return name in names | {former.name for former in place.names.all()}


def _nothing(options) -> str:
    whose = f"“{options['county']}”的" if options["county"] else ""
    return f"{options['year']} 年度没有{whose}自评报告；请核对年度和县市区名称。"
