"""Find a place under any name it ever bore, and the name to print for a year.

Names are compared whole and within their city: 高新区 stands in several cities,
衡阳 begins 衡阳县.
"""

from collections import defaultdict
from dataclasses import dataclass

from cities.models import Place


@dataclass(frozen=True)
class KnownPlace:
    """A place with all its names; small and free of the database."""

    pk: int
    key: str
    name: str
    city_key: str | None
    names: tuple[tuple[str, int | None, int | None], ...]
    aliases: tuple[str, ...]

    @property
    def every_name(self) -> set[str]:
        return {self.name, *self.aliases, *(name for name, _, _ in self.names)}

    def name_in(self, year: int) -> str:
        """Return the name borne in a year; the present one where none is noted."""
        for name, first, last in self.names:
            if (first is None or first <= year) and (last is None or year <= last):
                return name
        return self.name


class Gazetteer:
    """All places, read once (two queries), asked often."""

    def __init__(self, places: list[KnownPlace]):
        self._cities: dict[str, KnownPlace] = {}
        self._within: dict[str, dict[str, KnownPlace]] = defaultdict(dict)
        for place in places:
            book = self._cities if place.city_key is None else self._within[place.city_key]
            for name in place.every_name:
                book.setdefault(name, place)

    @classmethod
    def load(cls) -> "Gazetteer":
        rows = Place.objects.select_related("city").prefetch_related("names")
        return cls([known_place(place) for place in rows])

    def city(self, name: str) -> KnownPlace | None:
        return self._cities.get(name.strip())

    @property
    def cities(self) -> list[KnownPlace]:
        """Return every city once."""
        return list({place.pk: place for place in self._cities.values()}.values())

    @property
    def county_names(self) -> set[str]:
        """Return every name of a county-level place or zone, whatever its city."""
        return {name for within in self._within.values() for name in within}

    def county(self, city_name: str, name: str) -> KnownPlace | None:
        """Return the county-level place or zone of that name within the city."""
        city = self.city(city_name)
        return self._within[city.key].get(name.strip()) if city else None

    def knows(self, city_name: str, name: str) -> bool:
        return self.county(city_name, name) is not None

    def names_by_city(self) -> dict[str, tuple[str, ...]]:
        """Return every name of a city with every name of its places: plain, to be sent away."""
        return {
            name: tuple(sorted(self._within.get(city.key, ())))
            for name, city in self._cities.items()
        }


def known_place(place: Place) -> KnownPlace:
    """Return a place with its names. No query where they and its city are at hand."""
    return KnownPlace(
        pk=place.pk,
        key=place.key,
        name=place.name,
        city_key=place.city.key if place.city else None,
        names=tuple((n.name, n.first_year, n.last_year) for n in place.names.all()),
        aliases=tuple(place.aliases),
    )
