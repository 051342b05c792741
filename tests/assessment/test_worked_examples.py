"""The worked examples through the whole product: docx, workbook, commands, .json."""

import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from tests.assessment.seeds import import_2017

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

EXAMPLES = json.loads(
    (Path(__file__).parents[1] / "cases" / "worked_examples.json").read_text(encoding="utf-8")
)
CASES = [
    pytest.param(city, case, id=f"{city}-{number}")
    for city, told in EXAMPLES.items()
    for number, case in enumerate(told["cases"], 1)
]


@pytest.mark.parametrize(("city", "case"), CASES)
def test_workbook_of_recorded_results_gives_the_scores(tmp_path, city, case):
    import_2017(only=(city,))
    path = tmp_path / "results.xlsx"
    call_command("export_results", 2017, str(path))
    fill_in(path, case["results"])

    call_command("import_results", 2017, str(path), stdout=io.StringIO())
    call_command("export_scores", 2017, str(tmp_path / "scores.json"))

    [told] = json.loads((tmp_path / "scores.json").read_text())["cities"]
    expected = case["expected"]
    items = {i["name"]: i["score"] for s in told["sections"] for i in s["items"]}
    assert items == {
        name: str(int(Decimal(score)) if Decimal(score) % 1 == 0 else Decimal(score))
        for name, score in expected["items"].items()
    }
    business, efficiency = told["sections"]
    assert (business["score"], efficiency["score"], told["total"]) == (
        expected["business"],
        expected["efficiency"],
        expected["total"],
    )
    assert told["issued"] is False


def fill_in(path, results):
    """Write each result into the one row of its component whose measure contains its key."""
    book = load_workbook(path)
    sheet = book.active
    for result in results:
        [line] = [
            line
            for line in range(2, sheet.max_row + 1)
            if sheet.cell(line, 3).value == result["item"]
            and sheet.cell(line, 4).value == result["component"]
            and result["measure"] in sheet.cell(line, 5).value
        ]
        sheet.cell(line, 9).value = result["value"]
    book.save(path)
