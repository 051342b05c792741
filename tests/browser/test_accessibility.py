"""Every page, as the role that uses it: axe, a telephone's width, no errors in the console."""

from datetime import date
from decimal import Decimal
from itertools import chain

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import get_resolver, reverse
from django.utils import timezone
from playwright.sync_api import expect

from assessment.frozen.actions import Decision, freeze
from assessment.models import CityTable, Incident, Indicator, SampledCell, Year
from assessment.rounds.actions import SETTINGS, RoundTerms, open_round, save_settings
from cities.models import Account, Office
from tests.access.table import GET
from tests.browser import selfeval_pages
from tests.browser.browsing import check_page, faults_of, open_as, sign_in
from trust import log
from trust.models import AuditEntry, Job, JobState

#: Route, then who opens it ("" is nobody). Other roles' views of the same address follow below.
PAGES = {
    "sign-in": "",
    "public-years": "",
    "confirm-password": "kaohe",
    "change-password": "kaohe",
    "jobs": "kaohe",
    "job": "kaohe",
    "notices": "kaohe",
    "notice-settings": "kaohe",
    "substitutes": "kaohe",
    "audit-log": "shenji",
    "audit-entry": "shenji",
    "audit-head": "shenji",
    "home": "kaohe",
    "search": "kaohe",
    "handbook": "kaohe",
    "handbook-chapter": "changsha",
    "overview": "kaohe",
    "year-flow": "kaohe",
    "year-step": "kaohe",
    "year-policy": "kaohe",
    "year-clone": "kaohe",
    "year-origin": "kaohe",
    "readings": "kaohe",
    "trial": "kaohe",
    "indicators": "kaohe",
    "indicator": "kaohe",
    "city-tables": "kaohe",
    "tables-import": "kaohe",
    "city-table": "kaohe",
    "collection": "pxzx",
    "collection-grid": "pxzx",
    "collection-doubts": "kaohe",
    "results-imports": "kaohe",
    "sign-offs": "pxzx",
    "sign-off": "pxzx",
    "results-import": "pxzx",
    "incidents": "kaohe",
    "incident": "kaohe",
    "incident-questions": "kaohe",
    "incidents-alike": "kaohe",
    "incident-new": "zjcw",
    "incident-edit": "zjcw",
    "incidents-import": "zjcw",
    "scorecards": "kaohe",
    "scorecard": "kaohe",
    "snapshots": "kaohe",
    "snapshot": "kaohe",
    "snapshot-card": "kaohe",
    "claims": "kaohe",
    "claim-window": "kaohe",
    "claim-new": "changsha",
    "vetoes": "kaohe",
    "veto-new": "kaohe",
    "exemptions": "kaohe",
    "exemption-new": "kaohe",
    "year-consequences": "kaohe",
    "objections": "kaohe",
    "objection-window": "kaohe",
    "corrections": "kaohe",
    "sample-checks": "kaohe",
    "sample-check-draw": "kaohe",
    "sample-check-import": "kaohe",
    "sample-check-sheet": "kaohe",
    "sample-check-cell": "kaohe",
    "rectifications": "kaohe",
    "rectification": "kaohe",
    "rectification-new": "kaohe",
    "year-papers": "kaohe",
    "paper-words": "kaohe",
    "self-checks": "kaohe",
    "reported-take-all": "pxzx",
    "self-check-window": "kaohe",
    "self-check": "changsha",
    "self-check-submit": "changsha",
    "self-check-import": "changsha",
    "self-check-receipt": "changsha",
    "rounds": "kaohe",
    "round-open": "kaohe",
    "round-settings": "kaohe",
    "round-counted": "pxzx",
    "round": "kaohe",
    "round-change": "kaohe",
    "round-reopen": "kaohe",
    "round-take": "pxzx",
    "round-import": "pxzx",
    "round-grid": "pxzx",
    "pace": "kaohe",
    "pace-city": "kaohe",
    "alerts-issue": "kaohe",
    "alerts": "kaohe",
    "alert": "changsha",
}
#: Answers that are no pages: files, fragments, data, forms sent; and the editor of rules, which is
#: closed once a table is issued (tests/browser/test_setup.py looks at it).
NO_PAGES = {
    "sign-out", "job-file", "audit-export", "audit-verify", "tables-export", "table-confirm",
    "table-issue", "city-table-pdf", "concern-settle", "item-rules", "collection-block",
    "collection-changes", "item-derivation", "result-record", "result-detail", "result-remark",
    "result-restore", "sign-off-withdraw", "column-review", "step-proposal", "substitute-act",
    "substitute-end", "evidence-add",
    "evidence-file", "evidence-withdraw", "results-export", "scorecards-pdf", "scorecards-zip",
    "scorecard-pdf", "scores-export", "ranking-pdf",
    "snapshot-card-pdf", "snapshot-file",
    "objections-export", "objection-write", "objection-file", "objection-pdf",
    "objection-decision-pdf",
    # The demo's year has no objection: tests/browser/test_objections.py looks at these.
    "objection", "objection-decide", "objection-to-figure", "objection-to-deduction",
    "incidents-export", "incident-evidence", "cell-incidents", "handbook-picture",
    # No table of the demo's year gives a bonus or has a veto: tests/browser/test_claims.py.
    "claims-export", "claim-take", "claim-paper", "claim-file", "claim-file-withdraw", "claim",
    "claim-edit", "claim-file-add", "claim-step", "claim-decide", "veto", "veto-answer",
    "veto-lift", "veto-take-back",
    # Nothing of the demo's year is exempt: tests/browser/test_exemptions.py.
    "exemption", "exemption-file", "exemption-answer", "exemption-lift", "exemption-take-back",
    # Nor is anything corrected in it: tests/browser/test_corrections.py looks at these.
    "correction", "correction-of-figure", "correction-of-rule", "correction-answer",
    "correction-of-decision",
    "correction-notice", "correction-file",
    "sample-check-proof", "sample-check-export", "sample-check-settle", "sample-check-file-add",
    "sample-check-file", "sample-check-file-withdraw", "sample-check-pick", "sample-check-paper",
    "rectifications-export", "rectification-file", "rectification-paper", "rectification-step",
    "rectification-term",
    "self-check-changes", "self-check-derivation", "self-check-detail", "self-check-file",
    "self-check-receipt-pdf", "self-check-paper", "self-check-scan", "self-check-export",
    "reported", "round-export", "round-changes", "round-detail", "alert-paper",
    "scorecards-joined", "year-paper", "issued-paper", "paper-preview", "paper-issue",
    "papers-issue",
}  # fmt: skip
#: The same addresses as others see them, with what a query adds, and pages that say no.
VIEWS = {
    "": [("/nowhere/", 404)],
    "kaohe": [
        ("/search/?q=培训", 200),
        ("/search/?q=无此词", 200),
        ("/2017/policy/?step_reading=started", 200),
        ("/2017/scorecards/430300/", 200),  # rescaled
        ("/2017/scorecards/430100/?with=430200", 200),
        ("/2017/scorecards/999999/", 404),
        ("/2017/collection/", 200),
        ("/notices/?kind=none", 200),
        ("/2017/self-checks/430100/", 200),
        ("/2017/self-checks/430200/", 404),
        ("/2017/pace/?round=1", 200),
        ("/2017/rounds/3/", 200),
    ],
    "pxzx": [
        ("/notices/", 200),
        ("/", 200),
        ("/2017/?order=code", 200),
        ("/2017/tables/430600/", 200),
        ("/2017/rounds/1/take/", 403),
        ("/2017/rounds/3/", 200),
    ],
    "zjcw": [("/2017/incidents/?state=overdue&kind=audit", 200), ("/2017/incidents/0/", 404)],
    "changsha": [
        ("/", 200),
        ("/2017/papers/", 200),
        ("/2017/tables/", 200),
        ("/2017/tables/430100/", 200),
        ("/audit-log/", 403),
        ("/notices/", 200),
        ("/notices/settings/", 200),
        ("/2017/alerts/", 200),
    ],
    "wangcheng": [("/", 200)],
    "shenji": [
        ("/", 200),
        ("/audit-log/?person=无此人", 200),
        ("/2017/scorecards/430600/", 200),
        ("/2017/flow/", 200),
    ],
    "guanli": [("/", 200)],
}
#: Who opens a page of 系统设置: the first of these who may.
KEEPERS = ("kaohe", "guanli", "shenji")
SETUP_PAGES = ("changelist", "add", "change", "history", "import", "delete")
#: One template for all models, in which nothing is a model's own: the first of them stands for all.
ALIKE = {"history", "import", "delete"}


