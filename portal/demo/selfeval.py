"""Self-evaluations to try out: the four source reports and counties in every state.

Everything is written by the same actions as through the pages; figures and people are
invented, the four source reports have their own figures.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from cities.actions import create_account, grant_membership
from cities.models import Account, Place, Role
from lib.rounding import format_points
from portal.demo import selfeval_figures as demo_figures
from selfeval.comments.actions import reply_to, settle_comment, write_comment
from selfeval.definitions.shipped import load_forms
from selfeval.engine.addresses import address_of
from selfeval.engine.answers import Answers
from selfeval.engine.scoring_types import Severity
from selfeval.filing.actions.attachments import add_attachment
from selfeval.filing.actions.drafts import replace_words
from selfeval.filing.actions.submitting import submit_report
from selfeval.filing.addresses import write_words
from selfeval.filing.file_reading import reports_of
from selfeval.filing.reports_reading import entered_of
from selfeval.loading import assess, form_of
from selfeval.models import FormDefinition, Report, ReportState, Task
from selfeval.review.actions import flow
from selfeval.review.actions.remarks import write_remark
from selfeval.year.actions import TaskEntry, create_task, grant_extension, open_task
from trust import files, log

SOURCES = Path(settings.BASE_DIR) / "fixtures" / "selfeval" / "reports"
S = ReportState
#: County accounts that can be signed in with, besides 望城区's: those of the source reports.
PEOPLE = (
    ("yueyanglou", "430602"),
    ("hengyang", "430421"),
    ("shaodong", "430582"),
    ("yueyang", "430621"),
)
#: (form, year, days until the deadline, {county: state}). The first ones are last year's.
TASKS = (
    ("department_scored", 2016, -300, {
        "430112": S.ACCEPTED, "430223": S.ACCEPTED, "430281": S.ACCEPTED, "430321": S.PUBLISHED,
        "430626": S.ACCEPTED, "430725": S.PUBLISHED, "430726": S.ACCEPTED,
    }),
    ("department_scored", 2017, 12, {
        "430112": S.DRAFT, "430121": S.SUBMITTED, "430181": S.CITY_REVIEW, "430182": S.RETURNED,
        "430223": S.PROVINCE_REVIEW, "430281": S.ACCEPTED, "430321": S.PUBLISHED,
        "430422": S.SUBMITTED, "430582": S.SUBMITTED, "430623": S.DRAFT, "430626": S.ACCEPTED,
        "430725": S.PUBLISHED, "430726": S.PROVINCE_REVIEW,
    }),
    ("unit_narrative", 2017, -3, {
        "430112": S.RETURNED, "430121": S.ACCEPTED, "430181": S.ACCEPTED, "430182": S.ACCEPTED,
        "430223": S.ACCEPTED, "430281": S.PUBLISHED, "430422": S.DRAFT, "430582": S.DRAFT,
        "430623": S.PROVINCE_REVIEW, "430626": S.ACCEPTED,
    }),
)  # fmt: skip
OVERDUE, EXTENDED = "430422", "430582"
#: How far each source report goes; 衡阳县's and 岳阳楼区's have errors and stay drafts.
SOURCE_STATES = {
    "2017_yueyanglou": S.DRAFT,
    "2020_hengyang": S.DRAFT,
    "2022_shaodong": S.PUBLISHED,
    "2023_yueyang": S.PROVINCE_REVIEW,
}
#: Whose reports colleagues talk over: a draft its own people, a submitted one its city's.
DISCUSSED = ("430112", "430121")
RETURNED_CELLS = {
    "department_scored": ("villages", "output.score", "report_results"),
    "unit_narrative": ("training", "report_support"),
}


def load_selfeval_demo(*, actor: log.Actor, make_account: Callable) -> list:
    """Fill the self-evaluation of a demo; return the accounts that can be signed in with.

    make_account(actor, username, title, role=, unit=) makes one with a password. Places and
    the demo's accounts are there already.
    """
    load_forms(actor=actor)
    accounts = []
    for username, key in PEOPLE:
        place = Place.objects.get(key=key)
        title = f"{place.name}库区移民事务中心"
        accounts.append(
            make_account(actor, username, title, role=Role.COUNTY, unit={"place": place})
        )
    desk = _Desk(actor, timezone.now())
    for form, year, days, states in TASKS:
        desk.fill_task(form, year, days, states=states)
    for name, state in SOURCE_STATES.items():
        desk.put_source(name, state)
    desk.talk_over()
    return accounts


@dataclass(slots=True)
class _Desk:
    """Acts for everybody in turn: the office, the cities, the counties."""

    actor: log.Actor
    now: datetime

    def fill_task(self, form: str, year: int, days: int, *, states: dict[str, str]) -> None:
        task = self.give_out(form, year, days, keys=list(states))
        for report in self._reports(task):
            key = report.county.key
            at = min(self.now, task.deadline) - timedelta(days=1)
            if key == EXTENDED and days < 0:
                self._extend(report)
            self._fill(report, states[key], at)
            self._go_on(report, states[key], at)

    def give_out(self, code: str, year: int, days: int, *, keys: list[str]) -> Task:
        """Make a task for counties and open it, due some days from now, not before its year."""
        form = FormDefinition.objects.get(code=code, state="in_use")
        deadline = (self.now + timedelta(days=days)).replace(hour=9, minute=0, second=0)
        entry = TaskEntry(
            year=year,
            form=form,
            title=form.title,
            opens_at=min(deadline, self.now) - timedelta(days=40),
            deadline=deadline,
            grace_minutes=30,
            audience=list(Place.objects.filter(key__in=keys)),
        )
        office = self._person("kaohe")
        task = create_task(entry=entry, **office)
        open_task(task_id=task.pk, version=task.version, now=entry.opens_at, **office)
        return task

    def put_source(self, name: str, state: str) -> None:
        """Lay one of the four source reports to its task, and take it as far as it goes."""
        data = (SOURCES / f"{name}.json").read_bytes()
        (file,) = reports_of(data)
        place = Place.objects.get(names__name=file.county, city__name=file.city)
        task = self.give_out(file.form, file.year, 60, keys=[place.key])
        (report,) = self._reports(task)
        entered = entered_of(file, form_of(task.form))
        replace_words(report_id=report.pk, entered=entered, **self._county(report))
        self._go_on(report, state, self.now)

    def _reports(self, task: Task) -> list[Report]:
        rows = Report.objects.filter(task=task).select_related("task__form", "county__city")
        return list(rows.order_by("county__key"))

    def _fill(self, report: Report, state: str, at: datetime) -> None:
        """Write what a county has: nothing, a part, or all of it with its scores."""
        key, year, county = report.county.key, report.task.year, report.county_name
        if key in ("430623", OVERDUE) and state == S.DRAFT:
            return
        if report.task.form.code == "unit_narrative":
            entered = demo_figures.narrative_report(key, county, year)
        else:
            entered = demo_figures.scored_report(key, county, year)
        if state == S.DRAFT:
            entered = replace(entered, indicators={}, tables=dict(list(entered.tables.items())[:3]))
        else:
            entered = _scored(report, entered)
        told = self._county(report)
        replace_words(report_id=report.pk, entered=entered, now=at, **told)
        if state in (S.ACCEPTED, S.CITY_REVIEW):
            self._attach(report, at, told)

    def _attach(self, report: Report, at: datetime, told: dict) -> None:
        is_scored = report.task.form.code == "department_scored"
        text = f"{report.county_name}{report.task.year}年度移民培训台账（演示文件，内容为虚构）。\n"
        add_attachment(
            report_id=report.pk, code="trained" if is_scored else "training",
            file=files.store(text.encode()), name="移民培训台账.txt", now=at, **told,
        )  # fmt: skip

    def _extend(self, report: Report) -> None:
        grant_extension(
            report_id=report.pk, until=self.now + timedelta(days=7), now=self.now,
            reason="受洪涝灾害影响，资料尚在整理，经研究同意延期。", **self._person("kaohe"),
        )  # fmt: skip

    def _go_on(self, report: Report, state: str, at: datetime) -> None:
        """Take a report along the line as far as state."""
        if state == S.DRAFT:
            return
        report.refresh_from_db()
        told = {"report_id": report.pk, "version": None}
        submit_report(now=at, **told, **self._county(report))
        office, city = self._person("kaohe"), self._city(report)
        for reached, action, who in (
            (S.CITY_REVIEW, flow.take_up, city),
            (S.PROVINCE_REVIEW, flow.pass_on, city),
            (S.ACCEPTED, flow.accept_report, office),
            (S.PUBLISHED, flow.publish_report, office),
        ):
            if state == S.SUBMITTED:
                return
            action(**told, **who)
            if state == S.RETURNED:
                self._send_back(report, city)
                return
            if reached == state:
                return

    def _send_back(self, report: Report, city: dict) -> None:
        cells = RETURNED_CELLS[report.task.form.code]
        write_remark(
            report_id=report.pk, cell=cells[0], text="请与项目（培训）台账核对后重新填写。", **city
        )
        flow.return_report(
            report_id=report.pk, version=None, cells=cells,
            reason="填报数字与台账不一致，请核对开放的几处后重新提交。",
            correct_by=self.now + timedelta(days=5), **city,
        )  # fmt: skip

    def talk_over(self) -> None:
        """Let a county's people say something of their draft, and a city's of what it has."""
        draft, submitted = (self._scored_of(county) for county in DISCUSSED)
        own, city = self._county(draft), self._city(submitted)
        asked = write_comment(
            report_id=draft.pk, cell="report_results", text="培训人数按台账还是按签到册？", **own
        )
        reply_to(comment_id=asked.pk, text="按台账，签到册作附件。", **own)
        write_comment(report_id=draft.pk, cell="", text="资金科的数周三才出，先填其他部分。", **own)
        done = write_comment(report_id=draft.pk, cell="report_unit", text="单位名称核一遍。", **own)
        settle_comment(comment_id=done.pk, seen=0, **own)
        write_comment(
            report_id=submitted.pk,
            cell="direct.outcome",
            text="与上年台账对不上，初审时问。",
            **city,
        )

    def _scored_of(self, county: str) -> Report:
        rows = Report.objects.select_related("task__form", "county__city")
        return rows.get(county__key=county, task__year=2017, task__form__code="department_scored")

    def _county(self, report: Report) -> dict:
        return self._of_place(report.county, f"xian{report.county.key}", Role.COUNTY)

    def _city(self, report: Report) -> dict:
        city = report.county.city
        return self._of_place(city, f"shi{city.key}", Role.CITY)

    def _of_place(self, place: Place, username: str, role: str) -> dict:
        """Return a person of a place; one without a password is made where there is none."""
        held = Account.objects.filter(memberships__place=place, memberships__role=role).first()
        if held is None:
            name = f"{place.name}移民局（演示）"
            held = create_account(
                username=username, full_name=name, password=None, actor=self.actor
            )
            grant_membership(account=held, role=role, place=place, actor=self.actor)
        return _acting(held, place.name)

    def _person(self, username: str) -> dict:
        return _acting(Account.objects.get(username=username), "考核办")


def _acting(account: Account, role: str) -> dict:
    return {"user": account, "actor": log.Actor(name=str(account), account=account, role=role)}


def _scored(report: Report, entered: Answers) -> Answers:
    """Give the scores that the system proposes, reasons where points are lost, and answers
    to what must be explained; so that the report can be submitted."""
    form, year = form_of(report.task.form), report.task.year
    share = Decimal(demo_figures.WEAKER.get(report.county.key, 96)) / 100
    for unit in assess(form, entered, year).evaluated.score.units:
        score = unit.weight * share if unit.proposed is None else unit.proposed
        score = score.quantize(Decimal("0.01"), ROUND_DOWN)
        entered = write_words(entered, address_of(unit.code, "score"), format_points(score))
        if score < unit.weight:
            words = "个别指标未达目标，主要是项目开工偏晚；将加快实施。"
            entered = write_words(entered, address_of(unit.code, "reason"), words)
    assessed = assess(form, entered, year)
    for found in assessed.of_severity(Severity.EXPLAIN):
        if not found.explained:
            entered = write_words(
                entered, f"explain:{found.key}", "部分项目跨年实施，余款按进度支付。"
            )
    score = assessed.evaluated.score
    if score.total is not None:
        entered = write_words(entered, "total", format_points(score.total))
        entered = write_words(entered, "grade", score.grade)
    return entered
