"""From the rows of a table to its items: the columns of a row, and the rows of a name."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from assessment.reader.cleantext import CleanText
from assessment.reader.columns import (
    TextColumn,
    head_spans,
    is_text_head,
    joined_columns,
    joined_rows,
)
from assessment.reader.components import split_parts
from assessment.reader.documents.heads import Columns
from assessment.reader.errors import DocumentError
from assessment.reader.naming import own_name
from assessment.reader.patterns import POINTS
from assessment.reader.proposals import propose
from assessment.reader.reading import BEYOND, read_words
from assessment.reader.types import RawItem
from lib.written_numbers import NUMBER, parse_number
from press.documents.page import DocumentRow, joined

_LONGEST_TEXT = 10_000
_MOST_TOLD = 3
_POINTS = re.compile(rf"[（(]?({NUMBER})分?[)）]?")
_PERCENT = re.compile(rf"{NUMBER}[%％]")
_PART = "如果“{0}”是一部分的标题，请合并整行，或改成“一、{0}”单独一行；"
_BEYOND = "这一行是加分或否决、不占分值的，请把这句话并到一项有分值的指标里，加分和否决仍单独列出；"
_BEYOND_POINTS = re.compile("加[^，。；]{0,6}分|否决|取消[^，。；]{0,8}资格|取消评优")
_NAMED_POINTS = re.compile(rf"(?P<name>.+?)[（(](?P<points>{NUMBER})分?[)）]")
_BRACKETED = re.compile(rf"（({NUMBER})分）")


@dataclass
class OpenItem:
    """An item whose rows are still being read. place: of its first row, for messages."""

    name: str
    place: str
    points: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    offices: list[str] = field(default_factory=list)
    sources: dict[str, list[str]] = field(default_factory=dict)  # by head: who may be the offices

    def add(self, row: DocumentRow, columns: Columns) -> None:
        """Take a row; what is merged with the row above was taken with that one.

        Where the name is blank and not merged, blank points go on from above as well.
        """
        is_first = not self.texts
        below = frozenset() if is_first else row.above
        at = columns.points
        if not is_first and at is not None and not joined(row.cells[columns.name]):
            below |= {at} if not joined(row.cells[at]) else frozenset()
        if any(at not in below for at in columns.texts):
            self.texts.append(_text(row, columns, below))
        if at is not None and at not in below:
            self.points.append(joined(row.cells[at]))
        offices = row.cells[columns.offices].strip() if columns.offices is not None else ""
        if offices and offices not in self.offices:
            self.offices.append(offices)
        for at in columns.sources:
            words = row.cells[at].strip() if at < len(row.cells) else ""
            named = self.sources.setdefault(columns.heads[at], [])
            named += [words] if words and words not in named else []

    def closed(self, title: str, columns: Columns) -> RawItem:
        """Return the item. Raises DocumentError where something is missing."""
        where = f"“{title}”{self.place}“{self.name}”"
        text, points = self._text_and_points(where)
        name = self.name
        named = _NAMED_POINTS.fullmatch(name)
        if columns.points is None and named is not None:
            name, points = named["name"].strip(), named["points"]
        elif columns.points is None:
            points = _points_in_text(text)
        item = RawItem(name, text, _bare(points), "\n".join(self.offices), _heads(text, columns))
        heads = "与".join(f"“{columns.heads[at]}”" for at in columns.texts)
        _check_filled(where, item.text, heads, or_else=_PART.format(name))
        if _PERCENT.fullmatch(item.points):
            raise DocumentError(
                f"{where}的分值写的是“{item.points}”，是百分数，不是分数。请把各项的权重换成分数"
                f"（满分 100 分时，5% 写成 5）后再导入。"
            )
        if columns.points is not None:
            if not item.points and _is_beyond(item.text):
                return replace(item, points="0")
            or_else = _BEYOND if _BEYOND_POINTS.search(CleanText(item.text).clean) else ""
            _check_filled(where, item.points, f"“{columns.heads[columns.points]}”", or_else=or_else)
        if len(item.text) > _LONGEST_TEXT:
            raise DocumentError(
                f"{where}的正文有{len(item.text)}字，超过{_LONGEST_TEXT}字，"
                f"可能是几格内容并到了一格。请检查后再导入。"
            )
        return item

    def _text_and_points(self, where: str) -> tuple[str, str]:
        if len(self.points) <= 1:
            return "\n".join(filter(None, self.texts)), "".join(self.points)
        each = [_number(words) for words in self.points]
        if len(self.points) != len(self.texts) or None in each:
            raise DocumentError(
                f"{where}占了{len(self.texts)}行，分值有{len(self.points)}格"
                f"（{'、'.join(words or '空' for words in self.points)}），无法判断各行占几分。"
                f"请逐行填上分值，或把分值合并成一格后再导入。"
            )
        total = str(sum((n for n in each if n is not None), Decimal(0)))
        if any(POINTS.search(CleanText(text).clean) for text in self.texts):
            return "\n".join(self.texts), total  # 计N分 parts the rows already
        rows = zip(map(_bare, self.points), self.texts, strict=True)
        return joined_rows(rows), total


def _is_beyond(text: str) -> bool:
    """Whether a text needs no points: each of its phrases is read as one that adds some outside
    the 100 or costs a grade, or is likely that and waits to be settled as such."""
    read = read_words(text)
    is_likely = all(propose(phrase).kind.effect in BEYOND for phrase in read.unsettled)
    if any(component.points for component in read.components):  # 计5分
        return False
    return is_likely and bool(read.components or read.unsettled)


def _heads(text: str, columns: Columns) -> tuple[str, ...]:
    """Return the heads of a text's columns; () where one head stands over all of them."""
    heads = columns.text_heads
    return heads if len(heads) > 1 or head_spans(text) else ()


