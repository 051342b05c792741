"""What is exempt leaves both sides of the score, by two persons, and counts again by two."""

from decimal import Decimal

import pytest
from django.utils import timezone

from assessment.exemptions import actions
from assessment.loading import load_only, load_tables
from assessment.models import CityTable, Exemption, Item, Result, Year
from cities.models import Substitution
from tests.assessment.exemptions.steps import ITEM, fresh
from tests.assessment.flow.signs import columns_as_counted, columns_as_read
from trust.models import AuditEntry, Notice
from trust.refusals import Refused
from trust.versions import Outdated

pytestmark = pytest.mark.django_db
D = Decimal


def test_proposal_changes_nothing_before_another_confirms_it(desk):
    desk.record_all()
    desk.record("农业实用技术培训", 0)
    desk.record("项目未验收", 3)
    before = desk.section()
    exemption = desk.propose()
    assert desk.section() == before
    assert before[0] == 76
    assert not Notice.objects.filter(recipient=desk.people["city"]).exists()
    with pytest.raises(Refused, match="另一个账号确认"):
        desk.answer(exemption, persona="assessment_office")

    desk.answer(exemption)

    assert desk.section() == (67, D("72.60"))
    told = Notice.objects.get(recipient=desk.people["city"])
    assert told.title == f"{fresh(exemption)}已生效：长沙市"
    assert "移民培训（9 分），目标调整。" in told.body
    entry = AuditEntry.objects.get(action="确认豁免")
    assert (entry.after["豁免"], entry.after["状态"]) == ("移民培训（9 分）", "已生效")


def test_one_component_may_be_exempt_and_the_rest_of_its_item_counts(desk):
    desk.record_all()
    desk.record("项目未验收", 5)
    desk.record("资金被挪用", 2)
    desk.hold("产业扶持", 1)

    standing = desk.standing()
    score = standing.score.sections[0].items[1]

    assert (desk.section()[0], score.item.counted, score.lost) == (69, 60, 2)
    assert [c.component.exempt for c in score.components] == ["目标调整豁免（第 1 号）", ""]


def test_figures_of_what_is_exempt_are_not_waited_for(desk):
    desk.record_all()
    desk.record("获证率", 0)
    Result.objects.filter(measure__name="获证率").update(value=None)
    assert not desk.standing().score.complete
    desk.hold()
    standing = desk.standing()
    assert standing.score.complete
    assert len(list(standing.table.to_record)) == len(list(standing.table.measures)) - 4


def test_declined_proposal_changes_nothing(desk):
    exemption = desk.propose()
    with pytest.raises(Refused, match="不同意须写明理由"):
        desk.answer(exemption, agrees=False)
    desk.answer(exemption, agrees=False, answer="没有调减。")
    assert (fresh(exemption).state, desk.section()[0]) == ("declined", 76)


def test_lifted_exemption_counts_again_by_what_stands_recorded(desk):
    desk.record_all()
    desk.record("无就业跟踪服务", 1)
    whole = desk.section()
    exemption = desk.hold()
    desk.lift(exemption)
    assert desk.section()[0] == 67
    with pytest.raises(Refused, match="另一个账号确认"):
        desk.answer_lifting(exemption, persona="assessment_office")
    desk.answer_lifting(exemption)
    assert (fresh(exemption).state, desk.section()) == ("lifted", whole)
    assert Notice.objects.filter(recipient=desk.people["city"]).count() == 2


def test_lifting_that_is_declined_leaves_the_exemption(desk):
    exemption = desk.hold()
    desk.lift(exemption)
    desk.answer_lifting(exemption, agrees=False, answer="文件仍有效。")
    assert (fresh(exemption).state, desk.section()[0]) == ("in_force", 67)


def test_only_who_proposed_takes_back(desk):
    exemption = desk.propose()
    with pytest.raises(Refused, match="只有提出的人"):
        actions.take_exemption_back(
            exemption=exemption, version=exemption.version, **desk.by("second")
        )
    actions.take_exemption_back(
        exemption=exemption, version=exemption.version, **desk.by("assessment_office")
    )
    assert fresh(exemption).state == "taken_back"
    assert desk.propose().number == 2


def test_lifting_taken_back_leaves_it_in_force(desk):
    exemption = desk.hold()
    desk.lift(exemption)
    actions.take_exemption_back(
        exemption=exemption, version=fresh(exemption).version, **desk.by("assessment_office")
    )
    assert fresh(exemption).state == "in_force"


