"""Plain functions that make the fewest rows a test needs; the cast is named by role."""

from decimal import Decimal
from itertools import count

from django.utils import timezone

from assessment.actions.table_rows import write_table
from assessment.engine.types import MeasureKind as M
from assessment.engine.types import RuleKind as R
from assessment.models import (
    CityTable,
    Component,
    Indicator,
    Item,
    Measure,
    Policy,
    Result,
    Rule,
    Section,
    Year,
    YearState,
)
from assessment.reader.types import (
    ComponentReading,
    ItemReading,
    MeasureReading,
    RuleReading,
    SectionReading,
    TableReading,
)
from cities.models import Account, Membership, Office, Place, PlaceKind, PlaceName, Role

PASSWORD = "correct-horse-battery-7"
_numbers = count(1)


def make_account(username=None, *, role=None, office=None, place=None, **fields) -> Account:
    username = username or f"person{next(_numbers)}"
    account = Account.objects.create_user(username, password=PASSWORD, **fields)
    if role:
        make_membership(account, role, office=office, place=place)
    return account


def make_membership(account, role, *, office=None, place=None, **fields) -> Membership:
    return Membership.objects.create(
        account=account, role=role, office=office, place=place, **fields
    )


def make_office(name="后期扶持处", code=None) -> Office:
    number = next(_numbers)
    office, _ = Office.objects.get_or_create(
        name=name, defaults={"code": code or f"office{number}", "order": number}
    )
    return office


def make_city(name="长沙市", key=None) -> Place:
    key = key or f"{next(_numbers):06d}"
    place, created = Place.objects.get_or_create(
        name=name, kind=PlaceKind.CITY, defaults={"key": key}
    )
    if created:
        PlaceName.objects.create(place=place, name=name, code=place.key)
    return place


def make_county(name="望城区", city=None, key=None) -> Place:
    city = city or make_city()
    place = Place.objects.create(
        key=key or f"{next(_numbers):06d}", kind=PlaceKind.COUNTY, city=city, name=name
    )
    PlaceName.objects.create(place=place, name=name, code=place.key)
    return place


def make_year(number=2017, state=YearState.COLLECTING) -> Year:
    year, created = Year.objects.get_or_create(number=number, defaults={"state": state})
    if created:
        Policy.objects.create(year=year)
    return year


def make_table(year=None, city=None, *, issued=True, office=None) -> CityTable:
    """A small table: 移民培训 (9 points; two pooled quantities, a rate, a failing) in a
    section of 76, 廉政建设 (10; per occurrence) in one of 24. Its rules are what its words say.

    It is written as one that was read: half the suite begins with it, and row by row it takes
    three times as long."""
    year = year or make_year()
    city = city or make_city()
    office = office or make_office("培训中心")
    told = TableReading(
        title=f"{year.number}年度{city.name}移民工作绩效考核指标表",
        year=year.number,
        city=city.name,
        sections=_small_sections(office.name),
        notes=(),
    )
    table = write_table(year, city, told, offices={office.name: office}, source=None, codes=None)
    if issued:
        table.issued_at = timezone.now()
        CityTable.objects.filter(pk=table.pk).update(issued_at=table.issued_at)
    return table


def _small_sections(office: str) -> tuple[SectionReading, ...]:
    training = _read_item(
        "移民培训",
        "完成移民培训1269人次，其中农业实用技术培训1103人次、转移就业技能培训166人次，"
        "获证率95%以上，计9分，每少完成10%扣1分，获证率每下降1%扣0.1分，无就业跟踪服务扣0.2分。",
        office=office,
        points="9",
        measures=[
            _read_measure("农业实用技术培训", M.QUANTITY, "人次", "1103"),
            _read_measure("转移就业技能培训", M.QUANTITY, "人次", "166"),
            _read_measure("获证率", M.RATE, "%", "95"),
            _read_measure("无就业跟踪服务", M.YES_NO),
        ],
        rules=[
            (R.SHORTFALL_SHARE, (0, 1), "10", "1", "每少完成10%扣1分"),
            (R.RATE_BELOW, (2,), "1", "0.1", "获证率每下降1%扣0.1分"),
            (R.NOT_DONE, (3,), None, "0.2", "无就业跟踪服务扣0.2分"),
        ],
    )
    conduct = _read_item(
        "廉政建设",
        "计10分，发生违纪违规行为被通报每起扣2分。",
        office=office,
        points="10",
        measures=[_read_measure("发生违纪违规行为被通报每起", M.COUNT, "起")],
        rules=[(R.PER_OCCURRENCE, (0,), "1", "2", "发生违纪违规行为被通报每起扣2分")],
    )
    return (
        _read_section("一", "移民业务工作", "76", training),
        _read_section("二", "效能与党风廉政建设", "24", conduct),
    )