def opened_item(
    row: DocumentRow, columns: Columns, *, title: str, taken: Iterable[str]
) -> OpenItem:
    """Return the item that begins with a row. Raises DocumentError for one without a name.

    taken: names of the table so far; a name that is made from the text is not made twice.
    """
    words = row.cells[columns.name]
    name = joined(words) if columns.is_named else own_name(words, set(taken))
    if not name:
        raise DocumentError(
            f"“{title}”{row.place}没有指标名称。请填上指标名称，或删去这一行后再导入。"
        )
    item = OpenItem(name, row.place)
    item.add(row, columns)
    return item


def _text(row: DocumentRow, columns: Columns, below: frozenset[int]) -> str:
    found: list[TextColumn] = []
    for at in columns.texts:
        words = row.cells[at].strip()
        is_same = found and words == found[-1].words and at in row.left
        if words and at not in below and not is_same:
            found.append(TextColumn(columns.heads[at], words))
    if len({columns.heads[at] for at in columns.texts}) == 1 and len(found) <= 1:
        return found[0].words if found else ""
    return joined_columns(found)


def _check_filled(where: str, value: str, heads: str, *, or_else: str = "") -> None:
    if not value:
        raise DocumentError(
            f"{where}的{heads}是空的。请补上后再导入；{or_else}"
            f"如果是公式，请先在 Excel 或 WPS 中保存一次。"
        )


def check_points(title: str, columns: Columns, items: Sequence[RawItem]) -> None:
    """Raise DocumentError where no item has points that can be read: what is wanted, and what
    stands there."""
    if any(_number(item.points) for item in items):
        return
    if columns.points is None:
        heads = "、".join(f"“{head}”" for head in dict.fromkeys(columns.heads) if head)
        raise DocumentError(
            f"“{title}”的各项指标都没有分值：表中没有“分值”一栏（各栏为{heads}），指标名称和正文里"
            f"也没有写（如“{items[0].name}（5分）”“计5分”）。请补上分值后再导入。"
        )
    told = "、".join(f"“{item.name}”为“{item.points}”" for item in items[:_MOST_TOLD])
    raise DocumentError(
        f"“{title}”的“{columns.heads[columns.points]}”一栏没有一格是大于 0 的数：{told}"
        f"{'等' if len(items) > _MOST_TOLD else ''}。请填上各项的分值（如 5）后再导入。"
    )


def _number(words: str) -> Decimal | None:
    found = _POINTS.fullmatch(CleanText(words).clean)
    return parse_number(found[1]) if found else None


def _bare(words: str) -> str:
    """Return the figure of （5分）; other words as they are."""
    found = _POINTS.fullmatch(words)
    return found[1] if found and words[:1] in "（(" else words


def shared_with_another(row: DocumentRow, columns: Columns) -> Iterator[str]:
    """Yield the heads of columns that cannot be shared with the row above, of another name."""
    if columns.points is not None and columns.points in row.above:
        yield columns.heads[columns.points]
    texts = [at for at in columns.texts if is_text_head(columns.heads[at])]
    yield from (columns.heads[at] for at in texts if at in row.above and at != columns.name)


def _points_in_text(text: str) -> str:
    """Return the points where no column gives them: all 计N分, or the only （N分）; else ""."""
    clean = CleanText(text).clean
    parts = split_parts(clean)
    if parts:
        return str(sum((part.points for part in parts), Decimal(0)))
    found = _BRACKETED.findall(clean)
    return found[0] if len(found) == 1 else ""
