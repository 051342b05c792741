"""系统设置: who may open which page, what is left out, and that its pages need no inline styles."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from assessment.actions.wordings import keep_wording
from assessment.models import CityTable, CountySource, Evidence, Result
from press.paper.rendering import Press
from setup.site import GROUPS, SetupSite
from tests.config.setup_pages import client_of
from tests.factories import make_account, make_cast, make_table
from tests.selfeval.factories import make_report
from trust import log
from trust.models import AuditEntry, Job, StoredFile

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

#: Page: who manages it and how, who reads it. Every other role is refused.
V, A, C, D, X = "view", "add", "change", "delete", "exchange"
OFFICE, ADMINISTRATOR, AUDITOR = "assessment_office", "administrator", "auditor"
ACCESS = {
    "assessment.year": {OFFICE: {V, A, C}, AUDITOR: {V}},
    "assessment.policy": {OFFICE: {V, C}, AUDITOR: {V}},
    "assessment.indicator": {OFFICE: {V, A, C, X}, AUDITOR: {V}},
    "assessment.citytable": {OFFICE: {V}, AUDITOR: {V}},
    "assessment.item": {OFFICE: {V, C}, AUDITOR: {V}},
    "assessment.concern": {OFFICE: {V, C}, AUDITOR: {V}},
    "assessment.keptwording": {OFFICE: {V, D}, AUDITOR: {V}},
    "assessment.result": {OFFICE: {V}, AUDITOR: {V}},
    "assessment.evidence": {OFFICE: {V}, AUDITOR: {V}},
    "assessment.countysource": {OFFICE: {V}, AUDITOR: {V}},
    "selfeval.formdefinition": {OFFICE: {V}, AUDITOR: {V}},
    "selfeval.task": {OFFICE: {V}, AUDITOR: {V}},
    "selfeval.report": {AUDITOR: {V}},  # its score and history are the draft's
    "selfeval.submission": {OFFICE: {V}, AUDITOR: {V}},
    "selfeval.extension": {OFFICE: {V}, AUDITOR: {V}},
    "selfeval.extensionrequest": {OFFICE: {V}, AUDITOR: {V}},
    "selfeval.return": {OFFICE: {V}, AUDITOR: {V}},
    "selfeval.reminder": {OFFICE: {V}, AUDITOR: {V}},
    "assessment.section": {OFFICE: {V}, AUDITOR: {V}},
    "assessment.component": {OFFICE: {V}, AUDITOR: {V}},
    "assessment.measure": {OFFICE: {V}, AUDITOR: {V}},
    "assessment.rule": {OFFICE: {V}, AUDITOR: {V}},
    "cities.place": {OFFICE: {V, A, C, D, X}, AUDITOR: {V}, ADMINISTRATOR: {V}},
    "cities.office": {OFFICE: {V, A, C, D, X}, AUDITOR: {V}, ADMINISTRATOR: {V}},
    "cities.account": {ADMINISTRATOR: {V, A, C, X}, AUDITOR: {V}},
    "cities.membership": {ADMINISTRATOR: {V, A, C, X}, AUDITOR: {V}},
    "trust.auditentry": {AUDITOR: {V}},
    "trust.job": {AUDITOR: {V}, ADMINISTRATOR: {V}},
}
EXCHANGED = {name for name, roles in ACCESS.items() if any(X in may for may in roles.values())}
PERSONAS = (
    "assessment_office", "office", "other_office", "city", "other_city", "county", "auditor",
    "administrator",
)  # fmt: skip
PAGES = {model._meta.label_lower: model for model in admin.site._registry}


@pytest.fixture
def cast():
    table = make_table(issued=False)
    people = make_cast(table)
    table.concerns.create(severity="error", code="sum", message="5+3≠7")
    keep_wording(
        phrase="每起扣1分", values={"kind": "per_occurrence", "deduction": "1", "name": ""},
        source="2017 长沙市", user=people["assessment_office"], actor=log.Actor("考核甲"),
    )  # fmt: skip
    stored = StoredFile.objects.create(sha256="0" * 64, size=1)
    Evidence.objects.create(
        result=Result.objects.first(), file=stored, name="证明.pdf", added_by=people["office"]
    )
    CountySource.objects.create(
        result=Result.objects.first(), total=1, parts=[], taken_by=people["office"]
    )
    make_filed(people)
    Job.objects.create(kind="scorecards_zip", title="评分卡", owner=people["assessment_office"])
    people["nobody"] = make_account("nobody")
    return people


def make_filed(people) -> None:
    """A county's report with all that can become of it."""
    report = make_report()
    submission = report.submissions.create(
        number=1, receipt="ZP2017-0001", data=report.data, digest="0" * 64, total_shown="—",
        submitted_at=timezone.now(), submitted_by=people["county"],
    )  # fmt: skip
    office = people["assessment_office"]
    report.task.extensions.create(
        county=report.county, until=timezone.now(), reason="水毁", granted_by=office
    )
    report.task.extension_requests.create(
        county=report.county, until=timezone.now(), reason="水毁", asked_by=people["county"]
    )
    report.returns.create(
        submission=submission, returned_from="submitted", reason="数字不符", returned_by=office
    )
    report.reminders_sent.create(kind="due", due_at=timezone.now())


