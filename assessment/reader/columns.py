"""Several columns, or several rows, of a table as one text, and back.

考核内容 and 评分标准 side by side are read together, in the document's order: each part
stands on its own lines behind its head, 【考核内容】…. Rows with points of their own under
one name stand one below another behind their points, 【2分】….
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from assessment.reader.numerals import NUMBER, parse_number

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


def columns_of(text: str) -> tuple[TextColumn, ...]:
    """Return the columns that a text was joined from; () of a text that was one column."""
    spans = sorted(head_spans(text).items())
    if len(spans) < 2 or spans[0][0] != 0:
        return ()
    ends = [start for start, _ in spans[1:]] + [len(text)]
    return tuple(
        TextColumn(text[start + 1 : after - 1], text[after:end].strip())
        for (start, after), end in zip(spans, ends, strict=True)
    )


def asking_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return where words stand in a text under heads that only say what is asked."""
    spans = sorted(head_spans(text).items())
    ends = [*(start for start, _ in spans[1:]), len(text)][: len(spans)]
    return tuple(
        (after, end)
        for (start, after), end in zip(spans, ends, strict=True)
        if _ASKS.search(text, start, after) and not _SCORES.search(text, start, after)
    )


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
