"""Two people at once about one claim: one of them is told, nothing counts twice."""

import pytest

from assessment.actions.results import Conflict
from tests.assessment.claims.steps import fresh
from tests.together import at_once
from trust.refusals import Refused
from trust.versions import Outdated

pytestmark = pytest.mark.django_db(transaction=True)

TOLD = (Refused, Outdated, Conflict)


@pytest.mark.parametrize("other", ["decide", "withdraw"])
def test_claim_is_decided_once_and_only_while_it_stands(desk, other):
    claim = desk.file()
    version = fresh(claim).version

    def deciding():
        return desk.decide(claim, version=version)

    def beside():
        if other == "withdraw":
            return desk.withdraw(claim, version=version)
        return desk.decide(claim, None, persona="second", version=version)

    results = at_once(deciding, beside)
    assert sum(isinstance(found, TOLD) for found in results) == 1
    accepted = fresh(claim).state == "accepted"
    assert desk.value() == (1 if accepted else None)
    assert claim.events.count() == 2


def test_two_claims_accepted_at_once_both_count(desk):
    first = desk.file()
    second = desk.file(title="全国培训典型单位", document_number="国移函〔2017〕9号")

    def one():
        return desk.decide(first)

    def other():
        return desk.decide(second, same=0, persona="second")

    results = at_once(one, other)
    assert not any(isinstance(found, Exception) for found in results), results
    assert desk.value() == 2
