"""Words of headings and names: what they are called here, and which of a sheet's they mean."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from lib.site_words import site_words
from press.pasting.sheet import PageSheet, What

NONE: frozenset[int] = frozenset()
_UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_MARKS = re.compile(r"[“”‘’\"'「」*:;。·]+")
_NUMBERING = re.compile(
    r"(?:第?[((](?:\d{1,3}|[一二三四五六七八九十]{1,3})[))]|(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.、．)]"
    r"|[①-⑳])(?=\D)"
)
_BRACKETS = re.compile(r"\([^()]*\)")
#: An office of the place stands for the place; 本级, 城区 and the like do not.
_OFFICE = re.compile(
    r"(?:人民政府|(?:水库|库区)?移民(?:开发|工作|管理|事务)*(?:局|办|办公室|管理局|中心|服务中心|事务中心))$"
)
_DONE = re.compile(
    r"^(?:实际|本年度?|当年|累计)*(?:完成|实绩|达到)(?:值|数|数量|情况|量|结果)?$|^实际(?:值|数)?$"
)
_DONE_AROUND = re.compile(
    r"^(?:实际|本年度?|当年)+|(?:实际)?完成(?:值|数|数量|情况|量)?$|实际(?:值|数)$|实绩$"
)
_AIM = re.compile(
    r"(?:目标|任务|计划|应完成)(?:值|数|数量|量|任务)?$|^(?:上年|上一年|去年|同期|往年)|(?:上年|去年|同期)(?:值|数)?$"
)
_BARE_AIM = re.compile(r"(?:年度|全年|本年)?(?:目标|任务|计划|应完成)(?:值|数|数量|量|任务)?")
_TOTAL = re.compile(
    r"^(?:合计|总计|小计|共计|汇总|总和|全省|全省合计|全省总计|全省平均|平均|平均值|平均数|均值|累计)(?:数)?$|(?:合计|总计|小计)$"
)
_NOTE = re.compile(
    r"^(?:注|备注|说明|附注)[\d一二三四五]*[:.、]"
    r"|^(?:填表|制表|审核|复核|填报|统计|单位|联系)*(?:人|单位|日期|负责人|时间|电话):"
    r"|^(?:数据来源|计量单位):|^※"
)
_SERIAL_HEADS = {"序号", "编号", "行次", "栏次", "项次", "no", "no.", "排名", "名次", "位次"}
_NAME_HEADS = {
    "市州", "市(州)", "市、州", "州市", "地市", "地区", "地方", "城市", "区域", "名称",
    "市州名称", "单位名称", "项目", "项目名称", "指标", "指标名称", "三级指标", "绩效指标",
}  # fmt: skip
_HEADS = _SERIAL_HEADS | _NAME_HEADS - {"项目名称"} | {
    "单位", "县市区", "县(市区)", "县(市、区)", "县区", "区县", "县", "测量项", "要点", "类型",
    "计量单位", "目标", "目标值", "得分", "分值",
    "评分", "扣分", "分数", "备注", "说明", "责任处室", "处室", "年度", "测量项编码", "编码",
    "版本", "甲", "乙", "丙", "一级指标", "二级指标",
    "类别",
}  # fmt: skip
#: Signs that make another measure of a name: 未获证率, 培训完成率, 培训经费.
_TELLING = frozenset("未无不非没率比差超缺余费金")
#: Words below a name in a heading that mean a part of it, or something else about it.
_PART = re.compile(
    r"其中|[上下]半年|季度|\d月|(?<!\d)[万千百亿](?!分)|[率女男]$|比例|差额|超额|未完成|经费|金额|期数|班次"
)
_YEAR = re.compile(r"(20\d\d)年?度?")
_YEARS = re.compile(r"20\d\d(?=年)")
_UNIT_LINE = re.compile(r"(?:计量|数量|数据)?单位(.+)")
_INSIDE = re.compile(r"\(([^()]*)\)")
_SERIAL = re.compile(r"[((]?第?(\d{1,4})[)).、．]|([①-⑳])|第(\d{1,4})")
_PLAIN = re.compile(r"\d{1,4}")
_FIGURE = re.compile(
    r"[-+−(]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?\)?(?:[%‰]|[a-zA-Z²³]{1,3}|[^\W\d_年月日号级类季届次第]{1,3}|人次|次)?"
)
_ODD = re.compile(
    r"#(?:N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!)|=.*|是|否|有|无|√|×|✓|✗|—+|-+|–+|/|\\|…+|无数据|不适用"
)


def bare(text: str) -> str:
    """Return a word for comparing: one width, no space of any kind, no marks around."""
    narrow = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return _MARKS.sub("", narrow).lower()


def is_figure(text: str) -> bool:
    """Whether a word stands where figures stand: a figure, an answer, a sign for none, an error."""
    narrow = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return len(narrow) <= 60 and bool(_FIGURE.fullmatch(narrow) or _ODD.fullmatch(narrow))


def is_total(text: str) -> bool:
    return bool(_TOTAL.search(bare(text)))


def is_note(text: str) -> bool:
    narrow = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return bool(_NOTE.match(narrow))


def is_done(text: str) -> bool:
    """Whether a heading says only that what is below was done: 完成, 完成值, 实际完成."""
    return bool(_DONE.fullmatch(_BRACKETS.sub("", bare(text))))


def is_aim(text: str) -> bool:
    """Whether a heading says that what is below is a target, or another year's."""
    return bool(_AIM.search(_BRACKETS.sub("", bare(text))))


