"""A year at work whose tables are replaced by the wrong files, and what of it can be compared."""

from dataclasses import replace
from decimal import Decimal

from django.db.models import CASCADE
from django.utils import timezone

from assessment.actions.importing import import_tables
from assessment.models import (
    CityTable,
    Concern,
    CountySource,
    Evidence,
    ImportedCell,
    Item,
    Result,
    ResultsImport,
    Rule,
    TablesImport,
    UnitSummary,
    Year,
    YearState,
)
from tests.assessment.seeds import ACTOR, import_2017, readings
from trust import files
from trust.imports import Source

CITIES = ("长沙市", "株洲市")


def reading_of(city: str, *, note="试改", first=""):
    """The table of a city as a draft has it: what is recorded for 油茶 fits no more.

    first: another name for its first item.
    """
    told = next(r for r in readings() if r.city == city)
    business = told.sections[0]
    items = [_renamed(item) for item in business.items]
    items[0] = replace(items[0], name=first or items[0].name)
    sections = (replace(business, items=tuple(items)), *told.sections[1:])
    return replace(told, sections=sections, notes=(*told.notes, note))


def _renamed(item):
    components = tuple(
        replace(c, measures=tuple(_called(measure) for measure in c.measures))
        for c in item.components
    )
    return replace(item, components=components)


def _called(measure):
    return replace(measure, name="油茶林") if measure.name == "油茶" else measure


def replace_tables(*cities, name="旧稿.docx", actor=ACTOR, **draft) -> TablesImport:
    import_tables(
        number=2017,
        readings=[reading_of(city, **draft) for city in cities or CITIES],
        actor=actor,
        source=Source(name, files.store(name.encode())),
        replace=True,
    )
    return TablesImport.objects.first()


def year_at_work(person) -> Year:
    """Two issued tables with results, remark, evidence, a county's sum, an imported workbook,
    an opinion and a rule changed by hand."""
    year = import_2017(only=CITIES, source=Source("年初.docx"))
    Year.objects.update(state=YearState.COLLECTING)
    now = timezone.now()
    CityTable.objects.update(confirmed_at=now, confirmed_by=person, issued_at=now, version=3)
    for city in CITIES:
        _record(city, person)
    Concern.objects.update(settled_at=now, settled_by=person, settlement="按原文")
    mark = {"changed_by": person, "changed_as": "考核甲", "changed_at": now, "reason": "更正通知"}
    rule = Rule.objects.filter(component__item__name="移民产业").first()
    Rule.objects.filter(pk=rule.pk).update(deduction=Decimal("0.5"), **mark)
    return year


def _record(city: str, person) -> None:
    oil, tea = (result_in(city, name) for name in ("油茶", "茶叶"))
    figures = {"recorded_by": person, "recorded_as": "规划计划处", "recorded_at": timezone.now()}
    for row, value, remark in ((oil, 900, "按台账"), (tea, 70, "")):
        for name, told in (figures | {"value": Decimal(value), "remark": remark}).items():
            setattr(row, name, told)
        row.version = 1
        row.save()
    file = files.store(f"{city}验收表".encode())
    Evidence.objects.create(result=oil, file=file, name="验收表.pdf", added_by=person)
    CountySource.objects.create(result=oil, total=900, unit="亩", parts=[{"county": "望城区"}],
                                taken_by=person)  # fmt: skip
    kept = ResultsImport.objects.create(year=Year.objects.get(), cells=1, made_by=person)
    ImportedCell.objects.create(results_import=kept, result=oil, value=800, version=1)


def result_in(city: str, name: str) -> Result:
    return Result.objects.get(
        measure__name=name, measure__component__item__section__table__city_name=city
    )


def models_of_a_table() -> list:
    """Every model whose rows go when a table goes, but for what is made again of these."""
    found = [CityTable]
    for model in found:
        fields = [f for f in model._meta.get_fields(include_hidden=True) if not f.concrete]
        owned = [f.related_model for f in fields if getattr(f, "on_delete", None) is CASCADE]
        found += [model for model in owned if model not in (*found, UnitSummary)]
    return found


def standing() -> dict[str, list[dict]]:
    """Return every row of all tables, but for the versions that go on counting."""
    return {model.__name__: _rows(model) for model in models_of_a_table()}


def _rows(model) -> list[dict]:
    rows = list(model._base_manager.order_by("pk").values())
    for row in rows if model is not Item else ():
        row.pop("version", None)
    return rows
