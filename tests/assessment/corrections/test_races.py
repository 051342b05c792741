"""Two people at once about one correction: one of them is told, nothing is done twice."""

import pytest

from assessment.models import Correction, Snapshot, YearState
from tests.assessment.corrections.desk import SKILLS, TRAINING
from tests.assessment.moves import propose, told
from tests.together import at_once
from trust.refusals import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def refused(results) -> list:
    return [found for found in results if isinstance(found, Refused)]


def test_two_propose_and_one_waits(desk):
    seals = desk.effect(1103).seal, desk.effect(100, SKILLS).seal

    results = at_once(
        lambda: desk.propose(1103, seal=seals[0]),
        lambda: desk.propose(100, SKILLS, persona="second", seal=seals[1]),
    )

    assert len(refused(results)) == 1
    assert Correction.objects.count() == 1


@pytest.mark.parametrize("other", ["confirm", "decline", "withdraw"])
def test_correction_is_answered_once(desk, other):
    correction = desk.propose(1103)
    persona = "assessment_office" if other == "withdraw" else "second"

    results = at_once(
        lambda: desk.confirm(correction), lambda: getattr(desk, other)(correction, persona)
    )

    assert len(refused(results)) == 1
    made = Correction.objects.made().count()
    assert Snapshot.objects.count() == 1 + made
    assert desk.cells()[TRAINING].value == (1103 if made else 800)


def test_confirming_and_taking_the_finalising_back_wait_for_one_another(desk):
    from assessment.flow.proposing import confirm_step

    correction = desk.propose(1103)
    person = desk.by("assessment_office")["user"]
    step = propose(desk.year, YearState.FEEDBACK, person, reason="漏了一项")
    other = desk.by("second")["user"]

    results = at_once(
        lambda: desk.confirm(correction),
        lambda: confirm_step(proposal_id=step.pk, **told(other)),
    )

    assert len(refused(results)) == 1
    is_made = Correction.objects.made().exists()
    assert desk.year.state == (YearState.FINALISED if is_made else YearState.FEEDBACK)
    assert desk.cells()[TRAINING].value == (1103 if is_made else 800)
