"""Plain functions that make the fewest rows a test of the self-evaluation needs.

The small form has one of each: a prefilled field, a computed rate, a growing table, a
narrative, a scored tree with an indicator that may be dropped and a node to add under.
"""

import json
from datetime import timedelta
from functools import cache
from itertools import count
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from selfeval.engine.answers import Answer, Answers, as_json
from selfeval.engine.answers import answers_of as entered_of
from selfeval.filing.actions.drafts import Edit, replace_words, write_cells
from selfeval.filing.addresses import blank_answers, with_answer, write_words
from selfeval.filing.receipts import digest_of
from selfeval.filing.summary import summarise, summarise_submission
from selfeval.loading import draft_of, form_of
from selfeval.models import FormDefinition, FormState, Report, Submission, Task
from tests.factories import make_account, make_county
from trust import log

FIXTURES = Path(__file__).parents[2] / "fixtures" / "selfeval"
_numbers = count(1)
COMMAND = log.Actor("命令 test", role=log.COMMAND_ROLE)

SMALL = {
    "code": "small",
    "title": "小表",
    "version": 1,
    "sections": [
        {
            "code": "basics",
            "label": "基本情况",
            "blocks": [
                {
                    "block": "fields",
                    "fields": [
                        {"code": "unit", "label": "单位名称", "required": True, "prefill": "place"},
                        {"code": "contact", "label": "联系人", "kind": "person", "personal": True},
                        {"code": "quota", "label": "编制", "kind": "count", "unit": "人",
                         "prefill": "last_year"},
                        {"code": "budget", "label": "预算数", "kind": "money", "unit": "万元",
                         "required": True},
                        {"code": "spent", "label": "执行数", "kind": "money", "unit": "万元",
                         "required": True},
                        {"code": "rate", "label": "执行率", "kind": "percent",
                         "formula": "percent(spent, budget)"},
                    ],
                },
                {
                    "block": "table",
                    "code": "projects",
                    "label": "项目",
                    "columns": [
                        {"code": "name", "label": "名称", "kind": "text", "required": True},
                        {"code": "amount", "label": "金额", "unit": "万元",
                         "total": "sum(amount)"},
                    ],
                    "growing": {"maximum": 5, "total_label": "合计"},
                    "row_label": "序号",
                },
                {"block": "narrative", "code": "summary", "label": "工作概述", "required": True},
            ],
        },
        {
            "code": "scores",
            "label": "绩效指标",
            "blocks": [
                {"block": "indicators", "label": "指标",
                 "shows": ["target", "outcome", "weight", "score", "reason"]},
                {"block": "total"},
            ],
        },
    ],
    "scoring": {
        "mode": "table",
        "tree": [
            {"code": "execution", "label": "预算执行率", "weight": "10", "method": "execution"},
            {"code": "output", "label": "产出", "children": [
                {"code": "trained", "label": "培训人数", "weight": "30", "unit": "人"},
                {"code": "villages", "label": "建成移民村", "weight": "20", "unit": "个",
                 "may_drop": True},
            ]},
            {"code": "benefit", "label": "效益", "weight": "30", "may_add": True},
            {"code": "satisfaction", "label": "满意度", "weight": "10", "unit": "%",
             "target": "90"},
        ],
        "grades": [
            {"label": "优秀", "low": "90", "high": "100"},
            {"label": "良好", "low": "80", "high": "90"},
            {"label": "较差", "low": "60", "high": "80"},
            {"label": "差", "low": "0", "high": "60"},
        ],
        "execution": {"executed": "spent", "budget": "budget"},
    },
    "links": [{"measure_key": "移民培训人数", "figure": "trained.outcome", "label": "培训人数"}],
}  # fmt: skip

#: What makes the small form fit to be submitted: 98 points of 100, one reason given.
WORDS = {
    "contact": "张某某",
    "budget": "100",
    "spent": "100",
    "summary": "按计划完成全年任务。",
    "execution.score": "10",
    "trained.target": "200",
    "trained.outcome": "200",
    "trained.score": "30",
    "villages.target": "4",
    "villages.outcome": "4",
    "villages.score": "18",
    "villages.reason": "一个村延期一月完成。",
    "benefit.score": "30",
    "satisfaction.outcome": "95",
    "satisfaction.score": "10",
    "total": "98",
    "grade": "优秀",
}
ADDED = {"target": "90", "outcome": "92"}


def actor_for(account) -> log.Actor:
    return log.Actor(name=str(account), account=account, role="填报人")


@cache
def shipped(code: str) -> str:
    return (FIXTURES / "forms" / f"{code}.json").read_text()


def source(name: str) -> dict:
    """Return one of the four source reports as its file has it."""
    return json.loads((FIXTURES / "reports" / f"{name}.json").read_text())


def make_form(code="small", *, state=FormState.IN_USE, **changes) -> FormDefinition:
    """The small form, or a shipped one by its code."""
    definition = (SMALL if code == "small" else json.loads(shipped(code))) | changes
    return FormDefinition.objects.create(
        code=definition["code"],
        version=definition["version"],
        title=definition["title"],
        definition=definition,
        digest=digest_of(definition),
        state=state,
        in_use_at=timezone.now() if state == FormState.IN_USE else None,
    )


