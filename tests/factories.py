"""Plain functions that make the fewest rows a test needs; the cast is named by role."""

from decimal import Decimal
from itertools import count

from django.utils import timezone

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
    section of 76, 廉政建设 (10; per occurrence) in one of 24. Its rules are what its words say."""
    year = year or make_year()
    city = city or make_city()
    office = office or make_office("培训中心")
    table = CityTable.objects.create(
        year=year,
        city=city,
        city_name=city.name,
        title=f"{year.number}年度{city.name}移民工作绩效考核指标表",
        issued_at=timezone.now() if issued else None,
    )
    business = make_section(table, 1, "移民业务工作", "76")
    training = make_item(
        business,
        "移民培训",
        "9",
        office,
        text="完成移民培训1269人次，其中农业实用技术培训1103人次、转移就业技能培训166人次，"
        "获证率95%以上，计9分，每少完成10%扣1分，获证率每下降1%扣0.1分，无就业跟踪服务扣0.2分。",
    )
    component = make_component(training, "9")
    farm = make_measure(component, "农业实用技术培训", "数量", "人次", "1103")
    jobs = make_measure(component, "转移就业技能培训", "数量", "人次", "166")
    rate = make_measure(component, "获证率", "比率", "%", "95")
    follow = make_measure(component, "无就业跟踪服务", "是否")
    make_rule(component, "shortfall_share", "1", [farm, jobs], "10", "每少完成10%扣1分")
    make_rule(component, "rate_below", "0.1", [rate], "1", "获证率每下降1%扣0.1分")
    make_rule(component, "not_done", "0.2", [follow], None, "无就业跟踪服务扣0.2分")
    conduct = make_section(table, 2, "效能与党风廉政建设", "24")
    honest = make_item(
        conduct, "廉政建设", "10", office, text="计10分，发生违纪违规行为被通报每起扣2分。"
    )
    component = make_component(honest, "10")
    breach = make_measure(component, "发生违纪违规行为被通报每起", "次数", "起")
    make_rule(component, "per_occurrence", "2", [breach], "1", "发生违纪违规行为被通报每起扣2分")
    return table


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