@pytest.fixture(scope="module")
def arguments(demo):
    """What stands in the addresses: 长沙, the training, a running job, the newest entry."""
    job = Job.objects.create(
        kind="scorecards_zip", title="全部评分卡", owner=Account.objects.get(username="kaohe"),
        state=JobState.RUNNING, done=5, total=14, heartbeat_at=timezone.now(),
    )  # fmt: skip
    Year.objects.filter(number=2017).update(cloned_from=2016)
    training = Indicator.objects.get(name="移民培训").pk
    office = Account.objects.get(username="kaohe")
    freeze(
        year=Year.objects.get(), decision=Decision("厅长办公会"), proposer=None, confirmer=office,
        actor=log.Actor("考核办", office),
    )  # fmt: skip
    _open_round(office)
    return {
        "number": 1,
        "serial": 1,
        ("round-take", "number"): 3,
        ("round-grid", "number"): 3,
        "round-grid": training,
        "year": 2017,
        "city": "430100",
        "sequence": AuditEntry.objects.order_by("sequence").last().sequence,
        "indicator": training,
        "collection-grid": training,
        "reported-take-all": training,
        "incident": Incident.objects.earliest("number").pk,
        "incident-edit": Incident.objects.earliest("number").pk,
        "sign-off": training,
        "sample-check-cell": SampledCell.objects.exclude(checked_at=None).first().pk,
        "office": Office.objects.get(code="pxzx").pk,
        "to": "review",
        "chapter": "scoring-rules",
        "paper": "feedback",
        "job": job.pk,
    }


