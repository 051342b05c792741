"""Changing a form part by part, without a database; the helps beside it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from selfeval.definitions import editing
from selfeval.definitions.editing import NoSuchPart, path_of, text_of
from selfeval.definitions.help import formula_faults, names_for, problems_of
from selfeval.definitions.parts import LINE_TYPES, SPECS, line_form, part_form
from selfeval.engine.definition import as_json, form_of
from selfeval.engine.scoring_types import (
    Check,
    Deviation,
    Grade,
    Indicator,
    Link,
    TextFigure,
    TotalCap,
)
from selfeval.engine.types import (
    Column,
    FieldBlock,
    Form,
    IndicatorBlock,
    Kind,
    Narrative,
    Section,
    SignatureBlock,
    Table,
    TotalBlock,
)
from selfeval.engine.validation import validate_form
from tests.selfeval.factories import SMALL

TABLE = path_of("sections.0.blocks.1")


@pytest.fixture
def form() -> Form:
    return form_of(SMALL)


def codes(items) -> list[str]:
    return [item.code for item in items]


@pytest.mark.parametrize(
    ("where", "noun", "kind"),
    [
        ("sections", "", Section),
        ("sections.0.blocks", "fields", FieldBlock),
        ("sections.0.blocks", "table", Table),
        ("sections.0.blocks", "narrative", Narrative),
        ("sections.0.blocks", "indicators", IndicatorBlock),
        ("sections.0.blocks", "total", TotalBlock),
        ("sections.0.blocks", "signatures", SignatureBlock),
        ("sections.0.blocks.1.columns", "", Column),
        ("scoring.tree", "", Indicator),
        ("scoring.tree.1.children", "", Indicator),
        ("scoring.grades", "", Grade),
        ("scoring.caps", "", TotalCap),
        ("scoring.deviations", "", Deviation),
        ("checks", "", Check),
        ("text_figures", "", TextFigure),
        ("links", "", Link),
    ],
)
def test_every_list_grows_by_a_part_that_can_be_read_back(form, where, noun, kind):
    longer, path = editing.added(form, path_of(where), noun)
    part = editing.part_at(longer, path)
    assert type(part) is kind
    assert form_of(as_json(longer)) == longer
    assert editing.removed(longer, path) == form


def test_new_codes_are_free_and_what_is_added_adds_up(form):
    for noun in ("table", "table", "narrative", "fields"):
        form, _ = editing.added(form, path_of("sections.0.blocks"), noun)
    form, _ = editing.added(form, path_of("checks"))
    assert [f for f in validate_form(form) if f.code == "repeated"] == []
    assert validate_form(form) == []


@pytest.mark.parametrize(
    ("path", "by", "order"),
    [
        ("scoring.tree.0", 1, ["output", "execution", "benefit", "satisfaction"]),
        ("scoring.tree.3", -1, ["execution", "output", "satisfaction", "benefit"]),
        ("scoring.tree.0", -1, ["execution", "output", "benefit", "satisfaction"]),
        ("scoring.tree.3", 1, ["execution", "output", "benefit", "satisfaction"]),
    ],
)
def test_parts_move_one_place_and_stop_at_the_edge(form, path, by, order):
    assert codes(editing.moved(form, path_of(path), by).scoring.tree) == order


def test_a_change_touches_nothing_else(form):
    renamed = editing.changed(form, (*TABLE, "columns", 1), label="投资额")
    back = editing.changed(renamed, (*TABLE, "columns", 1), label="金额")
    assert renamed != form
    assert back == form


@pytest.mark.parametrize(
    "path",
    ["sections.9", "sections.0.label", "nothing", "sections.0.blocks.1.columns.x", "code.0",
     "sections.-1", "sections.0.blocks.0.fields.0.code.1", "a" * 300],
)  # fmt: skip
def test_a_path_that_names_nothing_is_refused(form, path):
    with pytest.raises(NoSuchPart):
        editing.part_at(form, path_of(path))


def test_lists_that_hold_no_parts_do_not_grow(form):
    for path in ("scoring.levels", "sections.0.blocks.0", "code"):
        with pytest.raises(NoSuchPart):
            editing.added(form, path_of(path))
    with pytest.raises(NoSuchPart):
        editing.added(form, path_of("sections.0.blocks"), "__class__")


def test_every_part_of_the_outline_has_a_page(form):
    for line in editing.outline(form):
        editing.part_at(form, path_of(line.path))


def test_an_empty_form_can_be_used_at_once():
    form = editing.empty_form("new_form", "新表式")
    assert validate_form(form) == []
    assert form_of(as_json(form)) == form


# Problems, in words with where


@pytest.mark.parametrize(
    ("path", "entries", "opens", "words"),
    [
        ("sections.0.blocks.0.fields.5", {"formula": "percent(spent,"},
         "sections.0.blocks.0.fields.5", "第 15 个字符处"),
        ("sections.0.blocks.0.fields.5", {"formula": "spent / nobody"},
         "sections.0.blocks.0.fields.5", "没有编码为“nobody”"),
        ("sections.0.blocks.1.columns.1", {"total": "sum(gone)"},
         "sections.0.blocks.1.columns.1", "gone"),
        ("sections.0.blocks.1", {"code": "budget"}, "sections.0.blocks.0.fields.3", "出现 2 次"),
        ("scoring.tree.0", {"weight": Decimal(20)}, "scoring", "应为 100"),
        ("scoring.grades.0", {"low": Decimal(92)}, "scoring", "90 至 92 分没有等级"),
        ("scoring.grades.0", {"low": Decimal(85)}, "scoring", "重叠"),
        ("links.0", {"figure": "nobody.outcome"}, "links", "nobody"),
        ("sections.0.blocks.0.fields.0", {"kind": Kind.CHOICE},
         "sections.0.blocks.0.fields.0", "没有可选的内容"),
    ],
)  # fmt: skip
def test_problems_are_told_in_words_and_lead_to_their_part(form, path, entries, opens, words):
    wrong = editing.changed(form, path_of(path), **entries)
    assert [p.path for p in problems_of(wrong) if words in p.message][:1] == [opens]


def test_a_faulty_formula_is_split_where_the_fault_is(form):
    wrong = editing.changed(form, path_of("sections.0.blocks.0.fields.5"), formula="spent ÷ ? 2")
    fault = formula_faults(wrong)["spent ÷ ? 2"]
    assert (fault.before, fault.at, fault.after) == ("spent ÷ ", "?", " 2")


def names(form: Form, path: str) -> dict[str, list[str]]:
    return {title: [n.name for n in group] for title, group in names_for(form, path_of(path))}


def test_names_that_a_formula_may_use(form):
    beside = names(form, "sections.0.blocks.1.columns.1")
    assert beside["本表"] == ["name", "amount"]
    assert "projects.total.amount" in beside["项目"]
    assert "trained.outcome" in beside["指标"]
    assert "trained.score" not in beside["指标"]
    checks, path = editing.added(form, ("checks",))
    assert "trained.score" in names(checks, text_of(path))["指标"]
    assert "total" in names(checks, text_of(path))["其他"]


# The fields of the parts


def all_parts(form: Form):
    for line in editing.outline(form):
        yield editing.part_at(form, path_of(line.path))


def data_of(part_form_) -> dict:
    """What a browser would send back of a form that nobody touched."""
    sent = {}
    for name in part_form_.fields:
        value = part_form_[name].value()
        if value is True:
            sent[part_form_[name].html_name] = "on"
        elif value is not False and value is not None:
            sent[part_form_[name].html_name] = str(value)
    return sent


def test_saving_untouched_changes_nothing(form):
    table = editing.part_at(form, TABLE)
    parts = [p for p in all_parts(form) if not isinstance(p, tuple)]
    form, _ = editing.added(form, path_of("scoring.caps"))
    form, _ = editing.added(form, path_of("scoring.deviations"))
    rules = (*form.scoring.caps, *form.scoring.deviations)
    for part in [*parts, *table.columns, *form.scoring.grades, *rules, *form.links]:
        kept = part_form(part, data_of(part_form(part)))
        assert kept.is_valid(), (part, kept.errors)
        assert kept.edited() == part
        if type(part) in LINE_TYPES:
            line = line_form(part, data_of(line_form(part, prefix="x")), prefix="x")
            assert line.is_valid()
            assert line.edited() == part


def test_every_entry_of_a_part_can_be_edited():
    """What types.py adds to a part must be given a field, or it could only be set by file."""
    elsewhere = {"children", "bands", "fields", "columns", "rows", "blocks", "growing", "tree",
                 "grades", "caps", "deviations", "execution", "code", "version", "sections",
                 "scoring", "checks",
                 "text_figures", "links", "shows"}  # fmt: skip
    for kind, specs in SPECS.items():
        entries = {name for name in kind.__dataclass_fields__ if name not in elsewhere}
        assert entries <= {spec.name for spec in specs}, kind


def test_growing_rows_come_and_go_with_their_settings(form):
    table = editing.part_at(form, TABLE)
    sent = data_of(part_form(table)) | {"own-maximum": "7", "own-total_label": "总计"}
    changed = part_form(table, sent)
    assert changed.is_valid()
    assert (changed.edited().growing.maximum, changed.edited().growing.total_label) == (7, "总计")
    del sent["own-grows"]
    without = part_form(table, sent)
    assert without.is_valid()
    assert without.edited() == replace(table, growing=None)


def test_what_cannot_be_read_is_told_at_its_field(form):
    grade = form.scoring.grades[0]
    wrong = part_form(grade, data_of(part_form(grade)) | {"own-low": "九十"})
    assert not wrong.is_valid()
    assert set(wrong.errors) == {"low"}
