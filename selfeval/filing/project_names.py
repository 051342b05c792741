"""Names of projects (项目) as a county types or pastes them, one a line."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from lib.numerals import without_unseen
from selfeval.filing.addresses import clean_words
from trust.refusals import Refused

LONGEST_NAME = 80
#: Lines that one paste may have: more than a county ever files.
MOST_LINES = 1000
UNNAMED = "还没有填写项目名称，没有提交；请先到“项目名称”页为这份报告填写项目名称，再提交。"
NOTHING = "没有做任何改动。"
#: What stands at the head of a column that is copied with its heading.
HEADS = ("项目名称", "项目", "名称")
#: What is written where a name should stand, but names none.
NO_NAMES = frozenset((
    *HEADS, "项目名", "未命名项目", "未命名", "没有命名", "无名项目", "无名称", "新项目",
    "新建项目", "某项目", "某某项目", "x项目", "无", "没有", "暂无", "无项目", "没有项目",
    "暂无项目", "待定", "待填", "待填写", "待补充", "未填", "未填写", "未定", "空", "空白",
    "不适用", "同上", "请填写", "请填写项目名称", "填写项目名称", "na", "null", "none", "nil",
    "nan", "undefined", "tbd",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class NameList:
    """names: each once, in their order. repeated: those that stood there again. empty: lines
    without a name between others."""

    names: tuple[str, ...]
    repeated: tuple[str, ...] = ()
    empty: int = 0


def read_names(text: str) -> NameList:
    """Return the names of a list, as it is copied from a column; its heading is no name.
    Raises Refused."""
    lines = clean_words(text.replace("\r\n", "\n").replace("\t\n", "\n")).split("\n")
    if len(lines) > MOST_LINES:
        raise Refused(f"一次最多粘贴 {MOST_LINES} 行，这次有 {len(lines)} 行；{NOTHING}")
    names: list[str] = []
    repeated: list[str] = []
    for number, line in enumerate(lines, 1):
        if "\t" in line.strip():
            raise Refused(f"第 {number} 行有几列，请只复制“项目名称”一列；{NOTHING}")
        name = clean_name(line)
        if name and not (name in HEADS and not names):
            check_name(name, where=f"第 {number} 行")
            (repeated if name in names else names).append(name)
    if not names:
        raise Refused(f"请填写项目名称，一行一个；{NOTHING}")
    empty = sum(not clean_name(line) for line in lines)
    return NameList(tuple(names), tuple(dict.fromkeys(repeated)), empty)


def clean_name(text: str) -> str:
    """Return a name as it is kept: in one line, one space where there were several, nothing that
    is not seen: two names that look alike are one."""
    return " ".join(without_unseen(clean_words(text)).split())


def check_name(name: str, *, where: str = "") -> None:
    """Raise Refused for a name that cannot be kept. where: in the list, for the sentence."""
    if not name:
        raise Refused(f"请填写项目名称；{NOTHING}")
    if len(name) > LONGEST_NAME:
        raise Refused(
            f"{where}项目名称“{name[:12]}……”有 {len(name)} 个字，最多 {LONGEST_NAME} 个字，"
            f"请缩短；{NOTHING}"
        )
    if names_nothing(name):
        raise Refused(f"{where}“{name}”不是项目名称，请写批复或计划里的项目全称；{NOTHING}")


def names_nothing(name: str) -> bool:
    """Say whether words only stand where a name should: 未命名项目, 无, —, ××项目, a number."""
    plain = unicodedata.normalize("NFKC", name.replace("×", "x")).casefold()
    bare = re.sub("x+", "x", re.sub(r"[\W_]", "", plain))
    return bare in ("", "x") or bare.isdecimal() or bare in NO_NAMES


def quoted(names: Iterable[str]) -> str:
    """Return a few names for a sentence, and how many there are in all."""
    named = list(names)
    shown = "、".join(f"“{name}”" for name in named[:5])
    return f"{shown}等 {len(named)} 个项目" if len(named) > 5 else shown
