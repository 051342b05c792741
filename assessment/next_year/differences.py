"""A year's table beside that of the year before, or of the year it was made like: clause by
clause, and what its rules count."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import blake2b

from assessment.collection.shown import shown_target
from assessment.engine.explain import describe_rule
from assessment.loading import LoadedItem, LoadedTable, load_tables
from assessment.models import CityTable
from assessment.querysets import CityTableQuerySet
from assessment.reader.columns import without_marks
from assessment.reader.year_words import title_of
from lib.rounding import format_points
from lib.wording import wording
from trust.refusals import Refused

HEAD, NOTES = "标题", "表下注"
#: same, added or removed, and the words.
Part = tuple[str, str]


@dataclass(frozen=True, slots=True)
class YearDifference:
    """One item, or the head or the notes of a table, that is not as it was. parts: the words
    phrase by phrase; rules: what is counted, line by line. points: before and now, None where
    there are none. key: the same for the same difference only."""

    what: str
    parts: Sequence[Part]
    rules: Sequence[Part] = ()
    before: str | None = None
    now: str | None = None
    note: str = ""

    @property
    def key(self) -> str:
        said = [self.what, list(self.parts), list(self.rules), self.before, self.now]
        text = json.dumps(said, ensure_ascii=False)
        return blake2b(text.encode(), digest_size=8).hexdigest()

    @property
    def told(self) -> str:
        """Return it in one line, for the log."""
        moved = [*self.parts, *self.rules]
        said = [
            ("＋" if kind == "added" else "－") + words for kind, words in moved if kind != "same"
        ]
        if self.before != self.now:
            said.append(f"分值 {self.before or '—'} → {self.now or '—'}")
        return f"{self.what}：{' '.join(said)}"


def origin_year(table: CityTable) -> int:
    """Return the year it is compared with: that it was made like, else the one before."""
    return table.year.cloned_from or table.year.number - 1


def origin_of(table: CityTable, tables: CityTableQuerySet) -> CityTable | None:
    """Return the city's table of that year, None where there is none among tables. One query."""
    return tables.filter(city=table.city_id, year__number=origin_year(table)).first()


def between(old: LoadedTable, new: LoadedTable) -> list[YearDifference]:
    """Return what differs, in the order of the new table; that its title names its own year is
    no difference. No query."""
    found = [*_of_head(old, new)]
    before = {item.name: item for item in old.items}
    for item in new.items:
        found += _of_item(before.pop(item.name, None), item)
    found += [
        YearDifference(item.name, [("removed", without_marks(item.text))],
                   before=format_points(item.points), note="取消")
        for item in before.values()
    ]  # fmt: skip
    return found


def to_confirm(table: CityTable) -> list[YearDifference]:
    """Return what differs from the year that the table was made like, which a person confirms
    one by one; of a table that was read in nothing. At most fifteen queries."""
    if table.year.cloned_from is None:
        return []
    origin = origin_of(table, CityTable.objects.all())
    if origin is None:
        return []
    old, new = load_both(origin, table)
    return between(old, new)


def load_both(origin: CityTable, table: CityTable) -> tuple[LoadedTable, LoadedTable]:
    """Fourteen queries."""
    [old] = load_tables(CityTable.objects.filter(pk=origin.pk))
    [new] = load_tables(CityTable.objects.filter(pk=table.pk))
    return old, new


def check_seen(table: CityTable, seen: Collection[str]) -> list[YearDifference]:
    """Return what was to be confirmed one by one. Raises Refused where some of it was not."""
    found = to_confirm(table)
    if left := [difference for difference in found if difference.key not in seen]:
        raise Refused(
            f"{table.city_name}与 {table.year.cloned_from} 年度还有 {len(left)} 处差别没有逐条核对"
            f"（{'、'.join(one.what for one in left[:3])}），没有确认；"
            "请在指标表页逐条勾选后再确认规则。"
        )
    return found


def _of_head(old: LoadedTable, new: LoadedTable) -> Iterator[YearDifference]:
    title = title_of(old.title, old.year, new.year)
    if title != new.title:
        yield YearDifference(HEAD, wording(title, new.title))
    notes = [note.replace(old.title, title) for note in old.notes]
    if notes != list(new.notes):
        yield YearDifference(NOTES, wording("\n".join(notes), "\n".join(new.notes)))


def _of_item(old: LoadedItem | None, new: LoadedItem) -> Iterator[YearDifference]:
    text = without_marks(new.text)
    now = format_points(new.points)
    if old is None:
        yield YearDifference(new.name, [("added", text)], now=now, note="新增")
        return
    parts = wording(without_marks(old.text), text)
    rules = _changed(list(_told(old)), list(_told(new)))
    before = format_points(old.points)
    if rules or before != now or any(kind != "same" for kind, _ in parts):
        yield YearDifference(new.name, parts, rules, before=before, now=now)


def _told(item: LoadedItem) -> Iterator[str]:
    """Yield what the item's components, measures and rules say, a line each."""
    for component in item.components:
        cap = component.engine.cap
        most = "" if cap is None else f"，最多扣 {format_points(cap)} 分"
        place = f"要点{component.number}"
        yield f"{place}：{format_points(component.engine.points)} 分{most}"
        heads = {m.code: m.engine for m in component.measures}
        for measure in heads.values():
            asked = shown_target(measure) or measure.kind.value
            yield f"{place} 测量项“{measure.name}”{asked}"
        for rule in component.rules:
            codes = rule.engine.measures
            yield f"{place} {describe_rule(rule.engine, [heads[code] for code in codes])}"
    if item.offices_shown:
        yield f"责任处室 {'、'.join(item.offices_shown.split())}"


def _changed(old: Sequence[str], new: Sequence[str]) -> list[Part]:
    """Return the lines that went and came, without those that stay."""
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    parts: list[Part] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            parts += _lines("removed", old[a:b]) + _lines("added", new[c:d])
    return parts


def _lines(kind: str, lines: Iterable[str]) -> list[Part]:
    return [(kind, line) for line in lines]
