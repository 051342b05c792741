"""汇总表: from a task by project to the table of two counties with three projects each."""

import io
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from selfeval.models import Report
from selfeval.year.rollup import Rollup, rollup_of
from tests.factories import make_city, make_county
from tests.selfeval.factories import CountQueries, make_form, make_report, make_task, write
from tests.selfeval.project_world import PROJECTS, make_projects
from tests.selfeval.review_pages import browser
from trust.models import AuditEntry

pytestmark = pytest.mark.django_db


def rows(rollup: Rollup) -> list[tuple]:
    return [
        (county.name, line.report.project, line.budget, line.executed, line.rate)
        for county in rollup.counties
        for line in county.sum.lines
    ]


def test_each_project_has_a_row_in_the_order_of_making_and_each_county_a_sum():
    world = make_projects()
    found = rollup_of(world["office"], world.task)
    assert rows(found) == [
        ("岳阳县", "临时救助", Decimal(100), Decimal(95), Decimal(95)),
        ("岳阳县", "移民培训", Decimal("50.5"), Decimal("50.5"), Decimal(100)),
        ("岳阳县", "道路硬化", None, None, None),
        *(("华容县", name, None, None, None) for name in PROJECTS),
    ]
    first, second = (county.sum for county in found.counties)
    assert (first.budget, first.executed) == (Decimal("150.5"), Decimal("145.5"))
    assert first.rate == Decimal("145.5") / Decimal("150.5") * 100
    assert (second.budget, second.executed, second.rate) == (None, None, None)
    assert (first.told, second.told) == ("已提交 2 / 3 个项目", "已提交 0 / 3 个项目")
    assert (found.sum.budget, found.sum.told) == (Decimal("150.5"), "已提交 2 / 6 个项目")
    assert found.unit == "万元"


def test_figures_are_of_the_last_submission_not_of_the_draft():
    world = make_projects()
    report = world.report("临时救助")
    Report.objects.filter(pk=report.pk).update(state="returned")
    write(report, {"budget": "999"}, user=world["county"])
    assert rows(rollup_of(world["county"], world.task))[0][2] == Decimal(100)


def test_figure_that_is_lacking_is_not_zero_and_the_sum_says_so():
    world = make_projects()
    latest = world.report("移民培训").latest
    latest.data["fields"]["spent"] = "不适用"
    latest.execution, latest.digest = None, "0" * 64
    latest.save()
    found = rollup_of(world["office"], world.task).sum
    assert (found.budget, found.executed) == (Decimal("150.5"), Decimal(95))
    assert found.told == "已提交 2 / 6 个项目，其中 1 个没有执行数，未计入合计"
    assert found.rate is None  # the two sums are not of the same projects


def test_zero_counts_as_zero_and_has_no_rate():
    world = make_projects(submit=False)
    world.submit(
        "临时救助", budget="0", spent="0", **{"execution.score": "不适用", "total": "97.78"}
    )
    found = rollup_of(world["office"], world.task).sum
    assert (found.budget, found.executed, found.rate) == (Decimal(0), Decimal(0), None)
    assert found.told == "已提交 1 / 6 个项目"


def test_form_without_execution_has_no_money():
    report = make_report(make_task(make_form("unit_narrative"), by_project=True), project="甲")
    page = browser(make_projects()["office"])
    words = page.get(reverse("selfeval-rollup", args=[report.task_id])).content.decode()
    assert ">预算数</th>" in words


def test_each_persona_sees_its_own_part():
    world = make_projects()
    lone = make_county("渌口区", make_city("株洲市"))
    make_report(world.task, lone, project="另市项目")
    url = reverse("selfeval-rollup", args=[world.task.pk])

    def seen(persona):
        page = browser(world[persona]).get(url).content.decode()
        return [name for name in ("岳阳县", "华容县", "渌口区") if name in page]

    assert seen("county") == ["岳阳县"]
    assert seen("other_county") == ["华容县"]
    assert seen("city") == ["岳阳县", "华容县"]
    assert seen("other_city") == ["渌口区"]
    assert seen("office") == ["岳阳县", "华容县", "渌口区"]


def test_province_can_have_one_city_alone_on_page_and_in_the_file():
    world = make_projects()
    lone = make_county("渌口区", make_city("株洲市"))
    make_report(world.task, lone, project="另市项目")
    office = browser(world["office"])
    for name in ("selfeval-rollup", "selfeval-rollup-xlsx"):
        response = office.get(reverse(name, args=[world.task.pk]), {"city": lone.city.key})
        words = response.content
        if name.endswith("xlsx"):
            words = str(list(load_workbook(io.BytesIO(words)).active.values)).encode()
        assert "另市项目".encode() in words
        assert "临时救助".encode() not in words
    assert (
        office.get(reverse("selfeval-rollup", args=[world.task.pk]), {"city": "x"}).status_code
        == 404
    )


def test_page_says_dashes_and_how_many_are_in():
    world = make_projects()
    page = browser(world["city"]).get(reverse("selfeval-rollup", args=[world.task.pk]))
    words = page.content.decode()
    assert "已提交 2 / 6 个项目" in words
    assert "150.5" in words
    assert words.count('<td class="num">—</td>') >= 16
    assert reverse("report-review", args=[world.report("临时救助").pk]) in words


@pytest.mark.parametrize("more", [0, 4])
def test_page_costs_the_same_for_any_number_of_projects(more):
    world = make_projects()
    for number in range(more):
        make_report(world.task, world.counties[0], project=f"项目{number}")
    client = browser(world["city"])
    with CountQueries() as asked:
        client.get(reverse("selfeval-rollup", args=[world.task.pk]))
    # session, account, roles; task, projects; the frame's years
    assert asked.total == 6


def test_workbook_holds_numbers_and_says_what_is_lacking():
    world = make_projects()
    client = browser(world["city"])
    response = client.get(reverse("selfeval-rollup-xlsx", args=[world.task.pk]))
    sheet = load_workbook(io.BytesIO(response.content)).active
    table = list(sheet.iter_rows(min_row=3, values_only=True))
    assert table[0][2:5] == ("项目", "预算数（万元）", "执行数（万元）")
    assert table[1][:8] == ("岳阳市", "岳阳县", "临时救助", 100, 95, 95, 97.5, "优秀")
    assert table[3][2:8] == ("道路硬化", "—", "—", "—", "—", "—")
    assert table[4][2:6] == ("小计：已提交 2 / 3 个项目", 150.5, 145.5, 96.68)
    assert table[-1][2:5] == ("合计：已提交 2 / 6 个项目", 150.5, 145.5)
    assert "不按 0 计" in sheet["A2"].value
    assert AuditEntry.objects.filter(action="导出汇总表").count() == 1


def test_paper_is_a_pdf_of_the_same_table():
    world = make_projects()
    response = browser(world["county"]).get(reverse("selfeval-rollup-pdf", args=[world.task.pk]))
    assert response.content.startswith(b"%PDF")


def test_task_that_is_not_by_project_has_no_such_table():
    world = make_projects()
    task = make_task(year=2016)
    make_report(task, world.counties[0])
    for name in ("selfeval-rollup", "selfeval-rollup-xlsx", "selfeval-rollup-pdf"):
        assert browser(world["office"]).get(reverse(name, args=[task.pk])).status_code == 404
