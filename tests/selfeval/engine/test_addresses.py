"""An address says where a cell stands, and every part of it can be told again."""

import ast
import re
from pathlib import Path

import pytest

from selfeval.engine import addresses

ROOT = Path(__file__).parents[3]
CODEC = ROOT / "selfeval" / "engine" / "addresses.py"
#: An f-string of codes with points between them, where · stands for what is put in.
CODES = re.compile(r"\+?·(\.(·|[a-z_]+))*\.?")
TAKING_APART = {"partition", "rpartition", "split", "rsplit", "count", "find", "index"}
PATH = "a path within a form's definition"
NAME = "a formula's name, as it is typed"
REFUSED = "a code that would not fit into an address is refused"
FILE = "the ending of a file's name"
#: What has points but is no address.
EXEMPT = {
    ("definitions/editing.py", "'.'.join((str(step) for step in path))"): PATH,
    ("definitions/editing.py", "text.split('.')"): PATH,
    ("definitions/editing.py", "f'{path}.blocks.{number}'"): PATH,
    ("definitions/help.py", "f'{path}.fields.{number}'"): PATH,
    ("definitions/help.py", "f'{path}.{name}.{number}'"): PATH,
    ("engine/formulas.py", "'.'.join(self.path)"): NAME,
    ("engine/formulas.py", "words.split('.')"): NAME,
    ("engine/answers.py", "'.' in row"): REFUSED,
    ("engine/answers.py", "'.' in values['code']"): REFUSED,
    ("filing/workbook/intake.py", "filename.lower().endswith('.xlsx')"): FILE,
    ("jobs.py", "f'{document.name}.pdf'"): FILE,
    ("management/commands/render_selfeval.py", "f'{document.name}.pdf'"): FILE,
    ("year/views/overview.py", "f'{title}.pdf'"): FILE,
}


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


def is_by_hand(node: ast.AST) -> bool:
    """Say whether code puts something like an address together, or takes it apart."""
    match node:
        case ast.JoinedStr(values=values):
            shape = "".join(v.value if isinstance(v, ast.Constant) else "·" for v in values)
            return "." in shape and CODES.fullmatch(shape) is not None
        case ast.Call(func=ast.Attribute(value=ast.Constant(value="."), attr="join")):
            return True
        case ast.Call(func=ast.Attribute(attr=attr), args=[ast.Constant(value="."), *_]):
            return attr in TAKING_APART
        case ast.Call(func=ast.Attribute(attr="endswith"), args=[ends]):
            return any(_is_point_and_code(end) for end in ast.walk(ends))
        case ast.Compare(left=ast.Constant(value="."), ops=[ast.In() | ast.NotIn()]):
            return True
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return _is_point_and_code(left) or _is_point_and_code(right)
    return False


def _is_point_and_code(node: ast.AST) -> bool:
    words = node.value if isinstance(node, ast.Constant) else None
    return isinstance(words, str) and re.fullmatch(r"\.[a-z_]*", words) is not None


@pytest.mark.parametrize(
    "code",
    [
        'f"{table}.{row}.{column}"', 'f"{code}.target"', 'f"+{number}.{column}"',
        'address.startswith(f"{table}.")', 'address.endswith((".score", ".weight"))',
        'address.rpartition(".")', 'address.split(".", 1)', 'address.count(".") == 1',
        '".".join(parts)', '"." not in address', 'code + ".target"', 'code + "." + aspect',
    ],
)  # fmt: skip
def test_address_made_by_hand_is_known_from_its_code(code: str) -> None:
    assert any(map(is_by_hand, ast.walk(ast.parse(code))))


@pytest.mark.parametrize(
    "code",
    ['f"{number}. {text}"', 'f"{folder}/{name}.pdf"', 'label.split(" · ")', 'f"{value:.2f}"'],
)
def test_other_words_are_no_address(code: str) -> None:
    assert not any(map(is_by_hand, ast.walk(ast.parse(code))))


def test_addresses_are_made_and_read_in_one_place() -> None:
    found = {
        (path.relative_to(ROOT / "selfeval").as_posix(), ast.unparse(node))
        for path in (ROOT / "selfeval").rglob("*.py")
        if path != CODEC
        for node in ast.walk(ast.parse(path.read_text()))
        if is_by_hand(node)
    }

    assert found - EXEMPT.keys() == set()
    assert EXEMPT.keys() - found == set(), "exempt, but no longer there"
