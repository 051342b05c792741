"""The measures of the cities' tables that a county's form can be tied to."""

from assessment.models import Measure


def measures_to_link() -> list[tuple[str, str]]:
    """Return the keys and units of the measures that sums make sense for. One query."""
    kinds = (Measure.Kind.QUANTITY, Measure.Kind.COUNT)
    rows = Measure.objects.filter(kind__in=kinds).values_list("key", "unit")
    return list(rows.distinct().order_by("key", "unit"))
