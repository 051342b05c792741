from pathlib import Path

from assessment.incidents.differences import RegisterComparison, compare
from assessment.incidents.exchange import import_incidents
from assessment.year.naming import the_year
from trust import files
from trust.command import Command as PublicCommand
from trust.command import read_file
from trust.imports import Source


class Command(PublicCommand):
    help = "读入事件台账（.xlsx）；逐行检查，全部通过才写入。"

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("file")
        parser.add_argument("--dry-run", action="store_true", help="只列出变化，不写入")

    def handle(self, *args, **options):
        year = the_year(options["year"])
        data = read_file(options["file"])
        name = Path(options["file"]).name
        comparison = compare(year, data, name)
        self._tell(comparison)
        if not options["dry_run"]:
            import_incidents(
                year=year,
                changes=comparison.changes,
                source=Source(name, files.store(data)),
                user=None,
                actor=self.actor,
            )
        done = "试读，未写入：" if options["dry_run"] else ""
        self.stdout.write(
            f"{done}共 {len(comparison.changes)} 行变化，{comparison.same} 行没有变化。"
        )

    def _tell(self, comparison: RegisterComparison) -> None:
        for change in comparison.changes:
            self.stdout.write(f"{change.place} {change.told}")
        for notice in comparison.notices:
            self.stdout.write(f"[提示] {notice}。")
