from pathlib import Path

from assessment.actions.exchange import decided, import_differences
from assessment.collection.differences import Comparison, ResultChange, compare
from assessment.year.naming import the_year
from press.workbooks.choosing import MINE_HELP, THEIRS_HELP, choice_of
from trust import files
from trust.command import Command as PublicCommand
from trust.command import read_file
from trust.imports import Source

ADVICE = "请核对后加 --mine 用工作簿的，或加 --theirs 保留现有的。"


class Command(PublicCommand):
    help = "读入填好的采集表（.xlsx）；逐行检查，全部通过才写入。"

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("file")
        parser.add_argument("--dry-run", action="store_true", help="只列出差异，不写入")
        parser.add_argument("--mine", action="store_true", help=MINE_HELP)
        parser.add_argument("--theirs", action="store_true", help=THEIRS_HELP)

    def handle(self, *args, **options):
        year = the_year(options["year"])
        choice = choice_of(self, options)
        data = read_file(options["file"])
        comparison = compare(year, data, Path(options["file"]).name)
        self._tell(comparison)
        choices = {d.result_id: choice for d in comparison.conflicts if choice}
        differences = decided(comparison, choices, advice=ADVICE)
        if not options["dry_run"]:
            source = Source(Path(options["file"]).name, files.store(data))
            import_differences(differences, user=None, actor=self.actor, source=source)
        done = "试读，未写入：" if options["dry_run"] else ""
        self.stdout.write(f"{done}共 {len(differences)} 处变化。")

    def _tell(self, comparison: Comparison) -> None:
        for d in comparison.differences:
            self.stdout.write(_line(d))
            for note in d.notes:
                self.stdout.write(f"  [提示] {d.place} {note}")
            for doubt in d.doubts:
                self.stdout.write(f"  [存疑] {d.place} {doubt}")
        for kept in comparison.kept:
            self.stdout.write(f"[提示] {kept}；工作簿中为空，保留不动（要清空请填“清空”）")
        for notice in comparison.notices:
            self.stdout.write(f"[提示] {notice}。")


def _line(difference: ResultChange) -> str:
    told = f"{difference.subject}："
    if difference.changes_value:
        told += f"{difference.before or '—'} → {difference.after or '—'}"
    if difference.changes_remark:
        told += f" 备注：{difference.remark or '（清空）'}"
    return told + ("（冲突）" if difference.disputed else "")
