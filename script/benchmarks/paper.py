"""Fourteen scorecards as one PDF, against LibreOffice converting the fourteen official tables.

Both are commands run anew each time, start-up included. The .docx files are the site's own
export, and LibreOffice keeps a profile that it made before, as it does on a desk. Kept papers are
removed before each run, except where it is measured how long it takes to have them again.
"""

import os
import subprocess
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from pypdf import PdfReader

from assessment.exports.official import tables_docx
from assessment.loading import load_tables
from assessment.models import CityTable
from assessment.paper.printing import cards_title, scorecards_of
from press.paper.printing import print_joined, print_one
from press.paper.rendering import Press
from script.benchmarks.figures import interleaved, seconds, show
from script.benchmarks.site import YEAR, the_year
from trust import papers

ROUNDS = 7
MOST_BYTES, MOST_SIZE = 1_000_000, 1.2


def main(rounds: int = ROUNDS) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        together, apart = _documents(folder)
        commands = {
            "cards": _cards(folder),
            "together": _office(folder, [together]),
            "apart": _office(folder, apart),
        }
        for command in commands.values():
            _run(command)
        _check(folder, len(apart))
        took = interleaved(rounds, **{n: partial(_timed, c) for n, c in commands.items()})
        work = interleaved(1, **{n: partial(_work, c) for n, c in commands.items()})
        _show(took, work)
        _show_size(folder / "cards" / f"{YEAR}年度评分卡.pdf", folder / "office" / "tables.pdf")
    _show_again(rounds)


def _documents(folder: Path) -> tuple[Path, list[Path]]:
    """Write the official tables as one .docx, and as one a city."""
    tables = load_tables(CityTable.objects.filter(year__number=YEAR))
    together = folder / "tables.docx"
    together.write_bytes(tables_docx(tables))
    apart = [folder / f"{table.city_key}.docx" for table in tables]
    for path, table in zip(apart, tables, strict=True):
        path.write_bytes(tables_docx([table]))
    return together, apart


def _cards(folder: Path) -> list[str]:
    command = [sys.executable, "manage.py", "render_scorecards", str(YEAR), str(folder / "cards")]
    return [*command, "--joined"]


def _office(folder: Path, documents: list[Path]) -> list[str]:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf"]
    return [*command, "--outdir", str(folder / "office"), *map(str, documents)]


def _run(command: list[str]) -> None:
    subprocess.run(command, cwd=settings.BASE_DIR, check=True, capture_output=True)


def _timed(command: list[str]) -> float:
    papers.prune(timedelta(0))
    return seconds(lambda: _run(command))


def _work(command: list[str]) -> float:
    """Return the processor's seconds of the command with the processes it started."""
    papers.prune(timedelta(0))
    before = os.times()
    _run(command)
    after = os.times()
    spent_before = before.children_user + before.children_system
    return after.children_user + after.children_system - spent_before


def _check(folder: Path, cities: int) -> None:
    made = len(list((folder / "office").glob("*.pdf")))
    if made != cities + 1:
        raise SystemExit(f"LibreOffice made {made} of {cities + 1} files")


def _show(took: dict[str, float], work: dict[str, float]) -> None:
    for name, what in (
        ("cards", "14 scorecards, one PDF: time (processor)"),
        ("together", "LibreOffice, one .docx of 14 tables"),
        ("apart", "LibreOffice, 14 .docx in one call"),
    ):
        show(what, f"{took[name]:.2f} s ({work[name]:.2f} s)")
    faster = min(took["together"], took["apart"])
    ratio = took["cards"] / faster
    show("scorecards ÷ the faster of LibreOffice's", f"{ratio:.2f}", "≤ 1", ratio <= 1)


def _show_again(rounds: int) -> None:
    """The same papers again in process, from rows to bytes: figures, HTML, what was kept."""
    year = the_year()
    city = CityTable.objects.filter(year=year).order_by("city__key")[0].city_id

    def one() -> None:
        print_one(scorecards_of(year, {city})[0])

    def all_cards() -> None:
        with Press() as press:
            print_joined(press, scorecards_of(year), cards_title(year))

    for call in (one, all_cards):
        call()
    took = interleaved(rounds, one=partial(seconds, one), all=partial(seconds, all_cards))
    for name, what, most in (("one", "one card again", 0.1), ("all", "14 cards again", 0.5)):
        show(what, f"{took[name]:.3f} s", f"≤ {most} s", took[name] <= most)


def _show_size(ours: Path, theirs: Path) -> None:
    """Bytes a page: a card says more than a table, on more pages."""
    (size, pages), (office, office_pages) = map(_size, (ours, theirs))
    what = f"size of the PDF ({pages} pages)"
    show(what, f"{size / 1000:,.0f} kB", "< 1 MB", size < MOST_BYTES)
    show(f"LibreOffice's of the tables ({office_pages} pages)", f"{office / 1000:,.0f} kB")
    ratio = size / pages / (office / office_pages)
    show("size a page ÷ LibreOffice's", f"{ratio:.2f}", f"≤ {MOST_SIZE}", ratio <= MOST_SIZE)


def _size(pdf: Path) -> tuple[int, int]:
    """Return bytes and pages."""
    return pdf.stat().st_size, len(PdfReader(pdf).pages)
