"""A count cell opens its incidents: what is shown, written, told to the grid, and refused."""

import json

import pytest
from django.urls import reverse

from assessment.actions.results import Entry, record_result
from assessment.collection.doubtful import doubtful_figures
from assessment.models import Incident, IncidentLink, Indicator, Result, Year, YearState
from tests.assessment.incidents.making import count_of, make_audit, make_incident, told
from tests.assessment.recording import write

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
APART = "手工录入，与台账 {} 起不一致"


@pytest.fixture
def cell(table) -> Result:
    return count_of(table)


def at(name, cell):
    return reverse(name, args=[2017, cell.pk])


def send(client, name, cell, **more):
    cell.refresh_from_db()
    return client.post(at(name, cell), {"version": cell.version} | more)


def heard(response) -> dict:
    return json.loads(response["HX-Trigger"])["cell-incidents-told"]


def grid(client) -> str:
    indicator = Indicator.objects.get(name="廉政建设")
    return client.get(reverse("collection-grid", args=[2017, indicator.pk])).content.decode()


def test_grid_offers_the_register_under_a_count_alone(office, cast, table, cell):
    page = grid(office)
    assert f'data-incidents="{cell.pk}"' in page
    assert page.count("data-incidents=") == 1
    make_incident(cast["office"], table).links.create(result=cell)
    assert "台账 1 起</button>" in grid(office)


def test_linking_writes_the_figure_and_tells_the_grid(office, cast, table, cell):
    incident = make_incident(cast["office"], table)
    response = send(office, "cell-incident-link", cell, incident=incident.pk)
    assert "台账现为 1 起，本格随之改为 1。" in response.content.decode()
    [written], [row] = heard(response)["cells"], heard(response)["rows"]
    assert (written["text"], row["score"]) == ("1", "8.00")
    assert heard(response)["labels"][0]["text"] == "台账 1 起"


def test_conflict_shows_what_stands_and_links_nothing(office, cast, table, cell):
    incident = make_incident(cast["office"], table)
    record_result(entry=Entry(cell.pk, 4, 0), **told(cast["office"]))
    response = office.post(at("cell-incident-link", cell), {"version": 0, "incident": incident.pk})
    assert response.status_code == 409
    assert "打开之后本格或台账已有变动" in response.content.decode()
    assert not IncidentLink.objects.exists()


def test_typed_figure_is_marked_in_grid_panel_list_and_answer(office, cast, table, cell):
    incident = make_incident(cast["office"], table)
    answer = write(office, cell, "3").json()
    assert answer["cells"][0]["doubts"] == [APART.format(0)]
    send(office, "cell-incident-link", cell, incident=incident.pk)
    assert Result.objects.get(pk=cell.pk).value == 3
    for page in (grid(office), office.get(at("result-detail", cell)).content.decode()):
        assert APART.format(1) in page
    [line] = doubtful_figures(table.year)
    assert (line.result_id, line.sentences) == (cell.pk, (APART.format(1),))


def test_without_a_register_no_count_is_doubted(office, table, cell):
    assert write(office, cell, "3").json()["cells"][0]["doubts"] == []
    assert doubtful_figures(table.year) == []
    assert "手工录入" not in grid(office)


def test_taking_over_a_number_that_moved_is_a_conflict(office, cast, table, cell):
    make_incident(cast["office"], table).links.create(result=cell)
    response = send(office, "cell-incidents-take", cell, seen=2, on="2018-01-05")
    assert response.status_code == 409
    taken = send(office, "cell-incidents-take", cell, seen=1, on="2018-01-05")
    assert (taken.status_code, Result.objects.get(pk=cell.pk).value) == (200, 1)


def test_on_top_names_its_day_and_is_taken_by_one_press(office, cast, table):
    found, on_top = make_audit(table)
    incident = make_incident(cast["office"], table, due_on="2017-06-30", kind="audit")
    incident.links.create(result=found)
    page = office.get(at("cell-incidents", on_top), {"on": "2017-06-30"}).content.decode()
    assert "截至 <strong>2017-06-30</strong>，未在期限内整改到位的 <strong>0</strong> 起" in page
    page = office.get(at("cell-incidents", on_top), {"on": "2017-07-01"}).content.decode()
    assert "按台账改为 1" in page
    send(office, "cell-incidents-take", on_top, seen=1, on="2017-07-01")
    assert Result.objects.get(pk=on_top.pk).value == 1


@pytest.mark.parametrize("on", ["2999-01-01", "x", ""])
def test_day_that_is_none_is_never_taken_over(office, cast, table, cell, on):
    make_incident(cast["office"], table).links.create(result=cell)
    response = send(office, "cell-incidents-take", cell, seen=1, on=on)
    assert response.status_code == 403
    assert Result.objects.get(pk=cell.pk).value is None


def test_closed_collection_shows_and_changes_nothing(office, cast, table, cell):
    incident = make_incident(cast["office"], table)
    incident.links.create(result=cell)
    Year.objects.update(state=YearState.REVIEW)
    page = office.get(at("cell-incidents", cell)).content.decode()
    assert "采集已关闭" in page
    assert "按台账改为" not in page
    assert send(office, "cell-incident-unlink", cell, incident=incident.pk).status_code == 403
    assert IncidentLink.objects.exists()


def test_registering_from_the_cell_counts_at_once(office, table, cell):
    said = {
        "city": table.city.pk,
        "happened_on": "2017-05-02",
        "kind": "notice",
        "description": "被通报。",
        "cell": cell.pk,
        "cell_version": 0,
    }
    response = office.post(reverse("incident-new", args=[2017]), said)
    assert response["Location"].endswith(f"?at={cell.pk}#c{cell.pk}")
    again = office.post(reverse("incident-new", args=[2017]), said, follow=True)  # the same press
    assert "与刚才登记的第 1 号事件内容相同，没有再登记一起" in again.content.decode()
    assert (Result.objects.get(pk=cell.pk).value, Incident.objects.count()) == (1, 1)


def test_registering_from_a_cell_that_moved_registers_nothing(office, cast, table, cell):
    record_result(entry=Entry(cell.pk, 4, 0), **told(cast["office"]))
    said = {
        "city": table.city.pk,
        "happened_on": "2017-05-02",
        "kind": "notice",
        "description": "被通报。",
        "cell": cell.pk,
        "cell_version": 0,
    }
    page = office.post(reverse("incident-new", args=[2017]), said).content.decode()
    assert "事件没有登记" in page
    assert "被通报。" in page
    assert not Incident.objects.exists()


def test_dialog_costs_the_same_for_one_and_many(
    office, cast, table, cell, django_assert_num_queries
):
    """Session and account 3, cell 1, item 2, links 1, list 1, offered 1, closed 2, register 2,
    kept 1."""
    make_incident(cast["office"], table).links.create(result=cell)
    office.get(at("cell-incidents", cell))
    with django_assert_num_queries(13):
        office.get(at("cell-incidents", cell))
    for _ in range(4):
        make_incident(cast["office"], table).links.create(result=cell)
        make_incident(cast["office"], table)
    with django_assert_num_queries(13):
        office.get(at("cell-incidents", cell))
