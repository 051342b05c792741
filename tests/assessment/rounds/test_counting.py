"""计入考核的数: nothing by default; proposed by the year's setting and taken over with its source;
a frozen year and its snapshot know nothing of what comes later."""

import pytest
from django.urls import reverse

from assessment.actions.results import Conflict
from assessment.collection.sources import evidence_told
from assessment.frozen.writing import proofs_of
from assessment.models import (
    CityTable,
    Indicator,
    Round,
    RoundFigure,
    RoundTaking,
    Year,
    YearState,
)
from assessment.rounds.counting import CountedMoved, lines_of, take_counted
from cities.models import Office
from tests.assessment.rounds.steps import (
    AUTUMN,
    HERE,
    RATE,
    SKILLS,
    TRACKING,
    TRAINING,
    results,
)
from trust.models import AuditEntry
from trust.refusals import Refused

TODAY = AUTUMN


@pytest.fixture
def counted(desk):
    """Two rounds are over: 500 and 900 of 长沙's training, 96 and 97 percent."""
    desk.open()
    desk.report({TRAINING: "500", RATE: "96", TRACKING: "1"})
    desk.open("第2次调度", AUTUMN)
    desk.report({TRAINING: "900", RATE: "97", TRACKING: "0", SKILLS: "60"}, number=2)
    desk.close(1)
    desk.close(2)
    return desk


def proposed(desk) -> dict:
    own = Office.objects.values_list("pk", flat=True)
    return {
        line.measure.engine.name: line.counted.value for line in lines_of(desk.year, TODAY, own)
    }


def take(desk, seals=None, persona="office"):
    own = Office.objects.values_list("pk", flat=True)
    lines = [line for line in lines_of(desk.year, TODAY, own) if line.differs]
    return take_counted(
        year=desk.year, indicator_id=Indicator.objects.get(name="移民培训").pk,
        seals=[line.seal for line in lines] if seals is None else seals, day=TODAY,
        **desk.by(persona),
    )  # fmt: skip


def test_by_default_rounds_count_for_nothing(office, counted):
    before = results()
    assert proposed(counted) == {}
    assert "以年终数计入" in office.get(reverse("round-counted", args=[2017])).content.decode()
    with pytest.raises(CountedMoved):
        take(counted)
    assert results() == before


@pytest.mark.parametrize(
    ("way", "wanted"),
    [
        ("last", {TRAINING: 900, RATE: 97, TRACKING: 0, SKILLS: 60}),
        ("mean", {TRAINING: 700, RATE: 96.5, TRACKING: 0, SKILLS: None}),
    ],
)
def test_the_setting_says_what_counts(counted, way, wanted):
    counted.set(counting=way)
    assert proposed(counted) == wanted


def test_weights_are_the_rounds(counted):
    Round.objects.filter(number=1).update(weight=3)
    counted.set(counting="weighted")
    assert proposed(counted)[TRAINING] == 600


def test_open_rounds_do_not_count_yet(desk):
    desk.open()
    desk.report({TRAINING: "500"})
    desk.set(counting="last")
    assert proposed(desk) == {}


def test_taking_over_names_rounds_and_figures_at_the_cell(counted):
    counted.set(counting="mean")
    assert take(counted) == 3  # 转移就业 has one figure alone: no mean
    assert counted.result().value == 700
    told = evidence_told(CityTable.objects.filter(city__key=HERE))[counted.result().pk]
    assert told[0].startswith(
        "调度数：各次平均：第1次调度（截至 2017-07-02）500、"
        "第2次调度（截至 2017-09-30）900，平均 700，"
    )
    entry = AuditEntry.objects.filter(action="采用调度数").earliest("sequence")
    assert "各次平均" in str(entry.after)


def test_the_source_goes_when_the_cell_is_another(counted):
    counted.set(counting="last")
    take(counted)
    counted.record({TRAINING: "901"})
    assert counted.result().pk not in evidence_told(CityTable.objects.filter(city__key=HERE))
    assert RoundTaking.objects.filter(name=TRAINING).exists()


def test_the_snapshot_holds_the_source(counted):
    counted.set(counting="last")
    take(counted)
    held = proofs_of(counted.year).of_rounds[counted.result().pk]
    assert held.how == "末次调度：第2次调度（截至 2017-09-30）900"


def test_what_moved_since_it_was_seen_is_not_taken(counted):
    counted.set(counting="last")
    own = Office.objects.values_list("pk", flat=True)
    seals = [line.seal for line in lines_of(counted.year, TODAY, own) if line.differs]
    counted.record({TRAINING: "1"})
    with pytest.raises((CountedMoved, Conflict)):
        take(counted, seals)
    assert counted.result().value == 1
    assert not RoundTaking.objects.exists()


def test_from_the_page_by_one_press(office, counted):
    counted.set(counting="last")
    url = reverse("round-counted", args=[2017])
    page = office.get(url)
    (group,) = page.context["groups"]
    sent = {"indicator": group["indicator"]}
    assert office.post(url, sent).status_code == 409
    sent["cell"] = [line.seal for line in group["lines"]]
    assert office.post(url, sent).status_code == 302
    assert counted.result().value == 900
    assert office.get(url).context["groups"][0]["differing"] == 0


def test_a_frozen_year_is_not_touched(counted):
    counted.set(counting="last")
    Year.objects.update(state=YearState.FINALISED)
    before = results()
    with pytest.raises(Refused):
        take(counted)
    assert results() == before


def test_another_office_and_the_assessment_office_take_nothing(counted, client):
    counted.set(counting="last")
    with pytest.raises(CountedMoved):
        take(counted, persona="other_office")
    client.force_login(counted.people["assessment_office"])
    url = reverse("round-counted", args=[2017])
    page = client.get(url)
    assert page.context["groups"]
    assert "采用 4 格" not in page.content.decode()
    assert client.post(url, {"indicator": 1}).status_code == 403


def test_a_mean_between_two_whole_things_waits_for_a_person(office, counted):
    """3.5 个村 are none: nobody may take it over by pressing."""
    RoundFigure.objects.filter(name=TRAINING, round__number=2).update(value=901)
    counted.set(counting="mean")
    page = office.get(reverse("round-counted", args=[2017])).content.decode()
    assert "平均 700.5；“人次”应为整数，不能直接采用，请责任处室核定后在采集表填写" in page
    assert "待核定" in page
    assert proposed(counted)[TRAINING] is None
    assert take(counted) == 2
    assert counted.result().value is None
    counted.record({TRAINING: "700"})
    assert "待核定" not in office.get(reverse("round-counted", args=[2017])).content.decode()
