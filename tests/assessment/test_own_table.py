"""An office's own table, from the file to the card, as the handbook leads through it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessment.models import CityTable, Result, Rule
from assessment.tables.phrase_forms import USUAL_REASON
from cities.models import Role
from tests import factories
from tests.assessment.phrases import EACH, GIVEN, address_of, shown_fields
from tests.assessment.previews import parcel_of
from tests.reader.layouts import TITLE, word

pytestmark = pytest.mark.django_db

HEADS = ["指标名称", "考核内容", "评分标准", "分值", "责任处室"]
ROWS = [
    ["台账", "台账齐全。", f"未建台账扣2分；{EACH}。", "60", "培训中心"],
    ["创新", "鼓励创新。", f"{GIVEN}。", "40", "培训中心"],
]


@pytest.fixture
def desk(client):
    factories.make_city("长沙市")
    factories.make_office("培训中心")
    client.force_login(factories.make_account("kaohe", role=Role.ASSESSMENT_OFFICE))
    return client


def imported(desk) -> CityTable:
    address = reverse("tables-import", args=[2019])
    upload = SimpleUploadedFile("表.docx", word(TITLE, [HEADS, *ROWS]))
    looked = desk.post(address, {"file": upload})
    desk.post(address, {"parcel": parcel_of(looked)})
    return CityTable.objects.get()


def settle_all(desk, table) -> None:
    """Take what is proposed for every phrase; of what is found in the words say so."""
    for concern in table.concerns.filter(code="unsettled"):
        desk.post(address_of(concern), shown_fields(desk, concern))
    for concern in table.concerns.filter(settled_at=None).exclude(severity="notice"):
        address = reverse("concern-settle", args=[2019, concern.pk])
        desk.post(address, {"settlement": "与原文核对过。"})


def test_own_table_is_scored_with_the_rules_that_were_settled(desk):
    table = imported(desk)
    settle_all(desk, table)
    for step in ("table-confirm", "table-issue"):
        table.refresh_from_db()
        address = reverse(step, args=[2019, table.city.key])
        desk.post(address, {"version": table.version})
    table.refresh_from_db()
    assert table.is_issued

    each = Rule.objects.get(clause=EACH).measures.get()
    given = Rule.objects.get(clause=GIVEN).measures.get()
    Result.objects.filter(measure=each).update(value=3)
    Result.objects.filter(measure=given).update(value=1)
    card = desk.get(reverse("scorecard", args=[2019, table.city.key])).content.decode()
    assert "3 起 × 0.5 = 1.5" in card
    assert USUAL_REASON in card  # beside who made the rule
    printed = reverse("scorecard-pdf", args=[2019, table.city.key])
    assert desk.get(printed).headers["Content-Type"] == "application/pdf"


def test_nothing_of_an_own_table_is_issued_before_its_phrases_are_settled(desk):
    table = imported(desk)
    address = reverse("table-confirm", args=[2019, table.city.key])
    desk.post(address, {"version": table.version})
    table.refresh_from_db()
    assert table.confirmed_at is None
