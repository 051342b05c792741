"""A form to be filled in by hand: rows to write on where the county adds its own."""

from collections.abc import Iterable, Iterator

from selfeval.engine.answers import Answer, Answers, TableRow
from selfeval.engine.scoring_types import Indicator
from selfeval.engine.types import Form, Growing, Table

#: Of these under a head or in a table for which the form gives none.
EMPTY_ROWS = 3


def room_to_write(form: Form) -> Answers:
    """Return answers with nothing in them but rows: under each head that has no indicators but
    may get some, and in each table without rows of its own, or as many as it must have."""
    blocks = (block for section in form.sections for block in section.blocks)
    growing = ((b.code, b.growing, b.rows) for b in blocks if isinstance(b, Table) and b.growing)
    return Answers(
        tables={code: tuple(_rows(rule, bool(rows))) for code, rule, rows in growing},
        indicators={answer.code: answer for answer in _indicators(form)},
    )


def _rows(rule: Growing, has_own: bool) -> Iterator[TableRow]:
    usual = 0 if has_own else EMPTY_ROWS
    for number in range(1, min(max(rule.minimum, usual), rule.maximum) + 1):
        yield TableRow(f"row_{number}")


def _indicators(form: Form) -> Iterator[Answer]:
    for head in _heads(form.scoring.tree):
        if head.may_add and not head.children:
            for number in range(1, EMPTY_ROWS + 1):
                yield Answer(f"{head.code}_blank_{number}", parent=head.code)


def _heads(nodes: Iterable[Indicator]) -> Iterator[Indicator]:
    for node in nodes:
        yield node
        yield from _heads(node.children)
