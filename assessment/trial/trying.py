"""A year with what an address asks to be tried: from summaries where these tell, else from all
records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from assessment.loading import LoadedTable
from assessment.models import Component, Item, Year
from assessment.rounds.lights import measure_of_rule
from assessment.scores.standing import PlacedYear, standings_of
from assessment.summaries.otherwise import items_of, items_scored_otherwise, told_otherwise
from assessment.summaries.standings import KeptYear, kept_year
from assessment.trial.applying import Touched, changed_table, items_touched, tried
from assessment.trial.asked import Asked, named_rows, read_asked
from lib.signs import whole_number


@dataclass(frozen=True, slots=True)
class Tried:
    """before, after: the year as it stands and as tried, totals and ranks at least. tables: with
    every item that the address names. touched: how what is changed is computed."""

    asked: Asked
    tables: Sequence[LoadedTable]
    before: PlacedYear
    after: PlacedYear
    touched: Sequence[Touched]


def try_out(year: Year, sent: Mapping[str, str]) -> Tried:
    """Return a year as tried. Raises nothing of what is sent: that is among the faults.

    Two queries where the address names no item, eight or nine more where it does, eight or nine
    more again where a choice has others score otherwise; another eight where summaries do not
    tell. One more each time where lights of rounds cost points.
    """
    kept = kept_year(year)
    return (kept and _by_summaries(year, kept, sent)) or _by_records(year, sent)


def _by_records(year: Year, sent: Mapping[str, str]) -> Tried:
    standings = standings_of(year)
    tables = [city.table for city in standings.cities]
    asked = read_asked(sent, tables, standings.policy)
    after = tried(standings, asked)
    return Tried(asked, tables, standings, after, items_touched(standings, after, asked.touched))


def _by_summaries(year: Year, kept: KeptYear, sent: Mapping[str, str]) -> Tried | None:
    named = _items_named(year, sent)
    tables = items_of(named)
    asked = read_asked(sent, tables, kept.policy)
    others = items_scored_otherwise(year, kept.policy, asked.policy)
    stand = items_of(named | others) if others else tables if asked.touched else ()
    otherwise = [changed_table(table, asked) for table in stand]
    told = told_otherwise(kept, asked.policy, stand=stand, otherwise=otherwise)
    if told is None:
        return None
    touched = items_touched(told.items_before, told.items_after, asked.touched)
    return Tried(asked, tables, told.before, told.after, touched)


def _items_named(year: Year, sent: Mapping[str, str]) -> set[int]:
    """Return the keys of the items of a year that an address names, with those of other units
    where these are changed, too. Two queries; one, or none, where it names less."""
    measures, rules, components = named_rows(sent)
    lit = {measure_of_rule(rule) for rule in rules} - {None}
    items = Item.objects.filter(section__table__year=year)
    found: set[int] = set()
    if measures or rules or components:
        holding = Component.objects.filter(
            Q(measures__in=measures | lit) | Q(rules__in=rules) | Q(pk__in=components)
        )
        told = items.filter(pk__in=holding.values("item")).values_list("pk", "indicator")
        own = dict(told)
        found.update(own)
        if sent.get("all") == "1":
            of_all = items.filter(indicator__in=own.values())
            found.update(of_all.values_list("pk", flat=True))
    shown = whole_number(sent.get("item", ""))
    return (
        found if shown is None else found | set(items.filter(pk=shown).values_list("pk", flat=True))
    )
