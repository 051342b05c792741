"""What the commands print and write: every export, and the imports of what was exported."""

import io
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from .content import text_of
from .site import Site

#: FOLDER stands for where files go; one line after the other, so that exports can be read back.
WRITING = """
export_tables 2017 FOLDER/tables.json
export_tables 2017 FOLDER/tables.xlsx
export_tables 2017 FOLDER/tables.docx
export_results 2017 FOLDER/results.xlsx
export_results 2017 FOLDER/results-grid.xlsx --layout grid
export_results 2017 FOLDER/results-city.xlsx --city 长沙市
export_results 2017 FOLDER/results-city-grid.xlsx --city 湘西 --layout grid
export_results 2017 FOLDER/results-office.xlsx --office 培训中心
export_results 2017 FOLDER/results-office-grid.xlsx --office 培训中心 --layout grid
export_scores 2017 FOLDER/scores.json
export_scores 2017 FOLDER/scores.xlsx
export_scores 2017 FOLDER/ranking.pdf
export_selfeval 2016 FOLDER/selfeval-2016.json
export_selfeval 2017 FOLDER/selfeval-2017.json
export_selfeval 2020 FOLDER/selfeval-2020.json
export_selfeval 2022 FOLDER/selfeval-2022.json
export_selfeval 2023 FOLDER/selfeval-2023.json
export_selfeval 2017 FOLDER/selfeval-scored.json --form department_scored
export_selfeval 2017 FOLDER/selfeval-wangcheng.xlsx --county 望城区 --form department_scored
export_selfeval 2017 FOLDER/selfeval-returned.xlsx --county 望城区 --form unit_narrative
export_selfeval 2017 FOLDER/selfeval-yueyanglou.xlsx --county 岳阳楼区
export_selfeval 2020 FOLDER/selfeval-hengyang.xlsx --county 衡阳县
export_selfeval 2022 FOLDER/selfeval-shaodong.xlsx --county 邵东市
export_selfeval 2023 FOLDER/selfeval-yueyang.xlsx --county 岳阳县
render_scorecards 2017 FOLDER/scorecards
render_scorecards 2017 FOLDER/official-tables --tables
render_scorecards 2017 FOLDER/one-city --city 湘潭市
render_scorecards 2017 FOLDER/zipped --zip --city 湘潭市
render_scorecards 2017 FOLDER/joined --joined
render_selfeval 2016 FOLDER/reports-2016
render_selfeval 2017 FOLDER/reports-2017
render_selfeval 2022 FOLDER/reports-2022
render_selfeval 2023 FOLDER/reports-2023
"""
READING = """
import_tables 2017 fixtures/2017/city-indicator-tables.docx --dry-run
import_tables 2020 fixtures/2017/city-indicator-tables.docx --dry-run
import_tables 2020 FOLDER/tables.json --dry-run
import_tables 2020 FOLDER/tables.xlsx --dry-run
import_tables 2020 FOLDER/tables.docx --dry-run
import_tables 2020 FOLDER/tables.json
import_results 2017 FOLDER/results.xlsx --dry-run
import_results 2017 FOLDER/results-grid.xlsx --dry-run
import_selfeval FOLDER/selfeval-2017.json
import_selfeval FOLDER/selfeval-2020.json
import_selfeval FOLDER/selfeval-wangcheng.xlsx
import_selfeval FOLDER/selfeval-hengyang.xlsx
load_forms
load_places
load_demo
send_reminders
requeue_jobs
verify_log
"""


def run_all(site: Site, folder: Path, keep) -> None:
    """Run each command on the demo as it was; keep(name, told) takes its words and its files."""
    lines = [line for line in (WRITING + READING).splitlines() if line]
    for number, line in enumerate(lines, 1):
        told = _run(line.replace("FOLDER", str(folder)).split())
        site.was_written()
        said = told.encode().replace(str(folder).encode(), b"FOLDER")
        keep(f"{number:02} {line.replace('/', ' ')}", site.blank(said))
        site.put_back()
    for name, data in _files(folder):
        keep(f"files/{name}", site.blank(text_of(data)))


def _run(words: list[str]) -> str:
    """Return what a command prints, with its exit status."""
    from django.core.management import CommandError, execute_from_command_line

    told, status = io.StringIO(), "0"
    with redirect_stdout(told), redirect_stderr(told):
        try:
            execute_from_command_line(["manage.py", *words])
        except (SystemExit, CommandError) as end:
            status = str(end)
    return f"{told.getvalue()}exit {status}\n"


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()