def is_bare_aim(text: str) -> bool:
    """Whether a heading says 目标 and nothing else."""
    return bool(_BARE_AIM.fullmatch(_BRACKETS.sub("", bare(text))))


def is_head(text: str) -> bool:
    """Whether a word heads a column that is never filled here: 序号, 市州, 得分."""
    word = bare(text)
    return _BRACKETS.sub("", word) in _HEADS or word in _HEADS | _own_heads()


def is_telling(text: str, name: str) -> bool:
    """Whether one of both negates the other, or is a rate, a gap or the cost of it."""
    return bool(_TELLING & (set(bare(text)) ^ set(bare(name))))


def is_name_head(text: str) -> bool:
    """Whether a word heads the names of the lines: 市州, 项目, 单位名称."""
    word = bare(text)
    return _BRACKETS.sub("", word) in _NAME_HEADS or word in _NAME_HEADS | {bare(site_words().unit)}


def _own_heads() -> set[str]:
    """Return how this site calls those assessed and those within one."""
    words = site_words()
    return {bare(words.unit), bare(words.within)}


def is_serial_head(text: str) -> bool:
    return bare(text) in _SERIAL_HEADS


def serial_of(text: str) -> tuple[int | None, bool]:
    """Return (number, whether it is written as a serial): 1. （1） ① 第1 are, a plain 1 may be."""
    narrow = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    circled = _UNSEEN.sub("", text)
    if len(circled) == 1 and "①" <= circled <= "⑳":
        return ord(circled) - ord("①") + 1, True
    if _PLAIN.fullmatch(narrow):
        return int(narrow), False
    found = _SERIAL.fullmatch(narrow)
    if found is None:
        return None, False
    return int(found.group(1) or found.group(3) or 0), True