def _open_round(office: Account) -> None:
    """A third one, in which offices report now, by a setting under which rounds count."""
    year = Year.objects.get()
    terms = RoundTerms("第3次调度", date(2017, 12, 1), date(2099, 1, 5), accepts_late=True)
    told = {"user": office, "actor": log.Actor("考核办", office)}
    open_round(year=year, terms=terms, **told)
    counting = dict.fromkeys(SETTINGS) | {
        "counting": "mean", "green": Decimal(100), "yellow": Decimal(80), "light_indicators": [],
    }  # fmt: skip
    save_settings(year=year, terms=counting, version=1, **told)


@pytest.fixture(scope="module")
def reports(demo):
    """What stands in the addresses of 县级自评."""
    return selfeval_pages.prepare()


def address_of(name: str, arguments: dict) -> str:
    [(_, wanted)] = get_resolver().reverse_dict.getlist(name)[0][0]
    return reverse(name, kwargs={a: value_of(name, a, arguments) for a in wanted})


def value_of(name: str, argument: str, arguments: dict):
    """Return what stands in an address: the route's own, else what all have in this place."""
    if (name, argument) in arguments:
        return arguments[name, argument]
    return arguments[name if argument == "pk" else argument]


def request_of(username: str):
    request = RequestFactory().get("/admin/")
    request.user = Account.objects.get(username=username)
    return request


def may_open(page, kind: str, request) -> bool:
    """Whether this page of 系统设置 exists and is for this person."""
    match kind:
        case "import":
            return hasattr(page, "import_action") and page.has_import_permission(request)
        case "add":
            return page.has_add_permission(request)
        case "delete":
            return page.has_delete_permission(request)
    return page.has_view_permission(request)


def setup_pages(username: str) -> list[str]:
    """Return the pages of 系统设置 that nobody before this person in KEEPERS opens."""
    earlier = [request_of(name) for name in KEEPERS[: KEEPERS.index(username)]]
    request = request_of(username)
    pages = [
        (kind, setup_address(model, kind))
        for model, page in admin.site._registry.items()
        for kind in SETUP_PAGES
        if may_open(page, kind, request)
        and not any(may_open(page, kind, other) for other in earlier)
        and (kind in ("changelist", "add", "import") or model.objects.exists())
    ]
    first = dict(reversed(pages))
    return [address for kind, address in pages if kind not in ALIKE or first[kind] == address]


