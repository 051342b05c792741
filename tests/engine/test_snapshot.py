"""A frozen year: its bytes are one, its scores come out again, and what was altered is found."""

import copy
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.engine.bases import BASES
from assessment.engine.scheme import KINDS
from assessment.engine.snapshot import canonical
from assessment.engine.snapshot.canonical import WrongSnapshot, read, sealed, written
from assessment.engine.snapshot.recomputing import checked, recompute, recomputed
from assessment.engine.types import (
    Basis,
    Component,
    Effect,
    Grade,
    Group,
    Item,
    Measure,
    MeasureKind,
    Policy,
    Pooling,
    Rule,
    RuleKind,
    Section,
    StepReading,
    Table,
)
from tests.engine.alone import dragged_in, modules_of
from tests.engine.build import D, make_band
from tests.engine.frozen import Figures, make_snapshot
from tests.engine.test_properties import examples, values

SNAPSHOT = "assessment.engine.snapshot"
BANDS = (make_band("[90,)", "1.5"), make_band("(80,90)", "0.75"), make_band("[80,80]", "0.333"))
PLACES = (make_band("(,1]", "1.5"), make_band("(1,3]", "0.75"))
TARGETS = {MeasureKind.QUANTITY: D(50), MeasureKind.RATE: D(90)}
GRADES = (Grade("优秀", D(85), D(30), is_best=True), Grade("合格", D(45)), Grade("差", D(0)))


def test_snapshots_import_nothing_of_django() -> None:
    assert modules_of(SNAPSHOT) == [
        "canonical", "comparing", "nouns", "recomputing", "scores", "shape", "versions",
    ]  # fmt: skip
    assert dragged_in(SNAPSHOT) == set()


# --- Every kind of rule, whatever was recorded and chosen -----------------------------------------


def make_ruled(kind: RuleKind, measured: MeasureKind, number: int) -> Component:
    basis, code = BASES[kind.basis], f"{kind.value}.{number}"
    target = None if kind.basis is Basis.JUDGED else TARGETS.get(measured)
    measure = Measure(code, code, measured, "", target)
    steps = basis.is_stepped or kind.basis in (Basis.OCCURRENCE, Basis.RANK)
    own = PLACES if kind.basis is Basis.PLACE else BANDS
    rule = Rule(
        kind=kind,
        measures=(code,),
        step=D(2) if steps else None,
        deduction=D(0) if basis.has_bands or kind.effect is Effect.VETO else D("3.7"),
        clause="扣",
        target=D(2) if basis.own_target else None,
        least=D(2) if kind.basis is Basis.JUDGED else None,
        bands=own if basis.has_bands else (),
        cap=D("2.5") if number else None,
    )
    return Component(D(4), (measure,), (rule,), D(3) if number else None)


def table_of(city: str, kinds: Sequence[RuleKind]) -> Table:
    """Return a table with an item of each kind on all that it can count, in two sections."""
    items = [
        Item(
            kind.value,
            D(6),
            tuple(make_ruled(kind, m, n) for n, m in enumerate(sorted(KINDS[kind].fits))),
        )
        for kind in kinds
    ]
    half = len(items) // 2
    return Table(
        city,
        (Section("业务", D(76), tuple(items[:half])), Section("廉政", D(24), tuple(items[half:]))),
    )


def measures_of(table: Table) -> list[Measure]:
    return [m for s in table.sections for i in s.items for c in i.components for m in c.measures]


CITIES = ("长沙市", "株洲市", "湘潭市")
policies = st.builds(
    Policy,
    step_reading=st.sampled_from(StepReading),
    pooling=st.sampled_from(Pooling),
    cap_components=st.booleans(),
    counts_bonus=st.booleans(),
    bonus_cap=st.none() | st.just(D("2.35")),
    grades=st.just(()) | st.just(GRADES),
    applies_vetoes=st.booleans(),
    groups=st.just(()) | st.just((Group("一组", (0, 1)), Group("外", (7,)))),
)


