"""A sample is drawn once, looked at, and every difference adopted or explained."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.collection.sources import decided_versions, evidence_told
from assessment.engine.snapshot.recomputing import checked
from assessment.flow import missing
from assessment.flow.columns import columns_of
from assessment.flow.reviewing import review_column
from assessment.frozen.reading import bytes_of
from assessment.models import (
    CityTable,
    Result,
    SampledCell,
    SampleDraw,
    Year,
    YearState,
)
from assessment.sample_checks import actions
from assessment.sample_checks.effect import effect_of_check
from assessment.sample_checks.listing import is_proven, lines_of
from assessment.scores.standing import standings_of
from cities.models import Role, Substitution
from tests import factories
from tests.assessment.frozen.freezing import finalise
from tests.assessment.objections.steps import RATE, TRAINING
from trust.models import AuditEntry, Notice
from trust.refusals import Refused
from trust.versions import Outdated

pytestmark = pytest.mark.django_db


def lacks(desk) -> dict[str, str]:
    return {lack.text: lack.weight.value for lack in missing.sample_settled(desk.year)}


def test_draw_keeps_all_that_is_needed_to_draw_it_again(desk):
    made = desk.draw(2, is_percent=False, is_weighted=True)
    assert (made.number, made.population, len(made.seed)) == (1, 15, 32)
    assert made.cells.count() == 6
    assert is_proven(made)
    cell = made.cells.first()
    SampledCell.objects.filter(pk=cell.pk).update(code="another")
    assert not is_proven(made)


def test_a_frame_that_was_touched_is_not_proven(desk):
    made = desk.draw()
    frame = [[city, code, "1" if weight != "1" else "2"] for city, code, weight in made.frame]
    SampleDraw.objects.update(frame=frame)
    made.refresh_from_db()
    assert not is_proven(made)


def test_only_recorded_cells_are_drawn(desk):
    Result.objects.filter(measure__name=RATE).update(value=None)
    assert desk.draw().population == 12
    assert not SampledCell.objects.filter(measure_name=RATE).exists()


def test_sampled_cell_keeps_the_figure_as_it_was_drawn(drawn):
    Result.objects.filter(pk=drawn.result().pk).update(value=Decimal(1050), version=9)
    cell = drawn.cell()
    assert (cell.reported, cell.reported_version) == (Decimal(1000), 1)
    [line] = lines_of([cell], drawn.year)
    assert line.moved_told == "抽取后又改动，现为 1,050"


@pytest.mark.parametrize("persona", ["office", "city", "auditor"])
def test_only_the_assessment_office_draws(desk, persona):
    with pytest.raises(Refused):
        desk.draw(persona=persona)
    assert not SampleDraw.objects.exists()


@pytest.mark.parametrize("state", [s for s in YearState.values if s != YearState.REVIEW])
def test_nothing_is_drawn_but_in_review(desk, state):
    Year.objects.update(state=state)
    with pytest.raises(Refused, match="复核"):
        desk.draw()


def test_second_draw_needs_a_reason_and_leaves_the_first(drawn):
    first = SampleDraw.objects.get()
    with pytest.raises(Refused, match="理由"):
        drawn.draw(seen=1)
    with pytest.raises(Refused, match="已于"):
        drawn.draw(reason="样本太小。")
    second = drawn.draw(seen=1, reason="样本太小。")
    assert (second.number, second.reason) == (2, "样本太小。")
    assert second.seed != first.seed
    assert first.cells.count() == 15
    with pytest.raises(Refused, match="重新抽样"):
        drawn.find(cell=first.cells.select_related("draw").first())


def test_difference_cannot_be_got_rid_of_by_drawing_anew(drawn):
    drawn.find()
    with pytest.raises(Refused, match="差异"):
        drawn.draw(seen=1, reason="再抽一次。")
    drawn.explain()
    assert drawn.draw(seen=1, reason="再抽一次。").number == 2


def test_drawing_is_told_to_those_who_look_into_it(desk):
    desk.draw()
    told = set(Notice.objects.values_list("recipient__username", flat=True))
    assert told == {"peixun", "kaohe2"}


def test_a_cell_is_added_by_hand_with_a_reason(desk):
    desk.draw(1, is_percent=False)
    drawn = set(SampledCell.objects.values_list("city", "code"))
    table = CityTable.objects.get(city__key="430100")
    rows = Result.objects.filter(measure__component__item__section__table=table)
    left = next(r for r in rows if (table.city_id, r.measure.code) not in drawn)
    added = actions.pick_cell(
        year=desk.year, result_id=left.pk, reason="群众反映。", **desk.by("assessment_office")
    )
    assert (added.is_picked, added.order) == (True, 4)
    assert is_proven(added.draw)
    for reason, again in (("", "理由"), ("再加。", "已在样本里")):
        with pytest.raises(Refused, match=again):
            actions.pick_cell(
                year=desk.year, result_id=left.pk, reason=reason, **desk.by("assessment_office")
            )


def test_found_figure_that_differs_wants_words(drawn):
    with pytest.raises(Refused, match="核查情况"):
        drawn.find(words=" ")
    drawn.find("1000", words="")
    cell = drawn.cell()
    assert (cell.is_checked, cell.differs, cell.checked_as) == (True, False, "资金财务处 资金丙")


def test_what_was_found_is_not_overwritten_unseen(drawn):
    before = drawn.cell()
    drawn.find()
    with pytest.raises(Outdated):
        drawn.find("950", cell=before, persona="assessment_office")
    assert drawn.cell().found == Decimal(900)


def test_one_that_is_refused_leaves_all_unwritten(drawn):
    told = [
        actions.CellFinding(drawn.cell().pk, Decimal(1000), "", 1),
        actions.CellFinding(drawn.cell(RATE).pk, Decimal(80), "", 1),
    ]
    with pytest.raises(Refused):
        actions.record_findings(year=drawn.year, findings=told, **drawn.by("second"))
    assert not drawn.cell().is_checked


@pytest.mark.parametrize("persona", ["city", "auditor", "county"])
def test_only_the_province_writes_what_was_found(drawn, persona):
    with pytest.raises(Refused):
        drawn.find(persona=persona)


def test_difference_costs_what_the_calculator_says(drawn):
    drawn.find()
    effect = effect_of_check(standings_of(drawn.year), drawn.cell())
    # 移民培训 is 9 of 76: 1166 of 1269 is short by 8 %, nothing lost; 1066 by 16 %, one point
    assert effect.item == (Decimal(9), Decimal(8))
    assert effect.total == (Decimal(100), Decimal("91.56"))
    assert effect.cost_told == "−8.44"
    drawn.adopt()
    assert standings_of(drawn.year).of("430100").total == effect.total[1]
    assert drawn.cell().effect["total"] == ["100.00", "91.56"]


def test_adopted_cell_takes_the_found_figure_with_its_source(differing):
    differing.adopt()
    result = differing.result()
    assert (result.value, result.version) == (Decimal(900), 2)
    entry = AuditEntry.objects.get(action="采用核查数")
    assert "抽查核查" in str(entry.after)
    told = evidence_told(CityTable.objects.filter(city__key="430100"))
    assert told[result.pk] == [differing.cell().adopted_told]
    assert "抽查核查：核查数 900" in told[result.pk][0]


def test_source_is_not_told_of_a_figure_that_was_changed_since(differing):
    differing.adopt()
    Result.objects.filter(pk=differing.result().pk).update(value=Decimal(901))
    assert not evidence_told(CityTable.objects.filter(city__key="430100"))


def test_history_of_the_cell_and_the_snapshot_say_where_it_is_from(differing):
    differing.adopt()
    told = differing.cell().adopted_told
    assert decided_versions(differing.result()) == {2: told}
    Year.objects.update(state=YearState.FEEDBACK)
    snapshot = finalise(differing.year, differing.people["assessment_office"])
    data = bytes_of(snapshot or differing.year.snapshots.get())
    assert told in data.decode()
    assert checked(data)["units"]


def test_adopting_voids_what_the_second_person_agreed_to(differing):
    column = next(c for c in columns_of(differing.year) if c.indicator == "移民培训")
    review_column(
        year=differing.year, key=column.key, seen=column.mark, **differing.by("assessment_office")
    )
    differing.adopt()
    after = next(c for c in columns_of(differing.year) if c.key == column.key)
    assert (after.review is not None, after.is_reviewed) == (True, False)


def test_adopting_what_was_changed_meanwhile_is_refused(differing):
    seen = differing.result().version
    Result.objects.filter(pk=differing.result().pk).update(value=Decimal(950), version=seen + 1)
    with pytest.raises(Refused, match="刚被他人改过"):
        differing.adopt(cell_version=seen)
    assert not differing.cell().is_settled


def test_whoever_recorded_the_figure_does_not_explain_it_away(differing):
    with pytest.raises(Refused, match="您录入的"):
        differing.explain(persona="office")
    with pytest.raises(Refused, match="责任处室"):
        differing.explain(persona="other_office")
    with pytest.raises(Refused, match="写明"):
        differing.explain(" ")
    differing.explain()
    cell = differing.cell()
    assert (cell.settled_how, cell.settled_as) == ("explained", "考核办 考核甲")
    assert differing.result().value == Decimal(1000)


@pytest.mark.parametrize("recorder", ["office", "colleague"])
def test_nobody_explains_away_what_the_one_stood_in_for_recorded(differing, recorder):
    own = differing.people["office"].memberships.get().office
    colleague = factories.make_account(role=Role.OFFICE, office=own, full_name="培训丙")
    differing.people["colleague"] = colleague
    today = timezone.localdate()
    Substitution.objects.create(
        absent=differing.people["office"], substitute=colleague,
        first_day=today, last_day=today, reason="出差",
    )  # fmt: skip
    by = differing.people[recorder]
    SampledCell.objects.update(recorded_by=by)
    Result.objects.update(recorded_by=by)
    other = "colleague" if recorder == "office" else "office"
    with pytest.raises(Refused, match="这个数是与您互为代办的人录入的"):
        differing.explain(persona=other)
    differing.explain()
    assert differing.cell().is_settled


def test_settled_difference_is_opened_again_with_a_reason(differing):
    differing.adopt()
    with pytest.raises(Refused, match="重新打开"):
        differing.find("950")
    with pytest.raises(Refused, match="理由"):
        differing.reopen("")
    differing.reopen()
    differing.find("1000", words="核查数抄错，1000 属实。")
    [line] = lines_of([differing.cell()], differing.year)
    assert (line.is_unsettled, line.today_shown) == (True, "900")
    differing.adopt()
    assert differing.result().value == Decimal(1000)


def test_year_without_a_sample_is_told_so_and_goes_on(desk):
    assert list(lacks(desk).values()) == ["note"]


def test_sample_keeps_the_year_in_review_until_it_is_settled(drawn):
    assert lacks(drawn) == {
        f"{city}抽查的格还有 5 格没有填写核查情况。": "blocks"
        for city in ("长沙市", "株洲市", "湘潭市")
    }
    drawn.find()
    drawn.find_all_right()
    assert list(lacks(drawn).values()) == ["blocks"]
    assert "上报 1,000、核查 900" in next(iter(lacks(drawn)))
    drawn.explain()
    assert lacks(drawn) == {}
    assert not [k for k in missing.every_column_reviewed(drawn.year) if "抽查" in k.text]


def test_cell_changed_after_it_was_looked_at_is_told(differing):
    differing.adopt()
    Result.objects.filter(pk=differing.result().pk).update(value=Decimal(950))
    [(text, weight)] = lacks(differing).items()
    assert ("采用后又改动，现为 950" in text, weight) == (True, "excusable")


def test_cell_whose_table_was_read_in_anew_does_not_hold_the_year_up(drawn):
    Result.objects.filter(pk=drawn.result().pk).delete()
    drawn.result(RATE).measure.delete()
    [line] = lines_of([drawn.cell(RATE)], drawn.year)
    assert line.moved_told == "指标表重新导入过，这一格已不存在"
    assert "长沙市抽查的格还有 3 格没有填写核查情况。" in lacks(drawn)


def test_guard_of_review_names_the_sample(drawn):
    text = "长沙市抽查的格还有 5 格没有填写核查情况。"
    [lack] = [k for k in missing.every_column_reviewed(drawn.year) if k.text == text]
    assert lack.blocks
    assert lack.url == reverse("sample-check-sheet", args=[2017, "430100"])


def test_training_is_what_the_tests_believe(desk):
    assert desk.result(TRAINING).value == Decimal(1000)
