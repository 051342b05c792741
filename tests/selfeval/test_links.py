"""One figure, entered once: the counties' sum beside a city's cell, and taking it over."""

from copy import deepcopy
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.actions.imports import take_back_import
from assessment.actions.results import Conflict
from assessment.collection.counties import MIXED, county_sums
from assessment.models import CountySource, Measure, Result, ResultsImport, YearState
from assessment.paper.printing import scorecards_of
from portal.taking_over import SumChanged, take_county_sum
from selfeval.definitions.links import unit_of
from selfeval.engine.definition import form_of
from selfeval.models import FormDefinition
from tests.assessment.recording import grid_url, result_of, write
from tests.assessment.workbooks import UploadedWorkbook
from tests.factories import (
    make_account,
    make_city,
    make_county,
    make_office,
    make_table,
    make_year,
)
from tests.selfeval.factories import SMALL, actor_for, make_form, make_report, make_task, shipped
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

FARM, JOBS = "农业实用技术培训", "转移就业技能培训"


def linked(unit="人次", figure="trained.outcome", key=FARM) -> dict:
    """The small form, tied to the city's measure."""
    changed = deepcopy(SMALL)
    changed["scoring"]["tree"][1]["children"][0]["unit"] = unit
    changed["links"] = [{"measure_key": key, "figure": figure}]
    return {name: changed[name] for name in ("scoring", "links")}


@pytest.fixture
def table():
    table = make_table(office=make_office("培训中心"))
    Measure.objects.filter(name=FARM).update(key=FARM)
    return table


@pytest.fixture
def task():
    return make_task(make_form(**linked()))


@pytest.fixture
def person(table):
    office = table.sections.first().items.first().offices.get()
    return make_account("peixun", role="office", office=office)


@pytest.fixture
def office(client, person):
    client.force_login(person)
    return client


def report_of(task, table, name, figure="", state="submitted", number=1):
    """A county's report whose latest submission says figure."""
    county = make_county(name, table.city)
    report = make_report(task, county, state=state)
    if figure:
        submit(report, figure, number)
    return report


def submit(report, figure, number=1, key=FARM):
    report.latest = report.submissions.create(
        number=number, receipt=f"ZP{report.pk}-{number}", data={}, digest="0" * 64,
        total_shown="—", figures={key: figure}, submitted_at=timezone.now(),
        submitted_by=make_account(),
    )  # fmt: skip
    report.save()


def sum_of(table):
    return county_sums(2017, [FARM], [table.city_id])[table.city_id, FARM]


def take(result, person, *, seen=None, version=None):
    result.refresh_from_db()
    return take_county_sum(
        result_id=result.pk,
        version=result.version if version is None else version,
        seen=Decimal(seen) if seen else sum_of(result.measure.component.item.section.table).total,
        user=person,
        actor=actor_for(person),
    )


# The sum


def test_counties_are_summed_with_who_is_missing_and_why(table, task):
    report_of(task, table, "望城区", "500")
    report_of(task, table, "长沙县", "320", state="published")
    report_of(task, table, "浏阳市", state="draft")
    report_of(task, table, "宁乡市", "90", state="returned")
    report_of(task, table, "岳麓区", "80", state="draft")  # withdrawn
    report_of(make_task(task.form, year=2016), table, "天心区", "7")
    found = sum_of(table)
    assert found.total == 820
    assert found.told == "望城区 500 + 长沙县 320"
    assert dict(found.missing) == {"浏阳市": "未提交", "宁乡市": "退回修改中", "岳麓区": "未提交"}


def test_the_latest_submission_counts(table, task):
    report = report_of(task, table, "望城区", "500")
    submit(report, "510", number=2)
    assert sum_of(table).total == 510


def by_project(task, table, name, **figures) -> None:
    """A county's projects; of those that said nothing there is no submission."""
    county = make_county(name, table.city)
    for project, figure in figures.items():
        report = make_report(task, county, project=project.strip("_"), state="submitted")
        if figure is None:
            report.state = "draft"
            report.save()
        else:
            submit(report, figure)


def test_all_projects_of_a_county_are_summed_and_each_that_is_lacking_is_told(table):
    task = make_task(make_form(**linked()), by_project=True)
    by_project(task, table, "望城区", 甲="500", 乙="20", 丙=None, 丁="—", _=None)
    by_project(task, table, "长沙县", 甲=None, 乙=None)
    by_project(task, table, "浏阳市", 甲="7")
    found = sum_of(table)
    assert found.total == 527
    assert found.told == "望城区 · 甲 500 + 望城区 · 乙 20 + 浏阳市 · 甲 7"
    assert sorted(found.missing) == sorted([
        ("望城区 · 丙", "未提交"),
        ("望城区 · 丁", "已提交，没有这一项的数字"),
        ("望城区 · 未命名项目", "未提交"),
        ("长沙县", "未提交"),
    ])  # fmt: skip
    assert found.lacking == "4 份报告"


