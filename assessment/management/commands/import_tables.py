from pathlib import Path

from assessment.actions.importing import import_tables
from assessment.tables.intake import finding_lines, read_tables
from cities.loading import load_places
from cities.models import Place
from trust import files
from trust.command import Command as PublicCommand
from trust.command import read_file
from trust.imports import Source


class Command(PublicCommand):
    help = "把官方考核指标表（.docx、.xlsx、.json 或纯文本）读入一个年度。"

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("file")
        parser.add_argument("--city", default="", help="标题没有写明时，是哪个市州的指标表")
        parser.add_argument("--dry-run", action="store_true", help="只报告，不写入")
        parser.add_argument("--replace", action="store_true", help="覆盖已下达或已有结果的表")

    def handle(self, *args, **options):
        data = read_file(options["file"])
        if not Place.objects.exists():
            load_places(actor=self.actor)
        name = Path(options["file"]).name
        readings, codes = read_tables(data, name, options["year"], city=options["city"])
        kept = None if options["dry_run"] else files.store(data)
        report = import_tables(
            number=options["year"],
            readings=readings,
            codes=codes,
            actor=self.actor,
            source=Source(name, kept),
            replace=options["replace"],
            dry_run=options["dry_run"],
        )
        for line in finding_lines(report.findings):
            self.stdout.write(line)
        for line in report.lost:
            self.stdout.write(f"[不再适用] {line}")
        self.stdout.write(self._summary(report, options["dry_run"]))

    def _summary(self, report, dry_run: bool) -> str:
        told = "，".join(
            f"{word} {len(cities)} 张"
            for word, cities in (
                ("新导入", report.created),
                ("替换", report.replaced),
                ("未变", report.unchanged),
            )
        )
        return f"{'试读，未写入：' if dry_run else ''}指标表{told}。"
