"""Reminders: names of other places and their bureaus, and texts that speak as another bureau of
the report's own county.

A report may speak of whom it likes in its own county and above it: the finance bureau paid, the
provincial office inspected. What is asked about is a bureau of elsewhere, and one that the report
calls itself («我局（衡阳县财政局）», the title of a text, 单位名称) where another is whose it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from selfeval.engine.addresses import owner_of
from selfeval.engine.cells import FormCell
from selfeval.engine.checking import Checking, remind
from selfeval.engine.results import Finding
from selfeval.engine.types import Kind

#: How many names a reminder tells.
MANY = 5
CHECK = "请核对是否误用了别的单位的文字"
LONGEST_TITLE = 60
#: What a bureau is for. The first handle no reservoir resettlement: none of them files here.
_FOREIGN = (
    "财政|审计|教育|公安|司法|民政|统计|税务|林业|住房和城乡建设|住建|交通运输|交通|人力资源和社会保障|人社|"
    "卫生健康|卫健|自然资源|市场监督管理|市场监管|文化旅游|文旅|生态环境|环保|商务|医疗保障|医保|科技|信访"
)
_OTHERS = "发展和改革|发改|农业农村|农业|乡村振兴|扶贫|应急管理|国土资源|水利|水务|人民政府"
_OWN = "水库|库区|移民"
_END = "局|委员会|中心|办公室|管理处|管理站|管理所|服务站|委(?![员托派会])|办(?![班公理法事学好])"
_UNIT = rf"(?:人民政府(?:办公室)?|(?:{_FOREIGN}|{_OTHERS}|{_OWN})[一-龥]{{0,10}}?(?:{_END}))"
_HOME = re.compile(r"移民|库区")
_IS_PLACE = re.compile(r"[市州县区旗]$")
_IS_FOREIGN = re.compile(_FOREIGN)
_NAMED = rf"(?P<where>[一-龥]{{0,12}}?)(?P<unit>{_UNIT})"
_WE = r"(?:我|本)(?:单位|局|中心|部门|办|委)"
_OWN_LABELS = "单位名称|填报单位|报告单位|编制单位|部门名称|预算单位|项目单位"
#: How a text says whose it is.
_SELF = tuple(
    map(
        re.compile,
        (
            rf"{_WE}[（(]{_NAMED}[）)]",
            rf"(?<![一-龥]){_NAMED}[（(](?:以下)?(?:简称|称|即)[“\"‘'「]?{_WE}",
            rf"{_WE}(?:是|为|即|系|(?:全称|名称)[为是：:]?){_NAMED}(?=[，。；,;\s）)]|$)",
        ),
    )
)
_TITLE = re.compile(
    rf"{_NAMED}(?:关于)?(?:20\d\d年度?)?[^，。；：]{{0,25}}(?:报告|总结|自评|说明|情况)"
)
_SIGNED = re.compile(rf"(?:{_OWN_LABELS})(?:[（(][^（()）]{{1,6}}[）)])?[：:]{_NAMED}.{{0,8}}")


def check_units(case: Checking, others: Sequence[str], own: str) -> Iterator[Finding]:
    """Find what a report says of other places and bureaus as if it was written for them.

    others: the names of all places but the report's own, with those it lies in; one without what
    the place is (衡阳) is told before a bureau alone. own: of its county, "" where nobody said. A
    name within a longer one of them is not told (衡阳 in 衡阳县).
    """
    named = list(_named_selves(case, own))
    ours = _ours(named)
    whose = f"{own}{ours}" if ours else own
    yield from _elsewhere(case, others, whose)
    yield from _selves(named, ours, whose)


def _elsewhere(case: Checking, others: Sequence[str], whose: str) -> Iterator[Finding]:
    texts = [(cell, case.value(cell.address).raw) for cell in _texts(case)]
    met = _occurring(others, "\n".join(text for _, text in texts))
    if not met:
        return
    known, places = _known(met), frozenset(met)
    for cell, text in texts:
        found = [each[0] for each in known.finditer(text)]
        if units := dict.fromkeys(name for name in found if name not in places):
            told = f"{cell.label}中出现“{_listed(units)}”，是别处的单位"
            yield remind("other_unit", cell.address, f"{told}{_whose(whose)}，{CHECK}")
        if names := dict.fromkeys(name for name in found if name in places):
            message = f"{cell.label}中出现“{_listed(names)}”，请核对是否误用了别处的文字"
            yield remind("other_place", cell.address, message)


def _occurring(names: Sequence[str], text: str) -> tuple[str, ...]:
    """Return those of the names that occur. The pattern of all of a province is another one for
    each county, and to compile it takes longer than all other checks."""
    begun = {*text, *(text[at : at + 2] for at in range(len(text)))}
    return tuple(name for name in names if name[:2] in begun and name in text)


@lru_cache(maxsize=256)
def _known(others: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a place with its bureau. A reservoir often bears the short name of a
    county that it does not lie in (石门水库管理所)."""
    names = sorted(others, key=len, reverse=True)
    full = "|".join(re.escape(name) for name in names if _IS_PLACE.search(name))
    short = "|".join(re.escape(name) for name in names if not _IS_PLACE.search(name))
    told = [rf"(?:{full})(?:{_UNIT})?"] if full else []
    told += [rf"(?:{short})(?!水库){_UNIT}"] if short else []
    return re.compile("|".join(told))


