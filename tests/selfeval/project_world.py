"""Two counties with three projects each, of which some are submitted: what tests share."""

from dataclasses import dataclass

from cities.models import Account, Place
from selfeval.filing.actions.projects import add_projects
from selfeval.models import Report, Task
from selfeval.year.actions import open_task
from tests.factories import make_account, make_city, make_county
from tests.selfeval.factories import actor_for, file_report, make_task

PROJECTS = ("临时救助", "移民培训", "道路硬化")


@dataclass
class ProjectWorld:
    """岳阳县 has handed in two of its three projects, 华容县 none of its."""

    task: Task
    people: dict[str, Account]
    counties: tuple[Place, Place]

    def __getitem__(self, persona: str) -> Account:
        return self.people[persona]

    def report(self, project: str, county: int = 0) -> Report:
        rows = Report.objects.select_related("task__form", "county__city", "latest")
        return rows.get(task=self.task, county=self.counties[county], project=project)

    def submit(self, project: str, county: int = 0, **words):
        person = self.people[("county", "other_county")[county]]
        return file_report(self.report(project, county), user=person, **words)


def make_projects(*, year=2025, submit=True) -> ProjectWorld:
    """By the actions that pages use, from the task that is given out."""
    city = make_city("岳阳市")
    counties = make_county("岳阳县", city, "430621"), make_county("华容县", city, "430623")
    people = {
        "office": make_account("kaohe", role="assessment_office"),
        "city": make_account("yueyang", role="city", place=city),
        "other_city": make_account("zhuzhou", role="city", place=make_city("株洲市")),
        "county": make_account("xian", role="county", place=counties[0]),
        "other_county": make_account("huarong", role="county", place=counties[1]),
    }
    task = make_task(year=year, by_project=True, opened=False, title="项目支出绩效自评")
    office = {"user": people["office"], "actor": actor_for(people["office"])}
    open_task(task_id=task.pk, version=task.version, **office)
    task.refresh_from_db()
    for person, county in (("county", counties[0]), ("other_county", counties[1])):
        by = {"user": people[person], "actor": actor_for(people[person])}
        add_projects(task_id=task.pk, county_id=county.pk, names=PROJECTS, **by)
    world = ProjectWorld(task, people, counties)
    if submit:
        short = {"execution.score": "9.5", "execution.reason": "尾款未付。", "total": "97.5"}
        world.submit("临时救助", budget="100", spent="95", **short)
        world.submit("移民培训", budget="50.5", spent="50.5")
    return world
