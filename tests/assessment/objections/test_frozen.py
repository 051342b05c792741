"""What was objected to and what happened in a year stand in the file it is frozen in."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from assessment.engine.snapshot.canonical import read, written
from assessment.engine.snapshot.recomputing import recomputed
from assessment.frozen.reading import bytes_of, read_year
from assessment.models import Incident, IncidentLink, Snapshot
from tests.assessment.moves import move_on
from tests.assessment.objections.steps import TRAINING
from tests.assessment.objections.test_flow import terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def frozen(desk, answered, cells) -> bytes:
    """The year finalised after an objection was upheld, with one incident counted in a cell."""
    office = desk.by("office")["user"]
    incident = Incident.objects.create(
        year=desk.year, number=1, city=answered.city, happened_on=date(2017, 5, 2), kind="audit",
        document_name="专项审计报告", document_number="〔2017〕5号", description="一处问题。",
        due_on=date(2017, 8, 1), office=office.memberships.get().office, recorded_as="培训中心",
    )  # fmt: skip
    counted = next(cell for cell in cells.values() if cell.measure.kind == "次数")
    IncidentLink.objects.create(incident=incident, result=counted)
    desk.decide(answered, "upheld")
    terms(closes_at=timezone.now() - timedelta(minutes=1))
    move_on(desk.year, "finalised", desk.by("assessment_office")["user"])
    return bytes_of(Snapshot.objects.get())


def test_objections_stand_in_the_snapshot_with_answer_and_decision(frozen, cells):
    told = read(frozen)["objections"]

    assert [o["number"] for o in told] == ["2017-01"]
    assert [m["kind"] for m in told[0]["messages"]] == ["处室答复"]
    decision = told[0]["decisions"][0]
    change = {"code": cells[TRAINING].measure.code, "before": "800", "after": "1103"}
    assert decision["outcome"] == "成立"
    assert change.items() <= decision["changes"][0].items()


def test_incidents_stand_in_the_snapshot_with_the_cells_they_count_in(frozen, cells):
    [told] = read(frozen)["incidents"]

    counted = next(cell for cell in cells.values() if cell.measure.kind == "次数")
    assert told["counted_in"] == [counted.measure.code]
    assert (told["happened_on"], told["due_on"], told["put_right_on"]) == (
        "2017-05-02", "2017-08-01", None,
    )  # fmt: skip


def test_frozen_card_names_the_decision_and_the_incident_beside_their_figures(frozen):
    evidence = [told for proofs in read_year(Snapshot.objects.get()).evidence.values()
                for told in proofs]  # fmt: skip
    assert [told for told in evidence if told.startswith("据申诉 2017-01更正")]
    assert "事件台账：第 1 号 2017-05-02 《专项审计报告》〔2017〕5号" in evidence


def test_snapshot_with_its_course_still_recomputes_to_its_bytes(frozen):
    assert written(recomputed(read(frozen))) == frozen
