"""A phrase as a way of saying it, whatever its figures: 每起扣0.5分 and 每起扣2分 are one.

What a person settled of a phrase is kept with marks in the place of its figures, so that it
fits the same wording with others.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from assessment.reader.cleantext import CleanText

MARK = "#"
#: Arabic ones only: 一把手 and 二把手, 第三方 are no figures.
_FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?")
#: What a field says that is a figure and nothing else (1e3 and NaN are none).
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_EDGES = "，。；：、！？"
#: Fields that are points; the other figures of a rule are of what is counted.
_POINTS = ("deduction", "cap")
#: Fields that have figures among their words; in the lines of bands points stand at the end.
_WORDS = ("bands", "condition", "name")
_AMONG_WORDS = re.compile(rf"(?P<sign>[:：得扣]\s*)?(?P<figure>{_FIGURE.pattern})")
_MARKED = re.compile(rf"{MARK}\d+")


def wording_of(phrase: str) -> str:
    """Return the phrase with a mark for every figure."""
    return _FIGURE.sub(MARK, _clean(phrase))


def marked(values: Mapping[str, str], phrase: str) -> dict[str, str]:
    """Return values with #2 for what is the phrase's second figure; the rest stays."""
    figures = _figures(phrase)
    free = set(figures)
    kept = {}
    for name, value in values.items():
        kept[name] = _marked_words(value, figures) if name in _WORDS else value
        same = [at for at in figures if figures[at] == (_decimal(value), name in _POINTS)]
        if same:
            at = next((at for at in same if at in free), same[0])
            free.discard(at)
            kept[name] = f"{MARK}{at}"
    return kept


def filled(kept: Mapping[str, str], phrase: str) -> dict[str, str]:
    """Return what marked() kept, with the figures of a phrase of the same wording."""
    figures = _figures(phrase)
    marks = {f"{MARK}{at}": f"{value:f}" for at, (value, _) in figures.items()}

    def with_figures(words: str) -> str:
        return _MARKED.sub(lambda mark: marks.get(mark[0], mark[0]), words)

    return {
        name: with_figures(value) if name in _WORDS else marks.get(value, value)
        for name, value in kept.items()
    }


def _marked_words(words: str, figures: Mapping[int, tuple[Decimal, bool]]) -> str:
    """Return words with marks for the phrase's figures among them."""

    def mark(found: re.Match[str]) -> str:
        is_points = found["sign"] is not None or words[found.end() :][:1] == "分"
        told = (Decimal(found["figure"].replace(",", "")), is_points)
        at = next((at for at, figure in figures.items() if figure == told), None)
        return found[0] if at is None else f"{found['sign'] or ''}{MARK}{at}"

    return _AMONG_WORDS.sub(mark, words)


def _figures(phrase: str) -> dict[int, tuple[Decimal, bool]]:
    """Return the figures of a phrase by their number, each with whether it is points."""
    clean = _clean(phrase)
    return {
        at: (Decimal(m[0].replace(",", "")), clean[m.end() : m.end() + 1] == "分")
        for at, m in enumerate(_FIGURE.finditer(clean), 1)
    }


def _decimal(words: str) -> Decimal | None:
    return Decimal(words) if _PLAIN.fullmatch(words) else None


def _clean(phrase: str) -> str:
    return CleanText(phrase).clean.strip(_EDGES)
