"""Two people at once about a sample: one draw, one finding, one settlement."""

from decimal import Decimal

import pytest

from assessment.models import SampledCell, SampleDraw
from tests.together import at_once
from trust.refusals import Refused
from trust.versions import Outdated

pytestmark = pytest.mark.django_db(transaction=True)


def told(results) -> list:
    return [found for found in results if isinstance(found, Refused | Outdated)]


def test_drawing_twice_at_once_gives_one(desk):
    results = at_once(lambda: desk.draw(), lambda: desk.draw(persona="second"))
    assert len(told(results)) == 1
    assert SampleDraw.objects.count() == 1
    assert SampledCell.objects.count() == 15


def test_two_who_looked_at_one_cell_are_not_both_kept(drawn):
    cell = drawn.cell()
    results = at_once(
        lambda: drawn.find("900", cell=cell),
        lambda: drawn.find("950", cell=cell, persona="second"),
    )
    assert len(told(results)) == 1
    assert drawn.cell().version == 2


def test_difference_is_adopted_or_explained_not_both(differing):
    version, seen = differing.cell().version, differing.result().version
    results = at_once(
        lambda: differing.adopt(version=version, cell_version=seen),
        lambda: differing.explain(persona="second", version=version),
    )
    assert len(told(results)) == 1
    cell = differing.cell()
    expected = 900 if cell.settled_how == "adopted" else 1000
    assert differing.result().value == Decimal(expected)
