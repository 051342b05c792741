"""A year and a city as the commands name them, with sentences where there is none; cities in a
sentence."""

from collections.abc import Sequence

from assessment.models import CityTable, Year
from cities.lookup import Gazetteer
from lib.site_words import said
from trust.refusals import Refused


def the_year(number: int) -> Year:
    """Return the year of that number. Raises Refused."""
    year = Year.objects.filter(number=number).first()
    if year is None:
        raise Refused(f"没有 {number} 年度；请先用 import_tables {number} 文件 导入指标表。")
    return year


def tables_named(year: Year, city: str | None):
    """Return the year's tables, or the one of a city under any of its names. Raises Refused."""
    tables = CityTable.objects.filter(year=year)
    if not city:
        if not tables.exists():
            raise Refused(f"{year}还没有指标表；请先用 import_tables 导入。")
        return tables
    place = Gazetteer.load().city(city)
    found = tables.filter(city_id=place.pk) if place else tables.none()
    if not found.exists():
        raise Refused(said(f"{year}没有“{city}”的指标表；请检查市州名称。"))
    return found


def some_cities(names: Sequence[str]) -> str:
    """Return cities by name, more than five shortened."""
    shown = "、".join(names[:5])
    return said(f"{shown}等 {len(names)} 个市州") if len(names) > 5 else shown
