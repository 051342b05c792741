"""Two rounds for trying out 调度: at mid-year as one office reported it, with an alert to the unit
of the demo; in autumn as what all offices had recorded by then."""

import random
from datetime import date, timedelta
from decimal import Decimal

from assessment.models import CityTable, Measure, Result, Round, Year
from assessment.rounds.actions import RoundTerms, close_round, open_round
from assessment.rounds.alerts import WANTED, AlertTerms, candidates, issue_alerts
from assessment.rounds.recording import FigureEntry, write_round_figures
from cities.models import Office
from portal.demo.sites import DemoSite
from portal.demo.stages import as_person

SHARES = (52, 55, 50, 46, 41, 33)


def hold_midyear_round(site: DemoSite) -> None:
    """Let the first office that has anything to reach report its quantities, and alert the city."""
    year, told = Year.objects.get(number=site.year), as_person("kaohe")
    held = _opened(year, "第1次调度", date(site.year, 6, 30), **told)
    results = _timed(year)
    office = Office.objects.filter(items__components__measures__result__in=results)
    unit = office.order_by("order").first()
    if unit is None:
        return
    own = results.filter(measure__component__item__offices=unit)
    write_round_figures(
        held=held,
        entries=[_entry(result, site) for result in own],
        day=held.due_on,
        **as_person(unit.code, unit.name),
    )
    close_round(held=held, version=held.version, takes_present=False, **told)
    seals = [each.seal for each in candidates(held) if each.pace.city_key == site.unit[2]]
    issue_alerts(held=held, seals=seals, terms=AlertTerms(WANTED), **told)


def hold_autumn_round(site: DemoSite) -> None:
    """Let what offices recorded be the figures of a round."""
    year, told = Year.objects.get(number=site.year), as_person("kaohe")
    held = _opened(year, "第2次调度", date(site.year, 9, 30), **told)
    close_round(held=held, version=held.version, takes_present=True, **told)


def _opened(year: Year, name: str, as_of: date, **told) -> Round:
    terms = RoundTerms(name, as_of, as_of + timedelta(days=10), accepts_late=True)
    return open_round(year=year, terms=terms, **told)


def _timed(year: Year):
    table = "measure__component__item__section__table"
    rows = Result.objects.filter(measure__kind=Measure.Kind.QUANTITY, measure__target__gt=0)
    of_year = {f"{table}__in": CityTable.objects.filter(year=year)}
    return rows.filter(**of_year).select_related(f"{table}__city")


def _entry(result: Result, site: DemoSite) -> FigureEntry:
    measure = result.measure
    dice = random.Random(f"{measure.code}/1")
    is_own = measure.component.item.section.table.city.key == site.unit[2]
    share = SHARES[-1] if is_own else dice.choice(SHARES)
    return FigureEntry(result.pk, 0, (measure.target * Decimal(share) / 100).to_integral_value())
