"""What the reader hands on: first the table as printed, then what it means.

Raw* is the document, word for word. *Reading is its interpretation, where every
rule keeps the phrase it came from and where the phrase stands in the text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from assessment.engine.types import Band, MeasureKind, RuleKind
from assessment.reader.by_hand import HandMark


class Severity(StrEnum):
    """error: does not add up; unsettled: a phrase that deducts or awards points
    and that no pattern read; notice: worth a look, blocks nothing until asked.
    An error or an unsettled phrase keeps a table from being issued."""

    ERROR = "error"
    UNSETTLED = "unsettled"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person has to look at. message: a Chinese sentence with what,
    where and what to do. phrase: word for word from the text, may be empty."""

    severity: Severity
    code: str
    message: str
    city: str = ""
    item: str = ""
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class RawItem:
    name: str  # line breaks inside the cell removed
    text: str  # word for word
    points: str
    offices: str  # line breaks kept
    text_heads: tuple[str, ...] = ()  # of the columns that its text was joined from; () of one


@dataclass(frozen=True, slots=True)
class RawSection:
    number: str  # 一, 二
    heading: str  # 移民业务工作（67）
    items: tuple[RawItem, ...]


@dataclass(frozen=True, slots=True)
class RawTable:
    title: str  # 2017年度湘潭市移民工作绩效考核指标表
    year: int | None
    city: str  # as printed
    sections: tuple[RawSection, ...]
    notes: tuple[str, ...]  # the lines under the table, and what else bears points
    captions: tuple[str, ...] = field(default=(), compare=False)  # lines beside the title, sheet
    findings: tuple[Finding, ...] = ()  # of the document: what was left out of it
    text_heads: tuple[str, ...] = ()  # of all the columns that the items' texts were joined from


@dataclass(frozen=True, slots=True)
class MeasureReading:
    """key: the short phrase that names the same thing in every city (油茶,
    移民资金内部审计); name: the measure's full name, unique in its component."""

    key: str
    name: str
    kind: MeasureKind
    unit: str = ""
    target: Decimal | None = None
    places: tuple[str, ...] = ()  # named places or works to be ticked, as printed


@dataclass(frozen=True, slots=True)
class RuleReading:
    """measures: positions in the component's measures. start, end: where the
    clause stands in the item's text; text[start:end] == clause."""

    kind: RuleKind
    measures: tuple[int, ...]
    step: Decimal | None
    deduction: Decimal
    clause: str
    start: int
    end: int
    pattern: str  # name of the pattern that read it
    cap: Decimal | None = None  # the most that it takes
    target: Decimal | None = None  # what a figure may reach before it costs
    condition: str = ""  # the words that restrict who, when, how large or except what
    least: Decimal | None = None  # what a judgement takes at least, beside nothing
    bands: tuple[Band, ...] = ()  # of a rule that goes by bands; its deduction is 0


@dataclass(frozen=True, slots=True)
class ComponentReading:
    """start, end: the part of the item's text that this component covers. cap: the most
    that its rules take together."""

    points: Decimal
    measures: tuple[MeasureReading, ...]
    rules: tuple[RuleReading, ...]
    start: int
    end: int
    cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ItemReading:
    name: str
    text: str
    points: Decimal
    offices: tuple[str, ...]  # 各处室、中心 stays one word here
    offices_text: str
    components: tuple[ComponentReading, ...]
    unsettled: tuple[str, ...] = ()
    text_heads: tuple[str, ...] = ()  # as of RawItem


@dataclass(frozen=True, slots=True)
class SectionReading:
    """full: what the section is worth after rescaling (76 although the heading
    says 67, from the formula under the table)."""

    number: str
    name: str
    heading: str
    full: Decimal
    items: tuple[ItemReading, ...]


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where a row stands in an item. sort: component, measure or rule."""

    sort: str
    component: int
    index: int = 0


@dataclass(frozen=True, slots=True)
class TableReading:
    """marks: what was changed by hand, by the item's number in the table and the row in it.
    text_heads: of all the columns that the items' texts were joined from; () of one column."""

    title: str
    year: int | None
    city: str
    sections: tuple[SectionReading, ...]
    notes: tuple[str, ...]
    findings: tuple[Finding, ...] = field(default=())
    marks: tuple[tuple[tuple[int, RowPlace], HandMark], ...] = ()
    text_heads: tuple[str, ...] = ()

    @property
    def items(self) -> Iterator[ItemReading]:
        return (item for section in self.sections for item in section.items)
