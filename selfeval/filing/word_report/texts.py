"""Headings and running text: which part of the form a paragraph belongs to."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from selfeval.filing.word_report.asked import AskedForm
from selfeval.filing.word_report.elements import Box, Paragraph
from selfeval.filing.word_report.synonyms import OWN_ANNEXES
from selfeval.filing.word_report.taking import Taking
from selfeval.filing.word_report.types import LeftWords
from selfeval.filing.word_report.wording import (
    Names,
    bare,
    likeness,
    number_style,
    numberless,
    tight,
)

LONGEST_HEADING, LONGEST_TITLE = 50, 60
LIKE, APART = 0.7, 0.1
CONTENTS = re.compile(r"(?:[.．…·]{2,}|\t)\s*\d+$")
ANNEX = re.compile(r"附[件表]\s*[\d一二三四五六七八九十]*(?:[-－—]\d+)?$")
DATED = re.compile(
    r"(?:[\d〇○零一二三四五六七八九十]{4})?年[\d一二三四五六七八九十]*月[\d一二三四五六七八九十]*日"
)
YEAR_LINE = re.compile(r"[（(]?20\d\d年度?[)）]?")
_APART = re.compile(r"\n|\t+|[ \u3000]{2,}")
_YEAR = re.compile(r"20\d\d年度?")
_DAY_ROOM = re.compile(r"年\s+月\s+日")
_SEALED = re.compile(r"\((?:盖章|公章|单位盖章)\)$")
LONGEST_SIGNED = 40
_FILED_BY = ("填报单位", "编制单位", "报送单位")
_RUN_IN = re.compile(r"([^。：:\n]{2,40})[。：:]\s*(\S.*)", re.DOTALL)
#: How deep each kind of number stands; others number lists within a text.
_DEPTH = {"第1部分": 0, "第一部分": 0, "一、": 0, "(一)": 1, "(一)、": 1, "1、": 2, "1.": 2}
_DEEPEST_END = 1
#: How much of a name a heading must have in common with it to be offered: signs, and of all.
_COMMON, _HALF = 3, 0.5
MATCHED = "标题“{}”按“{}”认"
PERHAPS = "标题“{}”可能是“{}”，请核对"
NOT_ASKED = "表式没有这一部分"


@dataclass(frozen=True, slots=True)
class Title:
    """A heading that the form knows. address: of its narrative; "" for a section alone. doubt:
    why it is only offered. rest: what the paragraph says after its heading."""

    address: str
    section: str
    note: str = ""
    doubt: str = ""
    rest: str = ""


@dataclass(slots=True)
class OpenText:
    """A part while its paragraphs come. address: "" for one that the form has not."""

    address: str
    heading: Paragraph
    note: str = ""
    doubt: str = ""
    lines: list[Paragraph] = field(default_factory=list)

    @property
    def depth(self) -> int | None:
        return _DEPTH.get(number_style(self.heading.text))


@dataclass(slots=True)
class Texts:
    """The running text while a document is walked through. read: parts that were begun. told:
    parts of which a heading anywhere in the document bears the very name."""

    asked: AskedForm
    taking: Taking
    section: str = ""
    open: OpenText | None = None
    read: list[str] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    _names: Names[str] = field(default_factory=Names)

    def __post_init__(self) -> None:
        for part, label, _ in self.asked.narratives:
            self._names.add(label, part.code)

    def look_ahead(self, lines: Iterable[str]) -> None:
        """Note which parts are headed by their very names, so that no like name takes them."""
        for text in lines:
            if len(text) <= LONGEST_HEADING:
                self.told.update(self._names.find(text.rstrip("。：: ")))

    def take(self, line: Paragraph) -> bool:
        """Take a paragraph if it is a heading or belongs to an open part; say whether it did."""
        if CONTENTS.search(line.text):
            return True
        title = self.title_of(line.text)
        if title is not None:
            self._begin(line, title)
            return True
        if self.ends(line):
            self.close()
            self.open = OpenText("", line) if number_style(line.text) else None
            return True
        if self.open is None:
            return False
        self.open.lines.append(line)
        return True

    def close(self) -> None:
        """Keep the open part, if it has a place in the form; else list its words."""
        part, self.open = self.open, None
        if part is None:
            return
        signed = list(_signed(part, self.asked))
        for line in signed:
            if not is_signed(line.text, self.asked):
                self.taking.left.append(LeftWords(line.text, line.place))
        if not part.address:
            for line in (part.heading, *part.lines):
                self.taking.left.append(LeftWords(line.text, line.place, NOT_ASKED))
        elif part.lines:
            words = "\n".join(line.text for line in part.lines)
            place = f"{part.heading.place}起"
            box = Box(words, 0, 0, place)
            self.taking.take(part.address, box, note=part.note, doubt=part.doubt)

    # -- headings

    def title_of(self, text: str) -> Title | None:
        """Return what a line is the heading of; None if it is none that the form knows."""
        if len(text) > LONGEST_HEADING or "\n" in text:
            return self._run_in(text)
        name = text.rstrip("。：: ")
        code = self._narrative(name)
        if code:
            return Title(code, self._section_of(code))
        sections = self.asked.sections.find(name)
        if sections:
            return Title("", sections[0])
        return self._similar(name) or self._run_in(text)

    def _narrative(self, name: str) -> str:
        """Return the narrative of a heading; of several with one name the next in order."""
        codes = self._names.find(name)
        if len(codes) > 1:
            here = [c for c in codes if self._section_of(c) == self.section and c not in self.read]
            codes = (here or [c for c in codes if c not in self.read] or codes)[:1]
        return codes[0] if codes else ""

    def _run_in(self, text: str) -> Title | None:
        """Return the heading that a paragraph begins with (一、基本情况。本局是……)."""
        found = _RUN_IN.match(text)
        if found is None or not number_style(text):
            return None
        code = self._narrative(found[1])
        return Title(code, self._section_of(code), rest=found[2].strip()) if code else None

    def _similar(self, name: str) -> Title | None:
        """Return the one narrative that a heading is like, where it may stand here at all."""
        depth = _DEPTH.get(number_style(name), _DEEPEST_END + 1)
        is_within = self.open is not None and self.open.address and depth > (self.open.depth or 0)
        if depth > _DEEPEST_END or "。" in name or is_within:
            return None
        waiting = [(c, label) for c, label in self._labels() if c not in (*self.read, *self.told)]
        weighed = sorted(((likeness(label, name), c, label) for c, label in waiting), reverse=True)
        is_alone = len(weighed) == 1 or (weighed and weighed[0][0] - weighed[1][0] >= APART)
        if is_alone and weighed[0][0] >= LIKE:
            _, code, label = weighed[0]
            return Title(code, self._section_of(code), note=MATCHED.format(name, label))
        return self._perhaps(name, waiting)

    def _perhaps(self, name: str, waiting: list[tuple[str, str]]) -> Title | None:
        """Return the one narrative of this section that a longer heading may mean: offered."""
        here = [(c, label) for c, label in waiting if self._section_of(c) == self.section]
        fits = [(code, label) for code, label in here if _has_common(name, label)]
        if len(fits) != 1:
            return None
        code, label = fits[0]
        return Title(code, self.section, doubt=PERHAPS.format(name, label))

    def _labels(self) -> Iterator[tuple[str, str]]:
        yield from ((part.code, label) for part, label, _ in self.asked.narratives)

    def _section_of(self, code: str) -> str:
        return next((s for part, _, s in self.asked.narratives if part.code == code), "")

    def _begin(self, line: Paragraph, title: Title) -> None:
        self.close()
        self.section = title.section
        if not title.address:
            return
        self.open = OpenText(title.address, line, title.note, title.doubt)
        self.read.append(title.address)
        if title.rest:
            self.open.lines.append(Paragraph(title.rest, line.place))

    def ends(self, line: Paragraph) -> bool:
        """Say whether a line ends a part without beginning one that the form knows."""
        if len(line.text) > LONGEST_HEADING:
            return False
        if ANNEX.fullmatch(tight(line.text)) or tight(line.text) in OWN_ANNEXES:
            return True
        depth = _DEPTH.get(number_style(line.text))
        if depth is None or "。" in line.text or self.open is None:
            return False
        open_depth = self.open.depth
        return open_depth is not None and depth <= min(open_depth, _DEEPEST_END)


def _has_common(name: str, label: str) -> bool:
    """Say whether a heading has much of a name in it: half, or less under the same number."""
    one, other = bare(name), bare(label)
    shared = SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size
    number = tight(name).removesuffix(numberless(name))
    is_same = bool(number) and tight(label).startswith(number)
    return shared >= _COMMON and (is_same or shared >= _HALF * len(other))


def _signed(part: OpenText, asked: AskedForm) -> Iterator[Paragraph]:
    """Yield what closes a report (unit, seal, day), taken off the end of its last part."""
    while part.lines and _is_closing(part.lines[-1].text, asked):
        yield part.lines.pop()


def _is_closing(text: str, asked: AskedForm) -> bool:
    """Say whether a line closes a part: a unit with its seal, a day, room to sign."""
    name = tight(text)
    if len(name) > LONGEST_SIGNED:
        return False
    says_who = name.startswith(_FILED_BY) or _SEALED.search(name) is not None
    return says_who or DATED.fullmatch(name) is not None or is_signed(text, asked)


def is_signed(text: str, asked: AskedForm) -> bool:
    """Say whether words are only room for hand and seal, as the form has it."""
    pieces = _APART.split(_DAY_ROOM.sub("", text))
    said = [piece.strip() for piece in pieces if piece.strip()]
    return all(asked.lines.find(piece) or _SEALED.fullmatch(tight(piece)) for piece in said)


def is_title(text: str, asked: AskedForm) -> bool:
    """Say whether a line only names the report, its year or an annex."""
    name = _YEAR.sub("", bare(text).removeprefix(asked.county))
    if len(text) > LONGEST_TITLE:
        return False
    if YEAR_LINE.fullmatch(tight(text)) or ANNEX.fullmatch(tight(text)):
        return True
    titles = [bare(re.sub(r"[（(][^（）()]*[）)]$", "", asked.laid.form.title))]
    titles += [bare(section.label) for section in asked.laid.form.sections]
    return any(len(title) >= 4 and (title in name or name in title) for title in titles if name)
