"""Phrases of many kinds of tables, labelled by hand: none misread, none dropped.

tests/cases/corpus/GUIDE.md says how they are labelled. A phrase is read right if its rule
deducts as labelled; what the six kinds of rules cannot say has to be left to a person.
"""

import json
from decimal import Decimal

import pytest

from assessment.engine.types import RuleKind
from assessment.reader.cleantext import CleanText
from assessment.reader.reading import read_words
from tests.reader.tables import CASES

CORPUS = json.loads((CASES / "corpus" / "corpus.json").read_text("utf-8"))
BASIS = {
    RuleKind.SHORTFALL_SHARE: "share_short",
    RuleKind.SHORTFALL_UNIT: "quantity_short",
    RuleKind.PER_OCCURRENCE: "occurrence",
    RuleKind.RATE_BELOW: "rate_short",
    RuleKind.NOT_DONE: "once",
    RuleKind.BELOW_BAR: "once",
}


def documents(write):
    for document in CORPUS["documents"]:
        for item in document["items"]:
            yield f"{document['key']} {item['name']}", write(item), item["phrases"]


def with_points(item):
    asked = item["requirement"].rstrip("。")
    return f"{asked}，计{item['points']}分，{item['scoring']}"


def with_points_as_sentence(item):
    return f"{item['requirement']}计{item['points']}分。\n{item['scoring']}"


def without_points(item):
    return f"{item['requirement']}\n{item['scoring']}"


def probes(before):
    for number, probe in enumerate(CORPUS["probes"], 1):
        yield f"probe {number}", before + probe["text"], probe["phrases"]


#: How the same words may stand in a document, and how many phrases are read at least.
LAYOUTS = {
    "points behind the requirement": (documents(with_points), 44),
    "points in a sentence": (documents(with_points_as_sentence), 44),
    "points elsewhere": (documents(without_points), 0),
    "probes": (probes(""), 30),
    "probes below another component": (probes("做好工作，计9分。"), 30),
}


def judged(text, phrases):
    """Return for each phrase that no demand is: read, unsettled, dropped, or how it is misread."""
    words = read_words(text)
    rules = [(component, rule) for component in words.components for rule in component.rules]
    unsettled = [place(text, phrase) for phrase in words.unsettled]
    for phrase in phrases:
        if phrase["effect"] == "demand":
            continue
        span = place(text, phrase["text"])
        touched = [each for each in rules if overlap(span, (each[1].start, each[1].end))]
        shown = any(overlap(span, other) for other in unsettled)
        if touched:
            yield phrase["text"], misreadings(phrase, *touched[0], shown=shown) or "read"
        elif phrase["effect"] == "cap" and any(c.cap is not None for c in words.components):
            yield phrase["text"], "read"
        else:
            yield phrase["text"], "unsettled" if shown else "dropped"


def place(text, phrase):
    start = text.index(phrase)
    return start, start + len(phrase)


def overlap(one, other):
    return one[0] < other[1] and other[0] < one[1]


def misreadings(phrase, component, rule, *, shown):
    """Say what of a rule is not as labelled, "" if nothing is."""
    told = [
        ("effect", phrase["effect"] == "deduct"),
        ("basis", phrase["basis"] == BASIS[rule.kind]),
        ("amount", phrase["amount"] == str(rule.deduction)),
        ("step", (phrase["step"] or "None") == str(rule.step)),
        ("condition", (phrase["condition"] or "").strip("〔〕") in rule.clause),
        ("cap", is_cap(phrase["cap"], component, rule) or shown),
        ("target", is_target(phrase, [component.measures[at] for at in rule.measures])),
    ]
    return ", ".join(name for name, is_right in told if not is_right)


def is_cap(labelled, component, rule):
    if labelled in (None, "points"):
        return rule.cap is None and (labelled is None or component.cap == component.points)
    return Decimal(labelled) in (rule.cap, component.cap)


def is_target(phrase, measures):
    if phrase["target"] is None or phrase["basis"] not in ("quantity_short", "rate_short"):
        return True
    return [measure.target for measure in measures] == [Decimal(phrase["target"])]


@pytest.mark.parametrize(("texts", "least"), LAYOUTS.values(), ids=LAYOUTS)
def test_no_phrase_is_misread_or_dropped(texts, least):
    found = [(key, *each) for key, text, phrases in texts for each in judged(text, phrases)]
    assert [each for each in found if each[2] not in ("read", "unsettled")] == []
    assert sum(each[2] == "read" for each in found) >= least


@pytest.mark.parametrize("item", [i for d in CORPUS["documents"] for i in d["items"]])
def test_words_that_only_sound_like_points_stay_requirements(item):
    unsettled = "".join(read_words(with_points(item)).unsettled)
    for ignored in item["ignored"]:
        assert CleanText(ignored["text"]).clean not in unsettled
