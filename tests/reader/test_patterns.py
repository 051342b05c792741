"""Every row of the table of patterns reads its own example, and no other row does."""

import re

import pytest

from assessment.engine.types import RuleKind
from assessment.reader import measures, rules
from assessment.reader.cleantext import CleanText
from assessment.reader.measures import read_targets
from assessment.reader.pattern_table import EVERY_PATTERN
from assessment.reader.patterns import TERMS
from assessment.reader.rule_patterns import Yields
from assessment.reader.target_patterns import KEYS, LEADING, QUANTITY_KEYS, TARGET_PATTERNS
from tests.reader.tables import all_items, official_tables, read_item

OFFICIAL = re.compile(r"(2017) (\w+)")
ELSEWHERE = re.compile(r"elsewhere: \S.+")
RULES = pytest.mark.parametrize("pattern", EVERY_PATTERN, ids=lambda pattern: pattern.name)
TARGETS = pytest.mark.parametrize("pattern", TARGET_PATTERNS, ids=lambda pattern: pattern.label)


def rules_of(item):
    return [rule for component in item.components for rule in component.rules]


def others(rows, row):
    return tuple(other for other in rows if other is not row)


def official_words(city):
    """Return what a city's table of 2017 says, as patterns see it."""
    [table] = [table for table in official_tables() if table.city == city]
    return "\n".join(CleanText(i.text).clean for s in table.sections for i in s.items)


@RULES
def test_rule_pattern_reads_its_example(pattern):
    item = read_item(pattern.example)
    beside = {RuleKind.SET_UNLESS} if pattern.yields is Yields.TIERS_IF else set()
    kinds = {r.kind for r in rules_of(item) if r.pattern == pattern.name}
    assert kinds == {pattern.kind} | beside
    assert item.unsettled == ()


@RULES
def test_no_other_rule_pattern_reads_the_clause(pattern, monkeypatch):
    clauses = {r.clause for r in rules_of(read_item(pattern.example)) if r.pattern == pattern.name}
    monkeypatch.setattr(rules, "EVERY_PATTERN", others(EVERY_PATTERN, pattern))
    assert set(read_item(pattern.example).unsettled) == clauses


@TARGETS
def test_target_pattern_reads_its_example(pattern):
    clean = CleanText(pattern.example).clean
    (target,) = read_targets(clean, 0, len(clean)).found
    assert target.sort == pattern.sort
    assert target.measure.target is not None
    assert pattern.regex.search(clean)


@TARGETS
def test_no_other_target_pattern_reads_the_example(pattern, monkeypatch):
    clean = CleanText(pattern.example).clean
    monkeypatch.setattr(measures, "TARGET_PATTERNS", others(TARGET_PATTERNS, pattern))
    assert read_targets(clean, 0, len(clean)).found == []


@RULES
def test_clause_of_a_rule_pattern_stands_in_its_source(pattern):
    clauses = {r.clause for r in rules_of(read_item(pattern.example)) if r.pattern == pattern.name}
    if official := OFFICIAL.fullmatch(pattern.source):
        assert all(clause in official_words(official[2]) for clause in clauses)
    else:
        assert ELSEWHERE.fullmatch(pattern.source)


@TARGETS
def test_example_of_a_target_pattern_stands_in_its_source(pattern):
    if official := OFFICIAL.fullmatch(pattern.source):
        assert CleanText(pattern.example).clean in official_words(official[2])
    else:
        assert ELSEWHERE.fullmatch(pattern.source)


def test_examples_are_in_the_signs_of_official_texts():
    examples = [row.example for row in (*EVERY_PATTERN, *TARGET_PATTERNS)]
    assert [e for e in examples if not re.fullmatch(r"[一-龥\d.%，。、（）]+", e)] == []


def test_names_of_patterns_are_unique():
    names = [pattern.name for pattern in EVERY_PATTERN]
    assert len(names) == len(set(names))


def all_words():
    """Return what the official tables and the examples of the rows from elsewhere say."""
    rows = (*EVERY_PATTERN, *TARGET_PATTERNS)
    examples = [row.example for row in rows if ELSEWHERE.fullmatch(row.source)]
    names = [m.name for _, item in all_items() for c in item.components for m in c.measures]
    texts = [i.text for t in official_tables() for s in t.sections for i in s.items]
    return [*examples, *names, *texts]


@pytest.mark.parametrize("words", [words for words, _ in (*KEYS, *QUANTITY_KEYS)])
def test_words_of_keys_occur_in_an_official_text(words):
    assert any(words in text for text in all_words())


@pytest.mark.parametrize("term", TERMS)
def test_terms_occur_in_an_official_text(term):
    assert any(term in text for text in all_words())


def test_leading_words_are_not_part_of_a_name():
    assert LEADING.sub("", "其中完成避险解困") == "避险解困"
