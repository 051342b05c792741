"""Two people make the same year at once: there is one year."""

import pytest

from assessment.models import CityTable, Concern, Year
from tests.assessment.next_year.world import clone, make_world, reworded
from tests.together import at_once
from trust.refusals import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_runs_at_once_give_one_year():
    make_world()
    reworded("2017年底前完成，")

    outcomes = at_once(clone, clone)

    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    assert Year.objects.filter(number=2018).count() == 1
    assert CityTable.objects.filter(year__number=2018).count() == 2
    assert Concern.objects.filter(table__year__number=2018).count() == 2
