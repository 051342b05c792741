"""script/mutants: which of the possible changes a seed draws."""

from collections import defaultdict
from pathlib import Path

import pytest

from script.mutating.changes import Change, changes_of, sample

DUE = """
def due(points, days):
    if days > 3 or points < 2:
        return 1
    return 0
"""
SHARE = """
def share(part, whole):
    if not whole:
        return None
    return 100 * part / whole
"""
TWO_ALIKE = """
def kept(a, b):
    if a > 1:
        b += 1
    if a > 1:
        b -= 1
    return b
"""


def changes(source: str) -> list[Change]:
    return changes_of(Path("lib/points.py"), source)


def told(drawn: list[Change]) -> list[str]:
    return [change.told for change in drawn]


def order_in_due(source: str) -> dict[str, list[str]]:
    """Return the words of what is drawn in the function due, in their order, by operator."""
    order = defaultdict(list)
    for change in sample(changes(source), 400, seed=1):
        if change.where == "due":
            order[change.operator].append(change.told)
    return order


@pytest.mark.parametrize(
    "source",
    [SHARE + DUE, DUE + SHARE, "\n# Why it is so.\n" + DUE],
    ids=["a function more above", "a function more below", "lines moved"],
)
def test_code_that_changes_elsewhere_leaves_the_order_of_the_draw(source):
    assert order_in_due(source) == order_in_due(DUE)


def test_another_seed_draws_in_another_order():
    drawn = [told(sample(changes(SHARE + DUE), 400, seed)) for seed in (1, 2)]
    assert drawn[0] != drawn[1]
    assert sorted(drawn[0]) == sorted(drawn[1])


def test_two_changes_of_the_same_words_are_both_drawn():
    words = "lib/points.py kept: `> 1` → `>= 1`"
    drawn = [change for change in sample(changes(TWO_ALIKE), 400, seed=1) if change.told == words]
    assert len({change.line for change in drawn}) == 2


def test_operators_take_turns_in_the_draw():
    drawn = sample(changes(SHARE + DUE), 4, seed=1)
    assert len({change.operator for change in drawn}) == 4
