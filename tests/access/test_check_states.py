"""A sample and a problem in every state of the year: who sees them, who changes what."""

import pytest

from assessment.models import Year, YearState
from tests.access.asking import ask, body_of, check_no_leak, check_post, url_of
from tests.access.table import COLUMNS, GET, POST, whole

pytestmark = pytest.mark.one_database
PAGES = (
    "sample-checks", "sample-check-sheet", "sample-check-cell", "sample-check-paper",
    "sample-check-export", "sample-check-import",
    "rectifications", "rectification", "rectification-paper", "rectifications-export",
)  # fmt: skip
RELEASED = (YearState.FEEDBACK, YearState.FINALISED, YearState.PUBLISHED)
OPEN = (YearState.REVIEW, *RELEASED)
IN_REVIEW = {
    "sample-check-draw": "n33444344",  # without a reason for drawing anew
    "sample-check-settle": "pnn444344",  # the office recorded it; another has no part in it
    "sample-check-file-add": "ppp444344",
    "sample-check-file-withdraw": "ppp444344",
    "sample-check-sheet": "ppp444344",
    "sample-check-pick": "p33444344",
    "sample-check-import": "nnn444344",  # without a file
}
ONCE_OPEN = {
    "rectification-new": "p33334344",
    "rectification-step": "p33n44344",  # what the world sends is the assessment office's
    "rectification-term": "p33344344",
}


@pytest.mark.parametrize("state", YearState.values)
@pytest.mark.parametrize("name", PAGES)
def test_pages_in_every_state_of_the_year(world, name, state):
    Year.objects.update(state=state)
    url = url_of(world, name)
    answers = ""
    for persona in COLUMNS:
        answer = ask(world, persona, "get", url)
        check_no_leak(persona, answer.words, released=state in RELEASED)
        answers += answer.letter
    assert answers == whole(GET[name])


@pytest.mark.parametrize("state", YearState.values)
@pytest.mark.parametrize("name", [*IN_REVIEW, *ONCE_OPEN])
def test_acts_in_every_state_of_the_year(world, name, state):
    Year.objects.update(state=state)
    expected = POST[name]
    if state == YearState.REVIEW and name in IN_REVIEW:
        expected = IN_REVIEW[name]
    if state in OPEN and name in ONCE_OPEN:
        expected = ONCE_OPEN[name]
    for persona, letter in zip(COLUMNS, whole(expected), strict=True):
        answer = ask(world, persona, "post", url_of(world, name), **body_of(world, name))
        check_no_leak(persona, answer.words, released=state in RELEASED)
        check_post(persona, letter, answer)


def test_a_city_answers_its_own_problem_alone(world):
    Year.objects.update(state=YearState.PUBLISHED)
    data = {"step": "answer", "text": "已补齐。", "version": 1}
    url = url_of(world, "rectification-step")
    for persona, letter in zip(COLUMNS, whole("n33p44344"), strict=True):
        check_post(persona, letter, ask(world, persona, "post", url, data=data))
