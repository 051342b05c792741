"""Two people at once: signing while another writes, confirming while another answers."""

import pytest

from assessment.actions.results import Entry, record_result
from assessment.flow.proposing import confirm_step, withdraw_step
from assessment.flow.signing import sign_off
from assessment.models import Result, SignOff, StepProposal, Year, YearState
from cities.models import Role
from tests import factories
from tests.assessment.flow.signs import column, record_all
from tests.assessment.moves import propose, second, told
from tests.assessment.recording import result_of
from tests.together import at_once
from trust import log
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def table():
    return factories.make_table()


@pytest.fixture
def person(table):
    own = factories.make_office("培训中心")
    account = factories.make_account(role=Role.OFFICE, office=own, full_name="培训乙")
    record_all(account)
    return account


def test_nothing_is_written_under_a_signature_that_was_given_at_the_same_time(table, person):
    row, year, seen = result_of(table), Year.objects.get(), column()
    who = {"user": person, "actor": log.Actor("培训乙", person, "培训中心")}

    def writing():
        return record_result(entry=Entry(row.pk, 7, row.version), **who)

    def signing():
        return sign_off(year=year, key=seen.key, seen=seen.mark, reasons={}, **who)

    written, signed = at_once(writing, signing)
    assert isinstance(written, Refused) != isinstance(signed, Refused)
    assert SignOff.objects.exists() == (not isinstance(signed, Refused))
    stands = Result.objects.get(pk=row.pk)
    assert (stands.value == 7) == (not isinstance(written, Refused))


def test_a_proposal_is_answered_once(table):
    Result.objects.update(value=0)
    Year.objects.update(state=YearState.FEEDBACK)
    first = factories.make_account(role=Role.ASSESSMENT_OFFICE, full_name="考核甲")
    proposal = propose(Year.objects.get(), "finalised", first)
    other = second()

    came = at_once(
        lambda: confirm_step(proposal_id=proposal.pk, **told(other)),
        lambda: withdraw_step(proposal_id=proposal.pk, **told(first)),
    )
    assert sum(isinstance(each, Refused) for each in came) == 1
    held = StepProposal.objects.get()
    assert (held.moved_at is None) != (held.withdrawn_at is None)
    assert Year.objects.get().state == ("feedback" if held.withdrawn_at else "finalised")
    assert AuditEntry.objects.filter(action="审定").count() == (0 if held.withdrawn_at else 1)