@st.composite
def recorded_years(draw: st.DrawFn) -> dict[str, Any]:
    kinds = draw(st.lists(st.sampled_from(RuleKind), min_size=2, max_size=5, unique=True))
    units: list[tuple[Table, Figures]] = []
    for city in CITIES:
        table = table_of(city, kinds)
        figures = {m.code: draw(st.none() | values[m.kind]) for m in measures_of(table)}
        units.append((table, figures))
    return make_snapshot(units, draw(policies))


@examples
@given(recorded_years())
def test_recomputing_gives_the_same_bytes(snapshot: dict[str, Any]) -> None:
    data = written(snapshot)

    assert recompute(checked(data)) == []
    assert written(recomputed(checked(data))) == data
    assert set(types_in(snapshot)) <= {dict, list, str, int, bool, type(None)}


def types_in(value: Any) -> Iterator[type]:
    yield type(value)
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        yield from types_in(part)


# --- What was altered -----------------------------------------------------------------------------

FIGURES = {MeasureKind.YES_NO: D(0), MeasureKind.COUNT: D(2), MeasureKind.RATE: D("79.99")}


@pytest.fixture(scope="module")
def frozen() -> dict[str, Any]:
    units = []
    for at, city in enumerate(CITIES):
        table = table_of(city, list(RuleKind))
        figures = {
            m.code: FIGURES.get(m.kind, D("47.5")) + (at if m.kind is MeasureKind.COUNT else 0)
            for m in measures_of(table)
        }
        units.append((table, figures))
    choice = Policy(counts_bonus=True, grades=GRADES, groups=(Group("一组", (0, 1)),))
    return make_snapshot(units, choice)


@pytest.fixture(scope="module")
def small() -> dict[str, Any]:
    """Of the three kinds whose figures stand for all others: shares, judgements, places."""
    kinds = [RuleKind.SHORTFALL_SHARE, RuleKind.JUDGED_DEDUCT, RuleKind.RANK_BONUS]
    tables = [table_of(city, kinds) for city in CITIES]
    units = [
        (table, {m.code: D(at) for m in measures_of(table)}) for at, table in enumerate(tables)
    ]
    choice = Policy(counts_bonus=True, grades=GRADES, groups=(Group("一组", (0, 1)),))
    return make_snapshot(units, choice)


def leaves(value: Any, *path: Any) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, *path, key)
    elif isinstance(value, list) and value:
        for number, part in enumerate(value):
            yield from leaves(part, *path, number)
    else:
        yield path


def changed(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case None:
            return "1"
        case list():
            return ["多"]
    try:
        return canonical_sum(value)
    except ArithmeticError:
        return f"{value}改" if value else "1"


def canonical_sum(value: str) -> str:
    return f"{Decimal(value) + 1:f}"


def fault_of(snapshot: dict[str, Any]) -> str:
    """Return the first thing wrong with a snapshot as its file would be read, "" if nothing."""
    try:
        found = recompute(checked(written(snapshot)))
    except WrongSnapshot as wrong:
        return str(wrong)
    return str(found[0]) if found else ""


def test_any_altered_value_is_found(small: dict[str, Any]) -> None:
    """One value of every name."""
    paths = {tuple(key for key in path if isinstance(key, str)): path for path in leaves(small)}
    assert len(paths) > 100
    for path in paths.values():
        altered = json.loads(json.dumps(small))
        place = altered
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = changed(place[path[-1]])

        assert fault_of(altered), path


def test_scores_made_to_fit_are_told_from_what_comes_out(frozen: dict[str, Any]) -> None:
    """Whoever makes the checksum anew still cannot give a city other points."""
    altered = copy.deepcopy(frozen)
    line = altered["scores"][1]["sections"][0]["items"][0]["components"][0]["lines"][0]
    line["deduction"] = "0"

    told = fault_of(sealed(altered))

    assert told.startswith("株洲市 “业务” “shortfall_share” 要点 1 规则 1 扣分：快照为 0，重算为 ")


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("total", "100", "长沙市 总分：快照为 100，重算为 "),
        ("rank", 9, "长沙市 名次：快照为 9，重算为 "),
        ("grade", None, "长沙市 等次：快照为 空，重算为 "),
        ("group_rank", 9, "长沙市 组内名次：快照为 9，重算为 "),
        ("complete", False, "长沙市 是否录全：快照为 否，重算为 是。"),
        ("missing", ["A"], "长沙市 未录入的测量项：快照为 [\"A\"]，重算为 []。"),
        ("sections", [], "长沙市 部分个数：快照为 0 个，重算为 2 个。"),
    ],
)  # fmt: skip
def test_first_difference_is_told_in_words(
    frozen: dict[str, Any], key: str, value: Any, told: str
) -> None:
    altered = copy.deepcopy(frozen)
    altered["scores"][0][key] = value

    assert fault_of(sealed(altered)).startswith(told)


