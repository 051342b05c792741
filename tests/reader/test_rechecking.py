"""A table that brings its own rules: what is found in its words, and what of its rules."""

from dataclasses import replace

import pytest

from assessment.reader.agreement import differences, with_unread_phrases
from assessment.reader.reading import read_table
from assessment.reader.rechecking import rechecked
from tests.reader.tables import make_table, read_item
from tests.reader.test_agreement import UNREAD, with_unread


def by_place(findings):
    return sorted((f.code, f.item, f.phrase, f.message) for f in findings)


def test_table_that_says_what_its_words_say_is_told_what_reading_it_finds():
    text = f"做好工作，，计8分，未召开会议扣2分，{UNREAD}。"
    read = read_table(make_table(text, name="稽察与管理"))

    told = rechecked(replace(read, findings=()))

    assert {"unsettled", "components_points", "name_part_missing"} < {f.code for f in read.findings}
    assert by_place(told.findings) == by_place(read.findings)


def test_phrase_that_a_rule_by_hand_accounts_for_is_settled():
    assert with_unread_phrases(with_unread()).unsettled == ()


@pytest.mark.parametrize(
    "scoring",
    ["由省局认定，未整改到位扣2分", "未整改到位扣2分，以此类推", "未整改到位扣2分（由省局认定）"],
)
def test_words_around_a_clause_that_a_rule_by_hand_quotes_are_settled_with_it(scoring):
    text = f"落实整改，计8分。{scoring}。县里另报材料。"
    plain = read_item("落实整改，计8分。未整改到位扣2分。").components[0]
    start = text.index("未整改")
    quoted = replace(plain.rules[0], start=start, end=start + 9, pattern="")
    made = replace(read_item(text), components=(replace(plain, rules=(quoted,), end=len(text)),))

    assert read_item(text).unsettled == (scoring, "县里另报材料")
    assert with_unread_phrases(made).unsettled == ("县里另报材料",)
    assert [d.code for d in differences(made)] == ["rule_unread"]
