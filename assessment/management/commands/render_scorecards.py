from collections.abc import Iterable
from pathlib import Path

from django.core.management.base import CommandError

from assessment.loading import load_tables
from assessment.paper.printing import scorecards_of, tables_of
from assessment.year.naming import tables_named, the_year
from press.paper.fonts import PaperError
from press.paper.printing import Document, print_each, print_joined, zipped
from press.paper.rendering import Press
from trust import log
from trust.command import Command as PublicCommand
from trust.command import write_folder


class Command(PublicCommand):
    requires_system_checks = []  # they load every page: a second that is not needed here
    help = "把一个年度的评分卡（或指标表）排成 PDF，一个市州一份，写入目录。"

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("dir")
        parser.add_argument("--city", help="只排一个市州")
        parser.add_argument("--tables", action="store_true", help="改排官方样式的指标表")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--zip", action="store_true", help="打成一个 .zip")
        how.add_argument("--joined", action="store_true", help="合成一个 PDF")

    def handle(self, *args, **options):
        year = the_year(options["year"])
        tables = tables_named(year, options["city"])
        kind = "指标表" if options["tables"] else "评分卡"
        try:
            with Press() as press:
                documents = (
                    tables_of(load_tables(tables))
                    if options["tables"]
                    else scorecards_of(year, set(tables.values_list("city_id", flat=True)))
                )
                names = write_folder(
                    Path(options["dir"]), _files(press, documents, f"{year}{kind}", options=options)
                )
        except PaperError as error:
            raise CommandError(str(error)) from error
        log.write_alone(self.actor, f"生成{kind}", year, after={"文件": names})
        self.say(f"已写入 {options['dir']}：{len(names)} 个文件。")


def _files(
    press: Press, documents: list[Document], title: str, *, options: dict
) -> Iterable[tuple[str, bytes]]:
    if options["joined"]:
        return [(f"{title}.pdf", print_joined(press, documents, title))]
    each = (
        (f"{document.name}.pdf", pdf)
        for document, pdf in zip(documents, print_each(press, documents), strict=True)
    )
    return [(f"{title}.zip", zipped(each))] if options["zip"] else each
