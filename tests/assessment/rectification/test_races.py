"""Two people at once about a problem: one of them is told."""

import pytest

from assessment.models import Rectification, RectificationMessage
from tests.together import at_once
from trust.refusals import Refused
from trust.versions import Outdated

pytestmark = pytest.mark.django_db(transaction=True)


def told(results) -> list:
    return [found for found in results if isinstance(found, Refused | Outdated)]


def test_one_difference_is_issued_once(problems):
    cell = problems.cell()
    results = at_once(
        lambda: problems.issue(cell=cell, source="check"),
        lambda: problems.issue(cell=cell, source="check", persona="second"),
    )
    assert len(told(results)) == 1
    assert Rectification.objects.count() == 1


def test_answer_is_closed_or_sent_back_not_both(problems):
    found = problems.issue()
    problems.answer(found)
    version = problems.fresh(found).version
    results = at_once(
        lambda: problems.step(found, "close", "属实。", version=version),
        lambda: problems.step(found, "return", "不符。", version=version, persona="second"),
    )
    assert len(told(results)) == 1
    assert RectificationMessage.objects.filter(kind__in=["close", "return"]).count() == 1


def test_withdrawal_and_answer_are_not_both_taken(problems):
    found = problems.issue()
    version = found.version
    results = at_once(
        lambda: problems.answer(found, version=version),
        lambda: problems.step(found, "withdraw", "有误。", version=version),
    )
    assert len(told(results)) == 1