def test_of_two_forms_that_of_the_last_submission_counts_with_all_its_projects(table):
    whole = make_task(make_form(**linked()))
    second = FormDefinition.objects.get(pk=whole.form_id)
    second.pk, second.code = None, "second"
    second.save()
    apart = make_task(second, by_project=True)
    by_project(apart, table, "望城区", 甲="500", 乙="20")
    report = make_report(whole, table.city.counties.get(), state="submitted")
    submit(report, "90")
    assert sum_of(table).told == "望城区 90"
    later = apart.reports.get(project="乙")
    submit(later, "30", number=2)
    assert sum_of(table).told == "望城区 · 甲 500 + 望城区 · 乙 30"


def test_sum_of_projects_is_taken_over_with_each_of_its_submissions(table, person):
    task = make_task(make_form(**linked()), by_project=True)
    by_project(task, table, "望城区", 甲="500", 乙="20")
    taken = take(result_of(table, FARM), person)
    assert (taken.total, taken.missing) == (520, [])
    assert [part["county"] for part in taken.parts] == ["望城区 · 甲", "望城区 · 乙"]
    latest = set(task.reports.values_list("latest", flat=True))
    assert {part["submission"] for part in taken.parts} == latest


def test_a_city_sums_its_own_counties(table, task):
    report_of(task, table, "望城区", "500")
    other = make_table(table.year, make_city("株洲市"))
    report_of(task, other, "醴陵市", "11")
    sums = county_sums(2017, [FARM], [table.city_id, other.city_id])
    assert {city: found.total for (city, _), found in sums.items()} == {
        table.city_id: 500, other.city_id: 11,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "figure", "words"),
    [("万人次", "500", "县级自评为“万人次”，本项为“人次”"), ("人", "500", "单位不一致"),
     ("人次", "五百", "不是数字")],
)  # fmt: skip
def test_another_unit_or_no_number_is_refused_visibly(table, office, unit, figure, words):
    task = make_task(make_form(**linked(unit)))
    report_of(task, table, "望城区", figure)
    result = result_of(table)
    page = office.get(grid_url()).content.decode()
    assert "不能采用" in page
    fragment = office.get(reverse("county-sum", args=[2017, result.pk])).content.decode()
    assert words in fragment
    assert 'type="submit"' not in fragment
    answer = office.post(
        reverse("county-sum-take", args=[2017, result.pk]), {"version": 0, "total": "500"}
    )
    assert answer.status_code == 422
    assert Result.objects.get(pk=result.pk).value is None


@pytest.mark.parametrize(
    ("figure", "unit"),
    [("budget", "万元"), ("sum(budget, spent)", "万元"), ("sum(budget, quota)", MIXED),
     ("projects.total.amount", "万元"), ("trained.outcome", "人次"), ("1", MIXED),
     ("nobody", MIXED), ("(", MIXED)],
)  # fmt: skip
def test_unit_of_a_figure_is_that_of_its_cells(figure, unit):
    form = form_of(SMALL | linked(figure=figure))
    assert unit_of(form, form.links[0]) == unit


def test_links_of_the_shipped_forms_fit_the_measures_of_2017():
    """Keys and units as the 2017 tables have them; see fixtures/2017."""
    import json

    known = {FARM: "人次", JOBS: "人次", "整村推进移民村": "个", "贫困移民脱贫": "人"}
    seen = {}
    for code in ("unit_narrative", "department_scored"):
        form = form_of(json.loads(shipped(code)))
        seen |= {link.measure_key: unit_of(form, link) for link in form.links}
    assert seen == known


@pytest.mark.parametrize("more", [0, 4])
def test_sums_cost_two_queries(table, task, django_assert_num_queries, more):
    for number in range(more):
        other = make_table(table.year, make_city(f"城{number}"))
        report_of(task, other, f"县{number}", "5")
    cities = list(table.year.tables.values_list("city_id", flat=True))
    with django_assert_num_queries(2):
        county_sums(2017, [FARM, JOBS], cities)


@pytest.mark.parametrize("counties", [1, 5])
def test_grid_costs_the_same_for_more_counties(
    table, task, office, django_assert_num_queries, counties
):
    for number in range(counties):
        report_of(task, table, f"县{number}", "5")
    url = grid_url()
    office.get(url)
    with django_assert_num_queries(31):  # one more than without a linked form
        office.get(url)


# Taking it over


def test_one_press_records_the_sum_with_its_source(table, task, office, person):
    report_of(task, table, "望城区", "500")
    report_of(task, table, "长沙县", "548")
    result = result_of(table)
    assert "县级合计 1,048" in office.get(grid_url()).content.decode()
    answer = office.post(
        reverse("county-sum-take", args=[2017, result.pk]),
        {"version": result.version, "total": "1048"},
    )
    assert answer.status_code == 200
    assert "county-sum-taken" in answer["HX-Trigger"]
    result.refresh_from_db()
    assert (result.value, result.recorded_by) == (1048, person)
    source = CountySource.objects.get()
    assert [part["county"] for part in source.parts] == ["望城区", "长沙县"]
    assert {part["submission"] for part in source.parts} == set(
        task.reports.values_list("latest", flat=True)
    )
    entry = AuditEntry.objects.get(action="录入")
    assert entry.after["来源"] == "县级自评合计：望城区 500 + 长沙县 548"
    assert "县级合计 1,048 ✓" in office.get(grid_url()).content.decode()


