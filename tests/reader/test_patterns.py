"""Every row of the table of patterns reads its own example, and no other row does."""

import pytest

from assessment.reader.cleantext import CleanText
from assessment.reader.measures import read_targets
from assessment.reader.patterns import (
    KEYS,
    LEADING,
    QUANTITY_KEYS,
    RULE_PATTERNS,
    TARGET_PATTERNS,
    TERMS,
)
from tests.reader.tables import all_items, official_tables, read_item


@pytest.mark.parametrize("pattern", RULE_PATTERNS, ids=lambda pattern: pattern.name)
def test_rule_pattern_reads_its_example(pattern):
    item = read_item(pattern.example)
    rules = [rule for component in item.components for rule in component.rules]
    assert pattern.name in {rule.pattern for rule in rules}
    assert {rule.kind for rule in rules if rule.pattern == pattern.name} == {pattern.kind}
    assert item.unsettled == ()


@pytest.mark.parametrize("pattern", TARGET_PATTERNS, ids=lambda pattern: pattern.label)
def test_target_pattern_reads_its_example(pattern):
    clean = CleanText(pattern.example).clean
    (target,) = read_targets(clean, 0, len(clean)).found
    assert target.sort == pattern.sort
    assert target.measure.target is not None
    assert pattern.regex.search(clean)


def test_names_of_patterns_are_unique():
    names = [pattern.name for pattern in RULE_PATTERNS]
    assert len(names) == len(set(names))


def test_every_rule_pattern_but_the_general_ones_is_used_by_the_official_tables():
    used = {r.pattern for _, item in all_items() for c in item.components for r in c.rules}
    assert {pattern.name for pattern in RULE_PATTERNS} - used == {"event_first"}


@pytest.mark.parametrize("words", [words for words, _ in (*KEYS, *QUANTITY_KEYS)])
def test_words_of_keys_occur_in_the_official_tables(words):
    names = [m.name for _, item in all_items() for c in item.components for m in c.measures]
    texts = [i.text for t in official_tables() for s in t.sections for i in s.items]
    assert any(words in text for text in [*names, *texts])


@pytest.mark.parametrize("term", TERMS)
def test_terms_occur_in_the_official_tables(term):
    texts = [i.text for t in official_tables() for s in t.sections for i in s.items]
    assert any(term in text for text in texts)


def test_leading_words_are_not_part_of_a_name():
    assert LEADING.sub("", "其中完成避险解困") == "避险解困"
