"""Several columns, or several rows, of a table as one text, and back.

考核内容 and 评分标准 side by side are read together, in the document's order: each part
stands on its own lines behind its head, 【考核内容】…. Rows with points of their own under
one name stand one below another behind their points, 【2分】…. A table keeps the heads, so that
its texts are shown and printed in their columns again; of one column it keeps none.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from lib.written_numbers import NUMBER, parse_number

#: Heads of columns that say what is asked or how it is scored.
TEXT_HEAD = re.compile(
    r"内容|要求|标准|细则|办法|方法|目标值|任务数|年度目标|^(?:目标|任务)$"
    r"|(?:评估|考核|考评|评价|评分|计分|记分|扣分|得分|赋分|打分|评定|检查|验收|测评"
    r"|工作|目标|任务|指标|主要|具体)(?:任务|方式|规则|依据|要点|说明|解释|目标|措施)"
)
# Read as 【head】 they would be lost, and with them that the words do not deduct.
_OTHER_HEAD = re.compile("加分|减分|奖|惩|否决|评优|等次")
_HEAD = re.compile(r"^【(?P<head>[^【】\n\d]{1,20})】", re.MULTILINE)
_POINTS = re.compile(rf"【(?P<points>{NUMBER})分】")


class TextColumn(NamedTuple):
    head: str
    words: str


def joined_columns(columns: Iterable[TextColumn]) -> str:
    """Return the columns as one text, each behind its head."""
    return "\n".join(f"【{column.head}】{column.words}" for column in columns)


def head_spans(text: str) -> dict[int, int]:
    """Return where heads of columns stand in a text: start to end."""
    if "【" not in text:
        return {}
    return {m.start(): m.end() for m in _HEAD.finditer(text) if _is_head(m["head"])}


class TextRow(NamedTuple):
    """A row of an item. points: its own, as printed, or "". cells: where the words stand that
    are in each column of the table; start == end where there are none."""

    points: str
    cells: tuple[tuple[int, int], ...]

    def words(self, text: str) -> tuple[str, ...]:
        return tuple(text[start:end] for start, end in self.cells)


def text_rows(text: str, heads: Sequence[str]) -> tuple[TextRow, ...]:
    """Return an item's text as the rows that it was joined from, in the table's columns.

    heads: of the table's columns; of one column () and the text is one cell. Words without a
    head, of a part that has one column, stand where the scoring does. At least one row.
    """
    if not heads:
        return (TextRow("", ((0, len(text)),)),)
    rows = _Rows(text, heads)
    for words, start, end in _marked(text, heads):
        rows.take(words, start, end)
    return rows.done()


def _marked(text: str, heads: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Yield each mark's words ("" before the first) and where what it marks stands."""
    named = "|".join(re.escape(head) for head in heads)
    points = rf"|{NUMBER}分" if _POINTS.match(text) else ""
    marks = [*re.finditer(rf"^【(?P<words>{named}{points})】", text, re.MULTILINE)]
    ends = [*(mark.start() for mark in marks), len(text)]
    yield "", 0, ends[0]
    for mark, end in zip(marks, ends[1:], strict=True):
        yield mark["words"], mark.end(), end


class _Rows:
    def __init__(self, text: str, heads: Sequence[str]) -> None:
        self.text, self.heads = text, heads
        scoring = [at for at, head in enumerate(heads) if _SCORES.search(head)]
        self.home = scoring[-1] if scoring else len(heads) - 1
        self.rows: list[tuple[str, dict[int, tuple[int, int]]]] = []

    def take(self, words: str, start: int, end: int) -> None:
        if words in self.heads:
            self._put(self.heads.index(words), start, end)
            return
        if words:
            self.rows.append((words.removesuffix("分"), {}))
        if self.text[start:end].strip():
            self._put(self.home, start, end)

    def _put(self, column: int, start: int, end: int) -> None:
        """A row goes from left to right: a column that was passed begins another."""
        if not self.rows or column <= max(self.rows[-1][1], default=-1):
            self.rows.append(("", {}))
        words = self.text[start:end]
        start += len(words) - len(words.lstrip())
        self.rows[-1][1][column] = (start, start + len(words.strip()))

    def done(self) -> tuple[TextRow, ...]:
        columns = range(len(self.heads))
        rows = self.rows or [("", {})]
        return tuple(
            TextRow(p, tuple(cells.get(at, (0, 0)) for at in columns)) for p, cells in rows
        )


