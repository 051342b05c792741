"""An item of every kind of rule on all that it can count: what Excel makes of it is the score."""

import random
from decimal import Decimal
from itertools import product

import pytest

from assessment.engine.bands import as_json
from assessment.engine.bases import BASES
from assessment.engine.scheme import KINDS
from assessment.engine.types import (
    Basis,
    Effect,
    Grade,
    Group,
    MeasureKind,
    Policy,
    Pooling,
    RuleKind,
    StepReading,
)
from assessment.exports.scores import scores_xlsx
from assessment.loading import load_tables
from assessment.models import CityTable, Indicator, Result, Rule, Year
from assessment.scores.items import scored_items
from assessment.scores.standing import score_tables, standings_of
from tests import factories
from tests.assessment.test_exports import recalculated
from tests.engine.build import make_band

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

CITIES = ("长沙市", "株洲市", "湘潭市")
BANDS = (make_band("[90,)", "1.5"), make_band("(80,90)", "0.75"), make_band("[80,80]", "0.333"))
PLACES = (make_band("(,1]", "1.5"), make_band("(1,3]", "0.75"))
GRADES = (
    Grade('优"秀', Decimal(85), is_best=True),
    Grade("=1+1", Decimal(45)),
    Grade("差", Decimal(0)),
)
UNITS = {Basis.PLACE: "名", Basis.JUDGED: "分", Basis.PERIOD: "天", Basis.MONEY: "万元"}
TARGETS = {MeasureKind.QUANTITY: "50", MeasureKind.RATE: "90"}
FIGURES = {
    MeasureKind.YES_NO: "001",
    MeasureKind.COUNT: ("0", "0", "1", "2", "7"),
    MeasureKind.RATE: ("95", "90", "80", "79.99", "85.5", "60"),
    MeasureKind.QUANTITY: ("50", "48", "47.5", "10", "0", "60"),
}
JUDGED = ("0", "1", "2.5", "3", "3.5", "7")


def make_ruled(component, kind: RuleKind, measured: MeasureKind) -> None:
    basis = BASES[kind.basis]
    target = None if kind.basis is Basis.JUDGED else TARGETS.get(measured)
    named = f"{kind.value}{measured.value}"
    measure = factories.make_measure(component, named, measured, UNITS.get(kind.basis, ""), target)
    steps = basis.is_stepped or kind.basis in (Basis.OCCURRENCE, Basis.RANK)
    points = "3" if kind.basis is Basis.JUDGED else "0" if basis.has_bands else "0.7"
    points = "6" if kind is RuleKind.JUDGED_BONUS else points  # the component has 4
    points = "0" if kind.effect is Effect.VETO else points
    step = ("1" if kind.basis is Basis.RANK else "2") if steps else None
    step = "1" if kind is RuleKind.JUDGED_AWARD else step  # what is judged is that of each time
    rule = factories.make_rule(component, kind, points, [measure], step, "扣")
    own = PLACES if kind.basis is Basis.PLACE else BANDS
    Rule.objects.filter(pk=rule.pk).update(
        target=2 if basis.own_target else None,
        least=2 if kind.basis is Basis.JUDGED else None,
        bands=as_json(own) if basis.has_bands else [],
    )


@pytest.fixture
def tables():
    year, chance = factories.make_year(), random.Random(7)
    for at, name in enumerate(CITIES):
        table = factories.make_table(year, factories.make_city(name, key=f"4301{at:02d}"))
        for kind in RuleKind:
            item = factories.make_item(table.sections.first(), kind.value, "6")
            for measured in sorted(KINDS[kind].fits):
                make_ruled(factories.make_component(item, "4"), kind, measured)
            losing = factories.make_component(item, "2")
            each = factories.make_measure(losing, f"{kind.value}通报", MeasureKind.COUNT)
            factories.make_rule(losing, RuleKind.PER_OCCURRENCE, "0.3", [each], "1", "扣")
    for result in Result.objects.select_related("measure"):
        measure = result.measure
        figures = JUDGED if measure.unit == "分" else FIGURES[MeasureKind(measure.kind)]
        told = {"value": Decimal(chance.choice(figures)), "version": 1, "confirmed_version": 1}
        Result.objects.filter(pk=result.pk).update(**told, confirmed_as="考核甲")
    return load_tables(CityTable.objects.all())


def policies(tables):
    first, second, _ = (table.city_id for table in tables)
    choices = product(StepReading, (True, False), (None, Decimal("2.35")))
    for reading, is_on, cap in choices:
        yield Policy(
            step_reading=reading,
            pooling=Pooling.EACH if is_on else Pooling.CAPPED,
            cap_components=is_on,
            counts_bonus=is_on,
            bonus_cap=cap if is_on else None,
            grades=GRADES,
            applies_vetoes=cap is None,
            groups=(Group("=1+2", (first, second)),) if is_on else (),
        )


def test_workbook_makes_the_same_of_every_kind_under_every_choice(tables, tmp_path):
    found = {f"{at}": score_tables(2017, tables, p) for at, p in enumerate(policies(tables))}
    books = recalculated(tmp_path, {name: scores_xlsx(told) for name, told in found.items()})
    for name, standings in found.items():
        scored = [i for c in standings.by_rank for s in c.score.sections for i in s.items]
        rows = list(books[name]["评分"].iter_rows(min_row=2, values_only=True))
        told = {(row[0], row[2]): row[5] for row in rows}
        assert [row[5] for row in rows] == pytest.approx([float(i.score) for i in scored]), told
        heads, *ranked = books[name]["排名"].iter_rows(values_only=True)
        for row, city in zip(ranked, standings.by_rank, strict=True):
            shown = dict(zip(heads, row, strict=True))
            assert (shown["名次"], shown["市州"], shown["总分"], shown["加分"], shown["等次"]) == (
                *(city.rank, city.city, float(city.total), float(city.score.bonus.points)),
                city.grade,
            )
            grouped = (shown.get("组别"), shown.get("组内名次"))
            assert grouped == ((city.place.group, city.place.rank) if city.place else (None, None))


def test_an_indicator_read_alone_scores_as_in_whole_tables(tables):
    year = Year.objects.get()
    whole = standings_of(year).cities
    for pk in Indicator.objects.values_list("pk", flat=True):
        alone = {unit.city: unit.cells for unit in scored_items(year, [pk])}
        assert alone == {c.city: (c.cells()[pk],) for c in whole if pk in c.cells()}
    every = scored_items(year, Indicator.objects.values("pk"))
    assert [unit.table for unit in every] == [city.table for city in whole]
