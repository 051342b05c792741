"""Scores in files: the public .json, and the workbook that computes them anew."""

import io
import json
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from itertools import cycle, product

import openpyxl
import pytest

from assessment.engine.explain import POOLING_LABELS, STEP_READING_LABELS
from assessment.engine.types import Basis, Policy, Pooling, StepReading
from assessment.exports.score_formulas import FORMULAS
from assessment.exports.scores import scores_json, scores_xlsx
from assessment.scores.standing import score_tables
from tests.assessment.loaded import (
    case_values,
    make_standings,
    make_table,
    random_values,
    with_texts,
)
from tests.engine.worked import WORKED_EXAMPLES

CITIES = [f"市州{number}" for number in range(1, 15)]
PAYLOADS = ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "=cmd|' /C calc'!A0",
            "\t=1+1", "'=1+1", "{=1}", "=IMPORTXML(A1)"]  # fmt: skip
LAST_SECTION_COLUMN = 11  # 总分: two sections of four columns after rank and city


def random_tables(seed, cities=CITIES):
    """Tables with made-up results; every third or so is of a city without a task."""
    tables = []
    for number, city in enumerate(cities, start=1):
        like = "湘潭市" if number in (3, 6, 13) else "长沙市"
        head = {"key": f"43{number:02}00", "pk": number, "like": like}
        values = random_values(make_table(city, **head), seed * 100 + number)
        tables.append(make_table(city, **head, values=values))
    return tables


def recalculated(tmp_path, books):
    """Return workbooks as LibreOffice computes them, by name."""
    office = shutil.which("soffice")
    assert office, "libreoffice-calc-nogui is needed to recalculate the workbooks"
    out = tmp_path / "out"
    for name, data in books.items():
        (tmp_path / f"{name}.xlsx").write_bytes(data)
    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out),
         *(str(tmp_path / f"{name}.xlsx") for name in books)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return {name: openpyxl.load_workbook(out / f"{name}.xlsx", data_only=True) for name in books}


def assert_same(book, standings):
    """Compare every rank, total, section and item with the engine's."""
    rows = list(book["排名"].iter_rows(min_row=2, values_only=True))
    for row, city in zip(rows, standings.by_rank, strict=True):
        assert row[:2] == (city.rank, city.city)
        sections = [(row[3 + 4 * n], row[5 + 4 * n]) for n in range(2)]
        assert sections == [(float(s.available), float(s.score)) for s in city.score.sections]
        assert row[LAST_SECTION_COLUMN - 1] == float(city.total)
        assert row[LAST_SECTION_COLUMN] == len(city.score.missing)
    items = [i for c in standings.by_rank for s in c.score.sections for i in s.items]
    scores = [row[5] for row in book["评分"].iter_rows(min_row=2, values_only=True)]
    assert scores == pytest.approx([float(item.score) for item in items], abs=1e-9)


def test_workbook_recomputes_the_scores_under_every_choice(tmp_path):
    tables = random_tables(seed=1, cities=CITIES[:6])
    policies = {
        f"{reading}-{pooling}-{capped}": Policy(reading, pooling, capped)
        for reading, pooling, capped in product(StepReading, Pooling, (True, False))
    }
    standings = {name: score_tables(2017, tables, policy) for name, policy in policies.items()}
    books = recalculated(tmp_path, {name: scores_xlsx(s) for name, s in standings.items()})
    for name in policies:
        assert_same(books[name], standings[name])


def test_workbook_follows_other_choices_and_other_values(tmp_path):
    tables = random_tables(seed=2)
    book = openpyxl.load_workbook(io.BytesIO(scores_xlsx(score_tables(2017, tables, Policy()))))
    book["口径"]["B2"] = STEP_READING_LABELS[StepReading.STARTED]
    book["口径"]["B3"] = POOLING_LABELS[Pooling.EACH]
    details = book["明细"]
    first = details["A2"].value
    for row in range(2, details.max_row + 1):
        if details.cell(row, 1).value == first and details.cell(row, 8).value == "油茶":
            details.cell(row, 12).value = 1234
    changed = io.BytesIO()
    book.save(changed)
    other = [
        _with_value(t, "移民产业/1/油茶", Decimal(1234)) if t.city == first else t for t in tables
    ]
    policy = Policy(StepReading.STARTED, Pooling.EACH)
    found = recalculated(tmp_path, {"changed": changed.getvalue()})["changed"]
    expected = {c.city: c for c in score_tables(2017, other, policy).cities}
    for row in found["排名"].iter_rows(min_row=2, values_only=True):
        assert (row[0], row[LAST_SECTION_COLUMN - 1]) == (
            expected[row[1]].rank, float(expected[row[1]].total)
        )  # fmt: skip


