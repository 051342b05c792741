"""Pages on which a table's doubts are settled cost the same for two of them and for forty."""

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment.models import CityTable, Concern, KeptWording
from assessment.tables.note_forms import USUAL_REASON
from tests.factories import make_account
from tests.reader.layouts import TITLE, word

pytestmark = pytest.mark.django_db

FEW, MANY = 2, 40


def table_of(folder, number: int) -> CityTable:
    """Return a table of as many items, each with a phrase that nothing reads, and notes."""
    heads = ["指标名称", "评分标准", "分值", "责任处室"]
    rows = [
        [f"机构{at}", f"第{at}处未成立扣1分，第{at}类台账混乱每起扣0.5分左右。", "2", "培训中心"]
        for at in range(number)
    ]
    notes = [f"获得第{at}类省级表彰的加2分，由人核定。" for at in range(number)]
    path = folder / f"{number}.docx"
    path.write_bytes(word(TITLE, [heads, *rows], *notes))
    call_command("import_tables", 2019, str(path), "--replace", stdout=io.StringIO())
    return CityTable.objects.get()


def pages_of(table, client) -> dict[str, int]:
    """Return how many queries each page takes."""
    note = table.concerns.filter(code="note_unsettled").first()
    phrase = Concern.objects.filter(table=table, code="unsettled").first()
    tried = {
        "item": phrase.item_id,
        "clause": note.phrase,
        "kind": "bonus_once",
        "deduction": "2",
        "name": "获得表彰",
        "reason": USUAL_REASON,
        "preview": "1",
    }
    rule = [reverse("concern-rule", args=[2019, concern.pk]) for concern in (note, phrase)]
    asked = {
        "table": (client.get, reverse("city-table", args=[2019, table.city.key]), {}),
        "kept": (client.get, reverse("table-kept", args=[2019, table.city.key]), {}),
        "note": (client.get, rule[0], {}),
        "note tried": (client.post, rule[0], tried),
        "phrase": (client.get, rule[1], {}),
        "rules": (client.get, reverse("item-rules", args=[2019, phrase.item_id]), {}),
    }
    found = {}
    for name, (act, address, data) in asked.items():
        act(address, data)  # what the process keeps
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert act(address, data).status_code == 200
        found[name] = len(queries)
    return found


def test_pages_cost_the_same_for_two_doubts_and_for_forty(tmp_path, client):
    client.force_login(make_account(role="assessment_office"))
    few = pages_of(table_of(tmp_path, FEW), client)
    many = pages_of(table_of(tmp_path, MANY), client)
    assert many == few


def test_kept_wordings_are_listed_in_as_many_queries_for_two_as_for_forty(client):
    office = make_account(role="assessment_office")
    client.force_login(office)
    taken = []
    for number in range(MANY):
        KeptWording.objects.create(
            wording=f"第{number}类台账混乱扣#分", values={"settlement": "只是说明。"},
            phrase=f"第{number}类台账混乱扣1分", source="2019 长沙市 机构", kept_by=office,
            kept_as="考核办", kept_at=timezone.now(),
        )  # fmt: skip
        if number + 1 in (FEW, MANY):
            client.get(reverse("admin:assessment_keptwording_changelist"))
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("admin:assessment_keptwording_changelist"))
            taken.append(len(queries))
    assert taken[0] == taken[1]
