"""复核: what was judged counts when a second person agreed, and until it is changed."""

import io
import json

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from assessment.actions.confirming import confirm_result
from assessment.actions.results import Conflict
from assessment.exports.scores import scores_json, scores_xlsx
from assessment.flow.missing import every_measure_recorded
from assessment.loading import load_tables
from assessment.models import CityTable, Component, Item, Result, Rule, Year, YearState
from assessment.scores.standing import standings_of
from cities.models import Account, Office, Role
from tests import factories
from tests.assessment.browsing import posted
from tests.assessment.recording import grid_url, write
from tests.assessment.test_wider_rules import paper_of
from trust import log
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = pytest.mark.django_db

REASON = "2017年省级检查通报第3条"


@pytest.fixture
def cell(table) -> Result:
    """The cell of a measure that 酌情扣1–3分 is judged by."""
    component = Component.objects.get(item__name="移民培训")
    measure = factories.make_measure(component, "作风问题", "数量", "分")
    rule = factories.make_rule(component, "judged_deduct", "3", [measure], None, "计9分")
    Rule.objects.filter(pk=rule.pk).update(least=1)
    return measure.result


@pytest.fixture
def judged(office, cell) -> Result:
    """The same, judged at 2 by 培训乙 with a reason."""
    assert write(office, cell, "2").status_code == 200
    remark(office, now(cell), REASON)
    return now(cell)


@pytest.fixture
def colleague(cast):
    office = Office.objects.get(name="培训中心")
    return factories.make_account("peixun2", role=Role.OFFICE, office=office, full_name="培训丙")


def now(result) -> Result:
    return Result.objects.get(pk=result.pk)


def remark(client, result, words):
    url = reverse("result-remark", args=[2017, result.pk])
    return client.post(url, {"remark": words, "version": result.version})


def confirm(client, result, **more):
    url = reverse("result-confirm", args=[2017, result.pk])
    return client.post(url, {"version": result.version} | more)


def lost(item="移民培训"):
    city = standings_of(Year.objects.get()).cities[0]
    found = next(i for s in city.score.sections for i in s.items if i.item.name == item)
    return found.item.points - found.score


def panel(client, result) -> str:
    return client.get(reverse("result-detail", args=[2017, result.pk])).content.decode()


# --- Before --------------------------------------------------------------------------------------


def test_figure_that_waits_costs_nothing_and_is_shown_as_waiting(office, cast, table, judged):
    assert lost() == 0
    assert "评定范围</dt><dd>0 或 1–3 分" in panel(office, judged)
    assert "待复核，暂不计分" in panel(office, judged)
    grid = office.get(grid_url()).content.decode()
    assert "缺 4 项，待复核 1 项" in grid
    assert "待另一人复核，复核以前不计分" in grid
    office.force_login(cast["assessment_office"])
    card = office.get(reverse("scorecard", args=[2017, table.city.key])).content.decode()
    assert '<span class="missing">待复核</span>' in card
    assert "还有 6 项未录入（标“—”），其中 1 项评定的分数待复核，暂不扣分" in card
    assert "评定 2 分" not in card
    assert "评定 2 分" not in paper_of(table)


def test_year_does_not_move_on_while_a_figure_waits(judged):
    Result.objects.exclude(pk=judged.pk).update(value=0)
    lacks = every_measure_recorded(Year.objects.get())
    assert [lack.text for lack in lacks if lack.blocks] == [
        "移民培训（培训中心）有 1 项酌情评定的分数待复核；请打开该格，由另一人复核。"
    ]


def test_exports_do_not_count_a_figure_that_waits(judged):
    standings = standings_of(Year.objects.get())
    lines = [
        line
        for section in scores_json(standings)["cities"][0]["sections"]
        for item in section["items"]
        for part in item["components"]
        for line in part["lines"]
    ]
    assert next(line for line in lines if line["measure"] == "作风问题")["recorded"] is None
    book = load_workbook(io.BytesIO(scores_xlsx(standings)))
    [row] = [row for row in book["明细"].iter_rows(values_only=True) if row[7] == "作风问题"]
    assert (row[11], row[13]) == (None, 1)


