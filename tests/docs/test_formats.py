"""docs/formats.md shows the files as they are really written, key by key and column by column."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.contrib import admin
from django.core.management import call_command
from openpyxl import load_workbook

from assessment.exports.scores import scores_json
from assessment.exports.tables import tables_json
from assessment.reader.by_hand import HandMark
from selfeval.engine.answers import Answer
from selfeval.engine.definition import form_of
from selfeval.engine.laid import Laid
from selfeval.filing.reports_reading import entered_of, read_reports
from tests import factories
from tests.assessment.loaded import make_standings, make_table

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "formats.md"
REPORTS = ROOT / "fixtures" / "selfeval" / "reports"
FORMS = ROOT / "fixtures" / "selfeval" / "forms"


def section(heading: str) -> str:
    return PAGE.read_text().partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def shown(name: str):
    return json.loads(re.search(r"```json\n(.*?)```", section(f"{name} .json"), re.DOTALL)[1])


def paths(value, so_far: str = "") -> Iterator[str]:
    """Yield where keys stand: cities[].sections[].name."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield f"{so_far}.{key}"
            yield from paths(part, f"{so_far}.{key}")
    if isinstance(value, list):
        for part in value:
            yield from paths(part, f"{so_far}[]")


# --- .json ----------------------------------------------------------------------------------------


def test_tables_are_shown_with_just_the_keys_they_are_written_with():
    assert set(paths(shown("export_tables"))) == set(paths(tables_json(2017, [make_table()])))


def test_a_row_made_by_hand_is_told_with_its_keys():
    mark = HandMark("张三", datetime(2018, 1, 5, tzinfo=UTC), "原文漏印小数点")
    table = make_table()
    business, *others = table.sections
    item = business.items[0]
    marked = replace(item, components=(replace(item.components[0], mark=mark),))
    first = replace(business, items=(marked,))
    written = tables_json(2017, [replace(table, sections=(first, *others))])
    component = written["cities"][0]["sections"][0]["items"][0]["components"][0]
    keys = "{" + ", ".join(f'"{key}"' for key in component["by_hand"]) + "}"
    assert f'`"by_hand": {keys}`' in section("export_tables .json")


def test_scores_are_shown_with_just_the_keys_they_are_written_with():
    written = scores_json(make_standings(make_table("湘潭市", like="湘潭市")))
    assert set(paths(shown("export_scores"))) == set(paths(written))


@pytest.fixture
def hengyang(db):
    """The draft that the page shows."""
    factories.make_county("衡阳县", factories.make_city("衡阳市"))
    call_command("import_selfeval", str(REPORTS / "2020_hengyang.json"), stdout=StringIO())


def test_a_report_is_shown_as_it_is_written_if_not_whole(hengyang, tmp_path):
    call_command("export_selfeval", 2020, str(tmp_path / "2020.json"))
    written = json.loads((tmp_path / "2020.json").read_text())
    [part], [whole] = shown("export_selfeval")["reports"], written["reports"]
    assert set(shown("export_selfeval")) == set(written)
    assert set(part) == set(whole)
    for name in ("fields", "tables"):
        assert part[name] == {code: whole[name].get(code) for code in part[name]}
    for name in ("indicators", "computed", "checks"):
        assert [told for told in part[name] if told not in whole[name]] == []


def test_the_further_keys_of_an_indicator_are_told():
    """Those of what a county may say about an indicator that the example leaves out."""
    sentence = re.search(
        r"further keys where they are set: ([^.]+)\.", section("export_selfeval .json")
    )
    always = set(shown("export_selfeval")["reports"][0]["indicators"][0])
    assert set(re.findall(r"\w+", sentence[1])) == {f.name for f in fields(Answer)} - always


def test_the_report_shown_can_be_imported():
    file, *others = read_reports(json.dumps(shown("export_selfeval")).encode())
    form = form_of(json.loads((FORMS / f"{file.form}.json").read_text()))
    entered = entered_of(file, form)
    told = [entered.fields["spend_staff"], entered.tables["staffing"][0].cells["actual"]]
    told += [entered.answer("villages").outcome, entered.fields.get("spend_basic", "")]
    assert (told, others) == (["102.57", "18", "3个", ""], [])
    known = set(Laid(form, entered, file.year).cell_by_address)
    assert set(shown("export_selfeval")["reports"][0]["fields"]) <= known


# --- .xlsx ----------------------------------------------------------------------------------------


def columns_told(text: str) -> list[list[str]]:
    """Return the words of the first two cells of each row of a table, in its order."""
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", text, flags=re.MULTILINE)[1:]
    return [[cell.replace("*", "").split() for cell in row] for row in rows]


def test_the_data_entry_workbook_has_just_the_columns_told(db, tmp_path):
    factories.make_table()
    call_command("export_results", 2017, str(tmp_path / "2017.xlsx"))
    header, *_ = load_workbook(tmp_path / "2017.xlsx").worksheets[0].values
    told = [name for names, _ in columns_told(section("The data-entry workbook")) for name in names]
    assert told == list(header)


def test_the_fill_in_workbook_has_the_sheets_told(hengyang, tmp_path):
    call_command("export_selfeval", 2020, str(tmp_path / "2020.xlsx"))
    sheets = load_workbook(tmp_path / "2020.xlsx").worksheets
    told = section("The fill-in workbook")
    assert [sheet.title for sheet in sheets if sheet.title in told] == [
        "填报说明",
        "核对与说明",
        "核对码",
    ]
    assert [sheet.title for sheet in sheets if sheet.sheet_state != "visible"] == ["核对码"]


def test_the_lists_of_the_setup_pages_have_just_the_columns_told():
    told = {name: columns for [name], columns in columns_told(section("The lists of 系统设置"))}
    lists = {
        page.opts.verbose_name: page.resource_classes[0]()
        for page in admin.site._registry.values()
        if hasattr(page, "resource_classes")
    }
    assert told == {
        name: [field.column_name for field in resource.get_import_fields()]
        for name, resource in lists.items()
    }
