"""Whatever people mix into a block: a figure lands beside its own name, or is told of."""

import re
from dataclasses import dataclass

from hypothesis import example, given, settings
from hypothesis import strategies as st

from press.pasting import Lexicon, Plan, Start, plan_paste
from tests.press.pasting.sheets import CITIES, MEASURES, named, resettlement, spending, training

SHEET = training()
BOOK = Lexicon(SHEET)
SPACES = ("", " ", "\u3000", "\xa0")
SERIALS = ("{}", "{}.", "（{}）", "第{}", " {} ")


@dataclass(frozen=True)
class Block:
    """A block with the figures it is made of: by city and measure."""

    rows: list[list[str]]
    figures: dict[str, tuple[int, int]]


@st.composite
def blocks(draw) -> Block:
    """Some cities with some measures, in any order, with what people copy along with them."""
    cities = draw(st.lists(st.integers(0, 13), min_size=2, max_size=14, unique=True))
    measures = draw(st.lists(st.integers(0, 4), min_size=1, max_size=5, unique=True))
    figures = {f"{c + 21}{m}7": (c, m) for c in cities for m in measures}
    texts = {place: text for text, place in figures.items()}
    columns = [_names(draw, cities)]
    columns += [[_head(draw, m), *(texts[c, m] for c in cities)] for m in measures]
    for extra in (_serials, _blanks, _aims):
        if draw(st.booleans()):
            columns.append(extra(cities))
    order = draw(st.permutations(range(len(columns))))
    rows = [list(row) for row in zip(*(columns[at] for at in order), strict=True)]
    return Block(_with_rows(draw, rows), figures)


def _names(draw, cities) -> list[str]:
    found = ["市州"]
    for city in cities:
        name = draw(st.sampled_from(named(CITIES[city]).every_name))
        space = draw(st.sampled_from(SPACES))
        found.append(name[0] + space + name[1:])
    return found


def _head(draw, measure: int) -> str:
    name, unit = MEASURES[measure]
    forms = [name, f"2017年{name}", f"{name}完成情况", f"{name}（{unit}）" if unit else name]
    return draw(st.sampled_from(forms))


def _serials(cities) -> list[str]:
    return ["序号", *(f"{n}." for n in range(1, len(cities) + 1))]


def _blanks(cities) -> list[str]:
    return [""] * (len(cities) + 1)


def _aims(cities) -> list[str]:
    return ["目标", *("9" for _ in cities)]


def _with_rows(draw, rows: list[list[str]]) -> list[list[str]]:
    """Mix title, blank rows, totals and notes in."""
    width = len(rows[0])
    head, body = rows[0], rows[1:]
    for row in (["合计"], ["小计", "8"], [""], ["全省平均", "", "3"]):
        if draw(st.booleans()):
            at = draw(st.integers(0, len(body)))
            body.insert(at, (row + [""] * width)[:width])
    title = [["2017年度移民培训情况统计表"] + [""] * (width - 1)] * draw(st.integers(0, 1))
    note = [["注：初步统计"] + [""] * (width - 1)] * draw(st.integers(0, 1))
    return [*title, head, *body, *note]


def told_of(plan: Plan) -> set[str]:
    """Return every word that is told of somewhere but not placed."""
    aside = " ".join(text for aside in plan.aside for text in aside.texts)
    return {one.text for one in plan.left} | set(re.split("[、：（）\\s]+", aside))


@given(blocks())
@settings(max_examples=400)
def test_every_figure_lands_beside_its_own_city_and_measure(block):
    plan = plan_paste(block.rows, SHEET, start=Start(3, 2))
    assert {one.text: one.place for one in plan.placed} == block.figures
    assert (plan.left, plan.asked) == ((), ())


@given(blocks())
@settings(max_examples=200)
def test_a_block_that_lies_across_means_the_same(block):
    across = [list(row) for row in zip(*block.rows, strict=True)]
    plan = plan_paste(across, SHEET, start=Start(0))
    placed = {one.text: one.place for one in plan.placed}
    assert placed.items() <= block.figures.items()
    assert set(block.figures) - set(placed) <= told_of(plan)


@given(blocks(), st.data())
@settings(max_examples=200)
def test_a_spoilt_name_is_told_of_and_nothing_else_moves(block, data):
    rows = [list(row) for row in block.rows]
    spots = [(i, j) for i, row in enumerate(rows) for j, text in enumerate(row) if BOOK.who(text)]
    i, j = data.draw(st.sampled_from(spots))
    rows[i][j] = "某某市"
    plan = plan_paste(rows, SHEET, start=Start(0))
    lost = {text for text in rows[i] if text in block.figures}
    wanted = {text: place for text, place in block.figures.items() if text not in lost}
    assert {one.text: one.place for one in plan.placed} == wanted
    assert lost <= {one.text for one in plan.left}


WORDS = st.sampled_from(
    [
        "", " ", "1", "2", "3", "95%", "1,000", "#N/A", "是", "合计", "序号", "目标", "完成",
        "三十", "长沙", "长沙市", "湘西州", "望城区", "某市", "农业实用技术培训", "获证率", "培训",
        "注：略", "①", "（2）", "移民安置任务", "人员经费", "本年", "决算数",
    ]
)  # fmt: skip


SHEETS = {"matrix": SHEET, "list": resettlement(), "form": spending()}


@given(
    st.lists(st.lists(WORDS, min_size=1, max_size=5), min_size=1, max_size=7),
    st.sampled_from(sorted(SHEETS)),
    st.integers(0, 3),
)
@example([["", "农业实用技术培训"], ["长沙", "1", "1", "1", "湘西州"]], "matrix", 1)
@example([["", "", "1"], ["", "", "1"], ["合计", "1", "长沙"]], "list", 1)
@settings(max_examples=1500)
def test_whatever_is_pasted_nothing_vanishes_and_nothing_stands_beside_another_name(
    rows, kind, line
):
    sheet = SHEETS[kind]
    plan = plan_paste(rows, sheet, start=Start(line))
    assert plan_paste(rows, sheet, start=Start(line)) == plan
    placed = [(one.row, one.column) for one in plan.placed]
    left = [(one.row, one.column) for one in plan.left]
    assert len(set(placed + left)) == len(placed + left)
    assert len({one.place for one in plan.placed}) == len(plan.placed)
    assert {one.place for one in plan.placed} <= sheet.places
    book = Lexicon(sheet)
    for one in plan.placed:
        beside = [book.who(text) for text in rows[one.row - 1]]
        column = [row[one.column - 1] for row in rows if len(row) >= one.column]
        over = [book.who(text) for text in column if text != "合计"]
        names = frozenset().union(*beside, *over)
        assert not names or one.place[0] in names
    if not plan.asked:
        gone = {text.strip() for row in rows for text in row if text.strip()}
        told = told_of(plan) | {one.text for one in plan.placed}
        figures = {text for text in gone if text in ("1", "2", "3", "95%", "1,000", "#N/A", "是")}
        assert figures <= told
