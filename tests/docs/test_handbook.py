"""The handbook in the site: whole, led to from every page, its links right."""

import re
from html import unescape
from urllib.parse import unquote

import pytest
from django.urls import reverse

from cities.models import Role
from cities.permissions import Persona
from portal.handbook import places, reading
from tests.access.table import GET, PUBLIC
from tests.factories import make_account, make_city, make_county, make_office

#: Addresses that are no pages of work: the handbook itself, and the way in.
OWN = {"home", "handbook", "handbook-chapter", "handbook-picture", "sign-out"}


def chapter(code):
    found = reading.chapter(code)
    assert found is not None, code
    return found


@pytest.mark.parametrize("place", places.PLACES, ids=lambda place: " ".join(place.begins))
def test_a_page_is_explained_under_a_heading_that_stands_there(place):
    assert place.heading in {heading.words for heading in chapter(place.chapter).headings}


@pytest.mark.parametrize("name", sorted(set(GET) - OWN - set(PUBLIC)))
def test_every_address_is_explained_somewhere(name):
    begins = [begin for place in places.PLACES for begin in place.begins]
    assert any(name.startswith(begin) for begin in begins)


@pytest.mark.parametrize(
    ("name", "role", "told"),
    [
        ("scorecard", Role.CITY, ("city", "看评分卡")),
        ("scorecard", Role.ASSESSMENT_OFFICE, ("assessment-office", "九、评分卡、导出和打印")),
        ("objection", Role.OFFICE, ("office", "答复申诉")),
        ("selfeval-form-edit", Role.ASSESSMENT_OFFICE, ("forms", "二、编辑")),
        ("report-section", Role.COUNTY, ("county", "二、逐部分填写")),
        ("selfeval", Role.COUNTY, ("county", "一、收到任务")),
        ("selfeval", Role.CITY, ("review", "一、待审核的报告")),
        ("home", Role.AUDITOR, ("audit-and-administration", "")),
    ],
)
def test_who_one_is_decides_what_is_explained(name, role, told):
    assert places.place_of(name, Persona(roles=frozenset({role}))) == told


@pytest.mark.parametrize("code", ["", *reading.codes()])
def test_links_and_pictures_lead_to_what_is_there(client, code):
    html = str(chapter(code).html)
    for address in re.findall(r'href="([^"]+)"', html):
        path, _, anchor = unquote(unescape(address)).partition("#")
        held = path.rstrip("/").rpartition("/")[2] if path else code
        assert not anchor or anchor in {heading.anchor for heading in chapter(held).headings}
        assert not path or held in reading.codes()
    for source in re.findall(r'src="([^"]+)"', html):
        assert reading.picture(source.rstrip("/").rpartition("/")[2]) is not None
    assert not re.search(r"\]\(|\.md\b", html)


@pytest.mark.django_db
def test_a_page_leads_to_its_place_in_the_handbook(client):
    client.force_login(
        make_account(role="county", place=make_county("岳阳县", make_city("岳阳市")))
    )
    page = client.get(reverse("selfeval")).content.decode()
    [address] = re.findall(r'href="([^"]+)" title="本页怎么用"', page)
    assert unquote(address) == "/handbook/county/#一收到任务"
    told = client.get(address.partition("#")[0]).content.decode()
    assert '<h2 id="一收到任务">' in told
    assert "考核办布置以后" in told


@pytest.mark.django_db
def test_what_is_not_in_the_handbook_is_not_handed_out(client):
    client.force_login(make_account(role="office", office=make_office()))
    assert client.get("/handbook/design/").status_code == 404
    assert client.get("/handbook/picture/..%2Fdesign.md/").status_code == 404
    picture = client.get("/handbook/picture/grid.png/")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
