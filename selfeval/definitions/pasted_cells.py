"""A block of cells pasted from a spreadsheet into the form editor, and the words offices put over
the columns of an indicator table. Nothing of Django, no row."""

import csv
import io
import re

from lib.numerals import narrow
from selfeval.filing.addresses import clean_words
from selfeval.filing.pasting import ASPECTS

MOST_ROWS, MOST_COLUMNS, MOST_SIGNS = 300, 40, 60_000
LEVELS = ("一级指标", "二级指标", "三级指标", "四级指标")
#: One column of names where a table has no levels.
NAMES = ("指标名称", "指标", "绩效指标", "考核指标")
SERIALS = ("序号", "编号", "行次")
TOTALS = ("合计", "总计", "总分", "总额", "小计")
NOTES = ("注", "说明", "备注")
#: What stands for nothing: a cell that is not there.
NOTHING = ("—", "——", "-", "－", "–", "/", "×")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_UNIT = re.compile(r"[（(]\s*(?:单位[:：])?\s*([^（）()\s/\d]{1,8}|元/亩)\s*[）)]")

Cells = list[list[str]]


class UnreadBlock(Exception):  # noqa: N818 -- named for what it is
    """Why a pasted block cannot be taken, in one sentence with what to do."""


def cells_of(text: str) -> Cells:
    """Return a block as a spreadsheet puts it on the clipboard: tabs, line ends, quoted cells.

    Empty rows at the ends are left out, all rows are of one length. Raises UnreadBlock.
    """
    if len(text) > MOST_SIGNS:
        raise UnreadBlock(f"内容超过 {MOST_SIGNS} 个字符，请分几次粘贴。")
    lines = csv.reader(io.StringIO(text.strip("\r\n")), delimiter="\t")
    rows = [[_cell(words) for words in line] for line in lines]
    rows = [row for row in rows if any(words.strip() for words in row)]
    width = max(map(len, rows), default=0)
    if width < 2:
        raise UnreadBlock("没有读到表格，请在 Excel 或 WPS 里选中整块（含表头）复制后再粘贴。")
    if len(rows) > MOST_ROWS or width > MOST_COLUMNS:
        raise UnreadBlock(f"一次最多 {MOST_ROWS} 行、{MOST_COLUMNS} 栏，请分几次粘贴。")
    return [row + [""] * (width - len(row)) for row in rows]


def _cell(words: str) -> str:
    """Return a cell in one line; what is set in at its beginning stays so."""
    told = clean_words(words)
    lead = words[: len(words) - len(words.lstrip(" \u3000"))]
    return lead + "".join(told.split("\n")) if told else ""


def bare(words: str) -> str:
    """Return a head without spaces and brackets: «分 值（分）» is 分值."""
    return _BRACKETS.sub("", "".join(words.split())) or "".join(words.split())


def unit_in(words: str) -> str:
    """Return the unit that stands in brackets in a head."""
    found = _UNIT.search(words)
    return found[1] if found else ""


def column_of(head: str) -> str:
    """Return which known column of an indicator table a head means; "" for none."""
    word = bare(head)
    if "原因" in word:
        return "reason"
    return next((name for name, words in _KNOWN.items() if word in words), "")


_KNOWN = {name: {usual, *others} for name, (usual, others) in ASPECTS.items()}
_MARKS = {
    "≥": "≥", ">=": "≥", "≧": "≥", "大于等于": "≥", "大于或等于": "≥", "不低于": "≥",
    "≤": "≤", "<=": "≤", "≦": "≤", "小于等于": "≤", "小于或等于": "≤", "不超过": "≤",
    "=": "=", "等于": "=", ">": "＞", "大于": "＞", "<": "＜", "小于": "＜",
    "定性": "定性", "定性指标": "定性",
}  # fmt: skip


def mark_of(words: str) -> str:
    """Return which of SIGNS an office means; "" for what is none."""
    return _MARKS.get("".join(narrow(words).split()), "")