def address(name: str, page: str, *args) -> str:
    return reverse(f"admin:{name.replace('.', '_')}_{page}", args=args)


def answers(client, name: str) -> dict[str, bool]:
    """Return for every page of a model whether it let the person in."""
    row = PAGES[name].objects.order_by("pk").first()
    asked = {
        "list": client.get(address(name, "changelist")),
        "see": client.get(address(name, "change", row.pk)),
        "history": client.get(address(name, "history", row.pk)),
        "add": client.get(address(name, "add")),
        "create": client.post(address(name, "add"), {}),
        "save": client.post(address(name, "change", row.pk), {}),
        "delete": client.get(address(name, "delete", row.pk)),
    }
    if D not in ACCESS[name].get(OFFICE, ()):
        asked["remove"] = client.post(address(name, "delete", row.pk), {"post": "yes"})
    if name in EXCHANGED:
        asked["export"] = client.get(address(name, "export"))
        asked["import"] = client.get(address(name, "import"))
        asked["process"] = client.post(address(name, "process_import"), {})
    assert all(response.status_code < 500 for response in asked.values())
    return {page: response.status_code != 403 for page, response in asked.items()}


def expected(may: set[str], name: str) -> dict[str, bool]:
    found = {"list": V in may, "see": V in may, "history": V in may, "add": A in may,
             "create": A in may, "save": C in may, "delete": D in may}  # fmt: skip
    if D not in ACCESS[name].get(OFFICE, ()):
        found["remove"] = False
    if name in EXCHANGED:
        found |= {"export": V in may, "import": X in may, "process": X in may}
    return found


def test_every_page_of_the_site_is_in_the_table():
    assert set(PAGES) == set(ACCESS) == {name for group in GROUPS for name in group.models}


@pytest.mark.parametrize("persona", [*PERSONAS, "nobody"])
def test_access_by_role(cast, persona):
    client = client_of(cast[persona])
    # A refusal is then a sentence; its page, two hundred times over, takes most of the time.
    client.defaults["HTTP_ACCEPT"] = "application/json"
    client_of(cast["county"]).get("/admin/")  # refused, so that the log has an entry
    before = {name: model.objects.count() for name, model in PAGES.items()}
    found = {name: answers(client, name) for name in ACCESS}
    assert found == {name: expected(ACCESS[name].get(persona, set()), name) for name in ACCESS}
    del before["trust.auditentry"]  # refusals and downloads are logged
    assert before == {name: PAGES[name].objects.count() for name in before}


@pytest.mark.parametrize("persona", [*PERSONAS, "nobody"])
def test_index_opens_for_three_roles_alone(cast, persona):
    response = client_of(cast[persona]).get("/admin/")
    assert response.status_code == (200 if persona in (OFFICE, ADMINISTRATOR, AUDITOR) else 403)


def test_staff_flag_opens_nothing(cast):
    cast["city"].is_staff = True
    cast["city"].save()
    assert client_of(cast["city"]).get("/admin/").status_code == 403


def test_role_taken_away_closes_at_the_next_request(cast):
    client = client_of(cast["administrator"])
    assert client.get(address("cities.account", "changelist")).status_code == 200
    cast["administrator"].memberships.all().delete()
    assert client.get(address("cities.account", "changelist")).status_code == 403