# --- By whom -------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["colleague", "assessment_office"])
def test_second_person_lets_the_figure_count(client, cast, table, judged, colleague, who):
    client.force_login(colleague if who == "colleague" else cast[who])
    answer = confirm(client, judged)
    assert answer.status_code == 200
    assert lost() == 2
    name = {"colleague": "培训中心 培训丙", "assessment_office": "考核办 考核甲"}[who]
    assert f"{name} · " in answer.content.decode()
    told = json.loads(answer.headers["HX-Trigger-After-Swap"])["cell-detail"]
    assert told["cell"]["doubts"] == []
    assert [row["recorded"] for row in told["written"]["rows"]] == [1]
    paper = paper_of(table)
    assert "评定 2 分（1–3 分） → 扣 2" in paper
    assert f"{name}复核" in paper
    entry = AuditEntry.objects.get(action="复核评分")
    assert entry.after == {"完成值": "2", "依据": REASON}
    lacks = every_measure_recorded(Year.objects.get())
    assert [lack.text for lack in lacks if lack.blocks] == [
        f"{name}（培训中心）还有 {count} 项未录入；请退回处室采集补录，确无此事的填 0 或“否”。"
        for name, count in (("移民培训", 4), ("廉政建设", 1))
    ]


def test_history_of_the_cell_tells_who_confirmed(client, cast, judged):
    client.force_login(cast["assessment_office"])
    confirm(client, judged)
    shown = panel(client, judged)
    assert "复核：— → <strong>2</strong>" in shown
    assert shown.index("考核办 考核甲") < shown.index("备注：— →")


def test_whoever_judged_or_gave_the_reason_does_not_confirm(client, office, cell, colleague):
    write(office, cell, "2")
    client.force_login(colleague)
    remark(client, now(cell), REASON)
    assert "是您录入的，请由另一人复核。" in panel(client, cell)
    assert "同意 2 分，复核" not in panel(client, cell)
    answer = confirm(client, now(cell))
    assert answer.status_code == 422
    assert "是您录入的，请由另一人复核；没有复核。" in answer.content.decode()
    client.force_login(Account.objects.get(username="peixun"))
    assert confirm(client, now(cell)).status_code == 422
    assert lost() == 0


def test_whoever_gave_the_reason_does_not_confirm_another_figure_by_it(
    client, cast, judged, colleague
):
    client.force_login(colleague)
    write(client, judged, "3")
    client.force_login(cast["office"])
    assert confirm(client, now(judged)).status_code == 422
    client.force_login(cast["assessment_office"])
    assert confirm(client, now(judged)).status_code == 200


def test_figure_that_was_put_back_is_still_that_of_whoever_judged_it(
    client, cast, judged, colleague
):
    client.force_login(colleague)
    write(client, judged, "3")
    remark(client, now(judged), "另一依据")
    write(client, now(judged), "2")
    client.force_login(cast["office"])
    answer = confirm(client, now(judged))
    assert answer.status_code == 422
    assert "是您录入的，请由另一人复核" in answer.content.decode()


def test_other_offices_do_not_confirm(client, cast, judged):
    client.force_login(cast["other_office"])
    assert confirm(client, judged).status_code == 403
    assert "同意 2 分，复核" not in panel(client, judged)


def test_office_confirms_while_it_records_and_the_assessment_office_until_the_end(
    client, cast, judged, colleague
):
    Year.objects.update(state=YearState.REVIEW)
    client.force_login(colleague)
    assert confirm(client, judged).status_code == 403
    client.force_login(cast["assessment_office"])
    Year.objects.update(state=YearState.FINALISED)
    assert confirm(client, judged).status_code == 403
    Year.objects.update(state=YearState.REVIEW)
    assert confirm(client, judged).status_code == 200


# --- What cannot be confirmed --------------------------------------------------------------------


