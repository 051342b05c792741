"""A few incidents for trying out the register: counted, late, loose, and two that look like one."""

from datetime import date

from assessment.incidents.actions import register_incident
from assessment.incidents.entries import IncidentEntry
from assessment.incidents.linking import link_incident
from assessment.models import Incident, Result, Year
from cities.models import Office, Place
from portal.demo.sites import DemoSite
from portal.demo.stages import as_person

#: Office, city, measure, kind, day, document, number, what, by when, when put right. The measure
#: is where it counts, "" for nowhere.
ROWS = (
    ("zjcw", "430100", "审计严重违法违规问题", "audit", (5, 2), "关于长沙市移民资金审计的意见",
     "湘移审〔2017〕5号", "专户利息未及时入账，挪用移民资金12万元。", (8, 31), None),
    ("zjcw", "430100", "审计严重违法违规问题", "audit", (5, 2), "关于长沙市移民资金审计的意见",
     "湘移审〔2017〕5号", "超范围列支后期扶持项目管理费8万元。", (8, 31), (8, 15)),
    ("zjcw", "430200", "审计严重违法违规问题", "audit", (6, 12), "关于株洲市移民资金审计的意见",
     "湘移审〔2017〕9号", "项目资金拨付滞留超过一年。", (9, 30), (11, 20)),
    ("zjcw", "430400", "", "audit", (7, 3), "关于衡阳市移民资金审计的意见",
     "湘移审〔2017〕11号", "白条抵库6.5万元。", (10, 31), None),
)  # fmt: skip


def load_incidents(site: DemoSite) -> None:
    """Register the demo's incidents through the actions; figures stay as they were recorded."""
    year = Year.objects.get(number=site.year)
    for row in ROWS if site.counties else ():
        _load(year, row)


def _load(year: Year, row: tuple) -> Incident:
    office, city, measure, kind, day, name, number, words, due, put_right = row
    unit = Office.objects.get(code=office)
    told = as_person(office, unit.name)
    entry = IncidentEntry(
        city_id=Place.objects.get(key=city).pk,
        county_id=None,
        happened_on=date(year.number, *day),
        kind=kind,
        document_name=name,
        document_number=number,
        description=words,
        due_on=date(year.number, *due),
        put_right_on=date(year.number, *put_right) if put_right else None,
    )
    incident = register_incident(year=year, entry=entry, office=unit, **told)
    if measure:
        cell = Result.objects.get(
            measure__key=measure,
            measure__component__item__section__table__city__key=city,
            measure__component__item__section__table__year=year,
        )
        link_incident(incident_id=incident.pk, result_id=cell.pk, version=None, **told)
    return incident
