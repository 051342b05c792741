"""What everybody reads: only what is published, nobody named; and who may publish."""

import pytest
from django.test import Client
from django.urls import reverse

from selfeval.models import Report
from tests.selfeval.filed import bring_to, make_world, send_back, step, submit
from tests.selfeval.review_pages import browser, take

pytestmark = pytest.mark.django_db

LIST = reverse("public-reports")


def public(cast) -> str:
    return reverse("public-report", args=[cast.report.pk])


@pytest.mark.parametrize(
    "state", ["draft", "submitted", "returned", "city_review", "province_review", "accepted"]
)
def test_nothing_is_public_before_it_is_published(state):
    cast = make_world()
    bring_to(cast, state)
    assert Client().get(public(cast)).status_code == 404
    assert "望城区" not in Client().get(LIST).content.decode()


def test_published_report_is_read_without_an_account_and_nobody_is_named():
    cast = make_world()
    submit(cast, contact="欧阳某某")
    for name, persona in (
        ("take_up", "city"), ("pass_on", "city"),
        ("accept_report", "assessment_office"), ("publish_report", "assessment_office"),
    ):  # fmt: skip
        step(cast, name, persona)
    assert "望城区" in Client().get(LIST).content.decode()
    page = Client().get(public(cast)).content.decode()
    assert "按计划完成全年任务。" in page
    assert "98" in page
    assert "欧阳" not in page
    assert str(cast["county"]) not in page  # who submitted it


def test_public_pages_leave_no_copy_on_the_way_and_open_no_session():
    cast = make_world()
    bring_to(cast, "published")
    for url in (LIST, public(cast)):
        response = Client().get(url)
        assert response["Cache-Control"] == "no-store, private"
        assert not response.cookies


def test_report_taken_back_is_gone_at_once():
    cast = make_world()
    bring_to(cast, "published")
    step(cast, "unpublish_report", "assessment_office", reason="有一处笔误。")
    assert Client().get(public(cast)).status_code == 404


def test_public_report_is_the_accepted_version():
    cast = make_world()
    submit(cast)
    send_back(cast, cells=None)
    from tests.selfeval.factories import write

    write(cast.report, {"summary": "改过以后的概述。"}, user=cast["county"])
    step(cast, "submit_report", "county")
    for name, persona in (
        ("take_up", "city"), ("pass_on", "city"),
        ("accept_report", "assessment_office"), ("publish_report", "assessment_office"),
    ):  # fmt: skip
        step(cast, name, persona)
    Report.objects.filter(pk=cast.report.pk).update(data={})
    page = Client().get(public(cast)).content.decode()
    assert "改过以后的概述。" in page


def test_public_list_is_searched_by_place_and_year():
    cast = make_world()
    bring_to(cast, "published")
    for query, found in (({"q": "望城"}, 1), ({"q": "长沙"}, 1), ({"q": "株洲"}, 0),
                         ({"year": "2017"}, 1), ({"year": "x"}, 1)):  # fmt: skip
        page = Client().get(LIST, query)
        assert len(page.context["page"].object_list) == found, query


@pytest.mark.parametrize("count", [1, 3])
def test_public_list_costs_the_same_for_any_number(django_assert_num_queries, count):
    cast = make_world()
    bring_to(cast, "published")
    report = Report.objects.get(pk=cast.report.pk)
    others = list(Report.objects.exclude(pk=report.pk))
    from tests.selfeval.factories import make_report

    others += [make_report(cast.task) for _ in range(2)]
    for other in others[: count - 1]:
        Report.objects.filter(pk=other.pk).update(
            state="published", accepted=report.accepted, latest=report.latest
        )
    with django_assert_num_queries(3):  # years; how many, which
        response = Client().get(LIST)
    assert len(response.context["page"].object_list) == count


def test_public_report_costs_one_query(django_assert_num_queries):
    cast = make_world()
    bring_to(cast, "published")
    with django_assert_num_queries(1):
        Client().get(public(cast))


# --- publishing -----------------------------------------------------------------------------


def prove(client) -> None:
    """As if the password had been given just now."""
    import time

    session = client.session
    session["proved_at"] = int(time.time())
    session.save()


def publishing(cast) -> str:
    return reverse("report-publish", args=[cast.report.pk])


def test_publishing_asks_for_the_password_again():
    cast = make_world()
    bring_to(cast, "accepted")
    office = browser(cast["assessment_office"])
    for ask in (office.get, office.post):
        assert ask(publishing(cast)).url.startswith(reverse("confirm-password"))
    cast.report.refresh_from_db()
    assert cast.report.state == "accepted"


def test_office_publishes_and_takes_back_once_it_has_proved_who_it_is():
    cast = make_world()
    bring_to(cast, "accepted")
    office = browser(cast["assessment_office"])
    prove(office)
    office.post(publishing(cast), {"version": cast.report.version})
    cast.report.refresh_from_db()
    assert cast.report.state == "published"
    take_back = {"step": "unpublish", "version": cast.report.version, "reason": "有一处笔误。"}
    office.post(reverse("report-step", args=[cast.report.pk]), take_back)
    cast.report.refresh_from_db()
    assert cast.report.state == "accepted"


def test_taking_back_needs_a_reason():
    cast = make_world()
    bring_to(cast, "published")
    office = browser(cast["assessment_office"])
    prove(office)
    page = office.post(
        reverse("report-step", args=[cast.report.pk]),
        {"step": "unpublish", "version": cast.report.version}, follow=True,
    )  # fmt: skip
    assert "请写明理由" in page.content.decode()
    cast.report.refresh_from_db()
    assert cast.report.state == "published"


def test_many_are_published_at_once():
    cast = make_world()
    bring_to(cast, "accepted")
    office = browser(cast["assessment_office"])
    prove(office)
    office.post(
        reverse("reports-bulk"),
        {"step": "publish", "report": [f"{cast.report.pk}:{cast.report.version}"]},
    )
    cast.report.refresh_from_db()
    assert cast.report.state == "published"


@pytest.mark.parametrize(
    ("persona", "code"),
    [("city", 403), ("county", 403), ("office", 403), ("auditor", 403), ("other_city", 404),
     ("other_county", 404), ("administrator", 404)],
)  # fmt: skip
def test_publishing_is_the_offices(persona, code):
    cast = make_world()
    bring_to(cast, "accepted")
    client = browser(cast[persona])
    prove(client)
    assert client.get(publishing(cast)).status_code == code
    assert client.post(publishing(cast), {"version": cast.report.version}).status_code == code
    cast.report.refresh_from_db()
    assert cast.report.state == "accepted"


def test_publishing_is_no_step_without_its_page():
    cast = make_world()
    bring_to(cast, "accepted")
    assert take(cast, "assessment_office", "publish").status_code == 404


def test_nothing_is_to_be_published_before_it_is_accepted():
    cast = make_world()
    bring_to(cast, "province_review")
    page = browser(cast["assessment_office"]).get(publishing(cast), follow=True)
    assert "报告处于“省级审核”，现在不能公开。" in page.content.decode()
