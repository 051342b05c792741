from pathlib import Path

from django.core.management.base import CommandError

from press.paper.fonts import PaperError
from press.paper.printing import print_each
from press.paper.rendering import Press
from selfeval.models import Report
from selfeval.paper.batch import in_batch, submitted_reports
from trust import log
from trust.command import Command as PublicCommand
from trust.command import write_folder


class Command(PublicCommand):
    requires_system_checks = []  # they load every page: a second that is not needed here
    help = "把一个年度已提交的县市区自评报告排成 PDF，按市州分目录写入。"

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("dir")
        parser.add_argument("--county", help="只排一个县市区")

    def handle(self, *args, **options):
        year = options["year"]
        try:
            with Press() as press:
                rows = self._reports(year, options["county"])
                made = print_each(press, in_batch([row.pk for row in rows]).documents())
                named = ((f"{document.name}.pdf", pdf) for document, pdf in made)
                names = write_folder(Path(options["dir"]), named)
        except PaperError as error:
            raise CommandError(str(error)) from error
        log.write_alone(self.actor, "生成自评报告", None, after={"年度": year, "文件": names})
        self.say(f"已写入 {options['dir']}：{len(names)} 个文件。")

    def _reports(self, year: int, county: str | None) -> list[Report]:
        rows = submitted_reports(year)
        if county:
            rows = rows.prefetch_related("county__names")
        found = [row for row in rows if not county or county in _names(row)]
        if not found:
            whose = f"“{county}”" if county else ""
            self.fail([f"{year} 年度没有{whose}已提交的自评报告；请核对年度和县市区名称。"])
        return found


def _names(report: Report) -> set[str]:
    place = report.county
    former = {name.name for name in place.names.all()}
    return {place.name, place.key, report.county_name, *place.aliases, *former}
