"""What a component asks for: quantities, rates, named places and works."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from math import inf

from assessment.engine.types import MeasureKind
from assessment.reader.patterns import CEILING_BEFORE
from assessment.reader.target_patterns import (
    KEYS,
    LEADING,
    QUANTITY_KEYS,
    TARGET_PATTERNS,
    TRAILING,
    TargetPattern,
    TargetSort,
)
from assessment.reader.types import MeasureReading
from lib.written_numbers import parse_number


@dataclass(frozen=True)
class Target:
    """A measure with its target as found in the text.

    words: how the text names it. start, end: in the clean text. is_part: it is
    counted in another target too (其中…), so it is not pooled with it.
    """

    measure: MeasureReading
    sort: TargetSort
    words: str
    start: int
    end: int
    is_part: bool = False
    is_open_list: bool = False  # 白市、长寨、高椅等
    stated: Decimal | None = None  # A、B等3个县


@dataclass(frozen=True)
class Sum:
    """A quantity that the text splits up: 移民培训1269人次，其中…"""

    words: str
    stated: Decimal
    parts: tuple[Decimal, ...]


@dataclass(frozen=True)
class Targets:
    """All that a component asks for; found: in the order of the text."""

    found: list[Target]
    sums: list[Sum]
    is_list_broken: bool  # 油茶若干亩、茶叶1500亩: one thing in the list was not read

    def of(self, *sorts: TargetSort) -> list[Target]:
        return [target for target in self.found if target.sort in sorts]

    def main(self) -> list[Target]:
        """Return what a rule means that names nothing: no rates, no parts, no works."""
        sorts = (TargetSort.QUANTITY, TargetSort.PLACES, TargetSort.GROUP)
        return [target for target in self.of(*sorts) if not target.is_part]

    def first_from(self, position: int) -> float:
        """Return where the first target from this position on begins; infinity if none does."""
        starts = [target.start for target in self.found]  # few: see rules._MOST_TARGETS
        place = bisect_left(starts, position)
        return starts[place] if place < len(starts) else inf

    def named(self, subject: str) -> Target | None:
        """Return the one target that the words name, None if none or several do."""
        words = _core(subject)
        if len(words) < 2:
            return None
        named = [target for target in self.found if _is_named(target, words)]
        return named[0] if len(named) == 1 else None


def read_targets(clean: str, start: int, end: int) -> Targets:
    """Return what clean[start:end] asks for, without saying how it is scored."""
    taken: list[Target] = []  # in the order of the text, none over another
    for pattern in TARGET_PATTERNS:
        for match in pattern.regex.finditer(clean, start, end):
            target = _target(pattern, match)
            if target is not None:
                _take(target, taken)
    taken = _with_units(clean, taken)
    found, sums = _without_sums(clean, taken)
    return Targets(found, sums, is_list_broken=_is_list_broken(clean, taken))


def key_of(name: str) -> str:
    """Return the short name of the same thing in every city, else the name itself."""
    return next((key for words, key in KEYS if words in name), name)


def split_places(words: str) -> tuple[str, ...]:
    return tuple(place for place in re.split("[、和]", words) if place)


def _target(pattern: TargetPattern, match: re.Match[str]) -> Target | None:
    builders = {
        TargetSort.PLACES: _places,
        TargetSort.GROUP: _group,
        TargetSort.RATE: _rate,
        TargetSort.QUANTITY: _quantity,
        TargetSort.WORKS: _works,
    }
    groups = {name: value or "" for name, value in match.groupdict().items()}
    return builders[pattern.sort](pattern, match, groups)


def _places(pattern: TargetPattern, match: re.Match[str], groups: dict[str, str]) -> Target:
    places = split_places(groups["places"])
    stated = parse_number(groups["stated"])
    key = key_of(groups["task"])
    task = key if groups["task"] in key else groups["task"]
    count = stated if stated is not None and groups["etc"] else Decimal(len(places))
    name = pattern.name.format(**groups | {"task": task})
    measure = MeasureReading(
        key=key, name=name, kind=MeasureKind.QUANTITY, unit="个", target=count, places=places
    )
    return Target(
        measure,
        pattern.sort,
        match[0],
        match.start(),
        match.end(),
        is_open_list=bool(groups["etc"]) and stated is None,
        stated=stated,
    )


def _group(pattern: TargetPattern, match: re.Match[str], groups: dict[str, str]) -> Target | None:
    count = parse_number(groups["n"])
    if count is None:
        return None
    name = pattern.name.format(**groups)
    measure = MeasureReading(key_of(groups["task"]), name, MeasureKind.QUANTITY, "个", count)
    return Target(measure, pattern.sort, match[0], match.start(), match.end())


def _rate(pattern: TargetPattern, match: re.Match[str], groups: dict[str, str]) -> Target | None:
    count = parse_number(groups["n"])
    words = LEADING.sub("", groups["words"])
    if count is None or len(words) < 2:
        return None
    measure = MeasureReading(words, words, MeasureKind.RATE, "%", count)
    return Target(measure, pattern.sort, words, match.start(), match.end())


def _quantity(
    pattern: TargetPattern, match: re.Match[str], groups: dict[str, str]
) -> Target | None:
    count = parse_number(groups["n"])
    printed = groups["words"]
    if match.start() and match.string[match.start() - 1] not in "，。；：、（）":
        printed = printed.removeprefix("和")  # of two quantities: 信息4次和简报4次
    if CEILING_BEFORE.search(printed):
        return None  # a most is nothing to be short of
    if _CUT.match(match.string[max(0, match.start() - 1) : match.end()]):
        return None  # 20岁以上移民500人 would be called 岁以上移民
    listed = _LISTED_BEFORE.search(match.string, max(0, match.start() - 40), match.start())
    printed = f"{listed[0]}{printed}" if listed else printed  # 新建、续建项目10个: together
    words = TRAILING.sub("", LEADING.sub("", printed))
    if count is None or len(words) < 2 or words.endswith("第") or words.startswith("每"):
        return None
    name = next((key for part, key in QUANTITY_KEYS if part in words), words)
    measure = MeasureReading(name, name, MeasureKind.QUANTITY, groups["unit"], count)
    return Target(measure, pattern.sort, words, match.start(), match.end())


_LISTED_BEFORE = re.compile(r"(?<![一-龥、\d])(?:[一-龥]{1,16}、){1,4}$")
_CUT = re.compile(
    r"[\dA-Za-z](?:岁|公里|[级米类批层]|[人户亩吨个]以[上下内]|[亿万千百]{0,2}[元亩吨人]以[上下内])"
)


def _works(pattern: TargetPattern, match: re.Match[str], groups: dict[str, str]) -> Target | None:
    named = groups.get("places", "") or groups.get("lead", "")
    places = split_places(named)
    count = parse_number(groups["n"]) if groups.get("n") else Decimal(len(places))
    if count is None:
        return None
    if len(places) != count:
        places = ()
    name = pattern.name.format(**groups)
    unit = groups.get("unit") or "个"
    measure = MeasureReading(
        key=name, name=name, kind=MeasureKind.QUANTITY, unit=unit, target=count, places=places
    )
    is_open = bool(groups.get("etc"))
    return Target(measure, pattern.sort, name, match.start(), match.end(), is_open_list=is_open)


def _take(target: Target, taken: list[Target]) -> None:
    """Put a target into its place, unless another covers some of its words."""
    place = bisect_left(taken, target.start, key=lambda other: other.start)
    after = taken[place] if place < len(taken) else None
    if place and taken[place - 1].end > target.start:
        return
    if after is None or after.start >= target.end:
        taken.insert(place, target)


def _with_units(clean: str, targets: list[Target]) -> list[Target]:
    """Leave out bare figures, unless they stand in a list of quantities."""
    kept = []
    for index, target in enumerate(targets):
        neighbours = targets[max(index - 1, 0) : index] + targets[index + 1 : index + 2]
        if target.measure.unit or any(_listed(clean, target, n) for n in neighbours):
            kept.append(target)
    return kept


def _is_list_broken(clean: str, targets: list[Target]) -> bool:
    starts = {target.start for target in targets}
    ends = {target.end for target in targets}
    return any(
        (clean[t.end : t.end + 1] == "、" and t.end + 1 not in starts)
        or (clean[t.start - 1 : t.start] == "、" and t.start - 1 not in ends)
        for t in targets
        if t.sort is TargetSort.QUANTITY
    )


def _listed(clean: str, target: Target, other: Target) -> bool:
    first, second = sorted((target, other), key=lambda each: each.start)
    between = clean[first.end : second.start]
    return other.sort is TargetSort.QUANTITY and between in ("、", "和")


def _without_sums(clean: str, targets: list[Target]) -> tuple[list[Target], list[Sum]]:
    """Tell sums (移民培训1269人次，其中…、…) and parts (…人，其中…人) from the rest."""
    found: list[Target] = []
    sums: list[Sum] = []
    followers = list(_followers(clean, targets))
    parts = {id(f[0]) for f in followers if len(f) == 1}
    for target, follower in zip(targets, followers, strict=True):
        if len(follower) >= 2:
            figures = tuple(part.measure.target or Decimal(0) for part in follower)
            sums.append(Sum(target.words, target.measure.target or Decimal(0), figures))
        else:
            found.append(replace(target, is_part=id(target) in parts))
    return found, sums


#: Of a sum; a text that splits something up further is not summed.
_MOST_PARTS = 60


def _followers(clean: str, targets: list[Target]) -> Iterator[list[Target]]:
    """Yield, for each target, the quantities that 其中 makes parts of it."""
    for index, target in enumerate(targets):
        parts: list[Target] = []
        for other in targets[index + 1 : index + 1 + _MOST_PARTS]:
            before = parts[-1] if parts else target
            if not _continues(clean, before, other, first=not parts):
                break
            if target.measure.unit != other.measure.unit:
                break
            parts.append(other)
        yield parts


def _continues(clean: str, before: Target, other: Target, *, first: bool) -> bool:
    if TargetSort.QUANTITY not in (before.sort, other.sort) or before.sort != other.sort:
        return False
    if first:
        # The match of a quantity begins with the words before its name: 其中省政府…
        return bool(re.match(r"[，、；]?（?其中", clean[before.end : other.end]))
    return clean[before.end : other.start] in ("、", "和", "，")


_AROUND = re.compile(r"^(?:未完成|其他|其余|其中|对)+|(?:的|任务|工作|人数|数量|情况)+$")


def _core(subject: str) -> str:
    return _AROUND.sub("", subject)


def _is_named(target: Target, words: str) -> bool:
    if target.sort is TargetSort.QUANTITY and "、" in target.words:
        return words == target.words  # 续建项目 is no 新建、续建项目
    return words in target.words or words in target.measure.name