def test_bonus_of_a_line_is_told_apart_from_that_of_the_unit(frozen: dict[str, Any]) -> None:
    altered = copy.deepcopy(frozen)
    items = altered["units"][0]["sections"][1]["items"]
    at = next(n for n, item in enumerate(items) if item["name"] == "bonus_each")
    altered["scores"][0]["sections"][1]["items"][at]["components"][0]["lines"][0]["bonus"] = "9"

    assert "“bonus_each” 要点 1 规则 1 加分：快照为 9，重算为 " in fault_of(sealed(altered))


def test_other_words_are_found_by_the_checksum_alone(frozen: dict[str, Any]) -> None:
    altered = copy.deepcopy(frozen)
    altered["units"][0]["sections"][0]["items"][0]["text"] += "。"

    assert "其他内容与其校验和不符" in fault_of(altered)


def test_judged_figure_counts_once_somebody_agreed(frozen: dict[str, Any]) -> None:
    altered = copy.deepcopy(frozen)
    for section in altered["units"][0]["sections"]:
        for item in section["items"]:
            for component in item["components"]:
                for measure in component["measures"]:
                    measure["record"]["confirmed_as"] = ""

    told = fault_of(altered)

    assert told.startswith("长沙市 ")
    assert "judged_" in told


# --- What is no snapshot --------------------------------------------------------------------------


def altered_by(frozen: dict[str, Any], **told: Any) -> bytes:
    return written({**frozen, **told})


def test_engine_version_that_nobody_has_is_refused(frozen: dict[str, Any]) -> None:
    with pytest.raises(WrongSnapshot, match="计分程序第 7 版算出，本程序只有第 1 版"):
        recompute(checked(altered_by(frozen, engine_version="7")))


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"format": "other"}, "不是年度快照"),
        ({"format_version": 3}, "快照格式为第 3 版，本程序只认得第 1、2 版"),
        ({"format_version": True}, "本程序只认得第 1、2 版"),
        ({"format_version": 2}, "格式版本与内容不符"),
        ({"consequences": []}, "格式版本与内容不符"),
        (
            {"format_version": 2, "consequences": [{"grade": "优"}]},
            r"缺少“consequences\[0\]\.text”",
        ),
        ({"year": "2017"}, "“year”应为整数"),
        ({"year": True}, "“year”应为整数"),
        ({"kind": "草稿"}, "“kind”应为审定、更正之一"),
        ({"kind": 1}, "“kind”应为文字"),
        ({"frozen_at": "昨天"}, "“frozen_at”应为时间"),
        ({"frozen_at": "2018-03-01T09:00:00"}, "应为带时区的时间"),
        ({"decision": []}, "“decision”应为对象"),
        ({"decision": {"body": "", "decided_on": "2018-02-30", "document": ""}}, "应为日期"),
        ({"decision": {"body": ""}}, "快照缺少“decision.decided_on”"),
        ({"more": 1}, "快照多出“more”"),
        ({"objections": {}}, "“objections”应为列表"),
        ({"checksum": "abc"}, "“checksum”应为SHA-256 摘要"),
        ({"units": []}, "不是一一对应"),
    ],
)
def test_what_has_another_shape_is_refused(
    frozen: dict[str, Any], told: dict[str, Any], why: str
) -> None:
    with pytest.raises(WrongSnapshot, match=why):
        checked(altered_by(frozen, **told))


