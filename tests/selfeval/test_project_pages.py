"""The county's pages of its projects: listed, added, named, copied, removed; named everywhere."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from selfeval.models import Report
from selfeval.year.reminders import remind
from tests.selfeval.factories import CountQueries, actor_for, make_report
from tests.selfeval.project_world import PROJECTS, make_projects
from tests.selfeval.review_pages import browser

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def world():
    return make_projects()


def projects_url(world, name="projects") -> str:
    return reverse(name, args=[world.task.pk, world.counties[0].pk])


def held(world) -> list[str]:
    rows = Report.objects.filter(task=world.task, county=world.counties[0]).order_by("pk")
    return list(rows.values_list("project", flat=True))


def test_county_finds_one_panel_a_task_and_its_projects_behind(world):
    page = browser(world["county"])
    for url in (reverse("home"), reverse("selfeval")):
        words = page.get(url).content.decode()
        assert "共 3 个项目" in words
        assert projects_url(world) in words
        assert words.count("项目支出绩效自评</h2>") == 1
    words = page.get(projects_url(world)).content.decode()
    assert [name for name in PROJECTS if name in words] == list(PROJECTS)
    assert "共 3 个项目，已提交 2 个" in words


def test_pasted_list_is_added_and_its_faults_are_told(world):
    page = browser(world["county"])
    sent = {"names": "饮水安全\r\n\r\n电站维修\r\n饮水安全\r\n"}
    words = page.post(projects_url(world, "projects-add"), sent, follow=True).content.decode()
    assert held(world)[3:] == ["饮水安全", "电站维修"]
    assert "已增加 2 个项目：“饮水安全”、“电站维修”" in words
    assert "名单里重复的“饮水安全”只增加一次" in words
    assert "空行 1 行已略过" in words


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ("饮水安全\n临时救助", "已经有项目“临时救助”"),
        ("饮水安全\n电站\t12", "第 2 行有几列"),
        ("", "请填写项目名称"),
        ("饮水安全\n" + "长" * 81, "最多 80 个字"),
    ],
)
def test_list_that_does_not_fit_adds_nothing_and_stays_to_be_set_right(world, names, sentence):
    page = browser(world["county"])
    response = page.post(projects_url(world, "projects-add"), {"names": names}, follow=True)
    words = response.content.decode()
    assert sentence in words
    assert held(world) == list(PROJECTS)


def test_names_in_a_refused_list_are_not_lost(world):
    page = browser(world["county"])
    sent = {"names": "饮水安全\n电站\t12"}
    assert "饮水安全" in page.post(projects_url(world, "projects-add"), sent).content.decode()


def test_project_is_renamed_copied_and_removed_on_its_page(world):
    page, report = browser(world["county"]), world.report("道路硬化")
    words = page.get(reverse("report-project", args=[report.pk])).content.decode()
    assert "不带入：金额和其他数字" in words
    page.post(
        reverse("report-project-name", args=[report.pk]), {"name": "桥梁加固", "seen": "道路硬化"}
    )
    assert held(world)[2] == "桥梁加固"
    response = page.post(reverse("report-project-copy", args=[report.pk]), {"name": "新桥"})
    made = world.report("新桥")
    assert response["Location"] == reverse("report-fill", args=[made.pk])
    page.post(reverse("report-project-remove", args=[made.pk]), {"version": made.version})
    assert held(world) == ["临时救助", "移民培训", "桥梁加固"]


def test_removal_of_what_somebody_wrote_into_is_not_carried_out(world):
    page, report = browser(world["county"]), world.report("道路硬化")
    url = reverse("report-project-remove", args=[report.pk])
    words = page.post(url, {"version": report.version + 1}, follow=True).content.decode()
    assert "又有人填写，没有删除" in words
    assert "道路硬化" in held(world)


def test_submitted_project_offers_neither_name_nor_removal(world):
    report = world.report("临时救助")
    words = browser(world["county"]).get(reverse("report-project", args=[report.pk]))
    assert "名称不能再改" in words.content.decode()
    assert "删除项目" not in words.content.decode()


def test_unnamed_project_says_on_its_page_why_it_is_not_submitted(world):
    report = make_report(world.task, world.counties[0])
    page = browser(world["county"])
    words = page.get(reverse("report-submit", args=[report.pk])).content.decode()
    assert "还没有填写项目名称" in words
    words = page.get(reverse("report-section", args=[report.pk, "basics"])).content.decode()
    assert "填写项目名称" in words


def test_project_stands_with_the_county_on_the_pages_of_a_report(world):
    page, report = browser(world["county"]), world.report("道路硬化")
    sent = world.report("临时救助")
    for name, args in (
        ("report-section", [report.pk, "basics"]),
        ("report-submit", [report.pk]),
        ("report-workbook-import", [report.pk]),
    ):
        words = page.get(reverse(name, args=args)).content.decode()
        assert "岳阳县 · 道路硬化" in words
        assert projects_url(world) in words
    words = page.get(reverse("report-receipt", args=[sent.pk])).content.decode()
    assert "<dt>项目</dt><dd>临时救助</dd>" in words


def test_reader_of_a_receipt_is_led_where_he_may_go(world):
    url = reverse("report-receipt", args=[world.report("临时救助").pk])
    city = browser(world["city"])
    words = city.get(url).content.decode()
    assert projects_url(world) not in words
    assert reverse("selfeval-rollup", args=[world.task.pk]) in words
    assert city.get(projects_url(world)).status_code == 403


def test_workbook_for_off_line_says_its_project_and_comes_back_to_it_alone(world):
    page, report = browser(world["county"]), world.report("道路硬化")
    data = page.get(reverse("report-workbook", args=[report.pk])).content
    guide = str(list(load_workbook(io.BytesIO(data))["填报说明"].values))
    assert "岳阳县 · 道路硬化" in guide
    other = make_report(world.task, world.counties[0], project="桥梁加固")
    sent = {"file": SimpleUploadedFile("填报表.xlsx", data)}
    words = page.post(reverse("report-workbook-import", args=[other.pk]), sent).content.decode()
    assert "属于另一项填报任务或另一个项目" in words


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("report-workbook", "2025年度岳阳县 · 临时救助 项目支出绩效自评 填报表.xlsx"),
        ("report-json", "2025年度岳阳县 · 临时救助 项目支出绩效自评.json"),
        ("report-docx", "2025年度岳阳县 · 临时救助 项目支出绩效自评.docx"),
    ],
)
def test_files_are_called_by_county_and_project(world, name, told):
    from urllib.parse import quote

    report = world.report("临时救助")
    response = browser(world["county"]).get(reverse(name, args=[report.pk]))
    assert quote(told) in response["Content-Disposition"]


def test_slash_in_a_name_takes_nothing_off_the_name_of_a_file(world):
    report = make_report(world.task, world.counties[0], project="2024/2025年度维修")
    assert report.file_title == "2025年度岳阳县 · 2024／2025年度维修 项目支出绩效自评"


def test_page_of_projects_costs_the_same_for_any_number(world):
    counts = []
    for more in (0, 5):
        for number in range(more):
            make_report(world.task, world.counties[0], project=f"项目{number}")
        page = browser(world["county"])
        for url in (projects_url(world), reverse("home"), reverse("selfeval")):
            with CountQueries() as asked:
                page.get(url)
            counts.append(asked.total)
    assert counts[:3] == counts[3:]


def test_reminders_of_many_projects_are_one_line_on_the_desk(world):
    office = world["office"]
    for number in range(4):
        make_report(world.task, world.counties[0], project=f"项目{number}")
    remind(task_id=world.task.pk, user=office, actor=actor_for(office))
    words = browser(world["county"]).get(reverse("home")).content.decode()
    assert words.count("考核办催报") == 1
    assert "道路硬化、项目0、项目1等 5 个项目" in words


def test_other_countys_project_is_as_if_it_did_not_exist(world):
    page, report = browser(world["other_county"]), world.report("道路硬化")
    assert page.get(projects_url(world)).status_code == 404
    assert page.post(projects_url(world, "projects-add"), {"names": "甲"}).status_code == 404
    for name in ("name", "copy", "remove"):
        sent = {"name": "甲", "seen": "道路硬化", "version": report.version}
        assert (
            page.post(reverse(f"report-project-{name}", args=[report.pk]), sent).status_code == 404
        )
    assert held(world) == list(PROJECTS)


def test_exported_report_says_its_project_and_others_say_nothing_of_it(world):
    page = browser(world["county"])
    told = json.loads(page.get(reverse("report-json", args=[world.report("临时救助").pk])).content)
    assert told["reports"][0]["project"] == "临时救助"
    from tests.selfeval.factories import make_task

    lone = make_report(make_task(year=2016), world.counties[0])
    told = json.loads(page.get(reverse("report-json", args=[lone.pk])).content)
    assert "project" not in told["reports"][0]
