"""122 reports as PDF by the worker's job, against LibreOffice converting the same as .docx.

The four source reports in turns, each under a county of its own. The worker is the real one,
running already, and the time is from the request to the finished .zip; LibreOffice converts all
files in one call with a profile made before, and making the .docx is not counted.
"""

import io
import subprocess
import zipfile
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from django.db import connection
from pypdf import PdfReader

from script.benchmarks.figures import busy_seconds, interleaved, seconds, show
from script.benchmarks.selfeval_site import add_submitted
from script.benchmarks.site import finish_job, running_worker
from selfeval.models import Report
from selfeval.paper.batch import submitted_reports
from selfeval.paper.filing import document_for, paper_for
from selfeval.paper.word import report_docx
from trust import papers
from trust.files import open_file
from trust.models import Job

REPORTS = 122
ROUNDS = 2
MOST = 0.9
YEAR, WARM_YEAR = 2031, 2030
#: The tasks of the demo that hold the four source reports alone: form, year.
SOURCES = (
    ("department_basic", 2017),
    ("department_scored", 2020),
    ("unit_narrative", 2022),
    ("resettlement_fund", 2023),
)


def main(reports: int = REPORTS, rounds: int = ROUNDS) -> None:
    add_submitted(sources(), YEAR, reports)
    add_submitted(sources(), WARM_YEAR, len(SOURCES))
    with TemporaryDirectory() as name:
        folder = Path(name)
        _convert(folder / "warm", written(folder / "warm", WARM_YEAR))
        convert = partial(_convert, folder / "all", written(folder / "all", YEAR))
        connection.close()
        work: dict[str, list[float]] = {"job": [], "office": []}
        with running_worker():
            finish_job("selfeval_zip", WARM_YEAR)
            job = partial(_finish_anew, YEAR)
            took = interleaved(
                rounds,
                job=partial(_taking, job, work["job"]),
                office=partial(_taking, convert, work["office"]),
            )
        _show(reports, took, work)
        _show_parts(took["job"])
        _show_pages(folder / "all", reports)


def sources() -> list[Report]:
    related = ("task__form", "county__city", "latest")
    held = Report.objects.select_related(*related).order_by("pk")
    return [held.filter(task__form__code=form, task__year=year)[0] for form, year in SOURCES]


def written(folder: Path, year: int) -> list[Path]:
    """Write the site's own .docx of every report of a year."""
    folder.mkdir(exist_ok=True)
    paths = []
    for number, report in enumerate(submitted_reports(year)):
        paths.append(folder / f"{number:03d}.docx")
        paths[-1].write_bytes(report_docx(paper_for(report, report.latest)))
    return paths


def _convert(folder: Path, documents: list[Path]) -> None:
    profile = f"-env:UserInstallation=file://{folder.parent}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir"]
    target = folder / "office"
    subprocess.run([*command, target, *documents], check=True, capture_output=True)
    made = sum((target / f"{document.stem}.pdf").exists() for document in documents)
    if made != len(documents):
        raise SystemExit(f"LibreOffice made {made} of {len(documents)} files")


def _finish_anew(year: int) -> None:
    """Have the worker lay out every report: what was kept is removed before."""
    papers.prune(timedelta(0))
    finish_job("selfeval_zip", year)


def _taking(call, spent: list[float]) -> float:
    """Return the seconds of a call; keep the processor's seconds, too."""
    before = busy_seconds()
    took = seconds(call)
    spent.append(busy_seconds() - before)
    return took


def _show(reports: int, took: dict[str, float], work: dict[str, list[float]]) -> None:
    for name, what in (
        ("job", f"{reports} reports, by the worker's job: time (processor)"),
        ("office", f"LibreOffice, {reports} .docx in one call"),
    ):
        show(what, f"{took[name]:.1f} s ({median(work[name]):.1f} s)")
    ratio = took["job"] / took["office"]
    show("the job ÷ LibreOffice", f"{ratio:.2f}", f"≤ {MOST}", ratio <= MOST)


def _show_parts(took: float) -> None:
    """Of the job's time: from rows to HTML, which one process does."""
    rows = list(submitted_reports(YEAR))
    making = seconds(lambda: [document_for(row, row.latest) for row in rows])
    show("  of that time, from rows to HTML", f"{making:.1f} s, {making / took:.0%}")


def _show_pages(folder: Path, reports: int) -> None:
    job = Job.objects.exclude(file=None).latest("pk")
    with open_file(job.file) as file, zipfile.ZipFile(file) as archive:
        ours = [archive.read(name) for name in archive.namelist()]
    theirs = [path.read_bytes() for path in (folder / "office").glob("*.pdf")]
    if len(ours) != reports:
        raise SystemExit(f"the job made {len(ours)} of {reports} files")
    for whose, files in (("the job's", ours), ("LibreOffice's", theirs)):
        pages = sum(len(PdfReader(io.BytesIO(data)).pages) for data in files)
        show(f"  pages and size of {whose} files", f"{pages}, {sum(map(len, files)) / 1e6:.1f} MB")