class Lexicon:
    """Which lines and columns of a sheet a word may mean. Each answer is remembered."""

    def __init__(self, sheet: PageSheet):
        self.sheet = sheet
        self._whos = _book((number, who.every_name) for number, who in enumerate(sheet.whos))
        self._whats = _book(
            (number, (*what.every_name, *what.groups)) for number, what in enumerate(sheet.whats)
        )
        self._elsewhere = {bare(name): why for name, why in sheet.elsewhere.items()}
        self._units = {bare(what.unit) for what in sheet.whats if what.unit}
        #: The years that a heading may name: the sheet's, and those in its columns' names.
        self._own_years = {
            str(sheet.year),
            *(y for name in self._whats for y in _YEARS.findall(name)),
        }
        self._shorter: dict[str, tuple[frozenset[int], bool]] = {}

    def who(self, text: str) -> frozenset[int]:
        """Return the lines that bear this name: whole, under any of their names."""
        return next((self._whos[form] for form in _forms(text) if form in self._whos), NONE)

    def elsewhere(self, text: str) -> str:
        """Return what to say of a name that is known and not of this sheet; "" if it is not."""
        return next((self._elsewhere[f] for f in _forms(text) if f in self._elsewhere), "")

    def what(self, text: str) -> frozenset[int]:
        """Return the columns that a heading surely means: in their words, or shorter, if one."""
        found, is_sure = self._guess(text)
        return found if is_sure else NONE

    def exactly(self, text: str) -> frozenset[int]:
        """Return the columns that bear this very name."""
        return next((self._whats[form] for form in _forms(text) if form in self._whats), NONE)

    def like(self, text: str) -> int | None:
        """Return the one column that a heading looks like, to be offered, never taken."""
        found, _ = self._guess(text)
        return next(iter(found)) if len(found) == 1 else None

    def is_unit(self, text: str) -> bool:
        word = bare(text).strip("()")
        return word in self._units or word.removeprefix("单位") in self._units

    def is_part(self, text: str, whats: Iterable[int]) -> bool:
        """Whether a word below a heading says that not all of it, or not this year's, is meant."""
        names = "".join(name for n in whats for name in self.sheet.whats[n].every_name)
        word = bare(text)
        is_other = bool(_PART.search(word)) and word not in bare(names) and not self.is_unit(word)
        return is_other or self.is_other_year(word)

    def speaks_against(self, text: str, what: int) -> bool:
        """Whether a heading says something that the column it was pasted into does not say."""
        word = bare(text)
        is_another = any(
            what not in found and (name in word or word in name)
            for name, found in self._whats.items()
        )
        is_more = bool(_INSIDE.search(word)) or self._has_other_year(word)
        return is_another or is_more or is_telling(text, self.sheet.whats[what].label)

    def _has_other_year(self, word: str) -> bool:
        return bool(self.sheet.year and set(_YEARS.findall(word)) - self._own_years)

    def is_other_unit(self, text: str) -> bool:
        """Whether a line over the table says 单位：万人次 where the sheet has 人次."""
        found = _UNIT_LINE.match(bare(text).strip("()"))
        if found is None or not self._units:
            return False
        strange = {*re.split("[、,/]", found.group(1))} - self._units - {""}
        return any(
            said.endswith(unit) or unit.endswith(said) for said in strange for unit in self._units
        )

    def is_other_year(self, text: str) -> bool:
        year = _YEAR.fullmatch(bare(text))
        return bool(year and self.sheet.year and year.group(1) not in self._own_years)

    def _guess(self, text: str) -> tuple[frozenset[int], bool]:
        if (word := bare(text)) not in self._shorter:
            self._shorter[word] = self._look(word)
        return self._shorter[word]

    def _look(self, word: str) -> tuple[frozenset[int], bool]:
        for form in _forms(word):
            if form in self._whats:
                return self._whats[form], True
        found, is_sure = self._look_inside(_BRACKETS.sub("", word))
        if not is_sure:
            found, is_sure = self._look_inside(self._core(word))
        is_odd = any(not self._is_aside(said, found) for said in _INSIDE.findall(word))
        if is_odd or self._has_other_year(word):
            return NONE, False
        return found, is_sure

    def _is_aside(self, said: str, found: frozenset[int]) -> bool:
        """Whether brackets say no more than the unit, the year, or that it was done."""
        if is_aim(said) or self.is_other_year(said):
            return False
        if not all(self.sheet.whats[n].unit for n in found) or is_done(said) or said.isdigit():
            return True
        is_year = self.sheet.year is not None and said.startswith(str(self.sheet.year))
        unit = said.removeprefix("单位")
        return is_year or all(
            unit == bare(self.sheet.whats[n].unit) or self._says_no_more(unit, frozenset({n}))
            for n in found
        )

    def _look_inside(self, core: str) -> tuple[frozenset[int], bool]:
        if core in self._whats:
            return self._whats[core], True
        if len(core) < 2 or len(core) > 60:
            return NONE, False
        around = {
            n
            for name, found in self._whats.items()
            for n in found
            if core in name and not is_telling(core, name)
        }
        if around:
            return frozenset(around), len(around) == 1
        within = [
            (name, found) for name, found in self._whats.items() if len(name) > 1 and name in core
        ]
        for name, found in within:
            if len(found) == 1 and self._says_no_more(core.replace(name, "", 1), found):
                return found, True
        like = [(name, found) for name, found in within if not is_telling(core, name)]
        loose = {n for _, found in like for n in found} or {
            n
            for name, found in self._whats.items()
            for n in found
            if _is_within(core, name) and not is_telling(core, name)
        }
        return frozenset(loose), False

    def _core(self, word: str) -> str:
        """Return a heading without brackets, year and 完成."""
        core = _BRACKETS.sub("", word)
        if self.sheet.year:
            core = re.sub(f"^{self.sheet.year}年?度?", "", core)
        return _DONE_AROUND.sub("", core) or core

    def _says_no_more(self, rest: str, found: frozenset[int]) -> bool:
        """Whether what a heading says beyond the name is only its unit: 人数 for 人."""
        (number,) = found
        unit = bare(self.sheet.whats[number].unit)
        return bool(unit) and rest in {
            unit,
            f"{unit}数",
            f"{unit[0]}数",
            f"{unit[0]}次",
            "总" + unit,
        }


def _book(named: Iterable[tuple[int, tuple[str, ...]]]) -> dict[str, frozenset[int]]:
    book: dict[str, set[int]] = defaultdict(set)
    for number, names in named:
        for form in {form for name in names for form in _shapes(name)} - {""}:
            book[form].add(number)
    return {form: frozenset(numbers) for form, numbers in book.items()}


def _shapes(name: str) -> tuple[str, ...]:
    """Return a name whole, without its number, and without 其中."""
    word = bare(name)
    plain = _unnumbered(word)
    return word, plain, _unnumbered(plain.removeprefix("其中"))


def _unnumbered(word: str) -> str:
    return _NUMBERING.sub("", word, count=1) if _NUMBERING.match(word) else word


def _forms(text: str) -> Iterable[str]:
    """Return the ways to read a name, the nearest first: whole, unnumbered, without its office."""
    word = bare(text)
    yield word
    plain = _shapes(text)[2]
    yield plain
    plain = _without_province(plain)
    yield plain
    yield _OFFICE.sub("", plain)


def _without_province(name: str) -> str:
    """Return 长沙市 of 湖南省长沙市 and 湖南长沙市; a province alone stays."""
    words = site_words()
    for front in (words.province, words.province_stem):
        if name.startswith(front) and len(name) >= len(front) + 2:
            return name.removeprefix(front)
    return name


def _is_within(short: str, long: str) -> bool:
    """Whether the signs of short stand in long in their order: 农技培训 in 农业实用技术培训."""
    rest = iter(long)
    return all(sign in rest for sign in short)


def label_of(what: What) -> str:
    return " · ".join((*what.groups, what.label))
