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
#: What is written where a name should stand, but names none; with 项目 or 名称 behind it too.
NO_NAMES = frozenset((
    *HEADS, "项目名", "未命名", "没有命名", "暂未命名", "尚未命名", "待命名", "无名", "新", "新建",
    "新增", "无", "無", "没", "没有", "暂无", "待定", "暂定", "待填", "待填写", "待补", "待补充",
    "后补", "稍后填写", "稍后补充", "未填", "未填写", "未定", "空", "空白", "略", "不详", "不适用",
    "同上", "同前", "请填写", "填写", "na", "null", "none", "nil", "nan", "undefined", "tbd",
))  # fmt: skip
#: What tells one such name from the next: 2, 二, 第3号, A, B1, III.
_NUMBER = re.compile(r"(?:第?[\d〇零一二三四五六七八九十百]+号?|(?<![a-z])(?:[a-z]\d?|[ivx]+))$")
_BLANK = re.compile("[x某〇]+")
#: 某县某项目, xx县xx项目.
_BLANKS = re.compile("(?:x(?:省|市|州|县|区|乡|镇|乡镇|街道|村|组|年|年度|单位)?)+")
_HEAD = re.compile("^(?:项目名称|项目名|项目|名称)")
_TAIL = re.compile("的?(?:项目名称|项目|名称|工程)$")


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
    """Say whether words only stand for a name: 未命名项目2, 无, —, ××县××项目, a number."""
    plain = unicodedata.normalize("NFKC", name.replace("×", "x")).casefold()
    bare = re.sub(r"[\W_]", "", without_unseen(plain))
    return any(_is_no_name(words) for words in (bare, _NUMBER.sub("", bare)))


def _is_no_name(bare: str) -> bool:
    core = _TAIL.sub("", bare)
    return any(
        words == "" or words in NO_NAMES or _BLANKS.fullmatch(_BLANK.sub("x", words)) is not None
        for words in (bare, core, _HEAD.sub("", core))
    )


def quoted(names: Iterable[str]) -> str:
    """Return a few names for a sentence, and how many there are in all."""
    named = list(names)
    shown = "、".join(f"“{name}”" for name in named[:5])
    return f"{shown}等 {len(named)} 个项目" if len(named) > 5 else shown
