"""上报: once, with what is missing told first; taken back, sent back, in and out of the window."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment.letters.actions import change_words
from assessment.letters.kinds import Words
from assessment.models import SelfCheck, SelfCheckSubmission, SelfCheckWindow, Year, YearState
from assessment.self_check import handing_in
from assessment.self_check.actions import save_window
from assessment.self_check.paper import receipt_of
from tests import factories
from tests.assessment.moves import told
from tests.assessment.self_check.steps import THERE, TRAINING
from trust.models import AuditEntry
from trust.refusals import Refused
from trust.versions import Outdated


def window(desk, *, opens=None, closes=None, accepts_late=False) -> SelfCheckWindow:
    """Set days, in hours from now."""
    now = timezone.now()
    days = [None if h is None else now + timedelta(hours=h) for h in (opens, closes)]
    SelfCheckWindow.objects.filter(year=desk.year).delete()
    return SelfCheckWindow.objects.create(
        year=desk.year, opens_at=days[0], closes_at=days[1], accepts_late=accepts_late
    )


def test_what_is_missing_comes_first(city, desk):
    desk.report({TRAINING: "1048"})
    page = city.get(desk.url("self-check-submit")).content.decode()
    assert "还没有填的 4 项" in page
    assert page.index("获证率") < page.index('name="seal"')


def test_handing_in_gives_a_numbered_receipt(city, desk):
    desk.report()
    seal = handing_in.to_hand_in(desk.table()).seal
    answer = city.post(desk.url("self-check-submit"), {"seal": seal}, follow=True)
    page = answer.content.decode()
    assert "自查〔2017〕001号" in page
    submission = SelfCheckSubmission.objects.get()
    assert submission.unreported == 0
    assert submission.figures[0]["value"] == "1048"
    assert AuditEntry.objects.filter(action="上报自查").count() == 1


def test_pressing_twice_is_one_submission(city, desk):
    desk.report()
    seal = handing_in.to_hand_in(desk.table()).seal
    for _ in range(2):
        assert city.post(desk.url("self-check-submit"), {"seal": seal}).status_code == 302
    assert SelfCheckSubmission.objects.count() == 1


def test_receipts_of_a_year_are_one_sequence(desk):
    desk.report()
    first = desk.hand_in()
    desk.report(city=THERE, persona="other_city")
    second = desk.hand_in(city=THERE, persona="other_city")
    assert [first.receipt, second.receipt] == ["自查〔2017〕001号", "自查〔2017〕002号"]


def test_what_moved_since_the_page_is_not_handed_in(city, desk):
    desk.report()
    seal = handing_in.to_hand_in(desk.table()).seal
    desk.report({TRAINING: "1000"}, persona="colleague")
    answer = city.post(desk.url("self-check-submit"), {"seal": seal})
    assert (answer.status_code, "又有变动" in answer.content.decode()) == (422, True)
    assert not SelfCheckSubmission.objects.exists()


def test_nothing_is_not_handed_in(desk):
    with pytest.raises(Refused, match="还没有填报"):
        desk.hand_in()


def test_handed_in_figures_are_closed_to_the_city(city, desk):
    desk.report()
    desk.hand_in()
    answer = desk.type_cell(city, "2", version=1)
    assert (answer.status_code, "已经上报" in answer.json()["error"]) == (403, True)
    assert desk.figure().value == 1048


def test_city_takes_it_back_while_the_window_is_open(city, desk):
    desk.report()
    first = desk.hand_in()
    city.post(desk.url("self-check-withdraw"), {"version": desk.check().version})
    first.refresh_from_db()
    assert first.ended_how == "withdrawn"
    assert desk.type_cell(city, "1050", version=1).status_code == 200
    assert desk.hand_in().receipt == "自查〔2017〕002号"


def test_city_does_not_take_back_after_the_window(desk):
    desk.report()
    desk.hand_in()
    window(desk, opens=-3, closes=-1)
    check = desk.check()
    with pytest.raises(Refused, match="上报期已过"):
        handing_in.withdraw_submission(
            check=check, version=check.version, now=timezone.now(), **desk.by("city")
        )


def test_sent_back_with_a_reason_it_is_open_again(city, desk):
    desk.report()
    desk.hand_in()
    desk.send_back("培训人数与台账不符。")
    page = city.get(desk.url("self-check")).content.decode()
    assert "培训人数与台账不符。" in page
    assert "readonly" not in page
    desk.report({TRAINING: "1040"})
    assert desk.hand_in().number == 2


def test_sent_back_is_open_and_in_time_even_after_the_window(desk):
    desk.report()
    desk.hand_in()
    window(desk, opens=-3, closes=-1)
    desk.send_back()
    desk.report({TRAINING: "1040"})
    assert not desk.hand_in().is_late


@pytest.mark.parametrize("persona", ["city", "office", "auditor"])
def test_only_the_assessment_office_sends_back(desk, persona):
    desk.report()
    desk.hand_in()
    check = desk.check()
    with pytest.raises(Refused, match="只有考核办"):
        handing_in.return_submission(
            check=check, version=check.version, reason="不符。", **desk.by(persona)
        )


def test_sending_back_asks_for_a_reason(client, desk):
    desk.report()
    desk.hand_in()
    client.force_login(desk.people["assessment_office"])
    client.post(desk.url("self-check-return"), {"reason": " ", "version": desk.check().version})
    assert desk.check().is_handed_in


def test_old_page_sends_nothing_back(desk):
    desk.report()
    desk.hand_in()
    old = desk.check().version
    desk.send_back()
    desk.hand_in()
    with pytest.raises(Refused, match="已有变动"):
        handing_in.return_submission(
            check=desk.check(), version=old, reason="不符。", **desk.by("assessment_office")
        )


def test_before_the_window_nothing_is_filled_in(desk):
    window(desk, opens=1, closes=2)
    with pytest.raises(Refused, match="现在还不能填"):
        desk.report()
    assert not SelfCheck.objects.exists()


def test_after_the_window_what_is_filled_stays_and_is_closed(desk):
    desk.report()
    window(desk, opens=-3, closes=-1)
    with pytest.raises(Refused, match="截止"):
        desk.report({TRAINING: "1"})
    with pytest.raises(Refused, match="截止"):
        desk.hand_in()
    assert desk.figure().value == 1048


def test_late_is_not_closed_where_it_is_accepted(desk):
    desk.report()
    window(desk, opens=-3, closes=-1, accepts_late=True)
    assert desk.hand_in().is_late


def test_in_time_is_not_late(desk):
    desk.report()
    window(desk, opens=-3, closes=1, accepts_late=True)
    assert not desk.hand_in().is_late


def test_late_is_accepted_while_offices_collect(desk):
    desk.report()
    window(desk, closes=-1, accepts_late=True)
    Year.objects.update(state=YearState.COLLECTING)
    assert desk.hand_in().is_late


def test_withdrawn_in_time_and_sent_again_late_is_late(desk):
    desk.report()
    desk.hand_in()
    check = desk.check()
    handing_in.withdraw_submission(
        check=check, version=check.version, now=timezone.now(), **desk.by("city")
    )
    window(desk, closes=-1, accepts_late=True)
    assert desk.hand_in().is_late


TERMS = {"opens_at": None, "closes_at": None, "accepts_late": True}


def test_window_is_set_by_the_assessment_office_alone(desk):
    with pytest.raises(Refused, match="只有考核办"):
        save_window(year=desk.year, terms=TERMS, version=1, reason="", **desk.by("city"))


def test_window_is_changed_with_a_reason_and_by_one_at_a_time(desk):
    by = desk.by("assessment_office")
    save_window(year=desk.year, terms=TERMS, version=1, reason="", **by)
    changed = TERMS | {"accepts_late": False}
    with pytest.raises(Refused, match="须写明理由"):
        save_window(year=desk.year, terms=changed, version=2, reason=" ", **by)
    with pytest.raises(Outdated):
        save_window(year=desk.year, terms=changed, version=1, reason="统一口径。", **by)
    saved = save_window(year=desk.year, terms=changed, version=2, reason="统一口径。", **by)
    assert (saved.version, saved.accepts_late) == (3, False)


def test_list_tells_who_is_in_and_who_is_late(client, desk):
    desk.report()
    desk.hand_in()
    window(desk, closes=-1)
    client.force_login(desk.people["assessment_office"])
    page = client.get(reverse("self-checks", args=[2017])).content.decode()
    assert "已上报 1 / 2" in page
    assert "逾期未报 1" in page


def test_list_costs_the_same_for_any_number(client, desk):
    client.force_login(desk.people["assessment_office"])
    desk.report()
    desk.hand_in()
    _queries(client)  # the year that the person is on is kept once
    before = _queries(client)
    factories.make_table(desk.year, factories.make_city("湘潭市", "430300"))
    desk.report(city=THERE, persona="other_city")
    desk.hand_in(city=THERE, persona="other_city")
    assert _queries(client) == before


def _queries(client) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("self-checks", args=[2017]))
    return len(asked)


def test_a_receipt_is_in_the_words_of_the_day_it_was_given(desk):
    desk.report()
    first = desk.hand_in()
    before = receipt_of(first).document
    assert before.title == "2017年度移民工作绩效考核自查上报回执"
    assert "上列自查已由系统收到，并按上报时的内容保存。" in before.html
    assert '<table class="sign' not in before.html
    change_words(
        year=desk.year, paper="self-receipt", seen=0,
        words=Words("{年度}年{市州}收件单", "收到下列材料：", "请妥善保存。", "收件人"),
        **told(desk.people["assessment_office"]),
    )  # fmt: skip
    assert receipt_of(first).document.html == before.html
    first.submitted_at = timezone.now()
    late = receipt_of(first)
    assert late.title == "2017年长沙市收件单"
    assert late.notes[0] == "请妥善保存。"
    for words in ("收到下列材料：", "收件人：", "盖章扫描件尚未上传。"):
        assert words in late.document.html
