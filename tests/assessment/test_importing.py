from dataclasses import replace
from decimal import Decimal

import pytest

from assessment.actions.importing import ImportRefused, import_tables
from assessment.models import CityTable, Concern, Evidence, Item, Measure, Result, Rule, Year
from assessment.reader.types import TableReading
from cities.loading import load_places
from tests.assessment.seeds import ACTOR, import_2017, readings
from tests.factories import make_account
from trust import files
from trust.models import AuditEntry

pytestmark = pytest.mark.django_db


def reading_of(city: str) -> TableReading:
    return next(r for r in readings() if r.city == city)


def test_import_takes_the_14_tables_word_for_word():
    import_2017()

    assert CityTable.objects.count() == 14
    assert Item.objects.count() == 165
    assert not Item.objects.exclude(unsettled=[]).exists()
    text = Item.objects.get(section__table__city_name="长沙市", name="移民产业").text
    assert text == (
        "完成移民产业基地提质改造任务，其中油茶5000亩、茶叶1500亩、水果3000亩、中药材1000亩、"
        "蔬菜（食用菌）1000亩，计8分，每少完成10%扣0.8分。"
    )


def test_import_makes_an_empty_result_for_every_measure():
    import_2017(only=("长沙市",))

    assert Measure.objects.filter(result=None).count() == 0
    assert Result.objects.filter(value__isnull=False).count() == 0


def test_import_keeps_what_the_sources_get_wrong_as_concerns():
    import_2017()

    errors = Concern.objects.filter(severity=Concern.Severity.ERROR)
    assert set(errors.values_list("table__city_name", "item__name")) == {
        ("岳阳市", "移民后扶稽察与监测评估"),
        ("永州市", "扶贫攻坚与新农村建设"),
        ("怀化市", "扶贫攻坚与新农村建设"),
        ("怀化市", "移民安置"),
        ("湘潭市", "移民后扶稽察与监测评估"),
        ("湘西自治州", "移民产业"),
    }


def test_import_gives_an_item_of_all_offices_to_all_offices():
    import_2017(only=("长沙市",))

    assert Item.objects.get(name="基础工作").offices.count() == 9
    assert [o.name for o in Item.objects.get(name="作风建设").offices.all()] == [
        "纪检监察室",
        "机关党委",
    ]


def test_importing_the_same_again_changes_nothing():
    import_2017(only=("长沙市",))
    before = AuditEntry.objects.count(), list(Rule.objects.values_list("pk", flat=True))

    report = import_tables(number=2017, readings=[reading_of("长沙市")], actor=ACTOR)

    assert report.unchanged == ["长沙市"]
    assert (AuditEntry.objects.count(), list(Rule.objects.values_list("pk", flat=True))) == before


def test_dry_run_reports_and_writes_nothing():
    load_places(actor=ACTOR)

    report = import_tables(number=2017, readings=[reading_of("岳阳市")], actor=ACTOR, dry_run=True)

    assert report.created == ["岳阳市"]
    assert any(f.severity == "error" for f in report.findings)
    assert not Year.objects.exists()


def changed(reading: TableReading) -> TableReading:
    """The same table with one more word under it."""
    return replace(reading, notes=(*reading.notes, "备注：试改。"))


def record(city: str, name: str, value: int) -> Result:
    result = Result.objects.get(
        measure__component__item__section__table__city_name=city, measure__name=name
    )
    result.value = Decimal(value)
    result.save()
    return result


def test_changed_table_takes_the_place_of_one_without_results():
    import_2017(only=("长沙市",))

    report = import_tables(number=2017, readings=[changed(reading_of("长沙市"))], actor=ACTOR)

    assert report.replaced == ["长沙市"]
    assert CityTable.objects.get().notes == ["备注：试改。"]


def test_table_with_results_is_not_overwritten_and_nothing_else_is():
    import_2017(only=("长沙市", "株洲市"))
    record("株洲市", "油茶", 3000)

    with pytest.raises(ImportRefused, match="株洲市的指标表已有采集结果.*请选“覆盖”"):
        import_tables(
            number=2017,
            readings=[changed(reading_of("长沙市")), changed(reading_of("株洲市"))],
            actor=ACTOR,
        )

    assert list(CityTable.objects.values_list("notes", flat=True)) == [[], []]


def lay_evidence(result: Result, name: str) -> Evidence:
    person = make_account(f"peixun-{name[0]}")
    return Evidence.objects.create(
        result=result, file=files.store(name.encode()), name=name, added_by=person
    )


def all_renamed(told: TableReading) -> TableReading:
    """The table with every measure called otherwise: nothing recorded fits any more."""
    return replace(
        told,
        sections=tuple(
            replace(s, items=tuple(_item_renamed(item) for item in s.items)) for s in told.sections
        ),
        notes=(*told.notes, "备注：试改。"),
    )


def _item_renamed(item):
    components = tuple(
        replace(c, measures=tuple(replace(m, name=f"{m.name}甲") for m in c.measures))
        for c in item.components
    )
    return replace(item, components=components)


