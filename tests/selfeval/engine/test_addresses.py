"""An address says where a cell stands, and every part of it can be told again."""

import pytest

from selfeval.engine import addresses


def test_address_is_put_together_and_taken_apart_again() -> None:
    address = addresses.address_of("staff", "total", "actual")

    assert address == "staff.total.actual"
    assert addresses.parts_of(address) == ["staff", "total", "actual"]


@pytest.mark.parametrize(
    ("address", "code", "owner", "aspect", "row"),
    [
        ("spent", "spent", "", "spent", None),
        ("villages.outcome", "villages", "villages", "outcome", None),
        ("staff.r1.actual", "staff", "staff.r1", "actual", ("staff", "r1")),
    ],
    ids=["field", "indicator", "table"],
)
def test_address_tells_whose_cell_it_is(
    address: str, code: str, owner: str, aspect: str, row: tuple[str, str] | None
) -> None:
    assert addresses.code_of(address) == code
    assert addresses.owner_of(address) == owner
    assert addresses.aspect_of(address) == aspect
    assert addresses.row_at(address) == row


@pytest.mark.parametrize(
    ("address", "is_said"),
    [("villages.score", True), ("staff.r1.weight", True), ("villages.target", False)],
)
def test_aspect_is_said_of_a_row_or_an_indicator(address: str, is_said: bool) -> None:
    assert addresses.is_aspect(address, "score", "weight") is is_said


def test_field_is_no_aspect_whatever_its_code() -> None:
    assert not addresses.is_aspect("score", "score", "weight")


@pytest.mark.parametrize(
    ("address", "place", "within"),
    [
        ("staff", "staff", True),
        ("staff.r1.actual", "staff", True),
        ("staff.r1.actual", "staff.r1", True),
        ("staff2.r1.actual", "staff", False),
        ("staff", "staff.r1", False),
    ],
)
def test_cell_lies_within_a_place_whose_whole_code_it_begins_with(
    address: str, place: str, within: bool
) -> None:
    assert addresses.is_within(address, place) is within
