"""A county's Word report to what it says by the places of its form: in the limited process.

Nothing of the file is left for the site to read but the outcome. The site says what the form asks,
what stands in it and which places it knows, as plain data.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from press.documents.word import Undecided, document_page
from selfeval.engine.answers import answers_of
from selfeval.engine.definition import form_of
from selfeval.engine.laid import Laid
from selfeval.filing.file_reading import WrongFile
from selfeval.filing.word_report.asked import AskedForm, AskedTable, asked_of
from selfeval.filing.word_report.elements import Paragraph, WordTable, elements_of, left_out
from selfeval.filing.word_report.fields import is_fields, read_fields, read_line
from selfeval.filing.word_report.matching import regions_of
from selfeval.filing.word_report.strange import strange_words
from selfeval.filing.word_report.tables import read_table
from selfeval.filing.word_report.taking import Taking
from selfeval.filing.word_report.texts import DATED, Texts, is_signed, is_title
from selfeval.filing.word_report.trees import read_tree
from selfeval.filing.word_report.types import LeftWords, Reading
from selfeval.filing.word_report.wording import tight, unit_in

MOST_ROWS, MOST_FOUND = 3000, 5000
MOST_LEFT = 1000
LONGEST_CAPTION, MOST_CAPTIONS = 60, 3
_TABLE = re.compile(r"(?:附?表\d|附[件表])")
UNREADABLE = "文件已损坏，或不是所说的格式。请用 Word 或 WPS 打开后另存为 .docx 再导入。"
TOO_MUCH = "文件里有 {} 行表格，一次最多读 {} 行，不像是一份自评报告。请核对文件。"
MORE_LEFT = "没有放进去的有 {} 处，只列出前 {} 处"
NO_WORDS = "文件里没有文字；扫描件和图片里的字读不出来。请用 Word 或 WPS 写成的 .docx。"


def take_report(data: bytes, known: Mapping[str, Any]) -> Reading:
    """Return what a .docx says. Raises WrongFile for whatever is wrong with the file.

    known: form, entered (their JSON), year, county, others (names of other counties); where
    the task is by project is_by_project, project and projects (of the county's others).
    """
    try:
        page = document_page(data)
    except Undecided as error:
        raise WrongFile(str(error)) from error
    except Exception as error:  # a parser met what its authors did not foresee
        raise WrongFile(UNREADABLE) from error
    elements = elements_of(page)
    if not elements:
        raise WrongFile(NO_WORDS)
    rows = sum(len(one.rows) for one in elements if isinstance(one, WordTable))
    if rows > MOST_ROWS:
        raise WrongFile(TOO_MUCH.format(rows, MOST_ROWS))
    laid = Laid(form_of(known["form"]), answers_of(known["entered"]), known["year"])
    walk = _ReportWalk(asked_of(laid, known["county"]))
    walk.through(elements)
    taking = walk.taking
    found = taking.settled()[:MOST_FOUND]
    return Reading(
        found=found,
        left=tuple(taking.left[:MOST_LEFT]),
        notices=(*left_out(page), *_beyond(taking.left)),
        strange=tuple(strange_words(elements, found, known, laid=laid)),
    )


def _beyond(left: Sequence[LeftWords]) -> Iterator[str]:
    """Yield that not all of what has no place is listed."""
    if len(left) > MOST_LEFT:
        yield MORE_LEFT.format(len(left), MOST_LEFT)


@dataclass(slots=True)
class _ReportWalk:
    """The way through a document: what is read, and what waits to be the caption of a table."""

    asked: AskedForm
    taking: Taking = field(init=False)
    texts: Texts = field(init=False)

    def __post_init__(self) -> None:
        self.taking = Taking(self.asked)
        self.texts = Texts(self.asked, self.taking)

    def through(self, elements: Sequence[Paragraph | WordTable]) -> None:
        self.texts.look_ahead(one.text for one in elements if isinstance(one, Paragraph))
        for number, element in enumerate(elements):
            if isinstance(element, WordTable):
                self._table(element)
                continue
            sheet = self._captioned(elements[number : number + MOST_CAPTIONS + 1])
            if sheet is not None:
                sheet.lines.append(element)
            else:
                self._paragraph(element)
        self.texts.close()

    # -- paragraphs

    def _captioned(self, elements: Sequence[Paragraph | WordTable]) -> WordTable | None:
        """Return the table that follows a line with nothing between that cannot name it."""
        if not any(isinstance(element, WordTable) for element in elements):
            return None
        for element in elements:
            if isinstance(element, WordTable):
                return element
            if not self._is_caption(element):
                return None
        return None

    def _is_caption(self, line: Paragraph) -> bool:
        """Say whether a line that stands over a table may be its name."""
        if len(line.text) > LONGEST_CAPTION or "。" in line.text or self.texts.ends(line):
            return False
        if unit_in(line.text):
            return True
        return self.texts.title_of(line.text) is None and "：" not in line.text.rstrip("：")

    def _paragraph(self, line: Paragraph) -> None:
        is_free = self.texts.open is None or is_fields(line, self.asked)
        if is_free and read_line(line, self.taking, self.texts.section):
            return
        if self.texts.take(line) or is_title(line.text, self.asked):
            return
        if not is_signed(line.text, self.asked) and not DATED.fullmatch(tight(line.text)):
            self.taking.left.append(LeftWords(line.text, line.place))

    # -- tables

    def _table(self, sheet: WordTable) -> None:
        sections = self._sections(sheet)
        is_read = False
        for region in regions_of(sheet, self.asked, sections):
            if isinstance(region.asked, AskedTable):
                read_table(region, region.asked, self.taking)
            else:
                read_tree(region, region.asked, self.taking)
            is_read = True
        read_fields(sheet, self.taking, sections)
        for line in sheet.lines:
            if not (is_read and self._names_table(line.text)):
                self._paragraph(line)
        self._leave_rest(sheet)

    def _names_table(self, text: str) -> bool:
        """Say whether a line over a table that was read only names it."""
        return bool(self._is_known(text) or unit_in(text) or _TABLE.match(tight(text)))

    def _sections(self, sheet: WordTable) -> list[str]:
        """Return the section of the form that each row stands in: a row of one cell may begin
        another, as a line over the table may."""
        said = [code for text in sheet.captions for code in self.asked.sections.find(text)[:1]]
        section, found = (said or [self.texts.section])[-1], []
        for row in range(len(sheet.rows)):
            boxes = sheet.boxes(row)
            if len(boxes) == 1:
                section = next(iter(self.asked.sections.find(boxes[0].text)), section)
            found.append(section)
        self.texts.section = section
        return found

    def _leave_rest(self, sheet: WordTable) -> None:
        """List what of a table was not understood, a line a row."""
        for row in range(len(sheet.rows)):
            rest = [box for box in sheet.own(row) if not box.used and not self._is_known(box.text)]
            if rest:
                self.taking.left.append(LeftWords("｜".join(b.text for b in rest), rest[0].place))

    def _is_known(self, text: str) -> bool:
        """Say whether words only name a part of the form, or a line to sign."""
        asked = self.asked
        return bool(asked.titles.find(text) or asked.sections.find(text) or is_signed(text, asked))
