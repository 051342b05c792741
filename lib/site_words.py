"""What this site is called and how it calls things: the words that differ from house to house.

They stand in a small file, so that another province or a city takes the program as it is.
"""

import re
from collections.abc import Callable
from configparser import ConfigParser
from configparser import Error as Unreadable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lib.signs import UNKEEPABLE

_PART = "本站"
_LONGEST = 20  # of a word; of a receipt's number too, which its column holds
_NUMBER, _YEAR = "{序号}", "{年度}"
#: What differs from house to house in texts of the program's own. 本市州 holds 市州.
_USUAL = re.compile(
    "市州|县市区|本市(?!州)|县级(?=自评|绩效自评|合计|数据)|市级初审|省级直接审核|省级审核|全省"
)
#: Templates are loaded with these words in them.
_OF_PAGES = re.compile("[<>&{}\"']")
_OF_NO_PROVINCE = {
    "市级初审": "初审",
    "省级直接审核": "直接终审",
    "省级审核": "终审",
    "全省": "全部",
}
_QUOTED = re.compile("“[^”]*”|[^“]+|“")
_BRACES = re.compile(r"\{[^{}]*\}|[{}]")


class WrongSiteFile(Exception):
    """The file says what cannot be: one Chinese sentence, which, why and what to do."""


@dataclass(frozen=True, slots=True)
class SiteWords:
    """product: what stands over every page. province: which a name may begin with (湖南省长沙市).
    receipt: how a receipt is numbered, with {年度} and {序号}; 20 characters when filled in.
    assessment: what the yearly assessment is called on paper and in workbooks.
    unit: what those assessed are called, within: those that report within one of them.
    unit_kinds: of which kinds of places those assessed are."""

    product: str = "水库移民工作考核"
    province: str = "湖南省"
    receipt: str = f"湘库移自评〔{_YEAR}〕{_NUMBER}号"
    assessment: str = "移民工作绩效考核"
    unit: str = "市州"
    within: str = "县市区"
    unit_kinds: tuple[str, ...] = ("市州",)

    def receipt_number(self, year: int, number: int) -> str:
        """Return 湘库移自评〔2017〕0001号."""
        return self.receipt.replace(_YEAR, str(year)).replace(_NUMBER, f"{number:04d}")

    def called(self, text: str) -> str:
        """Return a text that speaks of 市州 and 县市区 in the words of this site."""
        words = self._words()
        return _USUAL.sub(lambda usual: words.get(usual[0], usual[0]), text)

    def _words(self) -> dict[str, str]:
        """Return how this house says what others say otherwise; what is not in it stays."""
        usual = SiteWords()
        words = {"市州": self.unit, "县市区": self.within}
        if self.unit != usual.unit:
            words["本市"] = "本单位"
        if self.within != usual.within:
            words["县级"] = self.within
        if self.unit_kinds != usual.unit_kinds:  # no province above, no cities between
            words |= _OF_NO_PROVINCE
        return words

    @property
    def counter(self) -> str:
        """Return what stands behind a number of those assessed where there is little room."""
        return "市" if self.unit == SiteWords().unit else "个"

    @property
    def province_stem(self) -> str:
        """Return the province as people write it in front of a city: 湖南."""
        return re.sub(r"(?:省|市|(?:壮族|回族|维吾尔)?自治区)$", "", self.province)


#: What a setting is called in the file, and which it is.
_SETTINGS = {
    "产品名称": "product",
    "省份": "province",
    "回执编号": "receipt",
    "考核名称": "assessment",
    "被考核单位": "unit",
    "所辖单位": "within",
    "被考核单位的类别": "unit_kinds",
}
#: Heads of workbooks beside that of the units (assessment.reader.workbook, which a test compares).
_OTHER_HEADS = (
    *(
        "年度",
        "指标",
        "要点",
        "测量项",
        "类型",
        "单位",
        "目标值",
        "完成值",
        "备注",
        "测量项编码",
        "版本",
    ),
    *("目标", "完成"),
)
#: The kinds of places there are (cities.models.PlaceKind, which a test compares).
KINDS = ("市州", "市辖区", "县级市", "县", "开发区、管理区", "乡镇、街道", "部门、单位")


