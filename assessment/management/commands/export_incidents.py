from assessment.incidents.export import incidents_xlsx
from assessment.year.naming import the_year
from trust import log
from trust.command import Command as PublicCommand
from trust.command import write_file


class Command(PublicCommand):
    help = "导出一个年度的事件台账（.xlsx），改好后可以读回。"

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("file")

    def handle(self, *args, **options):
        year = the_year(options["year"])
        write_file(options["file"], incidents_xlsx(year))
        log.write_alone(self.actor, "导出事件台账", year, after={"文件": options["file"]})
