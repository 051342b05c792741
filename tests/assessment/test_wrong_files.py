"""A file that cannot be taken is answered as what it is: 422, with a sentence, on the same page."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessment.models import Indicator
from tests import factories
from trust.wire import UNREADABLE

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def cast():
    return factories.make_cast(factories.make_table())


@pytest.mark.parametrize(
    ("name", "persona"),
    [
        ("results-import", "office"),
        ("incidents-import", "office"),
        ("tables-import", "assessment_office"),
    ],
)
@pytest.mark.parametrize("data", [b"PK\x03\x04 no workbook", None])
def test_a_wrong_file_and_none_at_all_are_refused_with_the_page(client, cast, name, persona, data):
    client.force_login(cast[persona])
    url = reverse(name, args=[2017])
    sent = {"file": SimpleUploadedFile("表.xlsx", data)} if data else {"parcel": ""}
    answer = client.post(url, sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert answer.context.get("problems") or answer.context["form"].errors
    if data is None:
        assert "请先选择要导入的文件" in page
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("cells", [[1], ["a"], [{"id": 1, "text": "", "version": 0}, None]])
def test_what_is_no_cell_is_told_to_be_none(client, cast, cells):
    client.force_login(cast["office"])
    url = reverse("collection-block", args=[2017, Indicator.objects.first().pk])
    answer = client.post(url, json.dumps({"cells": cells}), content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["error"] == UNREADABLE