def make_task(form=None, *, year=2017, deadline=None, opened=True, **fields) -> Task:
    """A task that is open and due in ten days."""
    now = timezone.now()
    form = form or FormDefinition.objects.filter(code="small", state="in_use").first()
    form = form or make_form()
    task = Task(
        year=year, form=form, title=form.title, opens_at=now - timedelta(days=30),
        deadline=deadline or now + timedelta(days=10), opened_at=now if opened else None,
    )  # fmt: skip
    for name, value in fields.items():
        setattr(task, name, value)
    task.save()
    return task


def make_report(task=None, county=None, **columns) -> Report:
    """A county's report with nothing in it but what the form asks for."""
    task = task or make_task()
    county = county or make_county(f"试验{next(_numbers)}县")
    report = Report(
        task=task, county=county, county_name=county.name,
        data=as_json(blank_answers(form_of(task.form))),
    )  # fmt: skip
    for name, value in columns.items():
        setattr(report, name, value)
    summarise(report, draft_of(report))
    report.save()
    return report


def make_filer(report: Report, username=None):
    """An account of the report's county."""
    return make_account(username, role="county", place=report.county)


def write(report: Report, words: dict[str, str], *, user=None, version=None, now=None):
    """Write words into a report as its county would; by the command, if no user is given."""
    actor = actor_for(user) if user else COMMAND
    edits = [Edit(address, text, version) for address, text in words.items()]
    written = write_cells(report_id=report.pk, edits=edits, user=user, actor=actor, now=now)
    assert not written.refused, written.refused
    return written


def fill_report(report: Report, words: dict[str, str] | None = None, *, user=None) -> Report:
    """Fill the small form so that it can be submitted, or with the words given."""
    from selfeval.filing.actions.drafts import add_indicator, prefill

    actor = actor_for(user) if user else COMMAND
    prefill(report_id=report.pk, user=user, actor=actor)
    extra = {}
    if report.task.form.code == "small":
        code = add_indicator(
            report_id=report.pk, parent="benefit", label="受益人口满意", user=user, actor=actor
        )
        extra = {f"{code}.{aspect}": text for aspect, text in ADDED.items()}
    write(report, WORDS | extra | (words or {}), user=user)
    report.refresh_from_db()
    return report


def put_source(report: Report, name: str, **changes) -> Report:
    """Put one of the four source reports into a draft."""
    entered: Answers = entered_of(source(name) | changes)
    replace_words(report_id=report.pk, entered=entered, user=None, actor=COMMAND)
    report.refresh_from_db()
    return report


def file_report(report: Report, *, user=None, now=None, **words) -> Submission:
    """Fill a report of the small form and submit it as its county."""
    from selfeval.filing.actions.submitting import submit_report

    user = user or make_filer(report)
    fill_report(report, words, user=user)
    submission = submit_report(
        report_id=report.pk, version=report.version, user=user, actor=actor_for(user), now=now
    )
    report.refresh_from_db()
    return submission


def filled(form: FormDefinition, words: dict[str, str] | None = None) -> Answers:
    """Return the small form filled so that it can be submitted, without a query."""
    entered = blank_answers(form_of(form))
    entered = with_answer(entered, Answer("benefit_a1", label="受益人口满意", parent="benefit"))
    added = {f"benefit_a1.{aspect}": text for aspect, text in ADDED.items()}
    for address, text in (WORDS | {"unit": "某县"} | added | (words or {})).items():
        entered = write_words(entered, address, text)
    return entered


def make_submitted(report: Report, user, *, state="submitted", **words) -> Submission:
    """Put a report of the small form straight into a state past submitting, by rows alone."""
    entered = filled(report.task.form, words)
    report.data, report.state, report.submitted_at = as_json(entered), state, timezone.now()
    assessed = draft_of(report)
    summarise(report, assessed)
    submission = Submission(
        report=report, number=1, receipt=f"试〔{report.task.year}〕{report.pk:04d}号",
        data=report.data, digest=digest_of(report.data), submitted_at=report.submitted_at,
        submitted_by=user,
    )  # fmt: skip
    summarise_submission(submission, assessed)
    submission.save()
    report.latest = submission
    if state in ("accepted", "published"):
        report.accepted, report.accepted_at = submission, report.submitted_at
    if state == "published":
        report.published_at = report.submitted_at
    report.save()
    return submission


class CountQueries:
    """Count the queries of a block, savepoints of the test left out."""

    def __enter__(self):
        self.capture = CaptureQueriesContext(connection)
        self.capture.__enter__()
        return self

    def __exit__(self, *error):
        self.capture.__exit__(*error)
        sql = [q["sql"] for q in self.capture.captured_queries]
        self.listed = [s[:90] for s in sql if "SAVEPOINT" not in s]
        self.total = len(self.listed)
