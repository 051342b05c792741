"""A parameter of a rule is corrected like a figure: by two, as previewed, and the words stay."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from assessment.corrections.actions import EffectChanged
from assessment.corrections.subjects import Parameter, rule_at
from assessment.engine.bands import as_json
from assessment.engine.snapshot.canonical import read
from assessment.engine.snapshot.comparing import content_differences
from assessment.frozen.reading import bytes_of, read_year
from assessment.models import CityTable, Correction, Item, Measure, Rule
from assessment.scores.standing import standings_of
from assessment.tables.band_words import bands_typed
from tests import factories
from tests.assessment.corrections.desk import OWN, RATE, SECOND, TRAINING, all_cells
from tests.assessment.corrections.test_correcting import stands
from tests.assessment.objections.steps import CLAUSE
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = pytest.mark.django_db


def rules() -> dict[int, tuple]:
    """Return every rule of the site with its words, by key."""
    rows = Rule.objects.values_list(
        "pk", "kind", "step", "deduction", "cap", "target", "least", "clause", "start", "changed_as"
    )
    return {pk: tuple(rest) for pk, *rest in rows}


def test_corrected_rule_counts_otherwise_and_keeps_its_words(desk):
    before, cells, texts = rules(), all_cells(), set(Item.objects.values_list("text", flat=True))
    own = desk.rule()

    made = desk.correct_rule(2)

    assert (made.named, made.change) == ("第2号更正", "1 分 → 2 分")
    assert made.about == f"长沙市 移民培训 · “{CLAUSE}”分数"
    own.refresh_from_db()
    assert (own.deduction, own.clause, own.changed_as) == (2, CLAUSE, "第2号更正")
    assert own.reason == "省定表为扣2分。"
    now = rules()
    assert {pk for pk in now if now[pk] != before[pk]} == {own.pk}
    assert all_cells() == cells
    assert set(Item.objects.values_list("text", flat=True)) == texts
    [unit] = [u for u in made.effect["units"] if u["key"] == OWN]
    assert str(desk.ranks()["长沙市"][0]) in unit["total"][1]
    assert unit["total"][0] == "83.11"


def test_snapshot_says_by_which_correction_the_rule_is_what_it_is(desk):
    desk.correct_rule(2)

    old, new = (read_year(desk.snapshot(n)).standings.of(OWN).table for n in (1, 2))
    marks = [
        [rule.mark.told for i in table.items for c in i.components for rule in c.rules if rule.mark]
        for table in (old, new)
    ]

    assert marks[0] == []
    [told] = marks[1]
    assert told.startswith("第2号更正 ")
    assert told.endswith("理由：省定表为扣2分。")
    assert [i.text for i in old.items] == [i.text for i in new.items]


def test_versions_of_item_and_table_move_so_that_nobody_overwrites_it(desk):
    table = CityTable.objects.get(city__key=OWN)
    item = Item.objects.get(section__table=table, name="移民培训")

    made = desk.correct_rule(2)

    assert CityTable.objects.get(pk=table.pk).version == table.version + 1
    assert Item.objects.get(pk=item.pk).version == item.version + 1 == made.version


def test_target_of_a_measure_is_corrected_through_its_rule(desk):
    measure = desk.cells()[TRAINING].measure

    made = desk.correct_rule(800, "aim", code=measure.code)

    measure.refresh_from_db()
    assert (measure.target, measure.changed_as) == (800, "第2号更正")
    assert made.what == f"“{CLAUSE}”目标值（{TRAINING}）"
    assert made.change == "1,103 人次 → 800 人次"
    assert desk.ranks()["长沙市"][0] == 100
    assert Measure.objects.get(pk=desk.cells(SECOND)[TRAINING].measure_id).target == 1103


def test_figure_says_nothing_of_a_correction_of_its_target(desk):
    desk.correct_rule(800, "aim", code=desk.cells()[TRAINING].measure.code)

    beside = [words for proofs in read_year(desk.snapshot(2)).evidence.values() for words in proofs]

    assert not any("更正" in words for words in beside)


def test_cap_is_set_and_taken_away_again(desk):
    with_cap = desk.correct_rule("0.5", "cap")
    assert with_cap.change == "不设 → 0.5 分"
    assert desk.rule().cap == Decimal("0.5")

    without = desk.correct_rule(None, "cap")

    assert without.change == "0.5 分 → 不设"
    assert desk.rule().cap is None
    assert desk.ranks()["长沙市"][0] == Decimal("83.11")


def test_cap_of_a_component_holds_all_its_rules(desk):
    last = desk.snapshot(1)
    made = desk.correct_rule("0.5", "most")

    assert made.change == "不设 → 0.5 分"
    part = desk.rule().component
    assert (part.cap, part.changed_as) == (Decimal("0.5"), "第2号更正")
    assert desk.rule().cap is None
    assert desk.ranks()["长沙市"][0] > Decimal("83.11")
    found = content_differences(read(bytes_of(last)), read(bytes_of(made.snapshot)))
    assert {each.path[-1] if each.path[-1] == "cap" else "by_hand" for each in found} == {
        "cap",
        "by_hand",
    }
    assert desk.correct_rule(None, "most").change == "0.5 分 → 不设"


def test_bands_are_corrected_as_they_are_typed(desk, client):
    own = desk.rule("获证率每下降1%扣0.1分")
    kept = as_json(bands_typed("90以上、不足95：1\n不足90：2"))
    Rule.objects.filter(pk=own.pk).update(kind="tier_deduct", bands=kept, deduction=0, step=None)
    desk.freeze_again()
    client.force_login(desk.people["assessment_office"])
    url = reverse("correction-of-rule", args=[2017, own.pk])
    told = {"parameter": "bands", "value": "", "reason": "省定表为扣3分。"}

    def shown(bands, **more):
        answer = client.post(url, told | {"bands": bands} | more)
        return answer, answer.content.decode()

    answer, page = shown("90以上：1\n不足95：2", preview="1")
    assert answer.status_code == 422
    assert "两档重叠" in page
    answer, page = shown("90以上、不足95：1\n不足90：3", preview="1")
    assert answer.status_code == 200
    assert "规则的种类、原文读错了的不在这里更正，须撤回审定后改正。" in page
    seal = re.search(r'name="seal" value="(\w+)"', page)[1]
    assert shown("90以上、不足95：1\n不足90：3", seal=seal)[0].status_code == 302

    made = desk.confirm(Correction.objects.get(confirmed_at=None))

    assert made.change == (
        "90% 以上、不足 95%：1 分；不足 90%：2 分 → 90% 以上、不足 95%：1 分；不足 90%：3 分"
    )
    own.refresh_from_db()
    assert own.bands == as_json(bands_typed("90以上、不足95：1\n不足90：3"))
    assert (own.kind, own.changed_as) == ("tier_deduct", made.named)


def test_log_tells_the_rule_before_and_after(desk):
    desk.correct_rule(2)

    written = AuditEntry.objects.get(action="更正规则")
    assert "扣 1 分" in str(written.before)
    assert "扣 2 分" in str(written.after)
    assert "第2号更正" in str(written.after)
    assert AuditEntry.objects.get(action="确认更正").after["分数"] == "2 分"


# --- What is refused, and changes nothing ---


@pytest.mark.parametrize(
    ("value", "part", "why"),
    [(1, "deduction", "与现在的规则相同"), (50, "aim", "已不存在")],
)
def test_what_cannot_be_corrected_is_refused(desk, value, part, why):
    before = stands(desk), rules()
    with pytest.raises(Refused, match=why):
        desk.propose_rule(value, part, seal="x", code="gone" if part == "aim" else "")
    assert (stands(desk), rules()) == before


def test_rule_is_bound_to_the_effect_that_was_seen(desk):
    with pytest.raises(EffectChanged):
        desk.propose_rule(3, seal=desk.effect_of_rule(2).seal)


def test_one_person_is_not_two(desk):
    correction, before = desk.propose_rule(2), rules()
    with pytest.raises(Refused, match="须由考核办的另一个账号确认"):
        desk.confirm(correction, "assessment_office")
    assert rules() == before


def reword(desk):
    Rule.objects.filter(pk=desk.rule().pk).update(clause="每少完成10%扣1.5分")


def change_a_rule(desk):
    Rule.objects.filter(pk=desk.rule(city=SECOND).pk).update(deduction=3)


def count_a_version(desk):
    CityTable.objects.update(version=9)


@pytest.mark.parametrize(
    ("change", "why"),
    [(reword, "已不存在"), (change_a_rule, "不一致"), (count_a_version, "指标表又有变动")],
)
def test_what_moved_since_it_was_proposed_is_not_confirmed(desk, change, why):
    correction = desk.propose_rule(2)
    change(desk)
    before = stands(desk), rules()

    with pytest.raises(Refused, match=why):
        desk.confirm(correction)

    assert (stands(desk), rules()) == before


def test_new_snapshot_that_says_more_than_was_shown_is_not_kept(desk, monkeypatch):
    from assessment.corrections import actions

    correction, before = desk.propose_rule(2), (stands(desk), rules())
    real = actions.freeze

    def freezing(**told):
        Rule.objects.filter(pk=desk.rule(city=SECOND).pk).update(condition="另有限定")
        return real(**told)

    monkeypatch.setattr(actions, "freeze", freezing)
    with pytest.raises(Refused, match="有更正以外的变化"):
        desk.confirm(correction)

    assert (stands(desk), rules()) == before


def make_judged(desk) -> Rule:
    component = desk.cells()[TRAINING].measure.component
    measure = factories.make_measure(component, "作风问题", "数量", "分")
    rule = factories.make_rule(component, "judged_deduct", "3", [measure], None, "酌情扣1-3分")
    Rule.objects.filter(pk=rule.pk).update(least=1)
    type(desk.cells()[TRAINING]).objects.filter(measure=measure).update(
        value=3, version=1, recorded_by=desk.people["office"], confirmed_version=1,
        confirmed_as="甲",
    )  # fmt: skip
    desk.freeze_again()
    return rule


def test_bounds_leave_the_figure_that_was_judged_within_them(desk):
    make_judged(desk)
    told = {"clause": "酌情扣1-3分", "seal": "x"}
    with pytest.raises(Refused, match="现在的记录不在更正后的范围.*请先更正那条记录"):
        desk.propose_rule(2, **told)
    with pytest.raises(Refused, match="最少不能多于最多"):
        desk.propose_rule(4, "least", **told)
    made = desk.correct_rule(2, "least", clause="酌情扣1-3分")
    assert made.change == "1 分 → 2 分"


def test_named_places_and_what_a_rule_has_not_are_no_parameters(desk):
    measure = desk.cells()[TRAINING].measure
    assert parameters(desk) == ["deduction", "step", "cap", "most", f"aim:{measure.code}"] + [
        f"aim:{code}" for code in others_of(desk)
    ]
    Measure.objects.filter(pk=measure.pk).update(places=["甲村"])
    assert f"aim:{measure.code}" not in parameters(desk)


def others_of(desk) -> list[str]:
    own = desk.rule().measures.order_by("order").values_list("code", flat=True)
    return list(own)[1:]


def parameters(desk) -> list[str]:
    found = rule_at(standings_of(desk.year), OWN, desk.rule().pk)
    return [each.parameter.key for each in found.others]


def test_earlier_snapshot_keeps_its_rule(desk):
    first = bytes_of(desk.snapshot(1))
    desk.correct_rule(2)
    assert bytes_of(desk.snapshot(1)) == first
    kinds = {
        number: {
            rule["deduction"]
            for unit in read(bytes_of(desk.snapshot(number)))["units"]
            for section in unit["sections"]
            for item in section["items"]
            for component in item["components"]
            for rule in component["rules"]
            if rule["clause"] == CLAUSE and unit["key"] == OWN
        }
        for number in (1, 2)
    }
    assert kinds == {1: {"1"}, 2: {"2"}}


def test_correction_of_a_figure_goes_on_from_the_corrected_rule(desk):
    desk.correct_rule(2)
    second = desk.correct(1103)
    assert (second.named, second.corrected.named) == ("第3号更正", "更正 第2号")
    assert desk.rule().deduction == 2
    assert desk.ranks()["长沙市"][0] == 100
    assert desk.correct(96, RATE).named == "第4号更正"
    assert Parameter("aim", "A-1").key == "aim:A-1"
