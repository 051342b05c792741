"""The four source reports in the three shapes in which counties have them: what is read of each.

What is not read into its cell is offered or listed; nothing stands in another cell than its own.
`pytest -s` prints the shares.
"""

import json
import re
import subprocess
import sys

import pytest

from selfeval.engine.answers import as_json
from selfeval.engine.cells import FormCell
from selfeval.engine.values import parse_cell
from selfeval.filing.addresses import blank_answers
from selfeval.filing.word_report.reading import take_report
from selfeval.filing.word_report.types import FoundWords, Reading
from tests.engine.alone import ROOT
from tests.selfeval.factories import shipped, source
from tests.selfeval.papers import SOURCES
from tests.selfeval.word_shapes import SHAPES, printed_words, told, word_file

READ = 0.95


def reading_of(name: str, data: bytes) -> Reading:
    report = source(name)
    known = {
        "form": json.loads(shipped(report["form"])),
        "entered": as_json(blank_answers(told(name).form)),
        "year": report["year"],
        "county": report["county"],
        "others": ["渌口区", "攸县城关"],
    }
    return take_report(data, known)


def says(cell: FormCell, found: FoundWords, words: str) -> bool:
    """Whether a report's words are the cell's: the same number, or the same text."""
    values = [
        parse_cell(cell.kind, w, cell.unit, choices=cell.choices) for w in (found.text, words)
    ]
    if all(value.is_number for value in values):
        return values[0].number == values[1].number
    return re.sub(r"\s+", "", found.text) == re.sub(r"\s+", "", words)


def row_of(found: FoundWords) -> str:
    """Return the address that a row to be added has in the source."""
    return re.sub(r"\.\+(\d+)\.", r".\1.", found.address)


def is_given(cell: FormCell | None) -> bool:
    return cell is not None and (cell.is_computed or bool(cell.fixed))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", SOURCES)
def test_a_report_is_read_in_every_shape(name, shape):
    own, words = told(name), printed_words(name)
    reading = reading_of(name, word_file(name, shape))
    cells = own.laid.cell_by_address
    placed = {row_of(found): found for found in reading.found if not found.doubt}
    ours = {a: f for a, f in placed.items() if a in words or not is_given(cells.get(a))}
    right = {a for a in ours.keys() & words if says(cells[a], ours[a], words[a])}
    print(f"{name} {shape}: {len(right)} / {len(words)}")
    assert set(ours) - right == set()
    assert len(right) / len(words) >= READ
    assert reading.strange == ()


def test_indicators_of_other_years_are_offered_not_taken():
    """The source's own slip: 2022 and 2021 where the form says 2023 and 2024."""
    reading = reading_of("2023_yueyang", word_file("2023_yueyang", "typed"))
    offered = {f.address: f.text for f in reading.found if f.doubt}
    assert offered == {
        "year_end_rate.target": "80", "year_end_rate.outcome": "79",
        "march_rate.target": "100", "march_rate.outcome": "94",
    }  # fmt: skip


def test_reading_imports_nothing_of_django():
    program = "import sys, selfeval.filing.word_report.reading; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