def test_anonymous_is_led_to_the_products_own_sign_in(client):
    assert client.get("/admin/cities/place/").url == "/sign-in/?next=/admin/cities/place/"
    assert client.get("/admin/login/").url == "/sign-in/?next=%2Fadmin%2F"


def test_versions_of_a_report_leave_out_what_was_typed(cast):
    report = PAGES["selfeval.report"].objects.get()
    report.state = "submitted"
    report.save()
    version = report.history.first()
    pages = (
        address("selfeval.report", "history", report.pk),
        address("selfeval.report", "simple_history", report.pk, version.pk),
    )
    for page in pages:
        text = client_of(cast["auditor"]).get(page).content.decode()
        assert "已提交" in text
        assert "填报内容" not in text
        assert client_of(cast["assessment_office"]).get(page).status_code == 403


def test_only_the_products_own_pages_are_registered():
    site = admin.site._wrapped if hasattr(admin.site, "_wrapped") else admin.site
    assert isinstance(site, SetupSite)
    names = {pattern.name for pattern in site.get_urls() if getattr(pattern, "name", None)}
    assert names == {"index", "login", "jsi18n", "app_list"}


def test_versions_cannot_be_put_back(cast):
    client = client_of(cast["assessment_office"])
    table = PAGES["assessment.citytable"].objects.get()
    table._history_user = cast["assessment_office"]
    table.save()
    version = table.history.first()
    page = address("assessment.citytable", "simple_history", table.pk, version.pk)
    assert client.get(page).status_code == 200
    assert client.post(page, {"title": "改掉"}).status_code == 405


@pytest.mark.parametrize("persona", [OFFICE, ADMINISTRATOR, AUDITOR])
def test_pages_have_no_inline_styles_scripts_or_english(cast, persona):
    client = client_of(cast[persona])
    client.get("/admin/trust/job/")
    for name, roles in ACCESS.items():
        if persona not in roles:
            continue
        row = PAGES[name].objects.order_by("pk").first()
        pages = [address(name, "changelist")]
        pages += [address(name, page, row.pk) for page in ("change", "history")] if row else []
        pages += [address(name, "add")] if A in roles[persona] else []
        pages += [address(name, "import")] if X in roles[persona] else []
        for page in pages:
            html = client.get(page).content.decode()
            assert not re.search(r'<style|\sstyle="|\son[a-z]+="|<script(?![^>]*\ssrc=)', html), (
                page
            )
            main = html[html.index("<main") : html.index("</main>")]
            words = re.sub(r"<[^>]*>", " ", main)
            assert not re.search(r"\b(Add|Change|Delete|Save|Search|None|Home|History|Select)\b",
                                 words), page  # fmt: skip


def test_auditor_finds_the_log_of_a_row_under_its_history(cast):
    place = cast["city"].memberships.get().place
    data = {"code": "xin", "name": "新处", "order": "99"}
    office = client_of(cast["assessment_office"])
    assert office.post(address("cities.office", "add"), data).status_code == 302
    made = PAGES["cities.office"].objects.get(code="xin")
    page = client_of(cast["auditor"]).get(address("cities.office", "history", made.pk))
    assert "新建处室" in page.content.decode()
    page = client_of(cast["assessment_office"]).get(address("cities.place", "history", place.pk))
    assert "审计日志只供审计员查看" in page.content.decode()


def test_site_lists_groups_by_role(cast):
    def titles(persona):
        page = client_of(cast[persona]).get("/admin/")
        return [group["title"] for group in page.context["groups"]]

    assert titles(ADMINISTRATOR) == ["地区和处室", "账号", "日志和任务"]
    assert titles(OFFICE) == ["年度", "指标表", "采集记录", "县级自评", "规则明细", "地区和处室"]
    assert titles(AUDITOR) == [group.title for group in GROUPS]


def test_the_office_prints_the_cards_of_chosen_cities(cast, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr(Press, "join", lambda press, documents, title: title.encode())
    chosen = {"action": "print_scorecards", "_selected_action": [CityTable.objects.get().pk]}
    response = client_of(cast[OFFICE]).post(
        reverse("admin:assessment_citytable_changelist"), chosen
    )
    assert response.content.decode() == "2017年度评分卡"
    assert AuditEntry.objects.latest("sequence").action == "下载评分卡"
