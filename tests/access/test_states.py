"""A report's addresses while it is a draft, returned, published: the draft is the county's own."""

from urllib.parse import urlencode

import pytest

from selfeval.models import Report, Submission
from tests.access.asking import (
    SIGNED_OUT,
    ask,
    body_of,
    check_no_leak,
    check_post,
    takes,
    url_of,
)
from tests.access.reports import COUNTY_TOKEN, DRAFT_TOKEN, STATES, bring_to
from tests.access.table import COLUMNS, GET, GET_IN_STATE, POST, POST_IN_STATE, PUBLIC, whole

pytestmark = pytest.mark.one_database
OF_A_REPORT = [n for n in GET if takes(n, "report", "attachment")]
LISTS = ("home", "selfeval", "selfeval-overview", "selfeval-missing", "public-reports")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", [*OF_A_REPORT, *LISTS])
def test_get_in_every_state(world, state, name):
    bring_to(world.arguments, state)
    url = url_of(world, name)
    public = {COUNTY_TOKEN} if name == "public-report" else ()

    answers = ""
    for persona in (*COLUMNS, *SIGNED_OUT):
        answer = ask(world, persona, "get", url)
        check_no_leak(persona, answer.words, public=public)
        if persona in COLUMNS:
            answers += answer.letter
        elif name not in PUBLIC:
            assert answer.letter == ">"
        else:
            assert answer.letter == answers[0]

    expected = whole(GET_IN_STATE[state].get(name, GET[name]))
    assert dict(zip(COLUMNS, answers, strict=True)) == dict(zip(COLUMNS, expected, strict=True))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", [n for n in OF_A_REPORT if n in POST])
def test_post_in_every_state(world, state, name):
    bring_to(world.arguments, state)
    url = url_of(world, name)
    row = whole(POST_IN_STATE[state].get(name, POST[name]))
    for persona, expected in zip(COLUMNS, row, strict=True):
        answer = ask(world, persona, "post", url, **body_of(world, name))
        check_no_leak(persona, answer.words)
        check_post(persona, expected, answer)


def queries(world) -> list[tuple[str, str]]:
    """What can be asked of a page beyond its address."""
    told = world.arguments
    reports = [told[name] for name in ("report", "draft", "other_report", "foreign_report")]
    return [
        ("selfeval", "state=all"),
        ("selfeval", "state=all&q=县"),
        ("selfeval", f"state=all&task={told['task']}&city={told['city']}"),
        ("selfeval-overview", f"task={told['task']}"),
        ("public-reports", "q=县&year=2017"),
        ("search", "q=县"),
        ("reports-bulk", urlencode({"step": "take_up", "report": reports}, doseq=True)),
        ("report-json", "draft=1"),
        ("report-docx", "draft=1"),
        ("report-xlsx", "draft=1"),
        ("report-review", "number=1"),
        ("report-compare", "from=1&to=1"),
        ("report-changes", "since=0&section=basics"),
        ("report-section", "block=projects"),
        ("attachment-add", "code=trained"),
    ]


def test_what_is_asked_beyond_the_address_shows_nothing_more(world):
    bring_to(world.arguments, "returned")
    for name, query in queries(world):
        row = whole(GET_IN_STATE["returned"].get(name, GET[name]))
        for persona, expected in zip(COLUMNS, row, strict=True):
            answer = ask(world, persona, "get", f"{url_of(world, name)}?{query}")
            check_no_leak(persona, answer.words)
            if name != "reports-bulk":
                assert answer.letter == expected, (name, query, persona)


@pytest.mark.parametrize("name", ["review", "pdf", "docx", "xlsx", "json"])
def test_county_and_its_reviewers_do_read_what_was_submitted(world, name):
    """So that the token which nobody else met could have been met."""
    url = url_of(world, f"report-{name}")
    for persona in ("county", "city", "office", "auditor"):
        assert COUNTY_TOKEN in ask(world, persona, "get", url).words, persona


@pytest.mark.parametrize("name", ["report-section", "report-json", "report-docx", "report-xlsx"])
def test_county_and_auditor_do_read_the_draft(world, name):
    bring_to(world.arguments, "returned")
    for persona in ("county", "auditor"):
        assert DRAFT_TOKEN in ask(world, persona, "get", f"{url_of(world, name)}?draft=1").words


def test_file_of_an_earlier_version_stays_with_its_readers(world):
    """The first version names it, the second does not."""
    report = Report.objects.get(pk=world.arguments["report"])
    second = Submission.objects.get(pk=report.latest_id)
    second.pk, second.number, second.receipt, second.attachments = None, 2, "试〔2017〕9999号", []
    second.save()
    Report.objects.filter(pk=report.pk).update(latest=second)
    url = url_of(world, "attachment")
    answers = "".join(ask(world, persona, "get", url).letter for persona in COLUMNS)
    assert answers == whole(GET["attachment"])
