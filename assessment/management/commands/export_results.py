from assessment.exports.results import results_xlsx
from assessment.exports.results_grid import results_grid_xlsx
from assessment.loading import load_tables
from assessment.year.naming import tables_named, the_year
from cities.models import Office
from trust import log
from trust.command import Command as PublicCommand
from trust.command import write_file

WRITERS = {"list": results_xlsx, "grid": results_grid_xlsx}


class Command(PublicCommand):
    help = "导出一个年度的采集表（.xlsx），一行一个测量项，或按指标分表、一行一个市州。"

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("file")
        parser.add_argument("--city", help="只导出一个市州")
        parser.add_argument("--office", help="只导出一个处室的指标")

        parser.add_argument(
            "--layout",
            default="list",
            help="list：一行一个测量项（默认）；grid：一个指标一张表，一行一个市州",
        )

    def handle(self, *args, **options):
        year = the_year(options["year"])
        tables = load_tables(tables_named(year, options["city"]))
        write = WRITERS.get(options["layout"])
        if write is None:
            self.fail([f"没有样式“{options['layout']}”；--layout 可用 {' 或 '.join(WRITERS)}。"])
        write_file(options["file"], write(tables, self._office(options["office"])))
        log.write_alone(self.actor, "导出采集表", year, after={"文件": options["file"]})

    def _office(self, name: str | None) -> int | None:
        if not name:
            return None
        office = (
            Office.objects.filter(name=name).first() or Office.objects.filter(code=name).first()
        )
        if office is None:
            known = "、".join(Office.objects.values_list("name", flat=True))
            self.fail([f"没有处室“{name}”；现有处室：{known}。"])
        return office.pk
