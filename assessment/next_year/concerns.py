"""What a person has to confirm of a table that was made like another year's."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone

from assessment.actions.agreement import UNSETTLED
from assessment.models import (
    CityTable,
    Component,
    Concern,
    Item,
    KeptWording,
    Rule,
    Section,
)
from assessment.next_year.rows import Made
from assessment.reader.wordings import wording_of
from assessment.reader.year_words import mentions_in
from cities.lookup import known_place
from cities.models import Place

#: Words that name a year, and a place under a name that it bears no more.
YEAR_NAMED, OLD_NAME = "cloned_year", "cloned_name"
CODES = (YEAR_NAMED, OLD_NAME)


@dataclass(frozen=True, slots=True)
class NewName:
    """A place that is called otherwise from a year on."""

    old: str
    new: str
    since: int


def new_names(year: int, city_ids: Iterable[int]) -> dict[int, list[NewName]]:
    """Return the names that are past in a year, by city: of itself and of what lies in it.
    Two queries."""
    cities = list(city_ids)
    places = Place.objects.filter(pk__in=cities) | Place.objects.filter(city__in=cities)
    found: dict[int, list[NewName]] = defaultdict(list)
    for place in places.select_related("city").prefetch_related("names").order_by("key"):
        known = known_place(place)
        now = known.name_in(year)
        past = [(name, last) for name, _, last in known.names if last is not None and last < year]
        found[place.city_id or place.pk] += [
            NewName(name, now, last + 1) for name, last in past if name != now
        ]
    return found


def open_again(tables: Sequence[CityTable], made: Made) -> list[Concern]:
    """Return the concerns of the tables as they wait in the new ones, unsaved.

    A phrase that got its rule by hand waits no more: the rule stands in the new table too. One
    that is kept as no scoring for this site is settled as that. Two queries.
    """
    rows = Concern.objects.filter(table__in=tables).exclude(code__in=CODES).order_by("pk")
    items = {row.pk: row.item_id for row in made[Component].values()}
    ruled = {(items[row.component_id], row.clause) for row in made[Rule].values()}
    kept = {row.wording: row for row in KeptWording.objects.all() if not row.is_rule}
    new = []
    for row in rows:
        item = made[Item].get(row.item_id)
        if row.code == UNSETTLED and item is not None and (item.pk, row.phrase) in ruled:
            continue
        concern = Concern(
            table=made[CityTable][row.table_id], item=item, severity=row.severity,
            code=row.code, message=row.message, phrase=row.phrase,
        )  # fmt: skip
        if row.code == UNSETTLED and (known := kept.get(wording_of(row.phrase))):
            _settle_as_kept(concern, known)
        new.append(concern)
    return new


def _settle_as_kept(concern: Concern, kept: KeptWording) -> None:
    concern.settled_at, concern.settled_by = timezone.now(), kept.kept_by
    concern.settlement = kept.values["settlement"]


def words_to_confirm(made: Made, *, source: int, target: int) -> list[Concern]:
    """Return a concern of every clause that names a year, and of every place under a name that
    it bears no more, unsaved. Two queries."""
    tables = list(made[CityTable].values())
    names = new_names(target, [table.city_id for table in tables])
    items = defaultdict(list)
    sections = {row.pk: row.table_id for row in made[Section].values()}
    for item in made[Item].values():
        items[sections[item.section_id]].append(item)
    return [
        Concern(table=table, item=item, severity=Concern.Severity.UNSETTLED, code=code,
                message=message, phrase=phrase)
        for table in tables
        for item, text in _texts(table, items[table.pk])
        for code, phrase, message in _found(
            text, names[table.city_id], source=source, target=target
        )
    ]  # fmt: skip


def _texts(table: CityTable, items: Sequence[Item]) -> Iterator[tuple[Item | None, str]]:
    """Yield what is written in the notes of a table, with whose it is, then in each item. The
    title names the table's own year, wherever it is named by that."""
    notes = (note.replace(table.title, "") for note in table.notes)
    yield None, "\n".join([table.city_name, *notes])
    for item in items:
        yield item, f"{item.name}\n{item.text}"


def _found(
    text: str, names: Sequence[NewName], *, source: int, target: int
) -> Iterator[tuple[str, str, str]]:
    """Yield code, phrase and message."""
    for mention in mentions_in(text, target - source):
        yield YEAR_NAMED, mention.clause, _of_year(mention.clause, mention.proposal, source)
    for name in names:
        if name.old in text.replace(name.new, ""):
            message = (
                f"“{name.old}”自 {name.since} 年度起为“{name.new}”，原文仍是旧名；"
                f"请核定是否改写为“{name.new}”。"
            )
            yield OLD_NAME, name.old, message


def _of_year(clause: str, proposal: str, source: int) -> str:
    if not proposal:
        return f"原文“{clause}”引用的文件照 {source} 年度沿用；请核定本年度是否仍照此文件。"
    return f"原文“{clause}”照 {source} 年度沿用；请核定是否改写为“{proposal}”。"
