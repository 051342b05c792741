"""Two people at once about one objection: one of them is told, nothing is done twice."""

from decimal import Decimal

import pytest

from assessment.models import Objection, ObjectionDecision
from assessment.objections.deciding import effect_on
from tests.assessment.objections.steps import TRAINING, fresh
from tests.together import at_once
from trust.refusals import Refused
from trust.versions import Outdated

pytestmark = pytest.mark.django_db(transaction=True)


def told(results) -> list:
    return [found for found in results if isinstance(found, Refused | Outdated)]


def test_two_of_a_city_file_one_objection(desk):
    def filing():
        return desk.file(claimed=Decimal(1103))

    results = at_once(filing, filing)
    assert len(told(results)) == 1
    assert Objection.objects.count() == 1


def test_answer_and_withdrawal_are_not_both_taken(desk, filed):
    version = filed.version

    def answering():
        return desk.answer(filed)

    def withdrawing():
        return desk.withdraw(filed, version=version)

    answered, withdrawn = at_once(answering, withdrawing)
    state = fresh(filed).state
    assert state in ("answered", "withdrawn")
    if isinstance(withdrawn, Outdated):
        assert (state, isinstance(answered, Objection)) == ("answered", True)


@pytest.mark.parametrize("other", ["withdraw", "decide"])
def test_decision_is_taken_once_and_of_what_still_stands(desk, answered, other):
    version, seal = answered.version, effect_on(answered, desk.claimed(answered)).seal

    def deciding():
        return desk.decide(answered, version=version, seal=seal)

    def beside():
        if other == "withdraw":
            return desk.withdraw(answered, version=version)
        return desk.decide(answered, "rejected", persona="second", version=version, seal=seal)

    results = at_once(deciding, beside)
    assert len(told(results)) == 1
    decided = ObjectionDecision.objects.filter(outcome="upheld").count()
    assert ObjectionDecision.objects.count() <= 1
    assert desk.cells()[TRAINING].value == (1103 if decided else 800)
    assert fresh(answered).state == (
        "decided" if ObjectionDecision.objects.exists() else "withdrawn"
    )