def told_rows(text: str, heads: Sequence[str]) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """Return an item's text to be shown in a list: for each row its own points, or "", and its
    columns that say something, each with its head; of one column without a head."""
    return [
        (
            row.points,
            tuple(
                (head, words)
                for head, words in zip(heads or ("",), row.words(text), strict=True)
                if words
            ),
        )
        for row in text_rows(text, heads)
    ]


def united_heads(each: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Return the heads of all in one order: a new one stands behind the one it follows."""
    united: list[str] = []
    for heads in each:
        at = 0
        for head in heads:
            if head not in united:
                united.insert(at, head)
            at = united.index(head) + 1
    return tuple(united)


def heads_of(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the heads that texts were joined with; () where none has two of them."""
    found = [[text[s + 1 : e - 1] for s, e in sorted(head_spans(text).items())] for text in texts]
    marked = [
        list(dict.fromkeys(heads))
        for text, heads in zip(texts, found, strict=True)
        if text.startswith("【")
    ]
    return united_heads(marked) if any(len(heads) > 1 for heads in marked) else ()


def is_plain_head(head: str) -> bool:
    """Whether a text can be joined behind a head and be told apart again."""
    return bool(head.strip()) and len(head.splitlines()) == 1


def without_marks(text: str) -> str:
    """Return a text that was joined as it reads on one line or in a list: 考核内容：…."""
    spans = sorted(head_spans(text).items())
    for start, end in reversed(spans):
        text = f"{text[:start]}{text[start + 1 : end - 1]}：{text[end:]}"
    return text


def asking_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return where words stand in a text under heads that only say what is asked."""
    return tuple(span for head, span in _column_spans(text) if asks(head))


def scoring_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return where words stand in a text under heads that say how it is scored."""
    return tuple(span for head, span in _column_spans(text) if _SCORES.search(head))


def _column_spans(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield each head with where its words stand."""
    spans = sorted(head_spans(text).items())
    ends = [*(start for start, _ in spans[1:]), len(text)][: len(spans)]
    for (start, after), end in zip(spans, ends, strict=True):
        yield text[start:after], (after, end)


def asks(head: str) -> bool:
    """Whether a column of that head says only what is asked."""
    return _ASKS.search(head) is not None and _SCORES.search(head) is None


_ASKS = re.compile("内容|要求|任务|目标|要点")
_SCORES = re.compile("标准|办法|方法|方式|细则|规则|[评计记扣得赋打]分")


def is_text_head(head: str) -> bool:
    return TEXT_HEAD.search(head) is not None and _OTHER_HEAD.search(head) is None


_LEVEL = re.compile(r"^.{0,4}(?:指标|项目|事项|类别)$")


def _is_head(words: str) -> bool:
    return is_text_head(words) or _LEVEL.match(words) is not None


def joined_rows(rows: Iterable[tuple[str, str]]) -> str:
    """Return rows (points, text) of one name as one text."""
    parts = ((points, "\n" if text.startswith("【") else "", text) for points, text in rows)
    return "\n".join(f"【{points}分】{break_}{text}" for points, break_, text in parts)


class RowMark(NamedTuple):
    points: Decimal
    start: int
    end: int


def row_marks(clean: str) -> tuple[RowMark, ...]:
    """Return where rows with points of their own begin; () of a text that was one row."""
    if not _POINTS.match(clean):
        return ()
    return tuple(
        RowMark(parse_number(m["points"]) or Decimal(0), m.start(), m.end())
        for m in _POINTS.finditer(clean)
    )
