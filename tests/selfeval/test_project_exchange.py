"""Reports of projects as files: out and in again, on this site and on an empty one."""

import io
import json
from contextlib import redirect_stdout

import pytest
from django.core.management import CommandError, call_command

from selfeval.models import Report, Task
from tests.factories import make_city, make_county
from tests.selfeval.factories import make_form, make_report, make_task, write
from tests.selfeval.project_world import PROJECTS, make_projects
from tests.selfeval.test_exchange import run

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def county():
    return make_county("岳阳县", make_city("岳阳市"))


def entry(project="", **changes) -> dict:
    told = {"county": "岳阳县", "city": "岳阳市", "year": 2025, "form": "small",
            "fields": {"budget": "12"}}  # fmt: skip
    return told | ({"project": project} if project else {}) | changes


def bring_in(tmp_path, *entries) -> str:
    file = tmp_path / "reports.json"
    file.write_text(json.dumps(list(entries)))
    return run("import_selfeval", file)


def held(county) -> dict[str, str]:
    rows = Report.objects.filter(county=county)
    return {row.project: row.data["fields"].get("budget", "") for row in rows}


def test_export_of_projects_says_the_same_after_it_is_read_in_again(tmp_path):
    world = make_projects(submit=False)
    for number, project in enumerate(PROJECTS):
        write(world.report(project), {"budget": f"{number}.5"})
    make_report(world.task, world.counties[0])  # a fourth one, not named yet
    file, again = tmp_path / "out.json", tmp_path / "again.json"
    run("export_selfeval", "2025", file)
    told = json.loads(file.read_text())["reports"]
    assert [report.get("project") for report in told[:4]] == [*PROJECTS, None]

    Report.objects.filter(task=world.task).update(data={"fields": {}})
    run("import_selfeval", file)
    run("export_selfeval", "2025", again)
    assert again.read_text() == file.read_text()
    assert "没有变化" in run("import_selfeval", file)
    assert Report.objects.count() == 7


def test_file_that_names_projects_makes_its_task_by_project(tmp_path, county):
    make_form()
    told = bring_in(tmp_path, entry("临时救助"), entry("移民培训", fields={"budget": "7"}))
    assert Task.objects.get().by_project
    assert held(county) == {"临时救助": "12", "移民培训": "7"}
    assert "已导入：2025 岳阳县 · 移民培训 小表" in told


def test_file_without_projects_makes_a_task_as_ever(tmp_path, county):
    make_form()
    bring_in(tmp_path, entry())
    assert not Task.objects.get().by_project
    assert held(county) == {"": "12"}


def test_project_that_the_county_lacks_is_made_and_the_others_stay(tmp_path, county):
    task = make_task(year=2025, by_project=True)
    make_report(task, county, project="临时救助")
    bring_in(tmp_path, entry("移民培训"))
    assert held(county) == {"临时救助": "", "移民培训": "12"}


def test_report_without_a_project_goes_to_the_unnamed_one_whatever_stands_beside_it(
    tmp_path, county
):
    make_report(make_task(year=2025, by_project=True), county)
    bring_in(tmp_path, entry("移民培训", fields={"budget": "7"}), entry())
    assert held(county) == {"": "12", "移民培训": "7"}


def test_what_names_no_project_is_not_made_one(tmp_path, county):
    make_report(make_task(year=2025, by_project=True), county, project="临时救助")
    with pytest.raises(CommandError, match="“未命名项目”不是项目名称"):
        bring_in(tmp_path, entry("未命名项目"))
    assert held(county) == {"临时救助": ""}


def test_report_without_a_project_is_refused_where_all_are_named(tmp_path, county):
    make_report(make_task(year=2025, by_project=True), county, project="临时救助")
    with pytest.raises(CommandError, match="按项目填报，没有未命名的报告；请在 project 里写明"):
        bring_in(tmp_path, entry())
    assert held(county) == {"临时救助": ""}


def test_project_is_refused_where_the_task_is_not_by_project(tmp_path, county):
    make_report(make_task(year=2025), county)
    with pytest.raises(CommandError, match="不按项目填报，不能导入项目“临时救助”"):
        bring_in(tmp_path, entry("临时救助"))
    assert held(county) == {"": ""}


def test_county_that_was_not_asked_yet_is_asked_with_its_projects(tmp_path, county):
    make_report(make_task(year=2025, by_project=True), make_county("华容县"), project="甲")
    task = Task.objects.get()
    task.audience.set([Report.objects.get().county])
    bring_in(tmp_path, entry("临时救助"))
    task.refresh_from_db()
    assert task.by_project
    assert held(county) == {"临时救助": "12"}


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ([entry("甲"), entry("甲")], "同一县市区、年度、表式、项目在文件里出现了两次"),
        ([entry(), entry()], "同一县市区、年度、表式在文件里出现了两次"),
        ([entry(project="长" * 81)], "项目 project 应为 1 至 80 个字的名称"),
        ([entry() | {"project": 3}], "项目 project 应为 1 至 80 个字的名称"),
        ([entry() | {"project": None}], "项目 project 应为 1 至 80 个字的名称"),
    ],
)
def test_names_that_cannot_be_keep_the_whole_file_out(tmp_path, county, entries, sentence):
    make_form()
    with pytest.raises(CommandError, match=sentence):
        bring_in(tmp_path, *entries)
    assert held(county) == {}


def test_workbook_of_one_of_several_projects_is_had_on_its_page(tmp_path):
    make_projects(submit=False)
    with pytest.raises(CommandError, match="按项目填报，请在各项目的“离线填报”页下载"):
        run("export_selfeval", "2025", tmp_path / "x.xlsx", county="岳阳县")


def test_papers_of_projects_whose_names_begin_alike_do_not_replace_each_other(tmp_path):
    world = make_projects(submit=False)
    long = "二〇二五年度大中型水库移民后期扶持基金项目" * 3 + "第{}期"
    for number, project in enumerate(("临时救助", "移民培训")):
        report = world.report(project)
        report.project = long.format(number)
        report.save()
        world.submit(report.project)
    with redirect_stdout(io.StringIO()):
        call_command("render_selfeval", "2025", str(tmp_path))
    names = sorted(path.name for path in tmp_path.glob("岳阳市/*.pdf"))
    assert len(names) == 2
    assert all(len(name.encode()) <= 255 for name in names)
