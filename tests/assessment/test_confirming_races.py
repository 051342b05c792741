"""A judged figure that one agrees to while another writes it, or agrees too."""

import pytest

from assessment.actions.confirming import confirm_result
from assessment.actions.results import Conflict, Entry, record_result, write_remark
from assessment.models import Component, Result, Rule
from cities.models import Role
from tests import factories
from tests.together import at_once
from trust import log
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def writer():
    return factories.make_account(role=Role.OFFICE, office=factories.make_office("培训中心"))


@pytest.fixture
def judged(writer) -> Result:
    factories.make_table()
    component = Component.objects.get(item__name="移民培训")
    measure = factories.make_measure(component, "作风问题", "数量", "分")
    rule = factories.make_rule(component, "judged_deduct", "3", [measure], None, "计9分")
    Rule.objects.filter(pk=rule.pk).update(least=1)
    entry = Entry(measure.result.pk, 2, 0)
    told = {"user": writer, "actor": log.Actor(str(writer))}
    record_result(entry=entry, **told)
    return write_remark(result_id=measure.result.pk, remark="通报", version=1, **told)


def confirming(judged):
    person = factories.make_account(role=Role.ASSESSMENT_OFFICE)

    def act():
        told = {"user": person, "actor": log.Actor(str(person))}
        try:
            return confirm_result(result_id=judged.pk, version=judged.version, **told)
        except Conflict as conflict:
            return conflict

    return act


def test_nobody_agrees_to_a_figure_that_was_not_seen(judged, writer):
    def writing():
        entry = Entry(judged.pk, 3, judged.version)
        return record_result(entry=entry, user=writer, actor=log.Actor(str(writer)))

    agreed, _ = at_once(confirming(judged), writing)
    stands = Result.objects.get(pk=judged.pk)
    assert (stands.value, stands.is_confirmed) == (3, False)
    seen = AuditEntry.objects.filter(action="复核评分")
    assert [entry.after["完成值"] for entry in seen] == (
        [] if isinstance(agreed, Conflict) else ["2"]
    )


def test_of_two_who_agree_at_once_one_is_told_of_the_other(judged):
    came = at_once(confirming(judged), confirming(judged))
    [refusal] = [each for each in came if isinstance(each, Refused)]
    assert f"已由{Result.objects.get(pk=judged.pk).confirmed_as}复核" in str(refusal)
    assert AuditEntry.objects.filter(action="复核评分").count() == 1
