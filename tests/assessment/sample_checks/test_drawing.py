"""The draw: the same seed draws the same sample; sizes, weights, what is digested."""

from collections import Counter
from decimal import Decimal

import pytest

from assessment.sample_checks.drawing import (
    FrameCell,
    Size,
    digest_of,
    draw,
    frame_digest,
    lot_of,
)

FRAME = [
    FrameCell(city, f"m{number}", Decimal(1 + number % 3))
    for city in ("430100", "430200")
    for number in range(20)
]
SEED = "00112233445566778899aabbccddeeff"


def codes(seed=SEED, *, frame=FRAME, amount=3, is_percent=False, is_weighted=False):
    drawn = draw(frame, seed=seed, size=Size(amount, is_percent), is_weighted=is_weighted)
    return [(cell.city, cell.code) for cell in drawn]


def test_a_kept_seed_draws_the_kept_sample():
    """Were the arithmetic another, samples of earlier years could be proven no more."""
    assert codes() == [
        ("430100", "m12"),
        ("430100", "m6"),
        ("430100", "m14"),
        ("430200", "m14"),
        ("430200", "m8"),
        ("430200", "m6"),
    ]
    assert codes(is_weighted=True) == [
        ("430100", "m12"),
        ("430100", "m14"),
        ("430100", "m17"),
        ("430200", "m14"),
        ("430200", "m8"),
        ("430200", "m2"),
    ]


def test_the_order_of_the_cells_does_not_matter():
    assert codes(frame=FRAME[::-1]) == codes()


def test_another_seed_draws_another_sample():
    assert codes("f" * 32) != codes()


def test_the_lot_can_be_reckoned_by_anybody_with_sha256():
    """printf '%s' '00112233445566778899aabbccddeeff|430100|m0' | sha256sum"""
    expected = "43fce1b374cf3e3d9ddd68d80ba30a7a8505d92d49577f39dd4e02bea87dc04e"
    assert digest_of(SEED, FRAME[0]) == expected


def test_without_weights_the_largest_digests_are_drawn():
    first = sorted(FRAME[:20], key=lambda cell: digest_of(SEED, cell), reverse=True)
    assert codes()[:3] == [(cell.city, cell.code) for cell in first[:3]]


@pytest.mark.parametrize(
    ("amount", "is_percent", "there", "expected"),
    [
        pytest.param(5, False, 20, 5, id="cells"),
        pytest.param(5, False, 3, 3, id="more than there are"),
        pytest.param(10, True, 20, 2, id="percent"),
        pytest.param(11, True, 20, 3, id="percent, begun counts"),
        pytest.param(1, True, 20, 1, id="at least one"),
        pytest.param(100, True, 20, 20, id="all"),
        pytest.param(100, True, 0, 0, id="none there"),
    ],
)
def test_size_of_a_city(amount, is_percent, there, expected):
    assert Size(amount, is_percent).of(there) == expected


def test_every_cell_comes_up_about_as_often_as_another():
    frame = [FrameCell("c", f"m{n}", Decimal(9)) for n in range(10)]
    seen = Counter(code for n in range(1000) for _, code in codes(str(n), frame=frame, amount=1))
    assert len(seen) == 10
    assert all(60 < count < 145 for count in seen.values())


def test_a_cell_of_more_points_comes_up_more_often():
    """Of one with 9 and one with 1 point the first comes up nine times in ten."""
    frame = [FrameCell("c", "nine", Decimal(9)), FrameCell("c", "one", Decimal(1))]
    seen = Counter(
        codes(str(n), frame=frame, amount=1, is_weighted=True)[0][1] for n in range(1000)
    )
    assert 860 < seen["nine"] < 940


def test_a_cell_without_points_may_still_come_up():
    frame = [FrameCell("c", "none", Decimal(0))]
    assert codes(frame=frame, is_weighted=True) == [("c", "none")]


def test_a_heavier_cell_has_the_smaller_lot():
    light, heavy = (FrameCell("c", "m", Decimal(weight)) for weight in (1, 4))
    small, large = (lot_of(SEED, cell, is_weighted=True) for cell in (heavy, light))
    assert small * 4 == large
    assert lot_of(SEED, light, is_weighted=False) == lot_of(SEED, heavy, is_weighted=False)


def test_frame_digest_tells_cells_and_weights_whatever_their_order():
    assert frame_digest(FRAME) == frame_digest(FRAME[::-1])
    assert frame_digest(FRAME) != frame_digest(FRAME[1:])
    heavier = [FrameCell(FRAME[0].city, FRAME[0].code, Decimal(7)), *FRAME[1:]]
    assert frame_digest(heavier) != frame_digest(FRAME)
    zeros = [FrameCell(c.city, c.code, Decimal(f"{c.weight}.000")) for c in FRAME]
    assert frame_digest(zeros) == frame_digest(FRAME)
