"""Official tables out of the database, and in and out of the exported .json."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from assessment.engine.rounding import format_points
from assessment.engine.types import MeasureKind, RuleKind
from assessment.loading import (
    LoadedComponent,
    LoadedItem,
    LoadedTable,
    load_tables,
)
from assessment.models import CityTable
from assessment.reader.by_hand import TableOfFile, WrongMark, mark_json, mark_of_json
from assessment.reader.comparing import Row
from assessment.reader.types import (
    ComponentReading,
    ItemReading,
    MeasureReading,
    RuleReading,
    SectionReading,
    TableReading,
)


def reading_of(table: CityTable) -> tuple[TableReading, list[str]]:
    """Return a stored table as the reader would give it, with its measure codes. Seven queries."""
    [loaded] = load_tables(CityTable.objects.filter(pk=table.pk))
    return as_reading(loaded), [m.code for m in loaded.measures]


def as_reading(table: LoadedTable) -> TableReading:
    sections = tuple(
        SectionReading(
            number=s.number,
            name=s.name,
            heading=s.heading,
            full=s.engine.full,
            items=tuple(_item_reading(i) for i in s.items),
        )
        for s in table.sections
    )
    return TableReading(table.title, table.year, table.city, sections, table.notes)


def table_words(reading: TableReading):
    """Return everything that is printed, nothing that was read into it.

    White space is left out: the same table as .docx and as plain text differs
    in line breaks within cells.
    """
    items = [
        (s.number, s.heading, i.name, i.text, i.offices_text, i.points)
        for s in reading.sections
        for i in s.items
    ]
    return (
        _squeezed(reading.title),
        [_squeezed(note) for note in reading.notes],
        [(*map(_squeezed, words), points) for *words, points in items],
    )


def _squeezed(text: str) -> str:
    return "".join(text.split())


def words_and_rules(reading: TableReading):
    """Return what is printed together with components, measures and rules."""
    items = (i for s in reading.sections for i in s.items)
    return table_words(reading), [(i.components, i.unsettled) for i in items]


def tables_json(number: int, tables: Sequence[LoadedTable]) -> dict:
    """Return the tables in the public shape; importing it gives back the same tables.

    Keys beyond the public ones (heading, offices_text, places, start …) carry
    what print and the rules page need; a document without them is taken too.
    """
    return {"year": number, "cities": [_table_json(t) for t in tables]}


def _table_json(table: LoadedTable) -> dict:
    return {
        "city": table.city,
        "title": table.title,
        "issued": table.issued,
        "notes": list(table.notes),
        "sections": [
            {
                "name": s.name,
                "full": format_points(s.engine.full),
                "number": s.number,
                "heading": s.heading,
                "items": [_item_json(i) for i in s.items],
            }
            for s in table.sections
        ],
    }


def _item_json(item: LoadedItem) -> dict:
    reading = _item_reading(item)
    return {
        "name": item.name,
        "text": item.text,
        "points": format_points(item.points),
        "offices": list(reading.offices),
        "offices_text": item.offices_text,
        "components": [_component_json(c) for c in item.components],
        "unsettled": list(item.unsettled),
    }


def _component_json(component: LoadedComponent) -> dict:
    return {
        "points": format_points(component.engine.points),
        "start": component.start,
        "end": component.end,
        **mark_json(component.mark),
        "measures": [
            {
                "code": m.code,
                "name": m.name,
                "kind": m.engine.kind.value,
                "unit": m.engine.unit,
                "target": _text(m.engine.target),
                "key": m.key,
                "places": list(m.places),
                **mark_json(m.mark),
            }
            for m in component.measures
        ],
        "rules": [
            {
                "kind": r.engine.kind.value,
                "measures": list(r.engine.measures),
                "step": _text(r.engine.step),
                "deduction": format_points(r.engine.deduction),
                "clause": r.engine.clause,
                "start": r.start,
                "end": r.end,
                "pattern": r.pattern,
                **mark_json(r.mark),
            }
            for r in component.rules
        ],
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else format_points(number)


def _item_reading(item: LoadedItem) -> ItemReading:
    return ItemReading(
        name=item.name,
        text=item.text,
        points=item.points,
        offices=offices_named(item.offices_text),
        offices_text=item.offices_text,
        components=tuple(_component_reading(c) for c in item.components),
        unsettled=item.unsettled,
    )


def offices_named(text: str) -> tuple[str, ...]:
    """Return the offices of a cell; 各处室、中心 stays one word."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _component_reading(component: LoadedComponent) -> ComponentReading:
    position = {m.code: at for at, m in enumerate(component.measures)}
    return ComponentReading(
        points=component.engine.points,
        measures=tuple(
            MeasureReading(m.key, m.name, m.engine.kind, m.engine.unit, m.engine.target, m.places)
            for m in component.measures
        ),
        rules=tuple(
            RuleReading(
                r.engine.kind,
                tuple(position[code] for code in r.engine.measures),
                r.engine.step,
                r.engine.deduction,
                r.engine.clause,
                r.start,
                r.end,
                r.pattern,
            )
            for r in component.rules
        ),
        start=component.start,
        end=component.end,
    )


