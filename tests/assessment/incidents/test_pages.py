"""The register's pages: filters, one incident, its files, answers, like cases, costs in queries."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessment.incidents.actions import withdraw_incident
from assessment.incidents.like_cases import like_incidents
from assessment.incidents.questions import questions_of
from assessment.models import Incident, IncidentDecision, Year, YearState
from tests import factories as make
from tests.assessment.incidents.making import count_of, make_incident, told
from tests.assessment.recording import write
from trust.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def user(cast):
    return cast["office"]


def listed(client, **query) -> set[int]:
    page = client.get(reverse("incidents", args=[2017]), query).context["page"]
    return {incident.number for incident in page}


@pytest.fixture
def register(table, user):
    """1 counted; 2 of another city, overdue; 3 put right late; 4 withdrawn."""
    make_incident(user, table).links.create(result=count_of(table))
    other = make.make_table(table.year, make.make_city("株洲市"))
    make_incident(user, table, city=other.city, kind="audit", due_on=date(2017, 6, 1))
    make_incident(
        user, table, kind="petition", due_on=date(2017, 6, 1), put_right_on=date(2017, 6, 2)
    )
    gone = make_incident(user, table)
    withdraw_incident(incident_id=gone.pk, reason="重复", version=1, **told(user))
    return other


def test_filters_in_words(office, register):
    assert listed(office) == {1, 2, 3}
    assert listed(office, state="unlinked") == {2, 3}
    assert listed(office, state="overdue") == {2, 3}
    assert listed(office, state="withdrawn") == {4}
    assert listed(office, kind="audit") == {2}
    assert listed(office, city=register.city_id) == {2}
    assert listed(office, state="x", kind="x", city="²") == {1, 2, 3}


def test_a_city_reads_its_own_once_released(client, cast, table, user, register):
    client.force_login(cast["other_city"])
    assert client.get(reverse("incidents", args=[2017])).status_code == 404
    Year.objects.update(state=YearState.FEEDBACK)
    assert listed(client) == {2}
    assert listed(client, state="withdrawn") == set()
    one, two = Incident.objects.filter(number__in=[1, 2]).order_by("number")
    assert client.get(reverse("incident", args=[2017, one.pk])).status_code == 404
    page = client.get(reverse("incident", args=[2017, two.pk])).content.decode()
    assert "湘移纪〔2017〕5号" in page
    assert "撤销" not in page


def test_wrong_days_are_told_at_their_fields_and_nothing_is_kept(office, table):
    said = {
        "city": table.city.pk,
        "happened_on": "2017-05-02",
        "kind": "notice",
        "description": "",
        "due_on": "2017-05-01",
        "county": "望城县",
    }
    answer = office.post(reverse("incident-new", args=[2017]), said)
    assert answer.status_code == 422
    page = answer.content.decode()
    for words in ("请写明是什么事。", "整改期限早于发生日期", "“望城县”不是长沙市的县市区"):
        assert words in page
    assert not Incident.objects.exists()


def test_the_same_once_more_is_told_that_it_is_the_same(office, table):
    said = {
        "city": table.city.pk,
        "happened_on": "2017-05-02",
        "kind": "notice",
        "description": "信访件",
        "county": "",
    }
    url = reverse("incident-new", args=[2017])
    first = office.post(url, said, follow=True).content.decode()
    assert "已登记为第 1 号事件" in first
    assert "没有再登记一起" in office.post(url, said, follow=True).content.decode()
    assert Incident.objects.count() == 1
    other = office.post(url, said | {"description": "另一信访件"}, follow=True)
    assert "已登记为第 2 号事件" in other.content.decode()


def test_second_who_saves_is_told_and_keeps_what_he_typed(office, table, user):
    incident = make_incident(user, table)
    url = reverse("incident-edit", args=[2017, incident.pk])
    said = {
        "city": table.city.pk,
        "happened_on": "2017-05-02",
        "kind": "notice",
        "description": "先保存的",
        "version": 1,
    }
    assert office.post(url, said).status_code == 302
    answer = office.post(url, said | {"description": "后保存的"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "改过这起事件，没有保存" in page
    assert "后保存的" in page
    assert office.post(url, said | {"description": "", "version": 2}).status_code == 422
    assert Incident.objects.get().description == "先保存的"


def test_withdrawing_needs_a_reason_and_a_fresh_page(office, table, user):
    incident = make_incident(user, table)
    url = reverse("incident-withdraw", args=[2017, incident.pk])
    assert office.post(url, {"version": 1, "reason": " "}).status_code == 422
    office.post(url, {"version": 9, "reason": "重复"})
    assert not Incident.objects.get().is_withdrawn
    office.post(url, {"version": 1, "reason": "重复"})
    assert Incident.objects.get().withdrawn_reason == "重复"


def lay(client, incident, words="台账"):
    file = SimpleUploadedFile("通报.txt", words.encode())
    return client.post(
        reverse("incident-evidence-add", args=[2017, incident.pk]), {"file": file}, follow=True
    ).content.decode()


def test_file_of_an_incident_proves_its_cells_on_page_and_card(office, table, user):
    incident = make_incident(user, table)
    cell = count_of(table)
    incident.links.create(result=cell)
    write(office, cell, "1")
    assert "已添加“通报.txt”" in lay(office, incident)
    assert "已经添加过，没有重复添加" in lay(office, incident)
    panel = office.get(reverse("result-detail", args=[2017, cell.pk])).content.decode()
    assert "第 1 号事件的佐证" in panel
    card = office.get(reverse("scorecard", args=[2017, table.city.key])).content.decode()
    assert (
        "事件台账：第 1 号 2017-05-02 《关于几起违纪问题的通报》湘移纪〔2017〕5号（通报.txt）"
        in card
    )
    file = incident.evidence.get()
    read = office.get(reverse("incident-evidence", args=[2017, file.pk]))
    assert b"".join(read.streaming_content) == "台账".encode()
    assert AuditEntry.objects.filter(action="下载事件佐证").count() == 1
    office.post(reverse("incident-evidence-withdraw", args=[2017, file.pk]), follow=True)
    card = office.get(reverse("scorecard", args=[2017, table.city.key])).content.decode()
    assert "通报.txt" not in card


def test_incident_page_counts_in_a_cell_and_moves_no_figure(office, table, user):
    incident, cell = make_incident(user, table), count_of(table)
    url = reverse("incident-link", args=[2017, incident.pk])
    page = office.post(url, {"cell": cell.pk}, follow=True).content.decode()
    assert "现为 1 起；该格的数没有改动" in page
    cell.refresh_from_db()
    assert (cell.value, incident.links.count()) == (None, 1)
    office.post(url, {"cell": cell.pk, "act": "unlink"})
    assert incident.links.count() == 0


# --- What is asked -------------------------------------------------------------------------


def test_incident_counted_twice_and_two_that_look_alike_are_asked_about(table, user):
    first = make_incident(user, table)
    section = table.sections.first()
    component = make.make_component(
        make.make_item(section, "稽察", "5", make.make_office("培训中心")), "5"
    )
    second_cell = make.make_measure(component, "稽察发现问题每起", "次数", "起").result
    for cell in (count_of(table), second_cell):
        first.links.create(result=cell)
    make_incident(user, table, document_number="湘移纪[2017]5 号", description="另一种写法")
    make_incident(user, table, happened_on=date(2017, 5, 12))
    twice, alike = questions_of(table.year)
    assert (
        "计入了 2 项：廉政建设“发生违纪违规行为被通报每起”、稽察“稽察发现问题每起”"
        in twice.sentence
    )
    assert alike.sentence.endswith("可能是同一起：文号同为“湘移纪〔2017〕5号”")


def asked_page(client, **post):
    url = reverse("incident-questions", args=[2017])
    answer = client.post(url, post, follow=True) if post else client.get(url)
    return answer.content.decode()


def test_answer_is_kept_until_what_it_rests_on_changes(office, table, user):
    one, _ = make_incident(user, table), make_incident(user, table)
    [question] = questions_of(table.year)
    assert "请写明理由" in asked_page(office, subject=question.subject, reason="")
    asked_page(office, subject=question.subject, reason="分属两个县")
    [answered] = questions_of(table.year)
    assert (answered.is_open, answered.decision.reason) == (False, "分属两个县")
    assert AuditEntry.objects.get(action="答复事件存疑").reason == "分属两个县"
    asked_page(office, subject=question.subject, reason="再答一次")
    assert IncidentDecision.objects.count() == 1
    Incident.objects.filter(pk=one.pk).update(put_right_on=date(2017, 6, 1))
    assert not questions_of(table.year)[0].is_open
    Incident.objects.filter(pk=one.pk).update(happened_on=date(2017, 5, 3))
    assert questions_of(table.year)[0].is_open


def test_withdrawn_incident_is_asked_about_no_more(office, table, user):
    one, _ = make_incident(user, table), make_incident(user, table)
    subject = questions_of(table.year)[0].subject
    withdraw_incident(incident_id=one.pk, reason="重复", version=1, **told(user))
    assert questions_of(table.year) == []
    url = reverse("incident-questions", args=[2017])
    assert office.post(url, {"subject": subject, "reason": "是两起"}).status_code == 403


# --- Like cases ----------------------------------------------------------------------------


def test_like_cases_show_what_each_cost_and_mark_what_differs(office, table, user):
    other = make.make_table(table.year, make.make_city("株洲市"))
    third = make.make_table(table.year, make.make_city("湘潭市"))
    for each in (table, other):
        cell = count_of(each)
        make_incident(user, table, city=each.city).links.create(result=cell)
        write(office, cell, "1")
    make_incident(user, table, city=third.city)
    [group] = like_incidents(table.year)
    assert [(i.line.incident.city.name, i.each, word) for i, word in group.marked] == [
        ("长沙市", 2, ""),
        ("株洲市", 2, ""),
        ("湘潭市", 0, "未挂接，没有扣分"),
    ]
    count_of(other).measure.rules.update(deduction=1)
    page = office.get(reverse("incidents-alike", args=[2017])).content.decode()
    assert "少于多数" in page
    assert f"{reverse('scorecard', args=[2017, other.city.key])}#item-" in page


# --- Queries -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "count"),
    [("incidents", 13), ("incidents-alike", 15), ("incident-questions", 8)],
)
def test_lists_cost_the_same_for_one_and_many(
    office, table, user, name, count, django_assert_num_queries
):
    url = reverse(name, args=[2017])
    cell = count_of(table)
    make_incident(user, table).links.create(result=cell)
    office.get(url)
    with django_assert_num_queries(count):
        office.get(url)
    for _ in range(4):
        make_incident(user, table).links.create(result=cell)
    with django_assert_num_queries(count):
        office.get(url)
