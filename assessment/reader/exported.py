"""An exported .json of tables back into readings: every value is looked at, none believed.

Pure, because it runs in the limited process. A sentence names city, item and field.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from assessment.engine.bases import BASES
from assessment.engine.said import basis_said, effect_said
from assessment.engine.scheme import KINDS, TABLE_KINDS
from assessment.engine.types import Band, Basis, MeasureKind, RuleKind
from assessment.reader import bounds
from assessment.reader.by_hand import HandMark, WrongMark, mark_of_json
from assessment.reader.columns import heads_of, is_plain_head
from assessment.reader.errors import DocumentError
from assessment.reader.fitting import component_misfits
from assessment.reader.types import (
    ComponentReading,
    ItemReading,
    MeasureReading,
    RowPlace,
    RuleReading,
    SectionReading,
    TableReading,
)
from lib.written_numbers import chinese_ordinal

NOTHING = "本次未导入任何内容。"
_FIGURE = re.compile(r"[+-]?[0-9]{1,30}(?:\.[0-9]{1,30})?")
_BEYOND = 10**30
Word = TypeVar("Word", bound=StrEnum)


class WrongShape(DocumentError):
    """The .json is not an export of tables; str() says where and what is missing."""


def readings_of_bytes(data: bytes) -> tuple[list[TableReading], dict[str, list[str]]]:
    """Return the tables of an exported .json and their measure codes by city.

    Raises WrongShape, and DocumentError for what is too large to be kept.
    """
    try:
        told = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise WrongShape(
            f"文件不是完整的 JSON：第 {error.lineno} 行第 {error.colno} 个字符处有误。{NOTHING}"
        ) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise WrongShape(f"文件不是完整的 JSON，或不是 UTF-8 编码。{NOTHING}") from error
    except ValueError as error:  # Python refuses to make a number of thousands of digits
        raise WrongShape(f"文件中有一个数字的位数过多，不是本系统导出的文件。{NOTHING}") from error
    return readings_of_json(told)


def readings_of_json(data: object) -> tuple[list[TableReading], dict[str, list[str]]]:
    """The same of what the file holds."""
    if not isinstance(data, dict) or not isinstance(data.get("cities"), list):
        raise WrongShape(f"文件中没有“cities”列表；请使用 export_tables 导出的 .json。{NOTHING}")
    if len(data["cities"]) > bounds.MOST_TABLES:
        raise WrongShape(f"文件中的指标表超过 {bounds.MOST_TABLES} 张，请分几次导入。{NOTHING}")
    readings: list[TableReading] = []
    codes: dict[str, list[str]] = {}
    for told in data["cities"]:
        reader = _JsonTable()
        readings.append(reader.table(told))
        bounds.check_reading(readings[-1], reader.codes)
        _check_fit(readings[-1])
        codes[readings[-1].city] = reader.codes
    return readings, codes


def _check_fit(table: TableReading) -> None:
    """Refuse rules that the rules editor would refuse: nobody's record would ever answer them."""
    for item in table.items:
        for component in item.components:
            for rule, told in component_misfits(component):
                named = f"规则“{rule.clause[:40]}”（{KINDS[rule.kind].word}）"
                raise WrongShape(f"{table.city}“{item.name}”：{named}：{told}{NOTHING}")


