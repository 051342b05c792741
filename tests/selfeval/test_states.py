"""The flow as one table, kept word for word; who sees which report and draft."""

import pytest

from selfeval.models import Attachment, CellChange, Remark, Report, ReportState, Submission, Task
from selfeval.permissions import can_read_attachment, can_read_submissions, is_cell_open, sees_draft
from selfeval.states import HANDED_IN, WRITABLE, as_text, waits_for
from tests.factories import make_account, make_cast, make_city, make_county
from tests.selfeval.factories import make_report, make_submitted, make_task
from trust import files

TABLE = """\
草稿 → 已提交 | submit 提交 | the_county | always | still_open
已退回 → 已提交 | submit 重新提交 | the_county | returned_by_city | still_open
已退回 → 省级审核 | submit 重新提交 | the_county | returned_by_province | still_open
已提交 → 草稿 | withdraw 撤回 | the_county | not_yet_returned | open_after_withdrawal
已提交 → 已退回 | withdraw 撤回 | the_county | was_returned | open_after_taking_back
已提交 → 市级初审 | take_up 开始初审 | the_city | has_city_review | nothing
已提交 → 省级审核 | take_up 开始审核 | the_office | has_no_city_review | nothing
市级初审 → 省级审核 | pass_on 初审通过，报省级审核 | the_city | always | nothing
省级审核 → 已通过 | accept 审核通过 | the_office | always | nothing
已通过 → 已公开 | publish 公开 | the_office | always | nothing
已提交 → 已退回 | return 退回修改 | the_city | has_city_review | nothing | 须写明理由
已提交 → 已退回 | return 退回修改 | the_office | has_no_city_review | nothing | 须写明理由
市级初审 → 已退回 | return 退回修改 | the_city | always | nothing | 须写明理由
省级审核 → 已退回 | return 退回修改 | the_office | always | nothing | 须写明理由
已通过 → 已退回 | reopen 撤销通过，退回修改 | the_office | always | nothing | 须写明理由
已公开 → 已通过 | unpublish 撤回公开 | the_office | always | nothing | 须写明理由"""


def test_a_report_is_the_countys_or_handed_in():
    assert {*WRITABLE, *HANDED_IN} == set(ReportState)
    assert [state for state in ReportState if Report(state=state).is_writable_state] == [*WRITABLE]


def test_the_table_of_steps():
    assert as_text() == TABLE


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "city_review", "whose"),
    [
        ("draft", True, "县市区"),
        ("returned", True, "县市区"),
        ("submitted", True, "市州"),
        ("submitted", False, "考核办"),
        ("city_review", True, "市州"),
        ("province_review", True, "考核办"),
        ("accepted", True, "考核办"),
        ("published", True, ""),
    ],
)
def test_whose_turn_it_is(state, city_review, whose):
    report = make_report(make_task(city_review=city_review), state=state)

    assert waits_for(report) == whose


@pytest.fixture
def cast(db):
    """The usual people, a neighbour county of the same city and a county of another city."""
    people = make_cast()
    neighbour = make_county("宁乡县", make_city())
    people["neighbour"] = make_account(role="county", place=neighbour)
    people["ended"] = make_account()
    return people


@pytest.fixture
def reports(cast):
    """One report of each county, submitted; with a change, a remark and files."""
    task = make_task()
    made = {}
    for name in ("county", "neighbour"):
        place = cast[name].memberships.get().place
        made[name] = make_report(task, place)
    made["foreign"] = make_report(task, make_county("醴陵县", make_city("株洲市")))
    for report in made.values():
        make_submitted(report, cast["county"])
        CellChange.objects.create(
            report=report, cell="unit", version=1, by_name="x", at=task.opens_at
        )
        Remark.objects.create(report=report, text="x", written_by=cast["city"])
    return made


SEEN = {
    "assessment_office": {"county", "neighbour", "foreign"},
    "office": {"county", "neighbour", "foreign"},
    "auditor": {"county", "neighbour", "foreign"},
    "city": {"county", "neighbour"},
    "other_city": {"foreign"},
    "county": {"county"},
    "neighbour": {"neighbour"},
    "administrator": set(),
    "ended": set(),
}


@pytest.mark.parametrize("persona", SEEN)
def test_each_persona_sees_its_own_reports(cast, reports, persona):
    user, expected = cast[persona], SEEN[persona]
    pks = {name: report.pk for name, report in reports.items()}

    seen = set(Report.objects.visible_to(user).values_list("pk", flat=True))
    assert {name for name, pk in pks.items() if pk in seen} == expected
    versions = Submission.objects.visible_to(user).values_list("report", flat=True)
    assert set(versions) == seen
    assert Task.objects.visible_to(user).exists() == bool(expected)
    for name, report in reports.items():
        assert can_read_submissions(user, report) == (name in expected)
    drafts = set(CellChange.objects.visible_to(user).values_list("report", flat=True))
    own = {"county", "neighbour"} & {persona}
    assert drafts == (set(pks.values()) if persona == "auditor" else {pks[n] for n in own})
    for report in reports.values():
        assert sees_draft(user, report) == (report.pk in drafts)
    unsent = set(Remark.objects.visible_to(user).values_list("report", flat=True))
    assert unsent == (set() if persona in ("county", "neighbour") else seen)


def test_a_file_of_a_draft_is_read_by_its_county_until_it_is_submitted(cast, reports):
    report = reports["county"]
    attachment = Attachment.objects.create(
        report=report, file=files.store(b"x"), name="a.txt", added_by=cast["county"]
    )

    def readers():
        return {name for name in SEEN if can_read_attachment(cast[name], attachment)}

    assert readers() == {"county", "auditor"}
    report.latest.attachments = [{"id": attachment.pk}]
    report.latest.save()
    assert readers() == {"county", "auditor", "assessment_office", "office", "city"}


@pytest.mark.parametrize(
    ("opened", "address", "is_open"),
    [
        (None, "anything", True),
        (["spent"], "spent", True),
        (["spent"], "spent.x", True),
        (["spent"], "spending", False),
        (["projects"], "projects.3.amount", True),
        (["projects.1"], "projects.1.amount", True),
        (["projects.1"], "projects.10.amount", False),
        (["trained.outcome"], "trained.target", False),
        (["trained.outcome"], "trained.reason", True),
        (["trained.outcome"], "explain:execution_low@spent", True),
        (["trained"], "trained.score", True),
        ([], "total", False),
    ],
)
def test_a_return_opens_what_it_names_and_what_hangs_on_it(opened, address, is_open):
    report = Report(state=ReportState.RETURNED, open_cells=opened)

    assert is_cell_open(report, address) is is_open
    report.state = ReportState.DRAFT
    assert is_cell_open(report, address)
