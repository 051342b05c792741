from pathlib import Path

from press.workbooks.choosing import MINE_HELP, THEIRS_HELP, choice_of
from press.workbooks.conflicts import Choice
from selfeval.filing.actions.exchange import import_reports
from selfeval.filing.reports_reading import WrongFile, read_reports
from selfeval.filing.workbook.intake import import_workbook
from trust import files
from trust.command import Command as PublicCommand
from trust.command import read_file
from trust.imports import Source


class Command(PublicCommand):
    help = "读入县市区自评报告（.json 或填报用的 .xlsx）为草稿；全部读通才写入。“-”读标准输入。"

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--year", type=int, help="文件里没有年度时用这个年度")
        parser.add_argument("--mine", action="store_true", help=MINE_HELP)
        parser.add_argument("--theirs", action="store_true", help=THEIRS_HELP)

    def handle(self, *args, **options):
        choice = choice_of(self, options)
        data, name = read_file(options["file"]), options["file"]
        try:
            if _is_workbook(data, name):
                self._workbook(data, name, choice)
            else:
                self._reports(data, name, options["year"])
        except WrongFile as wrong:
            self.fail([*wrong.lines, "没有导入任何内容。"])

    def _reports(self, data: bytes, name: str, year: int | None) -> None:
        reports = read_reports(data, year)
        source = Source(Path(name).name, files.store(data))
        done = import_reports(files=reports, actor=self.actor, source=source)
        for task in done.tasks:
            self.say(f"没有对应的填报任务，已新建并布置：{task}")
        for report in done.changed:
            score = f"总分 {report.total_shown} {report.grade}".rstrip()
            todo = (
                f"错误 {report.errors}，待填 {report.to_fill}，待说明 {report.unexplained}，"
                f"提示 {report.reminders}"
            )
            self.stdout.write(f"已导入：{report}（{score}；{todo}）")
        for report in done.unchanged:
            self.stdout.write(f"没有变化：{report}")

    def _workbook(self, data: bytes, name: str, choice: Choice | None) -> None:
        self.stdout.write(import_workbook(data, Path(name).name, self.actor, choice=choice))


def _is_workbook(data: bytes, name: str) -> bool:
    return Path(name).suffix.lower() == ".xlsx" or data.startswith(b"PK")
