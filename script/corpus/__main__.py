"""Print how a corpus was read: python -m script.corpus [--all | --wrong] FILE ….

Each document is read in every layout; a phrase counts as it came out in the worst of them.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from script.corpus.comparing import Outcome, compared
from script.corpus.layouts import LAYOUTS, Phrase, tables_of

#: From bad to good: a phrase counts as the first of these that some layout made of it.
ORDER = ("misread", "dropped", "unsettled", "right")


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/read_corpus")
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
    parser.add_argument("--all", action="store_true", help="every phrase")
    parser.add_argument("--wrong", action="store_true", help="every phrase that is not read right")
    asked = parser.parse_args()
    for file in asked.files:
        found = list(_worst(json.loads(file.read_text("utf-8"))))
        for key, phrase, outcome in found:
            if asked.all or (asked.wrong and outcome.word != "right"):
                print(f"{outcome.word:9} {key}: {phrase['text']}  {outcome.why}")
        _summed(file.name, found)


def _worst(corpus: dict) -> Iterator[tuple[str, Phrase, Outcome]]:
    each = [_by_place(corpus, layout) for layout in LAYOUTS]
    for place, (key, phrase, first) in each[0].items():
        outcomes = [first, *(found[place][2] for found in each[1:])]
        yield key, phrase, min(outcomes, key=lambda outcome: ORDER.index(outcome.word))


def _by_place(corpus: dict, layout: str) -> dict[tuple[str, int], tuple[str, Phrase, Outcome]]:
    return {
        (key, number): (f"{key} [{layout}]", phrase, outcome)
        for key, item, text, phrases in tables_of(corpus, layout)
        for number, (phrase, outcome) in enumerate(compared(item, text, phrases))
    }


def _summed(name: str, found: list[tuple[str, Phrase, Outcome]]) -> None:
    for title, wanted in (("scoring phrases", False), ("demand phrases", True)):
        rows = [o for _, phrase, o in found if (phrase["effect"] == "demand") is wanted]
        counts = Counter(outcome.word for outcome in rows)
        told = ", ".join(f"{word} {counts[word]}" for word in reversed(ORDER))
        share = f"{counts['right'] / len(rows):.1%}" if rows else "—"
        print(f"{name}: {len(rows)} {title}: {told}; right {share}")


if __name__ == "__main__":
    main()