def test_the_same_value_is_kept_with_its_source_and_logged(table, task, office, person):
    report_of(task, table, "望城区", "500")
    result = result_of(table)
    write(office, result, "500")
    take(result, person)
    assert CountySource.objects.count() == 1
    assert AuditEntry.objects.filter(action="采用县级合计").count() == 1


def test_figure_of_an_import_that_was_taken_over_since_is_not_taken_back(
    table, task, office, person
):
    report_of(task, table, "望城区", "500")
    workbook = UploadedWorkbook(office)
    workbook.fill(FARM, 500)
    workbook.confirm(workbook.preview())
    take(result_of(table), person)

    with pytest.raises(Refused, match="又被改过"):
        take_back_import(
            import_id=ResultsImport.objects.get().pk, reason="导错", user=person,
            actor=actor_for(person),
        )  # fmt: skip
    assert result_of(table).value == 500


def test_scorecard_and_paper_name_the_evidence(table, task, person, client):
    report_of(task, table, "望城区", "500")
    report_of(task, table, "长沙县", state="draft")
    take(result_of(table), person)
    day = f"{timezone.localdate():%Y-%m-%d}"
    told = f"县级自评合计：望城区 500（长沙县未报），{day} 采用"
    client.force_login(make_account(role="assessment_office"))
    page = client.get(reverse("scorecard", args=[2017, table.city.key])).content.decode()
    assert told in page
    assert told in scorecards_of(table.year)[0].html


def test_paper_names_it_where_no_points_were_lost_too(table, task, office, person):
    for name, text in (("转移就业技能培训", "166"), ("获证率", "99"), ("无就业跟踪服务", "否")):
        write(office, result_of(table, name), text)
    report_of(task, table, "望城区", "1103")
    take(result_of(table), person)
    html = scorecards_of(table.year)[0].html
    assert "佐证：移民培训（农业实用技术培训）县级自评合计：望城区 1103" in html


def test_the_grid_says_that_the_sum_has_changed(table, task, office, person):
    report = report_of(task, table, "望城区", "500")
    result = result_of(table)
    take(result, person)
    submit(report, "480", number=2)
    page = office.get(grid_url()).content.decode()
    assert "采用时县级合计为 500，现为 480" in page
    assert "县级合计 480 已变" in page
    fragment = office.get(reverse("county-sum", args=[2017, result.pk])).content.decode()
    assert "县级数据有变动" in fragment
    assert "采用 480" in fragment


def test_a_value_typed_over_it_is_no_longer_the_counties(table, task, office, person):
    report_of(task, table, "望城区", "500")
    result = result_of(table)
    take(result, person)
    result.refresh_from_db()
    write(office, result, "501")
    page = office.get(grid_url()).content.decode()
    assert "县级合计 500 ✓" not in page
    assert "县级合计 500" in page


def test_what_changed_after_it_was_seen_is_not_taken(table, task, office, person):
    report = report_of(task, table, "望城区", "500")
    result = result_of(table)
    submit(report, "480", number=2)
    with pytest.raises(SumChanged):
        take(result, person, seen="500")
    with pytest.raises(Conflict):
        take(result, person, version=9)
    answer = office.post(
        reverse("county-sum-take", args=[2017, result.pk]), {"version": 0, "total": "500"}
    )
    assert answer.status_code == 409
    assert "480" in answer.content.decode()
    assert not CountySource.objects.exists()


def test_only_the_owning_office_takes_it_over_and_only_while_collecting(table, task, person):
    report_of(task, table, "望城区", "500")
    result = result_of(table)
    for who in (
        make_account(role="office", office=make_office("资金财务处")),
        make_account(role="assessment_office"),
        make_account(role="county", place=make_county("宁乡市", table.city)),
    ):
        with pytest.raises(Refused):
            take(result, who)
    year = make_year()
    year.state = YearState.FEEDBACK
    year.save()
    with pytest.raises(Refused, match="采集已关闭"):
        take(result, person)
    assert Result.objects.get(pk=result.pk).value is None


def test_whoever_may_not_write_sees_the_breakdown_without_the_button(table, task, client):
    report_of(task, table, "望城区", "500")
    client.force_login(make_account(role="auditor"))
    url = reverse("county-sum", args=[2017, result_of(table).pk])
    words = client.get(url).content.decode()
    assert "望城区" in words
    assert 'type="submit"' not in words


@pytest.mark.parametrize("sent", ["", "abc", "NaN", "Infinity", "1e99999", "5" * 60])
def test_forged_sums_change_nothing(table, task, office, sent):
    report_of(task, table, "望城区", "500")
    url = reverse("county-sum-take", args=[2017, result_of(table).pk])
    assert office.post(url, {"version": "0", "total": sent}).status_code == 409
    assert office.post(url, {"version": sent, "total": "500"}).status_code == 409
    assert not CountySource.objects.exists()