class WrongShape(ValueError):
    """The .json is not an export of tables; str() says where and what is missing."""


def readings_of_json(data: object) -> tuple[list[TableReading], dict[str, list[str]]]:
    """Return the tables of an exported .json and their measure codes by city.

    Raises WrongShape with a sentence that names city, item and field.
    """
    if not isinstance(data, dict) or not isinstance(data.get("cities"), list):
        raise WrongShape("文件中没有“cities”列表；请使用 export_tables 导出的 .json")
    readings, codes = [], {}
    for told in data["cities"]:
        reader = _JsonTable(told)
        readings.append(reader.table())
        codes[readings[-1].city] = reader.codes
    return readings, codes


class _JsonTable:
    """Reads one city of the .json, remembering where it stands for its error sentences."""

    def __init__(self, told):
        self.told, self.where, self.codes = told, "", []
        self.items_read, self.marks = 0, {}

    def table(self) -> TableReading:
        city = self._get(self.told, "city", str)
        self.where = city
        sections = tuple(
            self._section(at, s) for at, s in enumerate(self._get(self.told, "sections", list))
        )
        return TableOfFile(
            title=self.told.get("title") or city,
            year=None,
            city=city,
            sections=sections,
            notes=tuple(self.told.get("notes") or ()),
            marks=self.marks,
        )

    def _section(self, at, told) -> SectionReading:
        name = self._get(told, "name", str)
        return SectionReading(
            number=told.get("number") or "一二三四五六"[at],
            name=name,
            heading=told.get("heading") or name,
            full=self._number(told, "full"),
            items=tuple(self._item(i) for i in self._get(told, "items", list)),
        )

    def _item(self, told) -> ItemReading:
        name = self._get(told, "name", str)
        city, self.where = self.where, f"{self.where}“{name}”"
        text = self._get(told, "text", str)
        offices = told.get("offices_text") or "\n".join(told.get("offices") or ())
        item = ItemReading(
            name=name,
            text=text,
            points=self._number(told, "points"),
            offices=offices_named(offices),
            offices_text=offices,
            components=tuple(
                self._component(at, c, text) for at, c in enumerate(told.get("components") or ())
            ),
            unsettled=tuple(told.get("unsettled") or ()),
        )
        self.where = city
        self.items_read += 1
        return item

    def _component(self, at, told, text) -> ComponentReading:
        measures = self._get(told, "measures", list)
        self._keep_mark(told, Row("component", at))
        for sort, rows in (("measure", measures), ("rule", self._get(told, "rules", list))):
            for index, row in enumerate(rows):
                self._keep_mark(row, Row(sort, at, index))
        codes = [self._get(m, "code", str) for m in measures]
        self.codes += codes
        return ComponentReading(
            points=self._number(told, "points"),
            measures=tuple(self._measure(m) for m in measures),
            rules=tuple(self._rule(r, codes, text) for r in self._get(told, "rules", list)),
            start=told.get("start") or 0,
            end=told.get("end") or len(text),
        )

    def _measure(self, told) -> MeasureReading:
        name = self._get(told, "name", str)
        return MeasureReading(
            key=told.get("key") or name,
            name=name,
            kind=self._word(MeasureKind, told, "kind"),
            unit=told.get("unit") or "",
            target=self._number(told, "target", optional=True),
            places=tuple(told.get("places") or ()),
        )

    def _rule(self, told, codes, text) -> RuleReading:
        clause = self._get(told, "clause", str)
        named = self._get(told, "measures", list)
        if not set(named) <= set(codes):
            raise WrongShape(f"{self.where}：规则“{clause}”指向不存在的测量项")
        start = told.get("start", max(text.find(clause), 0))
        return RuleReading(
            kind=self._word(RuleKind, told, "kind"),
            measures=tuple(codes.index(code) for code in named),
            step=self._number(told, "step", optional=True),
            deduction=self._number(told, "deduction"),
            clause=clause,
            start=start,
            end=told.get("end", start + len(clause)),
            pattern=told.get("pattern") or "",
        )

    def _keep_mark(self, told, place: Row) -> None:
        """Keep who changed a row by hand, where the file says so."""
        try:
            mark = mark_of_json(told)
        except WrongMark as wrong:
            raise WrongShape(f"{self.where}：{wrong}") from wrong
        if mark is not None:
            self.marks[self.items_read, place] = mark

    def _get(self, told, key, kind):
        value = told.get(key) if isinstance(told, dict) else None
        if not isinstance(value, kind):
            raise WrongShape(f"{self.where or '文件'}：缺少“{key}”或其类型不对")
        return value

    def _number(self, told, key, *, optional=False) -> Decimal | None:
        value = told.get(key)
        if value is None and optional:
            return None
        try:
            number = Decimal(value) if isinstance(value, str | int) else None
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite() or number < 0:
            raise WrongShape(f'{self.where}：“{key}”不是数字（应为写成文字的十进制数，如 "0.8"）')
        return number

    def _word(self, words, told, key):
        try:
            return words(told.get(key))
        except ValueError:
            known = "、".join(w.value for w in words)
            raise WrongShape(f"{self.where}：“{key}”应为 {known} 之一") from None
