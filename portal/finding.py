"""Finding a city, an indicator or a phrase of a table; only what the person may see."""

from dataclasses import dataclass, field

from django.db.models import Q

from assessment.models import CityTable, Item, Year
from assessment.reader.columns import without_marks

MOST = 20
AROUND = 24


@dataclass(frozen=True, slots=True)
class Phrase:
    """Where words stand: before, hit and after are the text around them."""

    item: Item
    before: str
    hit: str
    after: str


@dataclass(slots=True)
class Found:
    cities: list[CityTable] = field(default_factory=list)
    indicators: list[tuple[int, str]] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    more_phrases: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.cities or self.indicators or self.phrases)


def find(query: str, year: Year, user) -> Found:
    """Return what fits the words in a year's tables. Three queries."""
    tables = CityTable.objects.visible_to(user).filter(year=year)
    items = Item.objects.visible_to(user).filter(section__table__year=year)
    cities = tables.filter(Q(city_name__icontains=query) | Q(city__name__icontains=query))
    named = items.filter(indicator__name__icontains=query).order_by("indicator__order")
    worded = (
        items.filter(text__icontains=query)
        .select_related("section__table__city")
        .order_by("section__table__city__key", "section__order", "order")[: MOST + 1]
    )
    phrases = [_phrase(item, query) for item in worded]
    return Found(
        list(cities.select_related("city").order_by("city__key")[:MOST]),
        list(named.values_list("indicator_id", "indicator__name").distinct()[:MOST]),
        phrases[:MOST],
        len(phrases) > MOST,
    )


def _phrase(item: Item, query: str) -> Phrase:
    text = without_marks(item.text)
    at = max(text.lower().find(query.lower()), 0)
    end = at + len(query)
    before = text[max(at - AROUND, 0) : at]
    after = text[end : end + AROUND]
    return Phrase(
        item,
        ("…" if at > AROUND else "") + before,
        text[at:end],
        after + ("…" if end + AROUND < len(text) else ""),
    )