def test_figure_without_a_reason_is_not_confirmed(client, cast, office, cell):
    write(office, cell, "2")
    client.force_login(cast["assessment_office"])
    answer = confirm(client, now(cell))
    assert answer.status_code == 422
    assert "还没有写明评定的依据" in answer.content.decode()


def test_cell_without_a_figure_or_without_judgement_is_not_confirmed(client, cast, table, cell):
    client.force_login(cast["assessment_office"])
    assert "还没有评定分数" in confirm(client, cell).content.decode()
    other = Result.objects.get(measure__name="获证率")
    assert "不是酌情评定的分数" in confirm(client, other).content.decode()


def test_figure_that_a_changed_rule_no_longer_allows_is_not_confirmed(client, cast, judged):
    Rule.objects.filter(kind="judged_deduct").update(deduction="1.5")
    client.force_login(cast["assessment_office"])
    answer = confirm(client, judged)
    assert answer.status_code == 422
    assert "不在评定的范围（1–1.5 分）之内" in answer.content.decode()


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_without_the_version_seen_nothing_is_confirmed(client, cast, judged, version):
    client.force_login(cast["assessment_office"])
    assert confirm(client, judged, version=version).status_code == 403
    assert now(judged).confirmed_at is None


# --- What takes it away again --------------------------------------------------------------------


@pytest.mark.parametrize("change", ["figure", "reason", "emptied"])
def test_whatever_is_written_afterwards_waits_again(client, cast, judged, change):
    client.force_login(cast["assessment_office"])
    confirm(client, judged)
    client.force_login(cast["office"])
    if change == "reason":
        remark(client, judged, "另有依据")
    else:
        write(client, judged, "3" if change == "figure" else "")
    assert not now(judged).is_confirmed
    assert lost() == 0


@pytest.mark.parametrize("field", ["c-0-r-3-deduction", "c-0-r-3-kind", "c-0-points", "reason"])
def test_figure_waits_again_when_its_rule_is_another(client, cast, table, judged, field):
    client.force_login(cast["assessment_office"])
    confirm(client, judged)
    CityTable.objects.update(issued_at=None)
    url = reverse("item-rules", args=[2017, Item.objects.get(name="移民培训").pk])
    other = {"c-0-r-3-deduction": "2.5", "c-0-r-3-kind": "judged_award", "c-0-points": "8"}
    change = {"reason": ["更正"]} | ({field: [other[field]]} if field in other else {})
    assert client.post(url, posted(client.get(url)) | change).status_code == 302
    assert now(judged).is_confirmed == (field == "reason")


def test_figure_that_was_written_meanwhile_is_not_confirmed(client, cast, judged):
    write(client, judged, "3")
    client.force_login(cast["assessment_office"])
    answer = confirm(client, judged)
    assert answer.status_code == 409
    assert "刚被他人改过，没有复核" in answer.content.decode()
    assert not now(judged).is_confirmed
    with pytest.raises(Conflict):
        confirm_result(
            result_id=judged.pk,
            version=judged.version,
            user=cast["assessment_office"],
            actor=log.Actor("考核甲"),
        )


def test_action_itself_asks_who_confirms(cast, judged):
    who = {"user": cast["city"], "actor": log.Actor("市州丁")}
    with pytest.raises(Refused):
        confirm_result(result_id=judged.pk, version=judged.version, **who)


def test_confirmed_twice_is_told(client, cast, judged):
    client.force_login(cast["assessment_office"])
    confirm(client, judged)
    assert "已由考核办 考核甲复核" in confirm(client, judged).content.decode()


def test_loaded_figure_says_who_agreed(client, cast, judged):
    client.force_login(cast["assessment_office"])
    confirm(client, judged)
    [loaded] = load_tables(CityTable.objects.all())
    [measure] = [m for m in loaded.measures if m.engine.name == "作风问题"]
    assert (measure.counts, measure.waits, measure.record.confirmed_as) == (
        *(True, False, "考核办 考核甲"),
    )