def _read_section(number, name, full, item) -> SectionReading:
    heading = f"{name}（{full}）"
    return SectionReading(
        number=number, name=name, heading=heading, full=Decimal(full), items=(item,)
    )


def _read_item(name, text, *, office, points, measures, rules) -> ItemReading:
    """An item of one component. rules: kind, measures, step, deduction, clause."""
    read = [
        RuleReading(
            kind=kind,
            measures=positions,
            step=None if step is None else Decimal(step),
            deduction=Decimal(deduction),
            clause=clause,
            start=text.index(clause),
            end=text.index(clause) + len(clause),
            pattern="test",
        )
        for kind, positions, step, deduction, clause in rules
    ]
    component = ComponentReading(Decimal(points), tuple(measures), tuple(read), 0, len(text))
    return ItemReading(
        name=name,
        text=text,
        points=Decimal(points),
        offices=(office,),
        offices_text=office,
        components=(component,),
    )


def _read_measure(name, kind, unit="", target=None) -> MeasureReading:
    target = None if target is None else Decimal(target)
    return MeasureReading(name, name, kind, unit, target)


def make_section(table, order, name, full) -> Section:
    return Section.objects.create(
        table=table,
        order=order,
        number="一二三"[order - 1],
        name=name,
        heading=f"{name}（{full}）",
        full=Decimal(full),
    )


def make_item(section, name, points, *offices, text="") -> Item:
    indicator, _ = Indicator.objects.get_or_create(
        year=section.table.year,
        name=name,
        defaults={"order": section.order * 1000 + section.items.count()},
    )
    item = Item.objects.create(
        section=section,
        indicator=indicator,
        order=section.items.count() + 1,
        name=name,
        text=text or f"{name}，计{points}分。",
        points=Decimal(points),
        offices_text="\n".join(o.name for o in offices),
    )
    item.offices.set(offices)
    return item


def make_component(item, points) -> Component:
    return Component.objects.create(
        item=item,
        number=item.components.count() + 1,
        points=Decimal(points),
        start=0,
        end=len(item.text),
    )


def make_measure(component, name, kind, unit="", target=None, places=()) -> Measure:
    table = component.item.section.table
    order = component.measures.count() + 1
    measure = Measure.objects.create(
        component=component,
        order=order,
        code=f"{table.city.key}-{component.item_id}-{component.number}-{order}",
        key=name,
        name=name,
        kind=kind,
        unit=unit,
        target=None if target is None else Decimal(target),
        places=list(places),
    )
    Result.objects.create(measure=measure)
    return measure


def make_rule(component, kind, deduction, measures, step, clause) -> Rule:
    start = max(component.item.text.find(clause), 0)
    rule = Rule.objects.create(
        component=component,
        order=component.rules.count() + 1,
        kind=kind,
        deduction=Decimal(deduction),
        step=None if step is None else Decimal(step),
        clause=clause,
        start=start,
        end=start + len(clause),
        pattern="test",
    )
    rule.measures.set(measures)
    return rule


def make_cast(table=None) -> dict[str, Account]:
    """One account a persona, and the units they stand for."""
    city = table.city if table else make_city()
    other = make_city("株洲市")
    collecting = make_office("培训中心")
    return {
        "assessment_office": make_account("kaohe", role=Role.ASSESSMENT_OFFICE, full_name="考核甲"),
        "office": make_account("peixun", role=Role.OFFICE, office=collecting, full_name="培训乙"),
        "other_office": make_account(
            "zijin", role=Role.OFFICE, office=make_office("资金财务处"), full_name="资金丙"
        ),
        "city": make_account("city1", role=Role.CITY, place=city, full_name="市州丁"),
        "other_city": make_account("city2", role=Role.CITY, place=other, full_name="市州戊"),
        "county": make_account(
            "county1", role=Role.COUNTY, place=make_county(city=city), full_name="县区己"
        ),
        "auditor": make_account("shenji", role=Role.AUDITOR, full_name="审计庚"),
        "administrator": make_account("guanli", role=Role.ADMINISTRATOR, full_name="管理辛"),
    }
