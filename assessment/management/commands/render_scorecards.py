from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.core.management.base import CommandError
from django.db.models import QuerySet
from django.utils import timezone

from assessment.loading import load_tables
from assessment.models import CityTable, Year
from assessment.paper.printing import cards_in_batch, printed_cards, tables_of
from assessment.year.naming import tables_named, the_year
from press.paper.fonts import PaperError
from press.paper.printing import print_each, print_joined, zipped
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
        try:
            with Press() as press:
                made = _files(press, year, tables, options=options)
                names = write_folder(Path(options["dir"]), made)
        except PaperError as error:
            raise CommandError(str(error)) from error
        log.write_alone(self.actor, f"生成{_kind(options)}", year, after={"文件": names})
        self.say(f"已写入 {options['dir']}：{len(names)} 个文件。")


def _files(
    press: Press, year: Year, tables: QuerySet[CityTable], *, options: dict
) -> Iterator[tuple[str, bytes | BinaryIO]]:
    places = set(tables.values_list("city_id", flat=True)) if options["city"] else None
    title = f"{year}{_kind(options)}"
    if options["joined"] and not options["tables"]:
        yield f"{title}.pdf", printed_cards(year, places)
        return
    documents = (
        tables_of(load_tables(tables))
        if options["tables"]
        else cards_in_batch(year, places).documents()
    )
    if options["joined"]:
        yield f"{title}.pdf", print_joined(press, documents, title)
        return
    each = ((f"{document.name}.pdf", pdf) for document, pdf in print_each(press, documents))
    if options["zip"]:
        with zipped(each, timezone.localtime()) as held:
            yield f"{title}.zip", held
    else:
        yield from each


def _kind(options: dict) -> str:
    return "指标表" if options["tables"] else "评分卡"
