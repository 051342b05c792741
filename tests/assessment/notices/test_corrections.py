"""Who is told of a correction: the second person, the city, those whose rank moved; nobody else."""

import pytest

from assessment.models import Correction
from tests.assessment.corrections.conftest import desk
from trust.models import Notice

pytestmark = pytest.mark.django_db
__all__ = ["desk"]


def told(desk) -> dict[str, list[str]]:
    names = {account.pk: name for name, account in desk.people.items()}
    found: dict[str, list[str]] = {}
    for notice in Notice.objects.order_by("pk"):
        if notice.recipient_id in names:
            found.setdefault(names[notice.recipient_id], []).append(notice.title)
    Notice.objects.all().delete()
    return found


def test_a_proposal_is_told_to_the_other_person_and_its_answer_to_whoever_made_it(desk):
    told(desk)
    correction = desk.propose("1103")
    assert told(desk) == {"second": ["2017年度更正：待您确认"]}
    desk.decline(correction)
    about = f"您提出的更正未获同意：{correction.about}"
    assert told(desk) == {"assessment_office": [about]}
    desk.withdraw(desk.propose("1103"))
    assert told(desk)["second"] == ["2017年度更正：待您确认", "2017年度更正：提议已撤回"]


def test_a_correction_is_told_to_its_city_and_its_office(desk):
    desk.propose("1103")
    told(desk)
    correction = desk.confirm(Correction.objects.open().get())
    title = f"2017年度{correction.named}：{correction.about}"
    found = told(desk)
    assert found["city"] == [title]
    assert found["office"] == [title]
    assert found["assessment_office"] == [f"您提出的更正已确认：{correction.about}"]
    # whose rank is another is told no more than that
    assert found["other_city"] == [f"2017年度{correction.named}后名次有变"]
    assert set(found) == {"city", "office", "assessment_office", "other_city"}
