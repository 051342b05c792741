"""市州自查 in the year's flow: what leaving it asks for, and what desks say."""

import pytest
from django.urls import reverse

from assessment import states
from assessment.flow import missing
from assessment.models import StepProposal, Year, YearState
from tests import factories
from tests.assessment.moves import move_on
from tests.assessment.recording import write
from tests.assessment.self_check.steps import TRAINING
from tests.assessment.self_check.test_handing_in import window
from trust.refusals import Refused


def keys(year) -> list[str]:
    return [lack.key for lack in missing.every_city_handed_in(year)]


def test_leaving_lists_the_cities_that_have_not_handed_in(desk):
    desk.report()
    desk.hand_in()
    lacks = missing.every_city_handed_in(desk.year)
    texts = [lack.text for lack in lacks if lack.is_excusable]
    assert texts == ["株洲市的自查还没有上报（未填报）。"]
    assert [lack.text for lack in lacks if not lack.is_excusable] == [
        "长沙市已上报，盖章扫描件还没有上传。"
    ]


def test_each_city_is_excused_by_a_reason_of_its_own(desk):
    desk.report()
    desk.hand_in()
    office = desk.people["assessment_office"]
    with pytest.raises(Refused, match="株洲市的自查还没有上报"):
        move_on(desk.year, YearState.COLLECTING, office, excuses={})
    move_on(desk.year, YearState.COLLECTING, office)
    taken = StepProposal.objects.get(target=YearState.COLLECTING)
    assert [each["text"] for each in taken.exceptions] == ["株洲市的自查还没有上报（未填报）。"]


def test_page_of_the_step_asks_for_the_reasons(client, desk):
    client.force_login(desk.people["assessment_office"])
    page = client.get(reverse("year-step", args=[2017, "collecting"])).content.decode()
    assert page.count("不等的原因：") == 2


def test_day_on_which_the_window_closes_is_told(desk):
    window(desk, closes=48)
    assert all("截止" in lack.text for lack in missing.every_city_handed_in(desk.year))


def test_many_cities_are_told_on_one_line(desk):
    for number in range(missing.MOST_CITIES):
        factories.make_table(desk.year, factories.make_city(f"第{number}市"))
    assert keys(desk.year) == ["self-checks"]


@pytest.mark.parametrize("state", [s for s in YearState.values if s != YearState.SELF_CHECK])
def test_no_other_step_asks_for_them(desk, state):
    Year.objects.update(state=state)
    guards = [t.guard for t in states.TRANSITIONS if t.source == state]
    assert missing.every_city_handed_in not in guards


def home(client) -> str:
    return client.get(reverse("home")).content.decode()


def test_desk_of_the_city_says_what_is_asked_and_till_when(city, desk):
    window(desk, closes=48)
    page = home(city)
    assert "填报自查" in page
    assert "截止" in page
    desk.report()
    desk.hand_in()
    page = home(city)
    assert "自查〔2017〕001号" in page
    assert "打印、上传扫描件" in page


def test_desk_of_the_city_says_why_it_came_back(city, desk):
    desk.report()
    desk.hand_in()
    desk.send_back("培训人数与台账不符。")
    assert "培训人数与台账不符。" in home(city)


def test_desk_of_the_city_asks_nothing_in_other_stages(city, desk):
    for state in (YearState.ISSUED, YearState.COLLECTING, YearState.PUBLISHED):
        Year.objects.update(state=state)
        assert "填报自查" not in home(city)


def test_desk_of_the_assessment_office_counts_them(client, desk):
    desk.report()
    desk.hand_in()
    client.force_login(desk.people["assessment_office"])
    page = home(client)
    assert "各市州情况" in page
    Year.objects.update(state=YearState.COLLECTING)
    assert "各市州情况" not in home(client)


def test_signing_tells_of_differences_without_a_remark(client, desk):
    desk.report()
    desk.hand_in()
    Year.objects.update(state=YearState.COLLECTING)
    client.force_login(desk.people["office"])
    result = desk.result(TRAINING)
    item = result.measure.component.item
    url = reverse("sign-off", args=[2017, item.indicator_id, item.offices.get().pk])
    assert "备注还没有说明" not in client.get(url).content.decode()
    write(client, result, "1000")
    page = client.get(url).content.decode()
    assert "备注还没有说明的 1 项" in page
    assert "长沙市 农业实用技术培训：与市州自报 1,048 不一致" in page