def setup_address(model, kind: str) -> str:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}"
    if kind in ("changelist", "add", "import"):
        return reverse(name)
    return reverse(name, args=[model.objects.order_by("pk").last().pk])


@pytest.fixture
def visit(context, site):
    """Sign in once, open pages in turn, and tell at the end what is wrong with any of them."""
    complaints = []

    def listen(message):
        # A page that says no is loaded like any other; the browser calls it an error.
        is_refusal = message.text.startswith("Failed to load resource") and "favicon" not in (
            message.location.get("url", "")
        )
        if message.type in ("error", "warning") and not is_refusal:
            complaints.append(f"{message.location.get('url')}: {message.text}")

    def go(username: str, pages) -> None:
        sign_in(context, site, username)
        page = context.new_page()
        faults = []
        for path, status in pages:
            answered = page.goto(site + path)
            if answered.status != status or answered.request.redirected_from:
                faults.append(f"{path} answered {answered.status} at {answered.url}")
            faults += faults_of(page)
        faults += complaints
        assert not faults, "\n\n".join(faults)

    context.on("console", listen)
    return go


def test_every_route_is_a_page_here_or_none():
    opened = {name for name, answers in GET.items() if "." in answers}
    none = NO_PAGES | selfeval_pages.NO_PAGES | selfeval_pages.OPENED_ELSEWHERE
    pages = PAGES.keys() | selfeval_pages.PAGES.keys()
    assert opened - none - {"sign-in"} == pages - {"sign-in"}


@pytest.mark.parametrize("username", VIEWS)
def test_pages(visit, arguments, username):
    own = [(address_of(name, arguments), 200) for name, who in PAGES.items() if who == username]
    visit(username, [*own, *VIEWS[username]])


@pytest.mark.parametrize("username", selfeval_pages.PEOPLE)
def test_selfeval_pages(visit, arguments, reports, username):
    given = arguments | reports
    pages = selfeval_pages.PAGES.items()
    own = [(address_of(name, given), 200) for name, who in pages if who == username]
    visit(username, [*own, *selfeval_pages.views(given)[username]])


@pytest.mark.parametrize("username", KEEPERS)
def test_setup_pages(visit, demo, username):
    index = reverse("admin:index")
    visit(username, [(path, 200) for path in (index, *setup_pages(username))])


def test_setup_pages_of_the_auditor_and_of_versions(visit, demo):
    """What can only be read, and a table as it once was."""
    table = CityTable.objects.get(city__key="430600")
    version = table.history.order_by("history_id").last()
    pages = chain(
        (reverse(f"admin:assessment_{m}_changelist") for m in ("year", "item", "result")),
        [setup_address(Account, "change")],
        [reverse("admin:assessment_citytable_change", args=[table.pk])],
        [reverse("admin:assessment_citytable_simple_history", args=[table.pk, version.history_id])],
    )
    visit("shenji", [(path, 200) for path in pages])


def test_answer_to_a_check_of_the_log(context, site, demo):
    page = open_as(context, site, "shenji", reverse("audit-log"))
    page.get_by_role("button", name="核验完整性").click()
    expect(page.get_by_text("日志的每一条首尾相连，没有改动。")).to_be_visible()
    check_page(page)


CELLS = """<!doctype html><html lang="zh-CN"><title>三格</title><main><h1>三格</h1>
<style>{}</style><table><tr><td>甲市<td>乙市<td><b>丙市</b></table></main>"""


@pytest.mark.parametrize(
    "style",
    [
        "td:nth-child(2) { color: #bbb }",
        "td:nth-child(3) { background: #555 }",
        "b { opacity: 0.4 }",
        "td:nth-child(2) { color: #bbb } td:first-child { visibility: hidden }",
        "td { color: #bbb } td:first-child { visibility: hidden }",
    ],
)
def test_one_faint_text_among_its_like_is_found(page, style):
    page.set_content(CELLS.format("td { color: #222 }"))
    check_page(page)
    page.set_content(CELLS.format(style))
    assert "color-contrast" in "".join(faults_of(page))
