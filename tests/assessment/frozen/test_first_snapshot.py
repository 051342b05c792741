"""补形成快照: a year that was finalised before years were frozen gets its first, by two persons."""

import pytest
from django.urls import reverse

from assessment.actions.years import move_year
from assessment.flow.proposing import confirm_step
from assessment.models import Disclosure, Result, Snapshot, Year, YearState
from assessment.scores.standing import standings_of
from assessment.year.flow_line import moves_of, steps_of
from cities.models import Role
from tests import factories
from tests.assessment.frozen.freezing import finalise, make_recorded_year
from tests.assessment.moves import DETAILS, move_on, propose, second, told
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = pytest.mark.django_db
OFFERED = "补形成快照"


@pytest.fixture(params=[YearState.FINALISED, YearState.PUBLISHED])
def year(request):
    found = make_recorded_year()
    found.state, found.version = request.param, 7
    found.save()
    return Year.objects.get()


def page(client, name, *args):
    return client.get(reverse(name, args=[2017, *args])).content.decode()


def test_two_persons_freeze_the_year_where_it_stands(client, year, office):
    client.force_login(office)
    assert OFFERED in page(client, "snapshots")
    assert OFFERED in page(client, "year-flow")
    step = reverse("year-step", args=[2017, year.state])
    assert "阶段不变" in client.get(step).content.decode()
    client.post(step, {"version": 7} | DETAILS)
    assert not Snapshot.objects.exists()
    client.force_login(second())
    waiting = year.step_proposals.get()
    assert "阶段不变" in page(client, "year-flow")

    answer = client.post(
        reverse("step-proposal", args=[2017, waiting.pk]), {"act": "confirm"}, follow=True
    )

    assert "已按现在的结果形成快照，阶段不变。" in answer.content.decode()
    found = Snapshot.objects.get()
    assert (found.named, found.body, found.document) == (
        "审定 第1号", DETAILS["body"], DETAILS["document"],
    )  # fmt: skip
    assert found.proposed_as.endswith("考核甲")
    assert found.confirmed_as.endswith("考核丑")
    assert Year.objects.get().state == year.state
    units = [(u.city_name, u.total, u.rank) for u in found.units.all()]
    assert units == [(c.city, c.total, c.rank) for c in standings_of(year).by_rank]
    assert AuditEntry.objects.filter(action=OFFERED).count() == 1
    assert not Disclosure.objects.exists()


def test_once_there_is_one_it_is_offered_no_more(client, year, office):
    move_on(year, year.state, office)
    client.force_login(office)
    for name in ("snapshots", "year-flow"):
        assert '去办理<span class="visually-hidden">：补形成快照' not in page(client, name)
    assert f"flow/{year.state}/" not in page(client, "snapshots")
    answer = client.get(reverse("year-step", args=[2017, year.state]))
    assert answer["Location"] == reverse("year-flow", args=[2017])
    with pytest.raises(Refused, match="已有快照"):
        propose(Year.objects.get(), year.state, office)


def test_course_tells_of_it_and_the_line_keeps_its_days(year, office):
    before = [(step.label, step.date) for step in steps_of(year)]
    move_on(year, year.state, office)
    last = moves_of(Year.objects.get())[-1]
    assert (last.done, last.second[-3:]) == (OFFERED, "考核丑")
    assert [(step.label, step.date) for step in steps_of(Year.objects.get())] == before


def test_what_was_written_meanwhile_is_not_frozen_unseen(year, office):
    proposal = propose(year, year.state, office)
    result = Result.objects.first()
    result.version += 1
    result.save()
    with pytest.raises(Refused, match="采集结果又有变动"):
        confirm_step(proposal_id=proposal.pk, **told(second()))
    assert not Snapshot.objects.exists()


def test_one_person_alone_freezes_nothing(year, office):
    with pytest.raises(Refused, match="须由两人办理"):
        move_year(year=year, to=year.state, details=DETAILS, **told(office))


def test_others_are_not_offered_it(client, year, office):
    client.force_login(factories.make_account(role=Role.AUDITOR))
    assert "flow/" not in page(client, "snapshots")
    assert client.get(reverse("year-step", args=[2017, year.state])).status_code == 403


def test_year_that_is_frozen_is_not_offered_it_from_the_start(client, office):
    year = make_recorded_year()
    finalise(year, office)
    client.force_login(office)
    assert OFFERED not in page(client, "year-flow")
