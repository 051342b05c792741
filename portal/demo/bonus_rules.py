"""A bonus, a veto and grades in a year of the demo: its tables give none of their own."""

from dataclasses import replace
from decimal import Decimal

from assessment.actions.rules import ComponentEntry, MeasureEntry, RuleEntry, save_item_rules
from assessment.actions.years import save_policy
from assessment.engine import bands
from assessment.engine.types import Grade
from assessment.loading import load_policy
from assessment.models import CityTable, Component, Item, Measure, Policy, Rule, Year
from portal.demo.sites import DemoSite
from portal.demo.stages import as_person

GRADES = (
    Grade("优秀", Decimal(90), is_best=True),
    Grade("良好", Decimal(80)),
    Grade("合格", Decimal(0)),
)
REASON = "演示：按本年度考核方案补充加分和一票否决条款。"
HONOUR, HONOURED = "工作经验获省级以上表彰、推广", "获省级以上表彰、推广的每次加0.5分"
BREACH, BREACHED = "发生挪用专项资金案件", "发生挪用专项资金案件的一票否决"
#: Measure, its kind and unit, the rule on it, its points and clause.
BONUS = (HONOUR, Measure.Kind.COUNT, "次", "bonus_each", Decimal("0.5"), HONOURED)
VETO = (BREACH, Measure.Kind.YES_NO, "", "veto", Decimal(0), BREACHED)


def bonus_item(table: CityTable) -> Item:
    """Return what honours are claimed under: the first indicator of the last section."""
    return _items(table).filter(section=table.sections.order_by("order").last())[0]


def veto_item(table: CityTable) -> Item:
    return _items(table).reverse()[0]


def give_bonuses(site: DemoSite) -> None:
    """Write them into the tables of the site's unit and the next one, before they are issued."""
    year = Year.objects.get(number=site.year)
    choice = replace(load_policy(year), counts_bonus=True, applies_vetoes=True, grades=GRADES)
    version = Policy.objects.get(year=year).version
    save_policy(year=year, choice=choice, version=version, **as_person("kaohe"))
    for table in two_tables(site):
        for item, told in ((bonus_item(table), BONUS), (veto_item(table), VETO)):
            _add(item, *told)


def two_tables(site: DemoSite) -> list[CityTable]:
    """Return the table of the unit that can be signed in with, then that of another."""
    rows = CityTable.objects.filter(year__number=site.year).select_related("year", "city")
    own = rows.get(city__key=site.unit[2])
    return [own, rows.exclude(pk=own.pk).order_by("city__key")[0]]


def _items(table: CityTable):
    return Item.objects.filter(section__table=table).order_by("section__order", "order")


def _add(item: Item, *told) -> None:
    """Put a measure with its rule behind those of an item's last component."""
    name, kind, unit, rule, points, clause = told
    *others, last = [_entry(row) for row in item.components.order_by("number")]
    step = Decimal(1) if kind == Measure.Kind.COUNT else None
    new = RuleEntry(
        pk=None, kind=rule, measures=(len(last.measures),), step=step, deduction=points,
        clause=clause,
    )  # fmt: skip
    last = replace(
        last,
        measures=(*last.measures, MeasureEntry(None, name, kind, unit)),
        rules=(*last.rules, new),
    )
    save_item_rules(
        item=item, components=[*others, last], version=item.version, reason=REASON,
        **as_person("kaohe"),
    )  # fmt: skip


def _entry(row: Component) -> ComponentEntry:
    """Return a component as the editor sends it back."""
    measures = list(row.measures.order_by("order"))
    places = {measure.pk: at for at, measure in enumerate(measures)}
    return ComponentEntry(
        row.pk,
        row.points,
        tuple(
            MeasureEntry(m.pk, m.name, m.kind, m.unit, target=m.target, places=tuple(m.places))
            for m in measures
        ),
        tuple(_rule_entry(rule, places) for rule in row.rules.order_by("order")),
        cap=row.cap,
    )


def _rule_entry(row: Rule, places: dict[int, int]) -> RuleEntry:
    return RuleEntry(
        pk=row.pk,
        kind=row.kind,
        measures=tuple(sorted(places[measure.pk] for measure in row.measures.all())),
        step=row.step,
        deduction=row.deduction,
        clause=row.clause,
        cap=row.cap,
        target=row.target,
        condition=row.condition,
        least=row.least,
        bands=bands.of_json(row.bands),
    )
