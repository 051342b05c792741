from pathlib import Path

from assessment.actions.exchange import import_differences, read_differences
from assessment.actions.imports import Source
from assessment.yearly import the_year
from trust import files
from trust.command import Command as PublicCommand
from trust.command import read_file


class Command(PublicCommand):
    help = "读入填好的采集表（.xlsx）；逐行检查，全部通过才写入。"

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("file")
        parser.add_argument("--dry-run", action="store_true", help="只列出差异，不写入")

    def handle(self, *args, **options):
        year = the_year(options["year"])
        data = read_file(options["file"])
        differences = read_differences(year, data, Path(options["file"]).name)
        for d in differences:
            self.stdout.write(_line(d))
        if not options["dry_run"]:
            source = Source(Path(options["file"]).name, files.store(data))
            import_differences(differences, user=None, actor=self.actor, source=source)
        done = "试读，未写入：" if options["dry_run"] else ""
        self.stdout.write(f"{done}共 {len(differences)} 处变化。")


def _line(difference) -> str:
    told = f"第 {difference.line} 行 {difference.city} {difference.item} {difference.measure}："
    if difference.changes_value:
        told += f"{difference.before or '—'} → {difference.after or '—'}"
    if difference.changes_remark:
        told += f" 备注：{difference.remark or '（清空）'}"
    return told
