"""Signatures, steps and corrections of the year in every one of its states: who sees them, who
changes what."""

import pytest

from assessment.models import Year, YearState
from tests.access.asking import SIGNED_OUT, ask, body_of, check_no_leak, check_post, url_of
from tests.access.table import (
    COLUMNS,
    EVERYBODY,
    GET,
    GET_RELEASED,
    POST,
    PROVINCE,
    PUBLIC,
    whole,
)

pytestmark = pytest.mark.one_database
RELEASED = (YearState.FEEDBACK, YearState.FINALISED, YearState.PUBLISHED)
CORRECTIONS = (
    "corrections",
    "correction-of-figure",
    "correction-of-rule",
    "correction-of-decision",
    "correction",
    "correction-file",
    "correction-notice",
)
PAGES = (
    "year-flow", "year-step", "sign-offs", "sign-off", "year-disclosure", "public-year",
    "public-card", "year-papers", "issued-paper", *CORRECTIONS,
)  # fmt: skip
#: Of what is there once the year is 公布.
PUBLISHED = {"year-disclosure": PROVINCE, "public-year": EVERYBODY, "public-card": EVERYBODY}
ACTS = (
    "year-step", "step-proposal", "sign-offs", "sign-off", "sign-off-withdraw", "column-review",
    "correction-of-figure", "correction-of-rule", "correction-of-decision",
    "correction-answer", "year-disclosure",
)  # fmt: skip
#: Where the step of the world (to 复核) can be taken; elsewhere its page leads back.
TO_REVIEW = (YearState.COLLECTING, YearState.FEEDBACK)
IN_VAIN = "nnn444344"
#: What differs from POST, which has the year while offices collect.
POST_IN_STATE = {"sign-offs": IN_VAIN, "sign-off": IN_VAIN}
#: The figures are the training centre's own: the assessment office is the second person.
IN_REVIEW = {"column-review": "pnn444344"}


def expected_post(name: str, state: str) -> str:
    if state == YearState.REVIEW and name in IN_REVIEW:
        return whole(IN_REVIEW[name])
    if state != YearState.COLLECTING and name in POST_IN_STATE:
        return whole(POST_IN_STATE[name])
    return whole(POST[name])


@pytest.mark.parametrize("state", YearState.values)
@pytest.mark.parametrize("name", PAGES)
def test_get_in_every_state_of_the_year(world, state, name):
    Year.objects.update(state=state)
    url = url_of(world, name)
    answers = ""
    for persona in (*COLUMNS, *SIGNED_OUT):
        answer = ask(world, persona, "get", url)
        check_no_leak(persona, answer.words, released=state in RELEASED)
        if persona in COLUMNS:
            answers += answer.letter
        else:
            assert answer.letter == (answers[0] if name in PUBLIC else ">")
    expected = whole((GET | GET_RELEASED if state in RELEASED else GET)[name])
    if state == YearState.PUBLISHED and name in PUBLISHED:
        expected = whole(PUBLISHED[name])
    if name == "year-step" and state not in TO_REVIEW:
        expected = ">" + expected[1:]
    assert answers == expected


@pytest.mark.parametrize("state", YearState.values)
@pytest.mark.parametrize("name", ACTS)
def test_post_in_every_state_of_the_year(world, state, name):
    Year.objects.update(state=state)
    url = url_of(world, name)
    for persona, expected in zip(COLUMNS, expected_post(name, state), strict=True):
        answer = ask(world, persona, "post", url, **body_of(world, name))
        check_no_leak(persona, answer.words, released=state in RELEASED)
        check_post(persona, expected, answer)