def test_workbook_counts_steps_exactly_at_their_bounds(tmp_path):
    """Ten percent short in amounts that binary fractions cannot hold is still one step."""
    blank = make_table()
    targets = {m.code: m.engine.target for m in blank.measures if m.engine.target}
    names = {}
    for percent in (90, 80, 70, 40, 10):
        values = {code: str(target * percent / 100) for code, target in targets.items()}
        names[str(percent)] = make_standings(make_table(values=values))
    books = recalculated(tmp_path, {name: scores_xlsx(s) for name, s in names.items()})
    for name, standings in names.items():
        assert_same(books[name], standings)


def test_every_basis_has_its_formula():
    assert set(FORMULAS) == set(Basis)


def test_workbook_keeps_texts_as_texts():
    table = with_texts(make_table(city="=1+1"), cycle(PAYLOADS))
    book = openpyxl.load_workbook(io.BytesIO(scores_xlsx(make_standings(table))))
    texts = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value in PAYLOADS]
    assert {cell.value for cell in texts} >= {"=1+1", "@SUM(A1)"}
    assert {cell.data_type for cell in texts} == {"s"}
    assert book["排名"]["B2"].data_type == "s"


def test_workbook_without_any_city_opens():
    book = openpyxl.load_workbook(io.BytesIO(scores_xlsx(make_standings())))
    assert book.sheetnames == ["排名", "评分", "明细", "口径"]


@pytest.mark.parametrize(
    ("city", "number"),
    [(city, n) for city in WORKED_EXAMPLES for n in range(len(WORKED_EXAMPLES[city]["cases"]))],
)
def test_json_tells_the_scores_of_the_worked_examples(city, number):
    case = WORKED_EXAMPLES[city]["cases"][number]
    table = make_table(city, like=city, values=case_values(city, number))
    told = scores_json(make_standings(table))["cities"][0]
    scores = {i["name"]: Decimal(i["score"]) for s in told["sections"] for i in s["items"]}
    assert scores == {name: Decimal(score) for name, score in case["expected"]["items"].items()}
    assert Decimal(told["total"]) == Decimal(case["expected"]["total"])


def test_json_has_the_public_shape():
    table = make_table("湘潭市", like="湘潭市", values={"移民产业/1/油茶": "2500.50"})
    told = scores_json(make_standings(table))
    assert json.loads(json.dumps(told)) == told
    assert told["policy"] == {
        "step_reading": "whole", "pooling": "capped", "cap_components": True,
    }  # fmt: skip
    city = told["cities"][0]
    assert (city["city"], city["rank"], city["issued"], city["complete"]) == (
        "湘潭市", 1, True, False,
    )  # fmt: skip
    section = city["sections"][0]
    assert list(section) == ["name", "full", "available", "earned", "score", "formula", "items"]
    assert (section["full"], section["available"]) == ("76", "67")
    assert section["formula"].endswith(f"/ 67) × 76 = {section['score']}")
    item = section["items"][0]
    assert item["recorded"] is False
    line = item["components"][0]["lines"][0]
    assert line["recorded"].startswith("2500.5、—")
    assert section["items"][1]["components"][0]["lines"][0]["recorded"] is None
    assert _floats(told) == []


def test_json_says_when_a_table_is_not_issued():
    table = replace(make_table(), issued=False)
    assert scores_json(make_standings(table))["cities"][0]["issued"] is False


def test_equal_totals_share_a_rank():
    tables = [make_table(f"市州{n}", key=f"43{n}", pk=n) for n in (1, 2)]
    last = make_table("市州3", key="433", pk=3, values={"廉政建设/1/违纪违规": "1"})
    told = scores_json(make_standings(*tables, last))
    assert [city["rank"] for city in told["cities"]] == [1, 1, 3]


def _floats(value):
    if isinstance(value, dict):
        return [f for part in value.values() for f in _floats(part)]
    if isinstance(value, list):
        return [f for part in value for f in _floats(part)]
    return [value] if isinstance(value, float) else []


def _with_value(table, code, value):
    values = {m.code: str(m.record.value) for m in table.measures if m.record.value is not None}
    values[code] = str(value)
    like = "湘潭市" if table.notes else "长沙市"
    return make_table(table.city, key=table.city_key, pk=table.pk, like=like, values=values)
