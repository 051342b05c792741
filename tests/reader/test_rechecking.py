"""A table that brings its own rules: what is found in its words, and what of its rules."""

from dataclasses import replace

from assessment.reader.agreement import with_unread_phrases
from assessment.reader.reading import read_table
from assessment.reader.rechecking import rechecked
from tests.reader.tables import make_table
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
