"""What a Word document shows of its words: not those that are struck through or hidden."""

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}
_STRUCK, _HIDDEN = "划掉（删除线）", "隐藏"
_MARKS = {qn("w:strike"): _STRUCK, qn("w:dstrike"): _STRUCK, qn("w:vanish"): _HIDDEN}
_LONGEST_TOLD = 60


def is_on(mark: Any) -> bool:
    return mark.get(qn("w:val"), "true") not in ("0", "false", "off")


class Looks:
    """The document's styles, as far as they strike words through or hide them."""

    def __init__(self, document: Any) -> None:
        styles = document.styles.element
        self._styles = {s.get(qn("w:styleId")): s for s in styles.iter(qn("w:style"))}
        self._default = next(
            (
                name
                for name, style in self._styles.items()
                if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1"
            ),
            None,
        )

    def of_run(self, run: Any, paragraph: Any) -> str:
        """Return how a run's words are left out: 划掉, 隐藏, or "" where they count."""
        said: dict[str, bool] = {}
        for properties in self._properties(run, paragraph):
            for mark in properties:
                if mark.tag in _MARKS:
                    said.setdefault(mark.tag, is_on(mark))
        return next((_MARKS[tag] for tag, on in said.items() if on), "")

    def _properties(self, run: Any, paragraph: Any) -> Iterator[Any]:
        """Yield what says how a run looks, what is nearest to it first."""
        own = run.find(qn("w:rPr"))
        if own is not None:
            yield own
            yield from self._of_style(_value(own.find(qn("w:rStyle"))))
        of_paragraph = paragraph.find(qn("w:pPr"))
        style = None if of_paragraph is None else _value(of_paragraph.find(qn("w:pStyle")))
        yield from self._of_style(style or self._default)

    def _of_style(self, name: str | None) -> Iterator[Any]:
        seen: set[str] = set()
        while name is not None and name in self._styles and name not in seen:
            seen.add(name)
            style = self._styles[name]
            yield from style.iterchildren(qn("w:rPr"))
            name = _value(style.find(qn("w:basedOn")))


def _value(element: Any) -> str | None:
    return None if element is None else element.get(qn("w:val"))


class Words:
    """Reads the words that count, and keeps those that do not. is_hidden: the whole row is."""

    def __init__(self, looks: Looks, *, is_hidden: bool = False) -> None:
        self.looks, self.is_hidden = looks, is_hidden
        self._left_out: list[tuple[str, str]] = []

    def of_cell(self, cell: Any) -> str:
        """Return a cell's paragraphs, those of nested tables and text boxes in their place."""
        paragraphs = (p for p in cell.iter(qn("w:p")) if not _is_in_fallback(p))
        return "\n".join(self.of_paragraph(paragraph) for paragraph in paragraphs)

    def of_paragraph(self, paragraph: Any) -> str:
        """Return its own words, not those of text boxes that hang at it."""
        return "".join(self._pieces(paragraph))

    def left_out(self, place: str) -> tuple[str, ...]:
        """Return what was not read, a sentence a look."""
        told: dict[str, str] = {}
        for how, words in self._left_out:
            told[how] = told.get(how, "") + words
        return tuple(
            f"{place}有{how}的文字“{_short(words)}”" for how, words in told.items() if words.strip()
        )

    def _pieces(self, paragraph: Any) -> Iterator[str]:
        for element in paragraph.iter(qn("w:t"), _FORMULA, *_BREAKS):
            if _paragraph_of(element) is not paragraph:
                continue
            run = element.getparent()
            if element.tag in _BREAKS:
                if run.tag == qn("w:r"):  # not a tab stop of the style
                    yield _BREAKS[element.tag]
                continue
            how = _HIDDEN if self.is_hidden else self.looks.of_run(run, paragraph)
            if how:
                self._left_out.append((how, element.text or ""))
            else:
                yield element.text or ""


def _paragraph_of(element: Any) -> Any:
    return next(element.iterancestors(qn("w:p")), None)


def _is_in_fallback(element: Any) -> bool:
    return any(parent.tag == FALLBACK for parent in element.iterancestors())


def _short(words: str) -> str:
    words = words.strip()
    return words if len(words) <= _LONGEST_TOLD else f"{words[:_LONGEST_TOLD]}……"
