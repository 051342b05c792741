"""Phrases of many kinds of tables, labelled by hand: none misread, none dropped.

tests/cases/corpus/GUIDE.md says how they are labelled, script/corpus how they are compared.
"""

import json
from collections import Counter

import pytest

from assessment.reader.cleantext import CleanText
from assessment.reader.reading import read_words
from script.corpus.comparing import compared
from script.corpus.layouts import LAYOUTS, tables_of
from tests.reader.tables import CASES, read_item

CORPUS = json.loads((CASES / "corpus" / "corpus.json").read_text("utf-8"))
#: Labelled by other hands, to be read wrong: more odd wordings, more that has to wait.
SECOND = json.loads((CASES / "corpus" / "second.json").read_text("utf-8"))


def with_points(item):
    asked = item["requirement"].rstrip("。")
    return f"{asked}，计{item['points']}分，{item['scoring']}"


def with_points_as_sentence(item):
    return f"{item['requirement']}计{item['points']}分。\n{item['scoring']}"


def documents(write):
    for document in CORPUS["documents"]:
        for item in document["items"]:
            text = write(item)
            read = read_item(text, item["points"])
            yield f"{document['key']} {item['name']}", read, text, item["phrases"]


def probes(before):
    for number, probe in enumerate(CORPUS["probes"], 1):
        text = before + probe["text"]
        yield f"probe {number}", read_item(text, "0"), text, probe["phrases"]


#: How the same words may stand in a document, and how many phrases are read at least.
WAYS = {
    "points behind the requirement": (documents(with_points), 108),
    "points in a sentence": (documents(with_points_as_sentence), 110),
    "probes": (probes(""), 46),
    "probes below another component": (probes("做好工作，计9分。"), 45),
    **{layout: (tables_of(CORPUS, layout), 179) for layout in LAYOUTS},
    **{f"{layout}, by others": (tables_of(SECOND, layout), 199) for layout in LAYOUTS},
}


@pytest.mark.parametrize(("texts", "least"), WAYS.values(), ids=WAYS)
def test_no_phrase_is_misread_or_dropped(texts, least):
    found = [
        (key, phrase["text"], outcome)
        for key, item, text, phrases in texts
        for phrase, outcome in compared(item, text, phrases)
        if phrase["effect"] != "demand"
    ]
    assert [each for each in found if each[2].word in ("misread", "dropped")] == []
    assert Counter(outcome.word for _, _, outcome in found)["right"] >= least


@pytest.mark.parametrize("item", [i for d in CORPUS["documents"] for i in d["items"]])
def test_words_that_only_sound_like_points_stay_requirements(item):
    unsettled = "".join(read_words(with_points(item)).unsettled)
    for ignored in item["ignored"]:
        assert CleanText(ignored["text"]).clean not in unsettled
