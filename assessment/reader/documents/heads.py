"""Which column of a table says what: by its head, in any order and under any usual name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from assessment.reader.columns import is_text_head
from assessment.reader.errors import DocumentError
from press.documents.page import DocumentRow, joined


class Meaning(StrEnum):
    """What a column says; the value is what messages call it."""

    NUMBER = "序号"
    SECTION = "所属部分"
    NAME = "指标名称"
    TEXT = "评估内容与计分方法"
    POINTS = "分值"
    OFFICES = "数据采集责任处室"
    OTHER = "其他"
    BLANK = ""


_LONGEST_HEAD = 20
_BODIES = "(?:处室|部门|单位|科室|股室|主体)"
_PATTERNS = (
    (Meaning.NUMBER, re.compile(r"^(?:序号?|编号|项次|序列|NO\.?)$", re.IGNORECASE)),
    (
        Meaning.OFFICES,
        re.compile(
            rf"(?:责任|牵头|负责){_BODIES}|责任人|数据(?:来源|采集){_BODIES}|采集.*{_BODIES}"
            rf"|(?<!被)(?:考核|考评|评分|评价|评估){_BODIES}"
        ),
    ),
    (
        Meaning.POINTS,
        re.compile(
            r"^(?:(?:标准|指标|权重|考核|基准|基本|基础|单项|项目|评分|满|应得|目标|计划)?分[值数]"
            r"|(?:标准|权重|满|基准|基本|基础|配|赋|应得)分|(?:指标|考核)?权重|赋值)(?:[（(].*[)）])?$|^分[值数]"
        ),
    ),
    (Meaning.SECTION, re.compile(r"^(?:所属)?(?:部分|类别|大类|类型|方面|板块|模块|维度)$")),
    (Meaning.SECTION, re.compile(r"^(?:考核|指标|工作)(?:类别|类型|方面|板块|模块|维度)$")),
    (
        Meaning.NAME,
        re.compile(
            r"指标名称|任务名称|工作名称|^名称$"
            r"|(?:指标|项目|事项)(?:名称)?(?:及(?:分值|权重))?(?:[（(].*[)）])?$"
        ),
    ),
)
_ASKING = re.compile("内容|任务|要求|目标|要点")
_COLLECTING = ("采集", "责任", "牵头", "")
#: Heads of columns that name offices in some tables and something else in others (统计年报).
_SOURCES = re.compile(rf"^(?:数据|资料|指标)?(?:来源|提供|报送|采集)(?:{_BODIES})?$")
_FIGURE = re.compile(r"[\d.．]+(?:分|%)?")


def is_figure(words: str) -> bool:
    """Whether a cell holds a figure alone (5, 5分, 5%)."""
    return _FIGURE.fullmatch(joined(words)) is not None


def meaning_of(head: str) -> Meaning:
    """Return what a column of that head says."""
    words = re.sub(r"\s", "", head)
    if not words:
        return Meaning.BLANK
    if len(words) > _LONGEST_HEAD:
        return Meaning.OTHER
    found = (meaning for meaning, pattern in _PATTERNS if pattern.search(words))
    return next(found, Meaning.TEXT if is_text_head(words) else Meaning.OTHER)


_TELLING = (Meaning.NAME, Meaning.TEXT, Meaning.POINTS, Meaning.OFFICES)


def may_be_heads(row: DocumentRow) -> bool:
    """Whether a row looks like heads: short words, no figure, and two of them known.

    An item's text may well speak of 评分标准, so one long cell tells it from heads.
    """
    words = [joined(cell) for cell in row.cells]
    if any(len(w) > _LONGEST_HEAD or is_figure(w) for w in words):
        return False
    known = {meaning for w in words if (meaning := meaning_of(w)) in _TELLING}
    texts = {w for w in words if meaning_of(w) is Meaning.TEXT}
    return len(known) >= 2 or len(texts) >= 2


def with_second_row(first: DocumentRow, second: DocumentRow) -> DocumentRow | None:
    """Return heads that stand in two rows as one row, None if the second is no part of them.

    Its words stand below heads that cover several columns; below the others it is merged,
    repeats them or is blank.
    """
    if len(first.cells) != len(second.cells):
        return None
    heads, split, is_kept = list(first.cells), 0, False
    for at, (above, below) in enumerate(zip(first.cells, second.cells, strict=True)):
        words = joined(below)
        if at in second.above or not words or words == joined(above):
            is_kept |= bool(joined(above))
        elif len(words) > _LONGEST_HEAD or is_figure(words) or not _is_wide(first, at):
            return None
        else:
            heads[at] = below
            split += 1
    if split < _LEAST_SPLIT or not is_kept:
        return None
    return replace(first, cells=tuple(heads), left=first.left & second.left)


#: A head that covers several columns has as many below it; one alone opens a part.
_LEAST_SPLIT = 2


def _is_wide(row: DocumentRow, at: int) -> bool:
    """Whether the head of a column covers its neighbour too, or nothing stands there."""
    words = joined(row.cells[at])
    beside = [joined(c) for c in (*row.cells[max(at - 1, 0) : at], *row.cells[at + 1 : at + 2])]
    return not words or words in beside or "" in beside


@dataclass(frozen=True)
class Columns:
    """Where each column stands; None where the table has none of that meaning.

    texts: what is asked and how it is scored, in the document's order. others: what stands
    in no item. is_named: the names have a column of their own.
    """

    heads: tuple[str, ...]
    number: int | None
    section: int | None
    name: int
    texts: tuple[int, ...]
    points: int | None
    offices: int | None
    others: tuple[int, ...]
    is_named: bool

    @property
    def sources(self) -> tuple[int, ...]:
        """The columns that may name the offices, by what stands in them; () where one does."""
        if self.offices is not None:
            return ()
        return tuple(at for at in self.others if _SOURCES.match(re.sub(r"\s", "", self.heads[at])))

    @property
    def width(self) -> int:
        """How many cells a row must have."""
        single = (self.number, self.section, self.points, self.offices)
        return max(self.name, *self.texts, *(at or 0 for at in single)) + 1

    @property
    def text_heads(self) -> tuple[str, ...]:
        """The heads behind which the words of several columns are joined; () of one column."""
        heads = tuple(dict.fromkeys(self.heads[at] for at in self.texts))
        return heads if len(self.texts) > 1 else ()

    def with_section(self) -> "Columns":
        """Widen the columns by one: 指标名称 of the heads stands over two columns."""
        at = self.name

        def moved(position: int | None) -> int | None:
            return position if position is None or position < at else position + 1

        return replace(
            self,
            heads=(*self.heads[: at + 1], *self.heads[at:]),
            section=at,
            name=at + 1,
            texts=tuple(t + (t >= at) for t in self.texts),
            points=moved(self.points),
            offices=moved(self.offices),
            others=tuple(o + (o >= at) for o in self.others),
        )


def columns_of_heads(row: DocumentRow) -> Columns | None:
    """Return the columns of a row of heads, None if it lacks the name or the text."""
    heads = tuple(joined(cell) for cell in row.cells)
    found: dict[Meaning, list[int]] = {meaning: [] for meaning in Meaning}
    for at, head in enumerate(heads):
        found[meaning_of(head)].append(at)
    texts = found[Meaning.TEXT]
    names = _names(found, heads)
    asking = [at for at in texts if _ASKING.search(heads[at])] if len(texts) > 1 else []
    if not texts or not (names or asking):
        return None
    name = names[-1] if names else asking[0]
    number = _number(found, heads, name)
    before = [at for at in range(name) if at != number and _is_free(heads[at])]
    outer = [*found[Meaning.SECTION], *names[:-1], *reversed(before)] if names else []
    outer = outer or found[Meaning.SECTION]
    section = outer[0] if outer else None
    points = _best(found[Meaning.POINTS], heads, ("分值", "分数", ""))
    offices = _best(found[Meaning.OFFICES], heads, _COLLECTING)
    kept = sorted({*texts, *names[:-1]} - {section, name if names else None})
    used = {number, section, name, points, offices, *kept}
    return Columns(
        heads=heads,
        number=number,
        section=section,
        name=name,
        texts=tuple(kept),
        points=points,
        offices=offices,
        others=tuple(at for at in range(len(heads)) if at not in used),
        is_named=bool(names),
    )


def _is_free(head: str) -> bool:
    return meaning_of(head) in (Meaning.OTHER, Meaning.BLANK)


def _names(found: dict[Meaning, list[int]], heads: Sequence[str]) -> list[int]:
    """Return the columns of names, from the widest to the narrowest.

    指标名称 may stand over two columns that were not merged: the second has no head.
    """
    names = found[Meaning.NAME]
    if len(names) == 1 and names[0] + 2 in found[Meaning.TEXT] and not heads[names[0] + 1]:
        return [names[0], names[0] + 1]
    return names


def _number(found: dict[Meaning, list[int]], heads: Sequence[str], name: int) -> int | None:
    numbers = [at for at in found[Meaning.NUMBER] if at < name] or found[Meaning.NUMBER]
    if numbers:
        return numbers[0]
    return 0 if name >= 2 and _is_free(heads[0]) else None


def _best(columns: Sequence[int], heads: Sequence[str], wanted: Sequence[str]) -> int | None:
    fitting = (at for words in wanted for at in columns if words in heads[at])
    return next(fitting, None)


def heads_error(row: DocumentRow) -> DocumentError:
    """Say which column is missing from a row of heads, and which were found."""
    heads = list(dict.fromkeys(joined(cell) for cell in row.cells if cell.strip()))
    found = {meaning_of(head) for head in heads}
    missing = [m.value for m in (Meaning.NAME, Meaning.TEXT) if m not in found]
    return DocumentError(
        f"{row.place}像是考核指标表的表头，但没有"
        f"{'、'.join(f'“{name}”' for name in missing) or '“指标名称”'}一列；"
        f"这一行是{'、'.join(f'“{head}”' for head in heads)}。"
        f"请按官方表的列名改好表头（序号、指标名称、评估内容与计分方法、分值、"
        f"数据采集责任处室）再导入。"
    )
