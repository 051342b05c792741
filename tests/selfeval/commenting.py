"""What the tests of 内部批注 share: who reads a report, and what they press on its pages."""

from django.test import Client
from django.urls import reverse

from cities.models import Account
from selfeval.comments import actions
from selfeval.models import Comment
from tests.factories import make_account, make_city, make_county, make_office
from tests.selfeval.factories import actor_for

TEXT = "按决算数还是预算数？"


def make_people(report) -> dict[str, Account]:
    """Everybody around a county's report, two of them its own."""
    county, city = report.county, report.county.city
    return {
        "clerk": make_account("clerk", role="county", place=county),
        "colleague": make_account("colleague", role="county", place=county),
        "neighbour": make_account("neighbour", role="county", place=make_county("宁乡县", city)),
        "city": make_account("city", role="city", place=city),
        "other_city": make_account("other_city", role="city", place=make_city("株洲市")),
        "assessment_office": make_account("kaohe", role="assessment_office"),
        "office": make_account("chushi", role="office", office=make_office()),
        "auditor": make_account("shenji", role="auditor"),
        "administrator": make_account("guanli", role="administrator"),
    }


def browser(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def page_of(client, report, name="report-comments", *more) -> str:
    response = client.get(reverse(name, args=[report.pk, *more]))
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def say(account, report, text=TEXT, **told):
    url = reverse("report-comments", args=[report.pk])
    return browser(account).post(url, {"cell": "summary", "text": text} | told)


def press(account, comment, name, **told):
    url = reverse(f"report-comment-{name}", args=[comment.report_id, comment.pk])
    return browser(account).post(url, told, follow=True)


def told(user):
    return {"user": user, "actor": actor_for(user)}


def written(user, report, text=TEXT, cell="summary") -> Comment:
    return actions.write_comment(report_id=report.pk, cell=cell, text=text, **told(user))
