"""A text cut into pieces, with its rules and the phrases nobody read."""

from dataclasses import replace
from decimal import Decimal

from assessment.engine import types as engine
from assessment.loading import LoadedComponent, LoadedItem, LoadedRule
from assessment.tables.marking import Piece, part_of, pieces

TEXT = "完成培训，计5分。获证率、就业率每降1%各扣0.1分，酌情扣1–3分。"
RATE = "获证率、就业率每降1%各扣0.1分"


def make_item(*, clauses=(), unsettled=()):
    rules = tuple(
        LoadedRule(
            pk,
            TEXT.find(clause),
            TEXT.find(clause) + len(clause),
            "p",
            engine.Rule(engine.RuleKind.NOT_DONE, (), None, Decimal(1), clause),
        )
        for pk, clause in clauses
    )
    component = LoadedComponent(1, 1, 0, len(TEXT), (), rules, engine.Component(Decimal(5), (), ()))
    return LoadedItem(
        1, 1, TEXT, "", (), tuple(unsettled), (component,), engine.Item("培训", Decimal(5), ())
    )


def test_pieces_joined_are_the_text():
    item = make_item(clauses=[(1, RATE)], unsettled=["酌情扣1–3分"])
    assert "".join(piece.text for piece in pieces(item)) == TEXT


def test_phrase_of_two_rules_carries_both():
    marked = [p for p in pieces(make_item(clauses=[(1, RATE), (2, RATE)])) if p.rules]
    assert marked == [Piece(RATE, 1, (1, 2))]


def test_phrase_nobody_read_is_marked_with_its_number():
    marked = [p for p in pieces(make_item(unsettled=["计5分", "酌情扣1–3分"])) if p.unsettled]
    assert marked == [Piece("酌情扣1–3分", unsettled=1)]


def test_phrase_that_has_its_rule_is_not_marked_unread():
    item = make_item(clauses=[(1, "酌情扣1–3分")], unsettled=["酌情扣1–3分"])
    assert all(piece.unsettled is None for piece in pieces(item))


def test_part_beyond_the_span_of_the_text_breaks_nothing():
    item = make_item(clauses=[(1, RATE)])
    rule = replace(item.components[0].rules[0], end=len(TEXT) + 50)
    item = replace(item, components=(replace(item.components[0], rules=(rule,)),))
    assert "".join(piece.text for piece in pieces(item)) == TEXT


def test_seventh_part_takes_the_first_colour():
    assert [part_of(number) for number in (1, 6, 7)] == [1, 6, 1]
