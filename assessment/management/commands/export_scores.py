from pathlib import Path

from assessment.frozen.shown import scores_book, scores_told
from assessment.models import Year
from assessment.paper.printing import printed_ranking
from assessment.year.naming import tables_named, the_year
from press.paper.fonts import PaperError
from trust import log
from trust.command import Command as PublicCommand
from trust.command import write_file


class Command(PublicCommand):
    help = "导出一个年度的得分（.json、.xlsx 带公式、.pdf 排名）；“-”按 .json 写到标准输出。"

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("file")

    def handle(self, *args, **options):
        suffix = ".json" if options["file"] == "-" else Path(options["file"]).suffix.lower()
        if suffix not in (".json", ".xlsx", ".pdf"):
            self.fail([f"不支持的文件类型“{suffix}”；请用 .json、.xlsx 或 .pdf。"])
        year = the_year(options["year"])
        tables_named(year, None)
        try:
            data = _data(suffix, year)
        except PaperError as error:
            self.fail([str(error)])
        write_file(options["file"], data)
        log.write_alone(self.actor, "导出得分", year, after={"文件": options["file"]})


def _data(suffix: str, year: Year) -> bytes:
    if suffix == ".pdf":
        return printed_ranking(year)
    return scores_book(year) if suffix == ".xlsx" else scores_told(year) + b"\n"
