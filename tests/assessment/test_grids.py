"""The grid is built from loaded tables alone: no database here."""

from decimal import Decimal

from assessment.collection.grids import Layout, build_grid
from assessment.collection.shown import shown_target, shown_value
from assessment.engine import types as engine
from assessment.loading import (
    LoadedComponent,
    LoadedItem,
    LoadedMeasure,
    LoadedSection,
    LoadedTable,
    Record,
)

INDICATOR, OFFICE = 5, 7


def loaded_measure(key, value=None, *, kind="数量", target="100", pk=1):
    wanted = None if target is None else Decimal(target)
    measure = engine.Measure(f"{key}-{pk}", key, engine.MeasureKind(kind), "人", wanted)
    record = Record(pk, 0, None if value is None else Decimal(value), (), "", "", "", None)
    return LoadedMeasure(pk, key, (), measure, record)


def loaded_table(city, measures, *, issued=True):
    component = engine.Component(Decimal(9), tuple(m.engine for m in measures), ())
    part = LoadedComponent(1, 1, 0, 0, tuple(measures), (), component)
    item = engine.Item("移民培训", Decimal(9), (component,))
    loaded = LoadedItem(hash(city), INDICATOR, "", "", (OFFICE,), (), (part,), item)
    section = LoadedSection(1, "一", "", (loaded,), engine.Section("", Decimal(76), (item,)))
    table = engine.Table(city, (section.engine,))
    return LoadedTable(1, 2017, 1, city, city, "", (), issued, (section,), table, {})


def build(tables, **options):
    return build_grid(tables, INDICATOR, engine.Policy(), **options)


def test_cities_with_like_measures_share_columns():
    grid = build(
        [
            loaded_table("甲", [loaded_measure("油茶"), loaded_measure("茶叶")]),
            loaded_table("乙", [loaded_measure("茶叶", target="50")]),
        ]
    )
    assert grid.layout is Layout.MATRIX
    assert [column.key for column in grid.columns] == ["油茶", "茶叶"]
    asked = [[cell is not None for cell in row.cells] for row in grid.rows]
    assert asked == [[True, True], [False, True]]


def test_a_common_target_stands_in_the_head():
    rates = [loaded_table(c, [loaded_measure("获证率", kind="比率", target="95")]) for c in "甲乙"]
    (column,) = build(rates).columns
    assert (column.has_own_targets, column.note) == (False, "≥ 95%")


def test_different_targets_get_a_column_of_their_own():
    tables = [loaded_table("甲", [loaded_measure("油茶", target="5000")])]
    tables.append(loaded_table("乙", [loaded_measure("油茶", target="800")]))
    (column,) = build(tables).columns
    assert (column.has_own_targets, column.target) == (True, None)


def test_a_mostly_empty_matrix_becomes_a_list():
    grid = build([loaded_table(c, [loaded_measure(f"任务{c}")]) for c in "甲乙丙"])
    assert grid.layout is Layout.LIST
    assert [len(row.cells) for row in grid.rows] == [1, 1, 1]


def test_too_many_columns_become_a_list():
    measures = [loaded_measure(f"项{n}") for n in range(10)]
    assert build([loaded_table("甲", measures)]).layout is Layout.LIST


def test_two_measures_of_one_short_name_keep_two_columns():
    measures = [loaded_measure("配合不力", pk=1), loaded_measure("配合不力", pk=2)]
    assert [column.key for column in build([loaded_table("甲", measures)]).columns] == [
        "配合不力",
        "配合不力（2）",
    ]


def test_a_row_tells_what_is_missing():
    measures = [loaded_measure("油茶", "90"), loaded_measure("茶叶", pk=2)]
    (row,) = build([loaded_table("甲", measures)]).rows
    standing = row.standing
    assert (standing.recorded, standing.total, standing.status) == (1, 2, "缺 1 项")


def test_only_the_collecting_office_may_write_into_an_issued_table():
    tables = [loaded_table("甲", [loaded_measure("油茶")])]
    tables.append(loaded_table("乙", [loaded_measure("油茶")], issued=False))
    own, other = frozenset({OFFICE}), frozenset({OFFICE + 1})
    opened = build(tables, office_ids=own, is_collecting=True)
    assert [row.is_open for row in opened.rows] == [True, False]
    assert not build(tables, office_ids=other, is_collecting=True).is_open
    assert not build(tables, office_ids=own, is_collecting=False).is_open


def test_values_are_shown_with_thousands_and_without_needless_zeros():
    assert shown_value(Decimal("11500.0000"), engine.MeasureKind.QUANTITY) == "11,500"
    assert shown_value(Decimal("95.2000"), engine.MeasureKind.RATE) == "95.2"
    assert shown_value(Decimal(1), engine.MeasureKind.YES_NO) == "是"
    assert shown_value(None, engine.MeasureKind.COUNT) == ""


def test_targets_are_shown_with_their_unit():
    assert shown_target(loaded_measure("油茶", target="5000").engine) == "5,000 人"
    assert shown_target(loaded_measure("率", kind="比率", target="95").engine) == "≥ 95%"
    assert shown_target(loaded_measure("次", kind="次数", target=None).engine) == ""
