"""A file that no column could hold is answered with a sentence by the page, and nothing is kept."""

import copy
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessment import models
from assessment.models import CityTable
from assessment.reader import bounds
from cities.loading import load_places
from tests.assessment.seeds import ACTOR
from tests.factories import make_account
from tests.reader.test_exported import (
    CITY,
    MEASURED,
    PART,
    POINT,
    RULED,
    THING,
    WHOLE,
    changed,
)
from trust import guard

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

#: What a column is called in messages, and where it is.
COLUMNS = {
    "标题": (models.CityTable, "title"),
    "市州": (models.CityTable, "city_name"),
    "部分的序号": (models.Section, "number"),
    "部分的名称": (models.Section, "name"),
    "部分的标题": (models.Section, "heading"),
    "指标名称": (models.Item, "name"),
    "责任处室": (models.Item, "offices_text"),
    "测量项编码": (models.Measure, "code"),
    "测量项": (models.Measure, "name"),
    "简称": (models.Measure, "key"),
    "单位": (models.Measure, "unit"),
    "句式": (models.Rule, "pattern"),
}


@pytest.fixture
def desk(client):
    load_places(actor=ACTOR)
    client.force_login(make_account("kaohe", role="assessment_office"))
    return client


@pytest.fixture
def in_process(monkeypatch):
    """Reads in this process: what is asked here is the sentence, not the process."""

    def run(function_path, *args, **_):
        from trust.guard.child import _function

        return _function(function_path)(*args)

    monkeypatch.setattr(guard, "run_limited", run)


def hand_in(client, told, name="a.json"):
    data = told if isinstance(told, bytes) else json.dumps(told).encode()
    url = reverse("tables-import", args=[2017])
    return client.post(url, {"file": SimpleUploadedFile(name, data)})


def test_bounds_are_those_of_the_columns():
    for name, (model, field) in COLUMNS.items():
        assert model._meta.get_field(field).max_length == bounds.LONGEST[name], name
    assert models.Indicator._meta.get_field("name").max_length == bounds.LONGEST["指标名称"]
    for (whole, places), (model, field) in {
        bounds.POINTS: (models.Item, "points"),
        bounds.AMOUNT: (models.Measure, "target"),
    }.items():
        column = model._meta.get_field(field)
        assert (column.max_digits - column.decimal_places, column.decimal_places) == (whole, places)


def test_year_of_a_million_digits_is_answered_by_the_limited_process(desk):
    response = hand_in(desk, b'{"year":' + b"9" * 1_000_000 + b',"cities":[]}')

    assert response.status_code == 422
    assert "位数过多" in response.content.decode()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((*PART, "full"), "1e400"),
        ((*THING, "points"), "9" * 5000),
        ((*RULED, "deduction"), "0.00000000000000000001"),
        ((*RULED, "step"), "NaN"),
        ((*MEASURED, "target"), "9" * 20),
        ((*RULED, "start"), 10**20),
        ((*POINT, "end"), -5),
        ((*THING, "name"), "名" * 10_000),
        ((*THING, "text"), "计8分\x00"),
        ((*CITY, "notes"), 5),
        ((*CITY, "sections"), WHOLE["cities"][0]["sections"] * 30),
        ((*CITY, "city"), "无此市"),
    ],
)
def test_page_says_what_is_wrong_and_keeps_nothing(desk, in_process, path, value):
    response = hand_in(desk, changed(path, value))

    assert response.status_code == 422
    assert response.context["problems"]
    assert "长沙市" in response.content.decode() or path[-1] == "city"
    assert not CityTable.objects.exists()


def test_largest_words_and_figures_that_fit_are_kept(desk, in_process):
    told = copy.deepcopy(changed((*MEASURED, "target"), "12345678901.2345"))
    table = told["cities"][0]
    item = table["sections"][0]["items"][0]
    table["title"] = "题" * 200
    item["name"] = "名" * 60
    item["components"][0]["measures"][0] |= {"name": "测" * 200, "unit": "亩" * 20}
    item["components"][0]["rules"][0] |= {"deduction": "9999.999", "pattern": "句" * 60}

    response = hand_in(desk, told)
    desk.post(reverse("tables-import", args=[2017]), {"parcel": response.context["parcel"]})

    measure = models.Measure.objects.get()
    assert (measure.name, str(measure.target)) == ("测" * 200, "12345678901.2345")
    assert str(models.Rule.objects.get().deduction) == "9999.999"
