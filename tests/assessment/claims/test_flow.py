"""A claim from the draft to the cell: who may, what is asked, what counts once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from assessment.claims.listing import cells_apart, cities_with_claims
from assessment.claims.states import as_text
from assessment.claims.taking import cells_of, take_claims
from assessment.flow.missing import decisions_waiting
from assessment.incidents.counts import beside_cells, typed_otherwise
from assessment.loading import load_item
from assessment.models import (
    BonusClaim,
    ClaimWindow,
    Incident,
    Objection,
    ObjectionDecision,
    Result,
    Year,
)
from assessment.scores.standing import standings_of
from tests.assessment.claims.steps import BRIGHT, NATIONAL, PROVINCIAL, fresh
from trust.models import AuditEntry, Notice
from trust.refusals import Refused
from trust.versions import Outdated

pytestmark = pytest.mark.django_db


def test_states_read_as_a_table():
    assert as_text() == "\n".join(
        (
            "填写中 → 已申报 | file 申报 | is_city | in_time",
            "退回补充 → 已申报 | file 补充后再报 | is_city | nothing",
            "填写中 → 已撤回 | withdraw 作废草稿 | is_city | nothing",
            "已申报 → 已撤回 | withdraw 撤回申报 | is_city | nothing",
            "退回补充 → 已撤回 | withdraw 撤回申报 | is_city | nothing",
            "已申报 → 退回补充 | return 退回补充 | is_office | nothing",
            "已申报 → 采纳 | accept 采纳 | is_office | nothing",
            "已申报 → 部分采纳 | accept 部分采纳 | is_office | nothing",
            "已申报 → 不采纳 | reject 不采纳 | is_office | nothing",
            "采纳 → 已申报 | reopen 撤回决定 | is_office | nothing",
            "部分采纳 → 已申报 | reopen 撤回决定 | is_office | nothing",
            "不采纳 → 已申报 | reopen 撤回决定 | is_office | nothing",
        )
    )


def test_accepted_claim_becomes_the_figure_of_its_cell_with_its_source(desk):
    claim = desk.file()
    assert desk.value() is None
    assert desk.decide(claim).left == []
    assert (fresh(claim).state, desk.value()) == ("accepted", 1)
    entry = AuditEntry.objects.filter(action="录入").latest("sequence")
    assert "加分申报：采纳 1 件：第 1 号 国家级“全国移民工作先进集体”" in str(entry.after)
    bonus = standings_of(desk.year).cities[0].score.bonus
    assert bonus.raw == 3


def test_second_accepted_claim_adds_to_the_first(desk):
    desk.decide(desk.file())
    second = desk.file(title="全国培训典型单位", document_number="国移函〔2017〕9号")
    assert desk.decide(second, same=0).left == []
    assert desk.value() == 2


def test_part_of_a_claim_is_accepted_and_more_than_claimed_is_not(desk):
    claim = desk.file(amount=Decimal(3))
    with pytest.raises(Refused, match="采纳的加分 12 分多于申报的 9 分"):
        desk.decide(claim, "4")
    desk.decide(claim, "2")
    assert (fresh(claim).state, fresh(claim).taken_points, desk.value()) == ("partly", 6, 2)


def test_rejected_claim_leaves_the_cell_empty(desk):
    claim = desk.file()
    desk.decide(claim, None, reason="不是本年度的表彰。")
    assert (fresh(claim).state, desk.value()) == ("rejected", None)
    told = Notice.objects.get(recipient=desk.people["city"])
    assert "不采纳" in told.title
    assert "不是本年度的表彰" in told.body


def test_of_one_matter_at_two_levels_only_the_highest_counts(desk):
    lower = desk.file(PROVINCIAL, level="省级")
    desk.decide(lower)
    assert desk.value(PROVINCIAL) == 1
    higher = desk.file(NATIONAL, not_same="先报为另一件。")
    with pytest.raises(Refused, match="与第 1 号像是同一事项"):
        desk.decide(higher)
    desk.decide(higher, same=lower.number)
    assert (desk.value(NATIONAL), desk.value(PROVINCIAL)) == (1, None)
    desk.reopen(higher)
    assert (desk.value(NATIONAL), desk.value(PROVINCIAL)) == (None, 1)


def test_claim_that_looks_like_another_is_asked_about_before_it_is_filed(desk):
    desk.file()
    again = desk.write(PROVINCIAL, level="省级")
    desk.prove(again, "又一份")
    with pytest.raises(Refused, match="像是同一事项"):
        desk.hand_in(again)
    BonusClaim.objects.filter(pk=again.pk).update(not_same="授予不同单位。")
    assert desk.hand_in(again).state == "filed"


def test_date_outside_the_year_is_asked_about(desk):
    claim = desk.write(happened_on=date(2016, 12, 30))
    desk.prove(claim)
    with pytest.raises(Refused, match="2016-12-30 不在 2017 年内"):
        desk.hand_in(claim)
    BonusClaim.objects.filter(pk=claim.pk).update(date_reason="年末发文，上年未计。")
    assert desk.hand_in(claim).state == "filed"


def test_claim_without_a_document_is_not_filed(desk):
    with pytest.raises(Refused, match="请先上传证明材料"):
        desk.hand_in(desk.write())


def test_judged_claim_is_the_figure_and_its_reason_and_waits_for_a_second_person(desk):
    claim = desk.file(BRIGHT, amount=Decimal(6), level="其他")
    desk.decide(claim, "5")
    cell = desk.cell(BRIGHT)
    assert (cell.value, "采纳 1 件" in cell.remark, cell.is_confirmed) == (5, True, False)
    with pytest.raises(Refused, match="4–12 分"):
        desk.write(BRIGHT, amount=Decimal(3), level="其他", title="另一件亮点做法")


def test_typed_figure_stays_until_somebody_presses(desk):
    desk.record("5")
    claim = desk.file()
    [left] = desk.decide(claim).left
    assert "现在的记录 5 是另外录入的" in left
    assert desk.value() == 5
    cell = cells_of(desk.year, desk.table.city_id)[claim.code]
    told = {"year": desk.year, "city_id": desk.table.city_id, "code": claim.code}
    with pytest.raises(Refused, match="又有申报作出决定"):
        take_claims(**told, seen="7", **desk.by("office"))
    take_claims(**told, seen=cell.shown_figure, **desk.by("office"))
    assert desk.value() == 1


def test_decision_before_cells_are_open_stays_to_be_recorded(desk):
    Year.objects.update(state="self_check")
    claim = desk.file()
    [left] = desk.decide(claim).left
    assert "还没有录入" in left
    assert (fresh(claim).state, desk.value()) == ("accepted", None)


def test_claim_that_was_sent_back_is_filed_again_though_time_is_over(desk):
    claim = desk.file()
    desk.send_back(claim)
    past = timezone.now() - timedelta(days=1)
    ClaimWindow.objects.create(year=desk.year, closes_at=past)
    assert desk.hand_in(claim).state == "filed"
    assert not fresh(claim).is_late


@pytest.mark.parametrize("accepts_late", [True, False])
def test_late_is_not_the_same_as_closed(desk, accepts_late):
    draft = desk.write()
    desk.prove(draft)
    past = timezone.now() - timedelta(hours=1)
    ClaimWindow.objects.create(year=desk.year, closes_at=past, accepts_late=accepts_late)
    if accepts_late:
        assert desk.hand_in(draft).is_late
        return
    with pytest.raises(Refused, match="已于 .* 截止"):
        desk.hand_in(draft)


@pytest.mark.parametrize("state", ["preparing", "issued", "feedback", "finalised", "published"])
def test_nothing_is_claimed_or_decided_outside_its_stages(desk, state):
    filed, number = desk.file(), BonusClaim.objects.count()
    Year.objects.update(state=state)
    with pytest.raises(Refused, match="加分申报"):
        desk.write(title="另一件")
    with pytest.raises(Refused, match="只能查看"):
        desk.decide(filed)
    assert BonusClaim.objects.count() == number
    assert fresh(filed).state == "filed"


@pytest.mark.parametrize("persona", ["city", "other_city", "other_office", "assessment_office"])
def test_only_the_collecting_office_decides(desk, persona):
    claim = desk.file()
    with pytest.raises(Refused, match="您不能办理"):
        desk.decide(claim, persona=persona)


def test_whoever_filed_does_not_decide(desk):
    claim = desk.file()
    claim.events.update(done_by=desk.people["office"])
    with pytest.raises(Refused, match="须由责任处室另一人决定"):
        desk.decide(claim)
    assert desk.decide(claim, persona="second").claim.state == "accepted"


def test_foreign_city_claims_nothing_in_another_s_name(desk):
    with pytest.raises(Refused, match="由本市州申报"):
        desk.write(persona="other_city")


def test_older_page_does_not_decide_what_moved_on(desk):
    claim = desk.file()
    seen = fresh(claim).version
    desk.send_back(claim)
    with pytest.raises(Outdated):
        desk.decide(claim, version=seen)


def test_withdrawn_claim_counts_no_more_and_is_not_decided(desk):
    claim = desk.file()
    desk.withdraw(claim)
    with pytest.raises(Refused, match="已撤回"):
        desk.decide(claim)
    assert desk.file().number == claim.number + 1


def test_one_press_sent_twice_begins_one_draft(desk):
    assert desk.write().pk == desk.write().pk
    kept = desk.write(words="第一行\r\n第二行", amount=Decimal("2"))
    assert desk.write(words="第一行\r\n第二行", amount=Decimal("2")).pk == kept.pk


def test_another_matter_of_one_title_is_a_draft_of_its_own(desk):
    desk.write()
    others = (
        {"document_number": "国移函〔2017〕9号"}, {"amount": Decimal("2")}, {"words": "另一批。"},
        {"issuer": "水利部移民司"}, {"kind": "trial"}, {"not_same": "另一批。"},
    )  # fmt: skip
    for number, more in enumerate(others, start=2):
        other = fresh(desk.write(**more))
        [(name, value)] = more.items()
        assert (other.number, getattr(other, name)) == (number, value)


def test_awards_are_not_held_against_the_register_of_incidents(desk):
    office = desk.table.sections.get(order=1).items.get(name="移民培训").offices.get()
    told = {"year": desk.year, "city": desk.table.city, "number": 1, "office": office}
    Incident.objects.create(**told, happened_on=date(2017, 5, 2), kind="notice", description="通报")
    desk.decide(desk.file())
    Result.objects.filter(pk=desk.cell("发生违纪违规行为被通报每起").pk).update(value=3)
    assert desk.cell().value is not None
    assert typed_otherwise(2017) == {desk.cell("发生违纪违规行为被通报每起").pk: 0}
    item = load_item(desk.cell().measure.component.item, _results(desk))
    beside = beside_cells(2017, [item], date(2017, 12, 31))
    assert beside[desk.cell().pk].doubt == ""


def _results(desk):
    item = desk.cell().measure.component.item
    rows = Result.objects.filter(measure__component__item=item)
    return rows.select_related("measure__component").with_exempting()


def ruled(desk, claim, after: str) -> None:
    """Let an objection have decided what the claim's cell says."""
    office = desk.people["assessment_office"]
    objection = Objection.objects.create(
        year=desk.year, number=1, city=desk.table.city, city_name="长沙市",
        indicator_id=claim.indicator_id, item_name=claim.item_name, component=1, kind="figure",
        subject=claim.code, codes=[claim.code], words=NATIONAL, deduction=0, wanted="应为 2 次",
        reason="少计一次。", filed_by=desk.people["city"], filed_as="长沙市",
    )  # fmt: skip
    ObjectionDecision.objects.create(
        objection=objection, stage=1, outcome="upheld", reason="成立。",
        changes=[{"code": claim.code, "before": "1", "after": after}],
        total_before=99, total_after=100, rank_before=1, rank_after=1, decided_by=office,
        decided_as="考核办",
    )  # fmt: skip


