"""A year in 反馈 with a difference of the check that was adopted, and an incident of 长沙."""

import pytest

from assessment.models import Year, YearState
from tests.assessment.rectification.desk import ProblemDesk
from tests.assessment.sample_checks.conftest import desk as checks
from tests.assessment.sample_checks.conftest import differing, drawn

__all__ = ["differing", "drawn"]

desk = checks


@pytest.fixture
def problems(differing) -> ProblemDesk:
    Year.objects.update(state=YearState.FEEDBACK)
    return ProblemDesk(differing.number, differing.people)
