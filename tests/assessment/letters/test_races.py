"""Two people who issue the same paper at once: it is issued once, and the other is told."""

import pytest

from assessment.letters import issuing
from assessment.letters.issuing import issue_paper
from assessment.models import CityTable, IssuedPaper
from tests.assessment.moves import second, told
from tests.together import at_once
from trust.refusals import Refused
from trust.versions import Outdated

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_letter_is_issued_once(year, cast, monkeypatch):
    monkeypatch.setattr(issuing, "print_one", lambda document: document.html.encode())
    place = CityTable.objects.get(city__key="430100").city
    people = (cast["assessment_office"], second())

    def by(person):
        return issue_paper(year=year, paper="feedback", place=place, seen=0, **told(person))

    came = at_once(lambda: by(people[0]), lambda: by(people[1]))

    assert sum(isinstance(each, (Refused, Outdated)) for each in came) == 1
    [kept] = IssuedPaper.objects.all()
    assert kept in came


def test_an_issue_and_its_year_taken_back_never_leave_a_letter_behind(year, cast, monkeypatch):
    """The stage is asked again once the year is locked."""

    def take_back(document):
        type(year).objects.update(state="review")
        return b"%PDF"

    monkeypatch.setattr(issuing, "print_one", take_back)
    place = CityTable.objects.get(city__key="430100").city
    with pytest.raises(Refused, match="现在是“复核”阶段"):
        issue_paper(
            year=year, paper="feedback", place=place, seen=0, **told(cast["assessment_office"])
        )
    assert not IssuedPaper.objects.exists()