def test_a_bonus_that_an_objection_decided_is_not_told_as_unlike_its_claim(desk):
    claim = desk.file()
    desk.decide(claim)
    desk.record("2")
    assert len(cells_apart(desk.year, cities_with_claims(desk.year))) == 1
    ruled(desk, claim, "2")
    assert cells_apart(desk.year, cities_with_claims(desk.year)) == []
    assert not any(lack.key == "claims-apart" for lack in decisions_waiting(desk.year))
    desk.record("3")  # something else again
    assert len(cells_apart(desk.year, cities_with_claims(desk.year))) == 1
    assert any(lack.key == "claims-apart" for lack in decisions_waiting(desk.year))


def test_a_day_that_has_not_come_is_no_day_of_an_award(desk):
    claim = desk.write(happened_on=date(2099, 6, 1), date_reason="年末发文，上年未计。")
    desk.prove(claim)
    with pytest.raises(Refused, match="2099-06-01 还没有到"):
        desk.hand_in(claim)


@pytest.mark.parametrize("name", ["date_reason", "not_same"])
def test_a_reason_of_one_letter_is_none(desk, name):
    claim = desk.write(happened_on=date(2016, 12, 30), **{"date_reason": "年末发文。", name: "x"})
    desk.prove(claim)
    with pytest.raises(Refused, match="“x”看不出原因"):
        desk.hand_in(claim)
