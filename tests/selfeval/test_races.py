"""Several people at once, each with a connection of his own: one winner, nothing lost."""

from itertools import pairwise

import pytest

from selfeval.filing.actions.drafts import Edit, import_words, write_cells
from selfeval.filing.actions.imports import take_back_import
from selfeval.filing.actions.submitting import submit_report
from selfeval.models import CellChange, Report, ReportImport, ReportState, Submission
from selfeval.review.actions import flow
from selfeval.year import summaries
from tests.factories import make_account, make_county
from tests.selfeval.factories import (
    actor_for,
    fill_report,
    make_filer,
    make_report,
    make_submitted,
    make_task,
)
from tests.together import at_once
from trust import log
from trust.refusals import Refused
from trust.versions import Outdated

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def report():
    return make_report(county=make_county("长沙县"))


def told(user):
    return {"user": user, "actor": actor_for(user)}


def test_four_tabs_submit_once(report):
    user = make_filer(report)
    fill_report(report, user=user)
    seen = report.version

    results = at_once(*[lambda: submit_report(report_id=report.pk, version=seen, **told(user))] * 4)

    assert len({result.pk for result in results}) == 1
    assert Submission.objects.count() == 1
    assert log.verify()[2] is None


def test_counties_submitting_together_get_receipts_without_gaps():
    task = make_task()
    people = []
    for _ in range(6):
        report = make_report(task)
        user = make_filer(report)
        fill_report(report, user=user)
        people.append((report, user))

    def submit(report, user):
        return lambda: submit_report(report_id=report.pk, version=report.version, **told(user))

    results = at_once(*[submit(*person) for person in people])

    receipts = sorted(result.receipt for result in results)
    assert receipts == [f"湘库移自评〔2017〕{n:04d}号" for n in range(1, 7)]
    assert list(summaries.check()) == []


def test_a_cell_written_by_many_loses_nothing(report):
    """Whoever is second takes what he is told and writes again, as the page does."""
    people = [make_filer(report) for _ in range(4)]

    def write(user, words, version):
        edit = Edit("budget", words, version)
        return write_cells(report_id=report.pk, edits=[edit], **told(user))

    def insist(user):
        def act():
            version, saved = 0, 0
            for number in range(10):
                written = write(user, f"{user.pk}{number:02d}", version)
                while written.conflicts:
                    version = written.conflicts[0].version
                    written = write(user, f"{user.pk}{number:02d}", version)
                version, saved = written.saved["budget"], saved + 1
            return saved

        return act

    assert at_once(*map(insist, people)) == [10] * 4
    changes = list(CellChange.objects.order_by("version"))
    assert [change.version for change in changes] == list(range(1, 41))
    assert all(one.after == other.before for one, other in pairwise(changes))
    assert Report.objects.get(pk=report.pk).cells["budget"]["version"] == 40
    assert log.verify()[2] is None


def test_different_cells_never_conflict(report):
    people = [make_filer(report) for _ in range(4)]
    cells = ("budget", "spent", "contact", "summary")

    def write(user, cell):
        def act():
            results = [
                write_cells(report_id=report.pk, edits=[Edit(cell, f"{n + 1}", n)], **told(user))
                for n in range(6)
            ]
            return [result.conflicts for result in results]

        return act

    results = at_once(*[write(*pair) for pair in zip(people, cells, strict=True)])

    assert results == [[()] * 6] * 4
    fields = Report.objects.get(pk=report.pk).data["fields"]
    assert {cell: fields[cell] for cell in cells} == dict.fromkeys(cells, "6")


def test_import_is_taken_back_by_one_of_two_colleagues(report):
    people = [make_filer(report), make_filer(report)]
    import_words(report_id=report.pk, words={"budget": "120"}, **told(people[0]))
    kept = ReportImport.objects.get()

    def take_back(user):
        return lambda: take_back_import(report_id=report.pk, import_id=kept.pk, **told(user))

    results = at_once(*map(take_back, people))

    assert sum(isinstance(result, Refused) for result in results) == 1
    assert [c.after for c in CellChange.objects.filter(cell="budget")] == ["", "120"]


@pytest.mark.parametrize("attempt", range(5))
def test_accept_and_return_have_one_winner(report, attempt):
    office = make_account(role="assessment_office")
    make_submitted(report, office, state=ReportState.PROVINCE_REVIEW)
    which = {"report_id": report.pk, "version": report.version, **told(office)}

    results = at_once(
        lambda: flow.accept_report(**which),
        lambda: flow.return_report(reason="有误", cells=None, correct_by=None, **which),
    )

    assert sum(isinstance(result, Outdated | Refused) for result in results) == 1
    report.refresh_from_db()
    assert (report.state == ReportState.ACCEPTED) == (report.returns.count() == 0)


def test_writing_and_submitting_together_never_submits_what_was_not_seen(report):
    user = make_filer(report)
    fill_report(report, user=user)
    seen = report.version

    def submit():
        return submit_report(report_id=report.pk, version=seen, **told(user))

    def write():
        edit = Edit("summary", "后写的内容", None)
        return write_cells(report_id=report.pk, edits=[edit], **told(user))

    submitted, written = at_once(submit, write)

    report.refresh_from_db()
    if isinstance(submitted, Submission):
        assert isinstance(written, Refused)
        assert report.data == submitted.data
    else:
        assert isinstance(submitted, Outdated)
        assert report.data["fields"]["summary"] == "后写的内容"
