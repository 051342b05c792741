"""The pages of 县级自评 for tests/browser/test_accessibility.py: who opens which, of the demo."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from cities.models import Account
from selfeval.definitions.actions import new_version
from selfeval.filing.actions.submitting import submit_report
from selfeval.models import FormDefinition, Report, Task
from selfeval.year.actions import TaskEntry, create_task
from tests.selfeval.factories import actor_for, write

#: Route, then who opens it ("" is nobody).
PAGES = {
    "selfeval": "kaohe",
    "selfeval-overview": "kaohe",
    "selfeval-tasks": "kaohe",
    "selfeval-task": "kaohe",
    "selfeval-task-new": "kaohe",
    "selfeval-task-edit": "kaohe",
    "selfeval-missing": "kaohe",
    "selfeval-forms": "kaohe",
    "selfeval-form": "kaohe",
    "selfeval-form-import": "kaohe",
    "selfeval-form-preview": "kaohe",
    "report-section": "wangcheng",
    "report-workbook-import": "wangcheng",
    "report-word-import": "wangcheng",
    "report-receipt": "wangcheng",
    "report-stamped": "wangcheng",
    "report-extension-ask": "wangcheng",
    "report-comments": "wangcheng",
    "report-review": "changsha",
    "report-return": "changsha",
    "report-compare": "changsha",
    "public-reports": "",
    "public-report": "",
    "public-verify": "",
}
#: Files, fragments and data.
NO_PAGES = {
    "report-changes", "report-findings", "attachment-add", "attachment", "report-workbook",
    "report-receipt-pdf", "selfeval-overview-pdf", "selfeval-missing-xlsx", "report-pdf",
    "report-docx", "report-xlsx", "report-json", "selfeval-form-pdf", "selfeval-form-export",
    "county-sum", "selfeval-rollup-pdf", "selfeval-rollup-xlsx",
}  # fmt: skip
#: Pages that test_projects.py opens and checks: they want a task by project.
OPENED_ELSEWHERE = {"projects", "report-project", "selfeval-rollup"}
PEOPLE = ("", "wangcheng", "changsha", "kaohe", "shenji")


def report_of(county: str, form="department_scored", year=2017) -> Report:
    return Report.objects.get(county__key=county, task__form__code=form, task__year=year)


def prepare() -> dict:
    """Make what the demo has not, and return what stands in the addresses.

    A key may be the route with the argument, where that differs from the others'.
    """
    office = Account.objects.get(username="kaohe")
    told = {"user": office, "actor": actor_for(office)}
    form = FormDefinition.objects.get(code="department_scored", state="in_use")
    now = timezone.now()
    entry = TaskEntry(2019, form, "未布置的任务", now, now + timedelta(days=30), 0, audience=[])
    resubmitted = resubmit(report_of("430182"))
    return {
        "form": form.pk,
        "draft_form": new_version(form_id=form.pk, **told).pk,
        "task": Task.objects.get(year=2017, form__code="department_scored").pk,
        ("selfeval-task-edit", "task"): create_task(entry=entry, **told).pk,
        "section": "base",
        "report": report_of("430112").pk,
        ("report-receipt", "report"): report_of("430112", year=2016).pk,
        ("report-review", "report"): resubmitted,
        ("report-compare", "report"): resubmitted,
        ("report-return", "report"): report_of("430121").pk,
        ("public-report", "report"): report_of("430321").pk,
        "accepted": report_of("430112", year=2016).pk,
        "returned": report_of("430112", "unit_narrative").pk,
        "at_province": report_of("430223").pk,
        "empty": report_of("430623").pk,
    }


def resubmit(report: Report) -> int:
    """Let the county correct one cell and submit a second version."""
    filer = Account.objects.get(memberships__place=report.county)
    write(report, {"report_results": "全年任务已经完成，数字已与台账核对一致。"}, user=filer)
    report.refresh_from_db()
    submit_report(report_id=report.pk, version=report.version, user=filer, actor=actor_for(filer))
    return report.pk


def views(arguments: dict) -> dict[str, list[tuple[str, int]]]:
    """Return the same addresses as others see them, with what a query adds, and pages that are
    only there in some state."""

    def at(name, key="report", **more):
        return reverse(name, kwargs={name_of(key): arguments[key]} | more)

    def name_of(key):
        return {"draft_form": "form", "form": "form", "task": "task"}.get(key, "report")

    editor = at("selfeval-form-edit", "draft_form")
    bulk = f"{reverse('reports-bulk')}?step="
    return {
        "": [(f"{reverse('public-reports')}?q=无此县", 200), (at("public-report"), 404)],
        "wangcheng": [
            (reverse("selfeval"), 200),
            *((at("report-section", section=s), 200) for s in ("report", "scores")),
            (at("report-section", "returned", section="performance"), 200),
            (at("report-submit"), 200),
            (at("report-review", "accepted"), 200),
            (at("selfeval-form-preview", "form"), 200),
        ],
        "changsha": [
            (reverse("selfeval"), 200),
            (reverse("selfeval-overview", args=[2017]), 200),
            (at("selfeval-task", "task"), 200),
            (at("selfeval-missing", "task"), 200),
            (f"{bulk}take_up&report={arguments['report-return', 'report']}", 200),
        ],
        "kaohe": [
            (f"{reverse('selfeval')}?state=waiting&q=无此县", 200),
            (at("report-review", "at_province"), 200),
            (at("report-return", "at_province"), 200),
            (f"{bulk}accept&report={arguments['at_province']}&report={arguments['report']}", 200),
            (editor, 200),
            (f"{editor}?part=scoring", 200),
            (f"{editor}?part=sections.0.blocks.0", 200),
        ],
        "shenji": [(at("report-section", section="base"), 200), (reverse("selfeval"), 200)],
    }
