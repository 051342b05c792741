"""Fields in braces: replaced once, and never more than that."""

import pytest

from assessment.letters.fields import (
    filled,
    has_stray_brace,
    paragraphs,
    unknown_fields,
    with_braces,
)
from assessment.letters.kinds import KINDS

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("没有字段", "没有字段"),
        ("{市州}得{得分}分", "长沙市得98.50分"),
        ("{得分}{得分}", "98.5098.50"),
        ("{备注}", "{得分}"),  # a value that looks like a field stays as it is
        ("{空}", "—"),
        ("{没有}", "—"),
        ("{市州.__class__}{0}%s", "——%s"),
    ],
)
def test_fields_are_replaced_in_one_pass(text, told):
    values = {"市州": "长沙市", "得分": "98.50", "备注": "{得分}", "空": ""}
    assert filled(text, values) == told


def test_wide_braces_and_spaces_mean_the_same_field():
    assert with_braces("｛市州｝和{ 得分 }") == "{市州}和{得分}"


@pytest.mark.parametrize(
    ("text", "unknown", "stray"),
    [
        ("{市州}", [], False),
        ("{市洲}、{市洲}、{名次}", ["市洲", "名次"], False),
        ("{}", [""], False),
        ("{市州", [], True),
        ("市州}", [], True),
        ("{{市州}}", [], True),
    ],
)
def test_what_is_no_field_is_named(text, unknown, stray):
    assert (unknown_fields(text, {"市州"}), has_stray_brace(text)) == (unknown, stray)


def test_blank_lines_are_no_paragraphs():
    assert paragraphs(" 一\n\n  \n二 ") == ("一", "二")


@pytest.mark.parametrize("code", KINDS)
def test_our_own_words_use_no_field_that_their_paper_has_not(code):
    usual = KINDS[code].usual
    for text in (usual.heading, usual.opening, usual.closing, usual.signers):
        assert unknown_fields(text, KINDS[code].field_names) == []
        assert not has_stray_brace(text)