@pytest.mark.parametrize("persona", ["other_office", "city", "auditor"])
def test_others_propose_and_answer_nothing(desk, persona):
    exemption = desk.propose()
    with pytest.raises(Refused):
        desk.propose("产业扶持", persona=persona)
    with pytest.raises(Refused, match="由采集该指标的处室或考核办办理"):
        desk.answer(exemption, persona=persona)
    assert Exemption.objects.count() == 1


def test_office_proposes_and_assessment_office_confirms(desk):
    exemption = desk.propose(persona="office")
    desk.answer(exemption, persona="assessment_office")
    assert fresh(exemption).state == "in_force"


@pytest.mark.parametrize(
    ("first", "second"),
    [((ITEM, None), (ITEM, None)), (("产业扶持", None), ("产业扶持", 2)),
     (("产业扶持", 2), ("产业扶持", None)), (("产业扶持", 1), ("产业扶持", 1))],
)  # fmt: skip
def test_nothing_is_proposed_twice(desk, first, second):
    desk.propose(*first)
    with pytest.raises(Refused, match="没有重复提出"):
        desk.propose(*second)


def test_components_of_an_item_are_exempt_one_by_one_until_nothing_is_left(desk):
    desk.hold()
    desk.hold("产业扶持", 1)
    with pytest.raises(Refused, match="没有其他计分的指标，无法折算"):
        desk.propose("产业扶持", 2)


def test_section_is_not_left_empty_by_two_that_were_proposed_together(desk):
    first, second = desk.propose(), desk.propose("产业扶持")
    desk.answer(first)
    with pytest.raises(Refused, match="无法折算"):
        desk.answer(second)
    assert fresh(second).state == "proposed"


@pytest.mark.parametrize(
    ("words", "document"), [(" ", "湘移发〔2017〕22号"), ("省里调减了任务。", " ")]
)
def test_proposal_says_why_and_by_which_document(desk, words, document):
    with pytest.raises(Refused, match="请写明事实和理由，以及依据文件"):
        desk.propose(words=words, document=document)


@pytest.mark.parametrize(
    ("state", "why"),
    [("preparing", "下达以后才办理"), ("feedback", "退回复核后办理"), ("finalised", "只能查看")],
)
def test_other_steps_of_the_year_keep_what_stands(desk, state, why):
    exemption = desk.propose()
    Year.objects.update(state=state)
    with pytest.raises(Refused, match=why):
        desk.propose("产业扶持", 1)
    with pytest.raises(Refused, match=why):
        desk.answer(exemption)


def test_second_answer_meets_the_first(desk):
    exemption = desk.propose()
    desk.answer(exemption, version=1)
    with pytest.raises(Outdated):
        desk.answer(exemption, version=1)


def test_component_whose_number_another_one_has_now_is_not_exempt(desk):
    exemption = desk.hold("产业扶持", 1)
    item = Item.objects.get(name="产业扶持")
    item.components.get(number=1).delete()
    item.components.update(number=1)
    assert desk.section()[0] == 76
    with pytest.raises(Refused, match="已不存在"):
        actions._check_possible(fresh(exemption), "没有办理。")


def test_table_that_lost_everything_else_counts_what_is_exempt(desk):
    desk.record_all()
    desk.hold()
    Item.objects.get(name="产业扶持").delete()
    assert desk.section() == (9, 76)


def test_item_read_without_its_section_counts_as_within_it(desk):
    desk.record_all()
    desk.hold()
    assert item_alone() == item_in_table()
    assert item_alone().engine.is_exempt
    Item.objects.get(name="产业扶持").delete()
    assert item_alone() == item_in_table()
    assert not item_alone().engine.is_exempt


def test_lists_count_what_is_exempt_as_not_missing(desk):
    before = columns_as_counted()
    desk.hold("产业扶持", 1)
    assert columns_as_counted() == columns_as_read() != before


def item_alone():
    (table,) = load_only(Item.objects.filter(name=ITEM))
    (item,) = table.items
    return item


def item_in_table():
    (table,) = load_tables(CityTable.objects.all())
    return next(item for item in table.items if item.name == ITEM)


@pytest.mark.parametrize("step", ["confirm", "lift"])
def test_who_stands_in_for_the_proposer_is_no_second_person(desk, step):
    today = timezone.localdate()
    Substitution.objects.create(
        absent=desk.people["assessment_office"], substitute=desk.people["second"],
        first_day=today, last_day=today, reason="出差",
    )  # fmt: skip
    if step == "confirm":
        proposed, answer = desk.propose(), desk.answer
    else:
        held = desk.answer(desk.propose(), persona="office")
        proposed, answer = desk.lift(held), desk.answer_lifting
    with pytest.raises(Refused, match="这是与您互为代办的人提出"):
        answer(proposed, persona="second")
    assert answer(proposed, persona="office").state in ("in_force", "lifted")