class _Called:
    words = SiteWords()


def site_words() -> SiteWords:
    """Return the words of this site: the settings hand them in; without them the usual ones."""
    return _Called.words


def said(text: str) -> str:
    """Return a text of the program's own, which speaks of 市州, in the words of this site."""
    return _Called.words.called(text)


def said_around(text: str) -> str:
    """Return a text as said() does, but for what it quotes: “…” are a document's own words."""
    return _QUOTED.sub(lambda part: part[0] if part[0].startswith("“") else said(part[0]), text)


def call_site(words: SiteWords) -> None:
    _Called.words = words


def read_site_words(path: Path) -> SiteWords:
    """Return the words of a file; what it leaves out is as usual. Raises WrongSiteFile."""
    said = _said(path)
    unknown = [name for name in said if name not in _SETTINGS]
    if unknown:
        known = "、".join(_SETTINGS)
        raise WrongSiteFile(f"{path} 中的“{unknown[0]}”不是本站的设置，可写的有{known}。请改正。")
    for name, value in said.items():
        if why := _CHECKS.get(name, _word_fault)(value):
            raise WrongSiteFile(f"{path} 中的“{name} = {value[:40]}”{why}。请改正。")
    told: dict[str, Any] = {_SETTINGS[name]: value for name, value in said.items()}
    if "unit_kinds" in told:
        told["unit_kinds"] = _kinds(told["unit_kinds"])
    return replace(SiteWords(), **told)


def _kinds(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(kind.strip() for kind in re.split("[/／]", value)))


def _said(path: Path) -> dict[str, str]:
    parser = ConfigParser(interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # as its documentation has it
    try:
        parser.read_string(_text(path))
    except Unreadable as error:
        raise WrongSiteFile(
            f"{path} 读不出：应以一行“[{_PART}]”开头，其下每行一条“名称 = 值”，"
            f"同一名称只写一次。请改正。"
        ) from error
    others = [part for part in parser.sections() if part != _PART]
    if others:
        raise WrongSiteFile(f"{path} 中的“[{others[0]}]”不认识，只有一部分“[{_PART}]”。请改正。")
    return dict(parser[_PART]) if parser.has_section(_PART) else {}


def _text(path: Path) -> str:
    """Return a file as Notepad saves it: UTF-8, with or without a mark, or GB 18030."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WrongSiteFile(
            f"SITE_FILE 指向的 {path} 打不开（{error.strerror}）。"
            f"请核对路径和权限，或去掉这个环境变量。"
        ) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WrongSiteFile(f"{path} 不是文本文件。请在记事本中另存为 UTF-8 编码。")


def _word_fault(value: str) -> str:
    if not value:
        return "是空的，请写上内容或删去这一行"
    if len(value) > _LONGEST:
        return f"有 {len(value)} 字，最多 {_LONGEST} 字"
    if UNKEEPABLE.search(value):
        return "含有不可见的控制字符"
    if sign := _OF_PAGES.search(value):
        return f"含有网页中另有含义的“{sign[0]}”，请换成中文标点"
    return ""


def _receipt_fault(value: str) -> str:
    braces = sorted(_BRACES.findall(value))
    if braces != sorted((_YEAR, _NUMBER)):
        return f"须写明 {_YEAR} 和 {_NUMBER} 各一次，不能有别的花括号，否则编号会重复"
    filled = SiteWords(receipt=value).receipt_number(9999, 99999)
    return _word_fault(filled)


def _kinds_fault(value: str) -> str:
    if all(kind in KINDS for kind in _kinds(value)):
        return ""
    return f"只能是{'、'.join(f'“{kind}”' for kind in KINDS)}，几种之间用 / 隔开"


def _unit_fault(value: str) -> str:
    if value in _OTHER_HEADS:
        return "与采集表里另一列的表头相同，会分不清，请换一个叫法"
    return _word_fault(value)


_CHECKS: dict[str, Callable[[str], str]] = {
    "被考核单位": _unit_fault,
    "所辖单位": _unit_fault,
    "回执编号": _receipt_fault,
    "被考核单位的类别": _kinds_fault,
}
