"""恢复此值: a cell says again what its history keeps, by the same way as everything is written."""

import json

import pytest
from django.urls import reverse

from assessment.models import Result, Year, YearState
from tests.assessment.recording import result_of, write
from tests.factories import make_measure
from trust.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def result(office, table):
    """A cell that said 1510, then 151."""
    result = result_of(table)
    write(office, result, "1510")
    write(office, result, "151", version=1)
    return result_of(table)


def panel(client, result):
    return client.get(reverse("result-detail", args=[2017, result.pk]))


def restore(client, result, kept):
    url = reverse("result-restore", args=[2017, result.pk])
    return client.post(url, {"kept": kept, "version": result.version})


def kept_of(client, result) -> dict[str, int]:
    """What the panel offers to restore: the values with the rows of history that keep them."""
    steps = panel(client, result).context["steps"]
    return {step.after: step.kept_id for step in steps if step.kept_id}


def test_the_panel_offers_each_earlier_value(office, result):
    write(office, result, "", version=2)
    assert list(kept_of(office, result_of_same(result))) == ["151", "1,510"]
    assert panel(office, result).content.decode().count("恢复此值") == 2


def result_of_same(result) -> Result:
    return Result.objects.get(pk=result.pk)


def test_what_stands_is_not_offered(office, result):
    assert list(kept_of(office, result)) == ["1,510"]


def test_an_earlier_value_is_written_again_and_the_grid_is_told(office, cast, result):
    answer = restore(office, result, kept_of(office, result)["1,510"])
    now = result_of_same(result)
    assert (now.value, now.version, now.recorded_by) == (1510, 3, cast["office"])
    told = json.loads(answer.headers["HX-Trigger-After-Swap"])["cell-detail"]["written"]
    assert [(cell["text"], cell["version"]) for cell in told["cells"]] == [("1510", 3)]
    assert [row["recorded"] for row in told["rows"]] == [1]
    assert "已恢复" in answer.content.decode()


def test_the_log_calls_it_restored_and_says_from_when(office, result):
    restore(office, result, kept_of(office, result)["1,510"])
    entry = AuditEntry.objects.order_by("-sequence").first()
    assert entry.action == "恢复原值"
    assert (entry.before["完成值"], entry.after["完成值"]) == ("151", "1510")
    assert entry.after["来源"].startswith("历史 20")


def test_what_a_colleague_wrote_meanwhile_is_not_overwritten(office, result):
    kept = kept_of(office, result)["1,510"]
    write(office, result, "77")
    answer = restore(office, result, kept)
    assert answer.status_code == 409
    assert "刚被他人改过，没有恢复" in answer.content.decode()
    assert result_of_same(result).value == 77
    told = json.loads(answer.headers["HX-Trigger-After-Swap"])["cell-detail"]
    assert (told["cell"]["text"], told["written"]) == ("77", None)


def test_ticked_places_come_back_with_their_number(office, table):
    component = result_of(table).measure.component
    measure = make_measure(component, "内部审计", "数量", "个", "2", places=["望城区", "浏阳市"])
    write(office, measure.result, "1", ticked=["浏阳市"])
    write(office, measure.result, "5", version=1)
    now = result_of_same(measure.result)
    restore(office, now, kept_of(office, now)["1"])
    assert (result_of_same(now).value, result_of_same(now).ticked) == (1, ["浏阳市"])


def test_nothing_is_restored_once_collection_is_closed(office, result):
    kept = kept_of(office, result)["1,510"]
    Year.objects.update(state=YearState.REVIEW)
    assert restore(office, result, kept).status_code == 403
    assert "恢复此值" not in panel(office, result).content.decode()
    assert result_of_same(result).value == 151


@pytest.mark.parametrize("kept", ["", "0", "x", "9" * 30, "99999999"])
def test_what_the_history_does_not_keep_is_refused_with_a_sentence(office, result, kept):
    answer = restore(office, result, kept)
    assert answer.status_code == 403
    assert result_of_same(result).value == 151


def test_the_history_of_another_cell_is_not_taken(office, table, result):
    other = result_of(table, "获证率")
    write(office, other, "96")
    foreign = other.history.first().history_id
    assert restore(office, result, foreign).status_code == 403
    assert result_of_same(result).value == 151


def test_another_office_may_not_restore(client, office, cast, result):
    kept = kept_of(office, result)["1,510"]
    client.force_login(cast["other_office"])
    assert restore(client, result, kept).status_code == 403
    assert result_of_same(result).value == 151
