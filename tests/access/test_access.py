"""Every address × every persona: the right answer, and nobody else's words in it."""

import pytest

from assessment.models import Year, YearState
from tests.access.asking import (
    ROUTES,
    SIGNED_OUT,
    ask,
    askers,
    body_of,
    check_no_leak,
    check_post,
    url_of,
)
from tests.access.table import COLUMNS, GET, GET_RELEASED, POST, PUBLIC, whole

#: Forms of their own, tested with the sign-in.
OF_SIGNING_IN = ("sign-in", "sign-out", "change-password", "confirm-password", "reset-password")


def test_every_address_has_a_row():
    assert set(ROUTES) == set(GET)


@pytest.mark.every_row
@pytest.mark.parametrize("name", GET)
def test_get_answers_each_persona_as_the_table_says(world, name):
    url = url_of(world, name)

    expected, answers = askers(whole(GET[name])), {}
    for persona in expected:
        answer = ask(world, persona, "get", url)
        answers[persona] = answer.letter
        check_no_leak(persona, answer.words)
    assert answers == expected

    if name in ("sign-in", "sign-out"):
        return
    for persona in SIGNED_OUT:
        answer = ask(world, persona, "get", url)
        assert answer.letter == (expected[COLUMNS[0]] if name in PUBLIC else ">")
        if name not in PUBLIC:
            assert answer.response["Location"].startswith("/sign-in/")
        check_no_leak(persona, answer.words)


@pytest.mark.every_row
@pytest.mark.parametrize("name", GET_RELEASED)
def test_a_city_sees_its_own_once_scores_are_released(world, name):
    Year.objects.update(state=YearState.FEEDBACK)
    url = url_of(world, name)

    expected, answers = askers(whole(GET_RELEASED[name])), {}
    for persona in expected:
        answer = ask(world, persona, "get", url)
        answers[persona] = answer.letter
        check_no_leak(persona, answer.words, released=True)

    assert answers == expected


@pytest.mark.every_row
@pytest.mark.parametrize("name", POST)
def test_post_lets_in_only_whom_the_table_names(world, name):
    url = url_of(world, name)

    for persona, expected in askers(whole(POST[name])).items():
        answer = ask(world, persona, "post", url, **body_of(world, name))
        check_no_leak(persona, answer.words)
        check_post(persona, expected, answer)
    for persona in SIGNED_OUT:
        answer = ask(world, persona, "post", url, **body_of(world, name))
        assert (answer.letter, answer.changed) == (">", {}), persona


@pytest.mark.parametrize("name", [n for n in GET if n not in POST])
def test_post_to_a_page_that_takes_none_is_a_wrong_method(world, name):
    if name not in OF_SIGNING_IN:
        assert ask(world, "assessment_office", "post", url_of(world, name)).letter == "5"


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_wrong_everywhere(world, method):
    """Told before it is asked who sent it, or what the address stands for."""
    names = [name for name in ROUTES if name not in OF_SIGNING_IN]
    answers = {name: ask(world, "county", method, url_of(world, name)).letter for name in names}
    assert {name for name, letter in answers.items() if letter != "5"} == set()