def offices_named(text: str) -> tuple[str, ...]:
    """Return the offices of a cell; 各处室、中心 stays one word."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class _JsonTable:
    """Reads one city of the .json, remembering where it stands for its error sentences."""

    def __init__(self) -> None:
        self.where = "文件"
        self.codes: list[str] = []
        self.marks: list[tuple[tuple[int, RowPlace], HandMark]] = []
        self.items_read = 0

    def table(self, told: Any) -> TableReading:
        city = self._name(told, "city")
        self.where = city[:40]
        sections = self._list(told, "sections", bounds.MOST_SECTIONS, needed=True)
        table = TableReading(
            title=self._text(told, "title") or city,
            year=None,
            city=city,
            sections=tuple(self._section(number, s) for number, s in enumerate(sections, 1)),
            notes=self._words(told, "notes", bounds.MOST_NOTES),
        )
        heads = self._text_heads(told, [item.text for item in table.items])
        told_items = (self._list(each, "items", bounds.MOST_ITEMS) for each in sections)
        own = tuple(
            self._with_heads(section, raw, heads)
            for section, raw in zip(table.sections, told_items, strict=True)
        )
        return replace(table, sections=own, marks=tuple(self.marks), text_heads=heads)

    def _with_heads(
        self, section: SectionReading, told: list[Any], heads: tuple[str, ...]
    ) -> SectionReading:
        """Return a section whose items have the heads of the table, or of them their own."""
        items = []
        for item, raw in zip(section.items, told, strict=True):
            own = self._get(raw, "text_heads")
            named = heads if own is None else self._words(raw, "text_heads", bounds.MOST_COLUMNS)
            if named != tuple(head for head in heads if head in named):
                self._fail(f"“{item.name[:60]}”的“text_heads”应为全表栏名中的几个，先后照旧")
            items.append(replace(item, text_heads=named))
        return replace(section, items=tuple(items))

    def _text_heads(self, told: Any, texts: list[str]) -> tuple[str, ...]:
        """Return the heads of the text's columns; where the file has no word of them, those
        that its texts bear."""
        if self._get(told, "text_heads") is None:
            return heads_of(texts)
        heads = self._words(told, "text_heads", bounds.MOST_COLUMNS)
        if len(set(heads)) < len(heads) or not all(map(is_plain_head, heads)):
            self._fail("“text_heads”应为各栏的栏名：不重复，不空，各在一行之内")
        return heads

    def _section(self, number: int, told: Any) -> SectionReading:
        name = self._name(told, "name")
        items = self._list(told, "items", bounds.MOST_ITEMS, needed=True)
        return SectionReading(
            number=self._section_number(told, number),
            name=name,
            heading=self._text(told, "heading") or name,
            full=self._number(told, "full", bounds.POINTS),
            items=tuple(self._item(item) for item in items),
        )

    def _section_number(self, told: Any, number: int) -> str:
        """Return its number as printed, which may be none; where the file has no word of it,
        the one that it would bear."""
        if self._get(told, "number") is None:
            return chinese_ordinal(number)
        return self._text(told, "number")

    def _item(self, told: Any) -> ItemReading:
        name = self._name(told, "name")
        city, self.where = self.where, f"{self.where}“{name[:60]}”"
        text = self._name(told, "text")
        if len(text) > bounds.LONGEST_TEXT:
            self._fail(f"正文有 {len(text)} 字，超过 {bounds.LONGEST_TEXT} 字")
        offices = offices_named(self._text(told, "offices_text"))
        offices = offices or tuple(self._words(told, "offices", 100))
        is_told = self._get(told, "offices_text") is not None
        components = self._list(told, "components", bounds.MOST_COMPONENTS)
        item = ItemReading(
            name=name,
            text=text,
            points=self._number(told, "points", bounds.POINTS),
            offices=offices,
            offices_text=self._text(told, "offices_text") if is_told else "\n".join(offices),
            components=tuple(self._component(at, c, text) for at, c in enumerate(components)),
            unsettled=self._words(told, "unsettled", 1000),
        )
        self.where = city
        self.items_read += 1
        return item

    def _component(self, at: int, told: Any, text: str) -> ComponentReading:
        measures = self._list(told, "measures", bounds.MOST_MEASURES, needed=True)
        rules = self._list(told, "rules", bounds.MOST_MEASURES, needed=True)
        self._keep_mark(told, RowPlace("component", at))
        for sort, rows in (("measure", measures), ("rule", rules)):
            for index, row in enumerate(rows):
                self._keep_mark(row, RowPlace(sort, at, index))
        positions: dict[str, int] = {}
        for measure in measures:
            code = self._name(measure, "code")
            if code in positions:
                self._fail(f"测量项编码“{code[:40]}”出现了不止一次")
            positions[code] = len(positions)
        self.codes += positions
        cap = self._cap(told)
        read = (self._rule(rule, positions, text) for rule in rules)
        return ComponentReading(
            points=self._number(told, "points", bounds.POINTS),
            measures=tuple(self._measure(measure) for measure in measures),
            # Words that only say the component's cap again (扣完10分为止) are none of the rule.
            rules=tuple(replace(r, cap=None) if r.cap == cap else r for r in read),
            start=self._position(told, "start", 0),
            end=self._position(told, "end", 0) or len(text),
            cap=cap,
        )

    def _measure(self, told: Any) -> MeasureReading:
        name = self._name(told, "name")
        return MeasureReading(
            key=self._text(told, "key") or name,
            name=name,
            kind=self._word(MeasureKind, told, "kind"),
            unit=self._text(told, "unit"),
            target=self._figure(told, "target", bounds.AMOUNT),
            places=self._words(told, "places", bounds.MOST_PLACES),
        )

    def _rule(self, told: Any, positions: dict[str, int], text: str) -> RuleReading:
        clause = self._name(told, "clause")
        named = self._words(told, "measures", bounds.MOST_MEASURES)
        if not set(named) <= set(positions):
            self._fail(f"规则“{clause[:40]}”指向不存在的测量项")
        if not named or len(set(named)) != len(named):
            self._fail(f"规则“{clause[:40]}”没有测量项，或同一测量项列了不止一次")
        start = self._position(told, "start", max(text.find(clause), 0))
        kind = self._word(RuleKind, told, "kind", among=TABLE_KINDS)
        asked = BASES[kind.basis].own_target
        rule = RuleReading(
            kind=kind,
            measures=tuple(positions[code] for code in named),
            step=self._figure(told, "step", bounds.AMOUNT),
            deduction=self._number(told, "deduction", bounds.POINTS),
            clause=clause,
            start=start,
            end=self._position(told, "end", min(start + len(clause), len(text))),
            pattern=self._text(told, "pattern"),
            cap=self._cap(told),
            target=self._figure(told, "target", bounds.AMOUNT) if asked else None,
            condition=self._text(told, "condition"),
            least=self._figure(told, "least", bounds.POINTS),
            bands=self._bands(told) if BASES[kind.basis].has_bands else (),
        )
        if asked and rule.target is None:
            self._fail(f"规则“{clause[:40]}”的“target”应写明{asked}")
        if kind.basis is Basis.RANK and (not rule.target or rule.target % 1):
            self._fail(f"规则“{clause[:40]}”的“target”是名次，应为 1 以上的整数")
        if rule.step == 0 or (rule.step is None and BASES[rule.kind.basis].is_stepped):
            self._fail(f"规则“{clause[:40]}”的“step”应写明每档是多少，大于 0")
        self._check_scheme(told, rule)
        return rule

    def _check_scheme(self, told: Any, rule: RuleReading) -> None:
        """Refuse a rule that says one thing by its kind and another by basis or effect.

        Earlier files say both by the kind alone.
        """
        effects = (effect_said(rule.kind, rule.bands), rule.kind.effect.value)
        bases = (basis_said(rule.kind, ()), basis_said(rule.kind, (MeasureKind.COUNT,)))
        for key, known in (("effect", effects), ("basis", bases)):
            if self._get(told, key) not in (None, *known):
                self._fail(f"规则“{rule.clause[:40]}”的“{key}”与“kind”不符（应为 {known[0]}）")

    def _bands(self, told: Any) -> tuple[Band, ...]:
        return tuple(
            Band(
                above=self._figure(row, "above", bounds.AMOUNT),
                is_above_included=self._yes_no(row, "is_above_included"),
                below=self._figure(row, "below", bounds.AMOUNT),
                is_below_included=self._yes_no(row, "is_below_included"),
                points=self._number(row, "points", bounds.POINTS),
            )
            for row in self._list(told, "bands", bounds.MOST_BANDS, needed=True)
        )

    def _yes_no(self, told: Any, key: str) -> bool:
        value = self._get(told, key)
        if not isinstance(value, bool):
            self._fail(f"“{key}”应为 true 或 false")
        return bool(value)

    def _cap(self, told: Any) -> Decimal | None:
        """Return a cap in figures; "points" of a rule only says 扣完为止: its component has one."""
        if self._get(told, "cap") == "points":
            return None
        cap = self._figure(told, "cap", bounds.POINTS)
        if cap is not None and cap <= 0:
            self._fail("“cap”是最多扣多少分，应大于 0")
        return cap

    def _keep_mark(self, told: Any, place: RowPlace) -> None:
        """Keep who changed a row by hand, where the file says so."""
        try:
            mark = mark_of_json(told)
        except WrongMark as wrong:
            raise WrongShape(f"{self.where}：{wrong}。{NOTHING}") from wrong
        if mark is not None:
            self.marks.append(((self.items_read, place), mark))

    def _get(self, told: Any, key: str) -> Any:
        return told.get(key) if isinstance(told, dict) else None

    def _fail(self, what: str) -> None:
        raise WrongShape(f"{self.where}：{what}。{NOTHING}")

    def _name(self, told: Any, key: str) -> str:
        """Return words that must be there."""
        value = self._get(told, key)
        if not isinstance(value, str) or not value.strip():
            raise WrongShape(f"{self.where}：缺少“{key}”或其类型不对（应为文字）。{NOTHING}")
        return value

    def _text(self, told: Any, key: str) -> str:
        """Return words that may be left out."""
        value = self._get(told, key)
        if value is not None and not isinstance(value, str):
            self._fail(f"“{key}”应为文字")
        return value or ""

    def _list(self, told: Any, key: str, most: int, *, needed: bool = False) -> list[Any]:
        value = self._get(told, key)
        if value is None and not needed:
            return []
        if not isinstance(value, list):
            raise WrongShape(f"{self.where}：缺少“{key}”或其类型不对（应为列表）。{NOTHING}")
        if len(value) > most:
            self._fail(f"“{key}”有 {len(value)} 项，最多 {most} 项")
        return value

    def _words(self, told: Any, key: str, most: int) -> tuple[str, ...]:
        value = self._list(told, key, most)
        if not all(isinstance(word, str) for word in value):
            self._fail(f"“{key}”应为一列文字")
        return tuple(value)

    def _position(self, told: Any, key: str, absent: int) -> int:
        value = self._get(told, key)
        if value is None:
            return absent
        if type(value) is not int or not 0 <= value <= bounds.LONGEST_TEXT:
            self._fail(f"“{key}”应为 0 至 {bounds.LONGEST_TEXT} 的整数，指正文中的位置")
        return int(value)

    def _number(self, told: Any, key: str, digits: tuple[int, int]) -> Decimal:
        value = self._figure(told, key, digits)
        if value is None:
            raise WrongShape(f"{self.where}：缺少“{key}”。{NOTHING}")
        return value

    def _figure(self, told: Any, key: str, digits: tuple[int, int]) -> Decimal | None:
        value = self._get(told, key)
        if value is None:
            return None
        number = _decimal(value)
        if number is None:
            raise WrongShape(
                f'{self.where}：“{key}”不是数字（应为写成文字的十进制数，如 "0.8"）。{NOTHING}'
            )
        if fault := bounds.figure_fault(number, digits):
            self._fail(f"“{key}” {fault}")
        return number + 0  # −0 is 0

    def _word(
        self, words: type[Word], told: Any, key: str, *, among: Iterable[Word] | None = None
    ) -> Word:
        value = self._get(told, key)
        known: Iterable[str] = [word.value for word in among or words]
        if not isinstance(value, str) or value not in known:
            self._fail(f"“{key}”应为 {'、'.join(known)} 之一")
        return words(value)


def _decimal(value: object) -> Decimal | None:
    words = str(value) if type(value) is int and abs(value) < _BEYOND else value
    return Decimal(words) if isinstance(words, str) and _FIGURE.fullmatch(words) else None