@pytest.mark.parametrize("value", ["1.0", "-0", "1e3", "١", " 1", "", "9" * 60])
def test_decimal_has_one_form(frozen: dict[str, Any], value: str) -> None:
    altered = copy.deepcopy(frozen)
    altered["units"][0]["sections"][0]["full"] = value

    with pytest.raises(WrongSnapshot, match=r"“units\[0\].sections\[0\].full”应为准确的小数"):
        checked(written(altered))


def test_flag_is_no_number(frozen: dict[str, Any]) -> None:
    altered = copy.deepcopy(frozen)
    altered["units"][0]["issued"] = 1

    with pytest.raises(WrongSnapshot, match="应为是或否"):
        checked(written(altered))


def test_unit_stands_once(frozen: dict[str, Any]) -> None:
    altered = copy.deepcopy(frozen)
    altered["units"][1]["key"] = altered["scores"][1]["unit"] = "A"

    with pytest.raises(WrongSnapshot, match="有单位列了两次"):
        checked(written(altered))


def test_rules_that_cannot_be_applied_are_told(frozen: dict[str, Any]) -> None:
    altered = copy.deepcopy(frozen)
    rule = altered["units"][0]["sections"][0]["items"][0]["components"][0]["rules"][0]
    rule["measures"] = ["没有"]

    assert fault_of(altered).startswith("快照无法重算：扣分规则“扣”无法计算")


def test_figures_that_no_sum_can_hold_are_told(frozen: dict[str, Any]) -> None:
    altered = copy.deepcopy(frozen)
    items = altered["units"][0]["sections"][1]["items"]
    item = next(item for item in items if item["name"] == "bonus_each")
    item["components"][0]["rules"][0] |= {"step": f"0.{'0' * 39}1", "deduction": "9" * 40}

    assert fault_of(altered) == "快照里有数值过大，无法重算；请用系统导出的原文件。"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda data: data[:-1], "写法与系统导出的不一致"),
        (lambda data: data + b"\n", "写法与系统导出的不一致"),
        (lambda data: data[: len(data) // 2], "文件不完整或不是 JSON"),
        (lambda data: b"", "文件不完整或不是 JSON：第 1 行第 1 个"),
        (lambda data: data.replace(b'"year":2017', b'"year":2017.0'), "不带引号的小数 2017.0"),
        (lambda data: data.replace(b'"year":2017', b'"year":NaN'), "不带引号的小数 NaN"),
        (lambda data: data.replace(b'"year":2017', b'"year": 2017'), "不一致（自第 "),
        (lambda data: data.replace(b'"year":2017', b'"year":' + b"1" * 5000), "过长"),
        (lambda data: data.replace(b'"year":2017', b'"year":2017,"year":2017'), "“year”写了两次"),
        (lambda data: json.dumps(json.loads(data)).encode(), "不一致"),
        (lambda data: b"\xef\xbb\xbf" + data, "不完整或不是 JSON|不是 UTF-8"),
        (lambda data: data.decode().encode("gb18030"), "不是 UTF-8"),
        (lambda data: b'{"a":"\\ud800"}\n', "不是 UTF-8"),
        (lambda data: b"[]\n", "最外层应为一个对象"),
        (lambda data: b'{"a":' + b"[" * 200_000, "层次过深"),
        (lambda data: b'{"a":1}\n', "不是年度快照"),
    ],
)
def test_bytes_that_are_not_those_written_are_refused(
    frozen: dict[str, Any], change: Any, why: str
) -> None:
    with pytest.raises(WrongSnapshot, match=why):
        checked(change(written(frozen)))


def test_huge_file_is_refused_unread(frozen: dict[str, Any], monkeypatch: Any) -> None:
    monkeypatch.setattr(canonical, "MOST_BYTES", 1000)

    with pytest.raises(WrongSnapshot, match="文件过大"):
        read(written(frozen))
