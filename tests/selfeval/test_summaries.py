"""Figures kept of submissions: pages read them, and never believe what does not fit."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from selfeval.models import Submission, SubmissionSummary
from selfeval.year.overview import Missed
from selfeval.year.rollup import rollup_of
from selfeval.year.summaries import check, lacking
from tests.selfeval.filed import make_world, submit
from tests.selfeval.project_world import make_projects
from tests.selfeval.review_pages import browser
from trust import proof

pytestmark = pytest.mark.django_db

SHORT = (Missed("培训人数", 1, 1),)


@pytest.fixture
def cast():
    cast = make_world()
    submit(cast, **{"trained.outcome": "150", "trained.reason": "部分人员外出。"})
    return cast


def missed(cast):
    office = browser(cast["assessment_office"])
    return office.get(reverse("selfeval-overview", args=[2017])).context["overview"].missed


def lay_in(**changed):
    """Have the only submission's kept figures say something else."""
    summary = SubmissionSummary.objects.get()
    summary.figures |= {"missed": []}
    for name, value in changed.items():
        setattr(summary, name, value)
    summary.save()


def test_the_overview_shows_what_is_kept_and_the_check_finds_what_was_changed(cast, capsys):
    assert (missed(cast), list(check())) == (SHORT, [])
    lay_in()
    assert missed(cast) == ()
    receipt = Submission.objects.get().receipt
    with pytest.raises(CommandError, match=f"2017年度望城区（{receipt}）与提交的内容不符"):
        call_command("rebuild_summaries", check=True)
    (told,) = (fault for fault in proof.examine().faults if "摘要" in fault)
    assert told.startswith(f"县级自评的摘要不是按记录得来的：2017年度望城区（{receipt}）与")
    call_command("rebuild_summaries")
    assert "县级自评：已按记录重新生成 1 份摘要。" in capsys.readouterr().err
    assert (missed(cast), list(check())) == (SHORT, [])


@pytest.mark.parametrize("left", ["none", "of another program", "of other words"])
def test_what_is_not_kept_or_does_not_fit_is_worked_out(cast, left):
    if left == "none":
        SubmissionSummary.objects.all().delete()
    elif left == "of another program":
        lay_in(made_of="0" * 64)
    else:
        lay_in()
        Submission.objects.update(digest="0" * 64)
    assert missed(cast) == SHORT
    assert (len(list(check())), lacking()) == (1, 1)
    assert not [fault for fault in proof.examine().faults if "摘要" in fault]
    call_command("rebuild_summaries")
    assert (list(check()), lacking()) == ([], 0)


def test_the_table_of_projects_reads_no_words_where_its_money_is_kept(
    django_assert_num_queries,
):
    world = make_projects()
    with django_assert_num_queries(2) as asked:  # roles, projects
        kept = rollup_of(world["office"], world.task)
    assert '"selfeval_submission"."data"' not in asked.captured_queries[-1]["sql"]
    SubmissionSummary.objects.all().delete()
    anew = rollup_of(world["office"], world.task)
    assert (anew.sum.budget, anew.sum.executed) == (kept.sum.budget, kept.sum.executed)
    assert anew.sum.budget is not None
