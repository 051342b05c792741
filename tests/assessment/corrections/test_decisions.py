"""The decision on an objection is corrected like a figure: by two, as previewed, and the city reads
what it said and what it says."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from assessment.engine.snapshot.canonical import read
from assessment.engine.snapshot.comparing import content_differences
from assessment.frozen.reading import bytes_of
from assessment.models import Correction, Objection, ObjectionDecision
from tests.assessment.corrections.desk import OWN, TRAINING, all_cells
from tests.assessment.corrections.test_notice import handed_out, words_of
from tests.assessment.corrections.test_pages import preview, seal_in, words
from trust.models import AuditEntry, Notice

pytestmark = pytest.mark.django_db
WANTED = {"outcome": "upheld", "words": "验收表第3页为1103人次，应予成立。"}


@pytest.fixture
def decision(desk) -> ObjectionDecision:
    """One that rejected what 长沙 wanted, before the year was frozen as it stands."""
    measure = desk.cells()[TRAINING].measure
    item = measure.component.item
    people = desk.people
    objection = Objection.objects.create(
        year=desk.year, number=1, city=item.section.table.city, city_name="长沙市",
        indicator=item.indicator, item_name=item.name, component=1, kind="figure",
        subject=measure.code, codes=[measure.code], words=TRAINING, deduction=1, claimed=1103,
        wanted="应为 1,103 人次", reason="漏算。", state="decided", filed_by=people["city"],
        filed_as="长沙市",
    )  # fmt: skip
    made = ObjectionDecision.objects.create(
        objection=objection, stage=1, outcome="rejected", reason="没有依据。", total_before=83,
        total_after=83, rank_before=3, rank_after=3, decided_by=people["assessment_office"],
        decided_as="考核办",
    )  # fmt: skip
    desk.freeze_again()
    return made


@pytest.fixture
def at(desk):
    def signed_in(persona) -> Client:
        client = Client()
        client.force_login(desk.people[persona])
        return client

    return signed_in


URL = reverse("correction-of-decision", args=[2017, 1])


def propose(client, **sent) -> Correction:
    told = {"reason": "复核时看漏了验收表。", "value": ""} | WANTED | sent
    seal = seal_in(preview(client, URL, **told))
    assert client.post(URL, told | {"seal": seal}).status_code == 302
    return Correction.objects.get(confirmed_at=None)


def told_of(snapshot) -> dict:
    return read(bytes_of(snapshot))


def test_two_persons_correct_a_decision_and_the_city_reads_both(desk, decision, at):
    first, second, city = at("assessment_office"), at("second"), at("city")
    here = reverse("objection", args=[2017, 1])
    assert f'href="{URL}"' in first.get(here).content.decode()
    assert URL not in city.get(here).content.decode()
    shown = words(preview(first, URL, value="", **WANTED))
    assert "别的市州的总分、名次和等次不变" in shown
    assert "改为“成立”以后记录和得分不随之改动" in shown
    ranks, cells = desk.ranks(), all_cells()

    waiting = propose(first)
    page = reverse("correction", args=[2017, waiting.pk])
    assert "不成立 → 成立" in words(second.get(page))
    assert "记录和得分不随之改动" in words(second.get(page))
    decision.refresh_from_db()
    assert (decision.outcome, decision.reason) == ("rejected", "没有依据。")
    made = desk.confirm(waiting)

    decision.refresh_from_db()
    assert (decision.outcome, decision.reason) == ("upheld", WANTED["words"])
    assert (desk.ranks(), all_cells()) == (ranks, cells)
    told = words(city.get(here))
    assert re.search(r"第3号更正 （\d{4}-\d\d-\d\d）：申诉 2017-01 决定 不成立 → 成立", told)
    told = words(city.get(page))
    assert "理由原为 没有依据。 理由更正为 验收表第3页为1103人次，应予成立。" in told
    assert made.about == "长沙市 移民培训 · 申诉 2017-01 决定"
    assert Notice.objects.filter(title__contains="申诉 2017-01 决定").exists()
    entry = AuditEntry.objects.get(action="更正复核决定")
    assert (entry.before["结果"], entry.after["结果"]) == ("不成立", "成立")


def test_new_snapshot_says_what_was_corrected_and_differs_in_nothing_else(desk, decision, at):
    made = desk.confirm(propose(at("assessment_office")))
    old, new = told_of(desk.snapshot(2)), told_of(made.snapshot)
    where = ("objections", 0, "decisions", 0)
    assert {each.path: each.after for each in content_differences(old, new)} == {
        (*where, "outcome"): "成立",
        (*where, "reason"): WANTED["words"],
    }
    assert old["scores"] == new["scores"]


def test_papers_of_a_corrected_decision_say_so(desk, decision, at):
    made = desk.confirm(propose(at("assessment_office")))
    written = words_of(handed_out(desk, "city", made, "docx"))
    assert "中你单位的下列复核决定有误" in written
    for told in ("申诉 2017-01 决定", "不成立", "成立", "没有依据。", WANTED["words"]):
        assert told in written


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"outcome": "rejected", "words": "没有依据。"}, "与现在的决定相同"),
        ({"words": ""}, "请写明决定的理由"),
    ],
)
def test_what_cannot_be_corrected_is_told(desk, decision, at, sent, why):
    client = at("assessment_office")
    told = WANTED | {"reason": "看漏了。"} | sent
    seal = seal_in(preview(client, URL, value="", **WANTED))
    answer = client.post(URL, told | {"seal": seal})
    assert (answer.status_code, Correction.objects.exists()) == (422, False)
    assert why in words(answer)


def test_of_two_decisions_the_one_that_stands_is_corrected(desk, decision, at):
    Objection.objects.update(state="redecided")
    decision.pk, decision.stage = None, 2
    decision.save()
    desk.freeze_again()
    made = desk.confirm(propose(at("assessment_office")))
    assert made.measure_name == "申诉 2017-01 复议决定"
    told = [(each.stage, each.outcome) for each in ObjectionDecision.objects.order_by("stage")]
    assert told == [(1, "rejected"), (2, "upheld")]


def test_corrected_decision_says_nothing_beside_a_figure(desk, decision, at):
    desk.confirm(propose(at("assessment_office")))
    card = words(at("city").get(reverse("scorecard", args=[2017, OWN])))
    assert "申诉 2017-01 决定 不成立 → 成立；总分 83.11，不变" in card
    assert not re.search(r"第3号更正，\d{4}", card)
