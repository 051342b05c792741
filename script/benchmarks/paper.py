"""Fourteen scorecards as one PDF, against LibreOffice converting the fourteen official tables.

They are made by the worker's job, as people get them: the worker is the real one, running already,
and the time is from the request to the finished file; and by the command, start-up included. The
.docx files are the site's own export, and LibreOffice keeps a profile that it made before, as it
does on a desk. Kept papers are removed before each run, except where it is measured how long it
takes to have them again.
"""

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection
from pypdf import PdfReader

from assessment.exports.official import tables_docx
from assessment.loading import load_tables
from assessment.models import CityTable
from assessment.paper.printing import cards_title, scorecards_of
from press.paper.printing import print_joined, print_one
from press.paper.rendering import Press
from script.benchmarks.figures import busy_seconds, interleaved, seconds, show
from script.benchmarks.site import YEAR, finish_job, running_worker, the_year
from trust import papers

ROUNDS = 7
MOST_BYTES, MOST_SIZE, MOST_TIME = 1_000_000, 1.2, 0.9


def main(rounds: int = ROUNDS) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        together, apart = _documents(folder)
        office = (_office(folder, [together]), _office(folder, apart))
        calls = {
            "job": partial(finish_job, "scorecards_pdf", YEAR),
            "cards": partial(_run, _cards(folder)),
            "together": partial(_run, office[0]),
            "apart": partial(_run, office[1]),
        }
        connection.close()
        with running_worker():
            for call in calls.values():
                call()
            _check(folder, len(apart))
            took = interleaved(rounds, **{n: partial(_anew, seconds, c) for n, c in calls.items()})
            work = interleaved(1, **{n: partial(_anew, _work, c) for n, c in calls.items()})
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


def _anew(measure: Callable[[Callable[[], object]], float], call: Callable[[], object]) -> float:
    """Return what is measured of a call, with nothing kept."""
    papers.prune(timedelta(0))
    return measure(call)


def _work(call: Callable[[], object]) -> float:
    return seconds(call, busy_seconds)


def _check(folder: Path, cities: int) -> None:
    made = len(list((folder / "office").glob("*.pdf")))
    if made != cities + 1:
        raise SystemExit(f"LibreOffice made {made} of {cities + 1} files")


def _show(took: dict[str, float], work: dict[str, float]) -> None:
    for name, what in (
        ("job", "14 scorecards, one PDF, by the worker's job: time (processor)"),
        ("cards", "14 scorecards, one PDF, by the command"),
        ("together", "LibreOffice, one .docx of 14 tables"),
        ("apart", "LibreOffice, 14 .docx in one call"),
    ):
        show(what, f"{took[name]:.2f} s ({work[name]:.2f} s)")
    faster = min(took["together"], took["apart"])
    for name, what in (("job", "the job"), ("cards", "the command")):
        ratio = took[name] / faster
        show(
            f"{what} ÷ the faster of LibreOffice's",
            f"{ratio:.2f}",
            f"≤ {MOST_TIME}",
            ratio <= MOST_TIME,
        )


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