@dataclass(frozen=True, slots=True)
class _Self:
    """A bureau that a cell says the report is of. is_field: it stands in a field for it."""

    cell: FormCell
    where: str
    unit: str
    is_field: bool = False

    @property
    def is_home(self) -> bool:
        return _HOME.search(self.unit) is not None

    @property
    def is_foreign(self) -> bool:
        return not self.is_home and _IS_FOREIGN.match(self.unit) is not None


def _selves(named: Sequence[_Self], ours: str, whose: str) -> Iterator[Finding]:
    told: dict[str, set[str]] = {}
    for each in named:
        is_odd = not _is_same(each.unit, ours) if ours else each.is_foreign
        if is_odd and each.unit not in told.setdefault(each.cell.address, set()):
            told[each.cell.address].add(each.unit)
            said = f"{each.cell.label}把报告写成“{each.where}{each.unit}”的"
            yield remind("other_unit", each.cell.address, f"{said}{_whose(whose)}，{CHECK}")


def _ours(named: Sequence[_Self]) -> str:
    """Return the bureau that files: one for resettlement, else what a field says; "" if unknown."""
    home = [each.unit for each in named if each.is_home]
    said = [each.unit for each in named if each.is_field and not each.is_foreign]
    return next(iter((*home, *said)), "")


def _is_same(unit: str, ours: str) -> bool:
    """Say whether two names may be one bureau's: one within the other, or both for resettlement,
    which have been renamed everywhere."""
    is_home = bool(_HOME.search(unit)) and bool(_HOME.search(ours))
    return is_home or unit in ours or ours in unit


def _named_selves(case: Checking, own: str) -> Iterator[_Self]:
    """Yield the bureaus of its own county that a report says it is of; none above it."""
    for cell in _texts(case):
        words = case.value(cell.address).raw
        is_field = cell.label in _OWN_LABELS.split("|") and not owner_of(cell.address)
        for found in _said(words, is_field):
            where = found["where"]
            if _is_own(where, own):
                yield _Self(cell, where, found["unit"], is_field)


def _said(words: str, is_field: bool) -> Iterator[re.Match[str]]:
    if is_field:
        found = re.fullmatch(rf"{_NAMED}(?:[（(].{{0,8}}[）)])?", words.strip())
        yield from [found] if found else []
        return
    for pattern in _SELF:
        yield from pattern.finditer(words)
    for line in words.split("\n"):
        title = "".join(line.split())
        if len(title) <= LONGEST_TITLE:
            found = _TITLE.fullmatch(title) or _SIGNED.fullmatch(title)
            yield from [found] if found else []


def _is_own(where: str, own: str) -> bool:
    """Say whether a bureau's place is the report's own: said as such, or not at all."""
    near = ("", "本", "县", "本县", "区", "本区", "本市", "我县", "我区", "我市")
    return where in near or bool(own and where.endswith(own))


def _texts(case: Checking) -> Iterator[FormCell]:
    for cell in case.laid.cells:
        if cell.kind in (Kind.TEXT, Kind.LONG_TEXT) and not cell.personal:
            yield cell


def _listed(names: Sequence[str] | dict[str, None]) -> str:
    return "、".join(list(names)[:MANY])


def _whose(whose: str) -> str:
    return f"，本报告是{whose}的" if whose else ""
