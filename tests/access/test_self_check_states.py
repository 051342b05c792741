"""A city's own report before it is handed in, sent back, and in every state of the year."""

import pytest

from assessment.models import SelfCheck, SelfCheckSubmission, Year, YearState
from tests.access.asking import ask, body_of, check_no_leak, check_post, url_of
from tests.access.table import COLUMNS, GET, POST, whole

pytestmark = pytest.mark.one_database
WRITES = (
    "self-check-cell", "self-check-block", "self-check-paste", "self-check-remark",
    "self-check-file-add", "self-check-file-withdraw",
)  # fmt: skip
READS = ("self-check", "self-check-changes", "self-check-derivation", "self-check-detail",
         "self-check-file", "self-check-paper")  # fmt: skip
#: Nobody but the city knows of a draft.
DRAFT = "444.44444"
OPEN = (YearState.SELF_CHECK, YearState.COLLECTING)
RELEASED = (YearState.FEEDBACK, YearState.FINALISED, YearState.PUBLISHED)


def make_draft(state="draft") -> None:
    SelfCheckSubmission.objects.update(ended_how="returned", reason="不符。")
    SelfCheck.objects.filter(city__name="长沙市").update(state=state)


@pytest.mark.parametrize("state", ["draft", "returned"])
@pytest.mark.parametrize("name", READS)
def test_draft_is_read_by_its_city_alone(world, name, state):
    make_draft(state)
    url = url_of(world, name)
    answers = ""
    for persona in COLUMNS:
        answer = ask(world, persona, "get", url)
        check_no_leak(persona, answer.words)
        answers += answer.letter
    assert answers == whole(DRAFT)


@pytest.mark.parametrize("name", WRITES)
def test_draft_is_written_by_its_city_alone(world, name):
    make_draft()
    url = url_of(world, name)
    for persona, expected in zip(COLUMNS, whole("444p44444"), strict=True):
        answer = ask(world, persona, "post", url, **body_of(world, name))
        check_no_leak(persona, answer.words)
        check_post(persona, expected, answer)


@pytest.mark.parametrize("state", YearState.values)
@pytest.mark.parametrize("name", [*WRITES, "self-check-submit"])
def test_draft_is_written_in_its_stages_alone(world, name, state):
    make_draft()
    Year.objects.update(state=state)
    answer = ask(world, "city", "post", url_of(world, name), **body_of(world, name))
    expected = "p" if state in OPEN else "3"
    if name == "self-check-submit":
        expected = "n"  # it is not what the page showed, or it is over
    check_post("city", expected, answer)


@pytest.mark.parametrize("state", YearState.values)
@pytest.mark.parametrize("name", ["self-checks", "self-check", "self-check-receipt"])
def test_pages_in_every_state_of_the_year(world, name, state):
    Year.objects.update(state=state)
    url = url_of(world, name)
    answers = ""
    for persona in COLUMNS:
        answer = ask(world, persona, "get", url)
        check_no_leak(persona, answer.words, released=state in RELEASED)
        answers += answer.letter
    assert answers == whole(GET[name])


@pytest.mark.parametrize("state", [s for s in YearState.values if s not in OPEN])
def test_nothing_is_sent_back_after_its_stages(world, state):
    Year.objects.update(state=state)
    for name in ("self-check-return", "self-check-withdraw"):
        for persona, expected in zip(COLUMNS, whole(POST[name]), strict=True):
            answer = ask(world, persona, "post", url_of(world, name), **body_of(world, name))
            check_post(persona, "n" if expected == "p" else expected, answer)
