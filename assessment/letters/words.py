"""The words of a year's papers: which stand, and which stood when something happened."""

from collections.abc import Mapping
from datetime import datetime

from assessment.letters.fields import filled, paragraphs
from assessment.letters.kinds import KINDS, Words
from assessment.models import CityTable, PaperWords, Year
from lib.site_words import said, site_words

#: Invented values of fields, as papers write them.
EXAMPLES = {
    "更正对象": "记录",
    "填报单位": said("某县市区"),
    "快照": "审定 第1号",
    "原快照": "审定 第1号",
    "新快照": "更正 第2号",
    "校验码": "7c1e 09b4 d2f8 53a6",
    "得分": "92.35",
    "扣分": "7.65",
    "各部分得分": "第一部分70.35分，第二部分22.00分",
    "平均分": "90.12",
    "申诉件数": "5",
    "改动件数": "2",
    "答复天数": "5",
    "复议": "本年度不设复议。",
    "审定机构": "考核领导小组会议",
    said("市州数"): "14",
}


def words_of(year: Year, code: str, at: datetime | None = None) -> Words:
    """Return the words of a kind of paper that stood at a moment, now without one: what was
    decided or sent then is printed as it was then. One query."""
    rows = PaperWords.objects.filter(year=year, paper=code)
    if at is not None:
        rows = rows.filter(changed_at__lte=at)
    return told_words(rows.order_by("-number").first()) or KINDS[code].usual


def told_words(row: PaperWords | None) -> Words | None:
    if row is None:
        return None
    return Words(row.heading, row.opening, row.closing, row.signers, row.number)


def always(year: Year) -> dict[str, str]:
    """Return the fields that every paper has."""
    return {"年度": str(year.number), "考核名称": site_words().assessment}


def city_field(name: str) -> dict[str, str]:
    """Return the field of a unit's name, under the usual name and that of this site."""
    return {"市州": name, said("市州"): name}


def table_named(title: str, *, year: int, unit: str) -> str:
    """Return the name of a unit's table as its card has it: 2017年度长沙市移民工作绩效考核."""
    named = title.removesuffix("指标表")
    return named if named != title else f"{year}年度{unit}{site_words().assessment}"


class Filled:
    """The words of a paper with their fields replaced."""

    def __init__(self, words: Words, values: Mapping[str, str]):
        self.number = words.number
        self.heading = filled(words.heading, values)
        self.opening = paragraphs(filled(words.opening, values))
        self.closing = paragraphs(filled(words.closing, values))
        self.signers = paragraphs(filled(words.signers, values))


def filled_words(
    year: Year, code: str, values: Mapping[str, str] | None = None, *, at: datetime | None = None
) -> Filled:
    """Return the words of a paper that stood at a moment (now without one), with its fields
    replaced. One query."""
    return Filled(words_of(year, code, at), always(year) | dict(values or {}))


def example_of(year: Year, table: CityTable | None) -> dict[str, str]:
    """Return what fields become where there is no paper yet to take them from: the names of the
    year's own unit, all else invented. table: with its city, None where the year has none."""
    unit = table.city_name if table else said("某市州")
    named = table_named(table.title if table else "", year=year.number, unit=unit)
    invented = EXAMPLES | {
        "审定日期": f"{year.number + 1}年2月26日",
        "公布日期": f"{year.number + 1}年3月5日",
        "批复文号": f"会议纪要〔{year.number + 1}〕3号",
        "申诉期": f"{year.number + 1}-02-01 08:00 至 {year.number + 1}-02-10 18:00",
    }
    return invented | {"单位": unit, "表名": named} | city_field(unit) | always(year)