def test_each_entry_names_the_lost_records_of_its_own_city_alone():
    cities = ("长沙市", "株洲市", "湘潭市")
    import_2017(only=cities)
    for city, value in (("长沙市", "111"), ("湘潭市", "333")):
        row = Result.objects.filter(measure__component__item__section__table__city_name=city)
        row.filter(pk=row.first().pk).update(value=Decimal(value))
    told = [all_renamed(reading_of(city)) for city in cities]

    report = import_tables(number=2017, readings=told, actor=ACTOR, replace=True)

    entries = AuditEntry.objects.filter(action="替换指标表")
    lost = {e.object_label[6:9]: e.after["不再适用的记录"] for e in entries}
    assert lost["株洲市"] == []
    assert [line.split()[0] for line in lost["长沙市"]] == ["长沙市"]
    assert [line.split()[0] for line in lost["湘潭市"]] == ["湘潭市"]
    assert report.lost == lost["长沙市"] + lost["湘潭市"]
    assert report.replaced == list(cities)


def test_replace_keeps_records_that_fit_and_names_those_that_do_not():
    import_2017(only=("株洲市",))
    kept = lay_evidence(record("株洲市", "油茶", 3000), "验收表.pdf")
    lay_evidence(record("株洲市", "楠竹", 1500), "照片.zip")
    told = reading_of("株洲市")
    item = told.sections[0].items[0]
    component = item.components[0]
    measures = tuple(replace(m, name="毛竹") if m.name == "楠竹" else m for m in component.measures)
    item = replace(item, components=(replace(component, measures=measures),))
    section = replace(told.sections[0], items=(item, *told.sections[0].items[1:]))
    told = changed(replace(told, sections=(section, *told.sections[1:])))

    report = import_tables(number=2017, readings=[told], actor=ACTOR, replace=True)

    assert Result.objects.get(measure__name="油茶").value == 3000
    assert list(Evidence.objects.values_list("pk", "result__measure__name", "added_at")) == [
        (kept.pk, "油茶", kept.added_at)
    ]
    assert report.lost == ["株洲市 移民产业 要点1 楠竹：原记录 1500；佐证材料 照片.zip"]
    assert "楠竹" in str(AuditEntry.objects.first().after)


def test_versions_of_emptied_and_lost_cells_go_on_where_a_table_is_replaced():
    import_2017(only=("长沙市",))
    CityTable.objects.update(version=4)
    row = Result.objects.get(measure__name="油茶")
    code = row.measure.code
    Result.objects.filter(pk=row.pk).update(version=2)

    renamed = replace(all_renamed(reading_of("长沙市")), notes=("再改",))
    for told in (changed(reading_of("长沙市")), renamed):
        import_tables(number=2017, readings=[told], actor=ACTOR, replace=True)
    result = Result.objects.get(measure__code=code)
    assert (result.measure.name, result.value, result.version) == ("油茶甲", None, 4)
    assert CityTable.objects.get().version == 6


@pytest.mark.parametrize(("scope", "is_kept"), [("cell", False), ("item", True), ("city", True)])
def test_file_for_more_than_a_cell_stays_where_its_cell_goes(scope, is_kept):
    import_2017(only=("株洲市",))
    row = Result.objects.get(measure__name="楠竹")
    piece = lay_evidence(row, "照片.zip")
    Evidence.objects.filter(pk=piece.pk).update(scope=scope)
    told = reading_of("株洲市")
    item = told.sections[0].items[0]
    component = item.components[0]
    measures = tuple(replace(m, name="毛竹") if m.name == "楠竹" else m for m in component.measures)
    item = replace(item, components=(replace(component, measures=measures),))
    section = replace(told.sections[0], items=(item, *told.sections[0].items[1:]))
    told = changed(replace(told, sections=(section, *told.sections[1:])))

    report = import_tables(number=2017, readings=[told], actor=ACTOR, replace=True)

    kept = list(Evidence.objects.values_list("result__measure__component__item__name", "scope"))
    assert kept == ([("移民产业", scope)] if is_kept else [])
    assert report.lost == ([] if is_kept else ["株洲市 移民产业 要点1 楠竹：佐证材料 照片.zip"])


def test_unknown_city_is_refused_with_its_title():
    load_places(actor=ACTOR)
    told = replace(reading_of("长沙市"), city="长安市", title="2017年度长安市指标表")

    with pytest.raises(ImportRefused, match="“2017年度长安市指标表”的市州不在地区表中"):
        import_tables(number=2017, readings=[told], actor=ACTOR)
    assert not Year.objects.exists()


def test_two_tables_of_one_city_are_refused():
    load_places(actor=ACTOR)

    with pytest.raises(ImportRefused, match="长沙市在文件中有两张指标表"):
        import_tables(number=2017, readings=[reading_of("长沙市")] * 2, actor=ACTOR)
