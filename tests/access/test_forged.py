"""Requests that name what is somebody else's: rows of nobody but the sender's are changed."""

import pytest

from selfeval.models import Report
from tests.access.asking import ask, body_of, named, takes, url_of
from tests.access.reports import bring_to
from tests.access.table import COLUMNS, POST, whole

#: What no request of a county or a reviewer sets.
KEPT = (
    "task_id", "county_id", "county_name", "extended_until", "accepted_id", "accepted_at",
    "published_at",
)  # fmt: skip
#: Numbers given out to all counties in turn.
SHARED = {"selfeval.receiptcounter"}
#: Publishing is the office's alone, which has no report of its own; a copy makes a report beside
#: the one it is asked of.
COPYING = "report-project-copy"
OF_A_REPORT = [
    name
    for name in POST
    if takes(name, "report", "attachment") and name not in ("report-publish", COPYING)
]
#: A workbook or a Word report is lacking here; nothing is empty that could be brought in.
CHANGES_NOTHING = {"report-workbook-import", "report-word-import", "report-prefill"}


def forged(world) -> dict:
    """Keys that an action might take for its own."""
    told = world.arguments
    other = told["other_report"]
    return {
        "report": other, "report_id": other, "reports": other, "pk": other, "id": other,
        "county": told["neighbour"], "county_id": told["neighbour"], "county_name": "改名县",
        "task": told["other_task"], "task_id": told["other_task"], "state": "published",
        "latest": told["other_latest"], "accepted": told["other_latest"],
        "submission": told["other_latest"], "attachment": told["other_attachment"],
        "user": told["stranger"], "user_id": told["stranger"], "added_by": told["stranger"],
        "written_by": told["stranger"], "extended_until": "2099-01-31T18:00",
        "side": "province", "unit": told["neighbour"], "unit_id": told["neighbour"],
        "accepted_at": "2018-01-01", "published_at": "2018-01-01",
    }  # fmt: skip


@pytest.fixture
def world(world):
    """With the neighbour's things named."""
    other = Report.objects.get(pk=world.arguments["other_report"])
    world.arguments |= {
        "other_latest": other.latest_id,
        "other_attachment": other.attachments.get().pk,
        "other_task": Report.objects.get(pk=world.arguments["draft"]).task_id,
        "stranger": world.people["other_county"].pk,
    }
    return world


def belongs(key, row, report: int) -> bool:
    label, pk = key
    if label in SHARED:
        return True
    if label in ("selfeval.report", "selfeval.historicalreport"):
        return row["id"] == report
    if label == "selfeval.extensionrequest":
        about = Report.objects.get(pk=report)
        return (row["task_id"], row["county_id"]) == (about.task_id, about.county_id)
    return row.get("report_id") == report


def check_changed(answer, report: int) -> None:
    for key, (before, after) in answer.changed.items():
        if key[0] == "selfeval.submissionsummary":  # goes with a submission, looked at itself
            assert ("selfeval.submission", after["submission_id"]) in answer.changed
            continue
        assert belongs(key, before or after, report), key
        assert belongs(key, after or before, report), key
    before, after = answer.changed.get(("selfeval.report", report), ({}, {}))
    after = after or before  # removed
    assert {name: before.get(name) for name in KEPT} == {name: after.get(name) for name in KEPT}


@pytest.mark.parametrize("name", OF_A_REPORT)
def test_other_keys_in_a_request_about_ones_own_report_change_nothing_else(world, name):
    is_reviewers = whole(POST[name])[COLUMNS.index("city")] == "p"
    persona = "city" if is_reviewers else "county"
    if not is_reviewers and name != "report-withdraw":
        bring_to(world.arguments, "returned")
    body = body_of(world, name)
    body["data"] = forged(world) | body.get("data", {})

    answer = ask(world, persona, "post", url_of(world, name), **body)

    assert answer.response.status_code in (200, 302, 409, 422)
    check_changed(answer, world.arguments[named(name, "report", None)])
    assert answer.changed or name in CHANGES_NOTHING


def test_copy_is_of_ones_own_county_whatever_else_is_named(world):
    body = body_of(world, COPYING)
    body["data"] = forged(world) | body["data"]
    answer = ask(world, "county", "post", url_of(world, COPYING), **body)
    made = [
        after for (label, _), (_, after) in answer.changed.items() if label == "selfeval.report"
    ]
    told = world.arguments
    assert [(row["county_id"], row["task_id"], row["state"]) for row in made] == [
        (told["county"], told["project_task"], "draft")
    ]


def test_remark_of_another_report_is_not_settled_under_ones_own(world):
    world.arguments["report"] = world.arguments["other_report"]
    answer = ask(world, "city", "post", url_of(world, "report-remark-settle"))
    assert (answer.letter, answer.changed) == ("4", {})


@pytest.mark.parametrize(
    "address", ["summary.x", "rate", "unit.x", "trained.label", "state", "county_id", "basics", ""]
)
def test_addresses_that_are_no_cells_for_a_county_are_not_written(world, address):
    bring_to(world.arguments, "returned")
    cells = [{"address": address, "words": "7", "version": None}]
    answer = ask(
        world, "county", "post", url_of(world, "report-cells"),
        data={"cells": cells}, content_type="application/json",
    )  # fmt: skip
    assert answer.letter in (".", "422")
    assert answer.changed == {}


def test_many_at_once_are_only_those_one_reviews(world):
    told = world.arguments
    mine = {told["report"], told["other_report"]}
    named = [f"{pk}:1" for pk in (*mine, told["foreign_report"], told["draft"])]
    answer = ask(
        world, "city", "post", url_of(world, "reports-bulk"),
        data={"step": "take_up", "report": named},
    )  # fmt: skip
    assert {pk for label, pk in answer.changed if label == "selfeval.report"} == mine


@pytest.mark.parametrize("name", ["selfeval-remind", "selfeval-extend"])
def test_reports_of_another_task_are_left_alone(world, name):
    body = body_of(world, name)
    body["data"]["report"] = [world.arguments["draft"]]
    answer = ask(world, "assessment_office", "post", url_of(world, name), **body)
    assert (answer.letter, answer.changed) == (">", {})
