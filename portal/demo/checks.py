"""A sample with a difference that waits, and problems at three points of their way, to try out.

The demo's year is at 处室采集: it looks as one that went back from 复核, where this was done.
"""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from assessment.models import SampledCell, Year, YearState
from assessment.rectification.actions import Problem, issue_problem, take_step
from assessment.rectification.origins import of_cell, of_incident
from assessment.sample_checks.actions import CellFinding, DrawWish, draw_sample, record_findings
from assessment.sample_checks.drawing import Size
from assessment.sample_checks.settling import explain_difference
from cities.models import Place
from portal.demo.sites import DemoSite
from portal.demo.stages import as_person
from trust import log
from trust.touched import updated

#: Days until the term of each problem, what is asked for, how far it has come.
ANSWER = "利息已入账，资金已归还原渠道，凭证附后。"
WAYS = (
    (20, "核对原始验收资料，更正上报数，并说明差错原因。", ()),
    (30, "利息全额入账，挪用资金限期归还。", (("answer", ANSWER),)),
    (15, "补建培训人员花名册。", (("answer", "已补建。"), ("close", "已看到花名册，予以销号。"))),
)
CITY = "430100"


@log.acting()
def load_checks(site: DemoSite) -> None:
    """Draw, look at one cell and issue three problems of a city, all through the actions."""
    if not site.counties:
        return
    year = Year.objects.get(number=site.year)
    stage = year.state
    updated(Year.objects.filter(pk=year.pk), state=YearState.REVIEW)
    year.refresh_from_db()
    office = as_person("kaohe")
    draw_sample(year=year, wanted=DrawWish(Size(3), is_weighted=True), **office)
    cell = _differing(year, office)
    _problems(year, cell, office)
    updated(Year.objects.filter(pk=year.pk), state=stage)


def settle_checks(site: DemoSite) -> None:
    """Find everything else as it was reported, and leave what differs as it is, with a reason."""
    year = Year.objects.get(number=site.year)
    cells = SampledCell.objects.filter(draw__year=year)
    findings = [
        CellFinding(cell.pk, cell.reported, "", cell.version)
        for cell in cells
        if not cell.is_checked
    ]
    record_findings(year=year, findings=findings, **as_person("kaohe"))
    for cell in cells.all():
        if cell.is_open:
            explain_difference(
                cell_id=cell.pk, version=cell.version,
                reason="演示：差异系统计口径不同，仍按上报数。", **as_person("kaohe2"),
            )  # fmt: skip


def _differing(year: Year, office: dict) -> SampledCell:
    """Return a cell of the city of which less was found than was reported."""
    rows = SampledCell.objects.filter(draw__year=year, city__key=CITY).order_by("order")
    cell = next((row for row in rows if row.kind in ("数量", "比率")), rows[0])
    found = cell.reported - 1 if cell.reported else Decimal(1)
    finding = CellFinding(cell.pk, found, "核对验收资料，与上报数不一致。", cell.version)
    return record_findings(year=year, findings=[finding], **office)[0]


def _problems(year: Year, cell: SampledCell, office: dict) -> None:
    place = Place.objects.get(key=CITY)
    incident = year.incidents.filter(city=place).order_by("number").first()
    origins = (of_cell(cell), of_incident(incident, cell.city_name) if incident else None, None)
    city = as_person("changsha", place.name)
    for (days, demand, steps), origin in zip(WAYS, origins, strict=True):
        told = Problem(
            city_id=place.pk,
            problem=origin.problem if origin else "培训人员花名册不全，无法核对培训人次。",
            demand=demand,
            due_on=timezone.localdate() + timedelta(days=days),
            responsible=f"{place.name}移民局",
            source=origin.source if origin else "hand",
            origin=origin.words if origin else "",
            cell=origin.cell if origin else None,
            incident=origin.incident if origin else None,
        )
        found = issue_problem(year=year, told=told, **office)
        for name, text in steps:
            found = take_step(
                found=found, name=name, text=text, files=(), version=found.version,
                **(city if name == "answer" else office),
            )  # fmt: skip
