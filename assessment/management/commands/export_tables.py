import json
from pathlib import Path

from assessment.exports.official import tables_docx, tables_xlsx
from assessment.exports.tables import tables_json
from assessment.loading import load_tables
from assessment.year.naming import tables_named, the_year
from trust import log
from trust.command import Command as PublicCommand
from trust.command import write_file


class Command(PublicCommand):
    help = "导出一个年度的考核指标表（.json、.xlsx、.docx）；“-”按 .json 写到标准输出。"

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("file")

    def handle(self, *args, **options):
        suffix = ".json" if options["file"] == "-" else Path(options["file"]).suffix.lower()
        if suffix not in (".json", ".xlsx", ".docx"):
            self.fail([f"不支持的文件类型“{suffix}”；请用 .json、.xlsx 或 .docx。"])
        year = the_year(options["year"])
        tables = load_tables(tables_named(year, None))
        write_file(options["file"], _data(suffix, year.number, tables))
        log.write_alone(self.actor, "导出指标表", year, after={"文件": options["file"]})


def _data(suffix: str, number: int, tables) -> bytes:
    match suffix:
        case ".xlsx":
            return tables_xlsx(tables)
        case ".docx":
            return tables_docx(tables)
    return json.dumps(tables_json(number, tables), ensure_ascii=False, indent=1).encode()
