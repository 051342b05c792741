"""A veto found by two persons costs the grade, and is lifted by two."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.actions.results import write_remark
from assessment.models import Incident, Rule, VetoDecision, Year
from cities.models import Role, Substitution
from tests import factories
from tests.assessment.vetoes.steps import ACCIDENT, FALSEHOOD, fresh
from tests.together import at_once
from trust.models import AuditEntry, Notice
from trust.refusals import Refused
from trust.versions import Outdated

pytestmark = pytest.mark.django_db


def test_proposal_changes_nothing_before_another_confirms_it(desk):
    desk.record_all()
    decision = desk.propose()
    assert desk.grade() == ("优秀", 0)
    assert not Notice.objects.filter(recipient=desk.people["city"]).exists()
    with pytest.raises(Refused, match="另一个账号确认"):
        desk.answer(decision, persona="assessment_office")
    desk.answer(decision)
    assert (desk.value(), desk.grade()) == (1, ("不合格", 1))
    entry = AuditEntry.objects.get(action="录入")
    assert "否决决定：认定，第 1 号，依据：湘政办〔2017〕5号" in str(entry.after)
    told = Notice.objects.get(recipient=desk.people["city"])
    assert "后果：一票否决" in told.body


def test_veto_of_honours_takes_the_best_grade_alone(desk):
    desk.record_all()
    desk.hold(FALSEHOOD)
    assert (desk.value(FALSEHOOD), desk.grade()) == (1, ("合格", 1))


def test_declined_proposal_changes_nothing(desk):
    decision = desk.propose()
    with pytest.raises(Refused, match="不同意须写明理由"):
        desk.answer(decision, agrees=False)
    desk.answer(decision, agrees=False, answer="证据不足。")
    assert (fresh(decision).state, desk.value()) == ("declined", None)


def test_office_proposes_and_assessment_office_confirms(desk):
    decision = desk.propose(persona="office")
    desk.answer(decision, persona="assessment_office")
    assert fresh(decision).state == "in_force"


@pytest.mark.parametrize("persona", ["other_office", "city", "auditor"])
def test_others_propose_and_answer_nothing(desk, persona):
    decision = desk.propose()
    with pytest.raises(Refused):
        desk.propose(FALSEHOOD, persona=persona)
    with pytest.raises(Refused, match="由采集该指标的处室或考核办办理"):
        desk.answer(decision, persona=persona)
    assert VetoDecision.objects.count() == 1


@pytest.mark.parametrize("before", [None, "0", "1"])
def test_lifted_veto_leaves_what_the_cell_said_before(desk, before):
    desk.record(before)
    decision = desk.hold()
    desk.lift(decision)
    assert (fresh(decision).state, desk.value()) == ("lifting", 1)
    with pytest.raises(Refused, match="另一个账号确认"):
        desk.answer_lifting(decision, persona="assessment_office")
    desk.answer_lifting(decision)
    assert fresh(decision).state == "lifted"
    assert desk.value() == (None if before is None else int(before))
    assert Notice.objects.filter(recipient=desk.people["city"]).count() == 2


@pytest.mark.parametrize("first", [0, 1])
def test_veto_holds_until_the_last_decision_is_lifted(desk, first):
    both = [desk.hold(), desk.hold(document="湘纪〔2017〕9号")]
    desk.lift(both[first])
    desk.answer_lifting(both[first])
    assert desk.value() == 1
    desk.lift(both[1 - first])
    desk.answer_lifting(both[1 - first])
    assert desk.value() is None


def test_who_comes_late_has_the_words_back_and_goes_on_from_what_stands_now(client, desk):
    decision = desk.hold()
    client.force_login(desk.people["second"])

    def sent(name, version, **more):
        return client.post(reverse(name, args=[2017, 1]), {"version": version} | more)

    late = sent("veto-answer", 1, act="decline", answer="证据不足")
    assert (late.status_code, "证据不足</p>" in late.content.decode()) == (409, True)
    desk.lift(decision)
    late = sent("veto-lift", 2, reason="复查不实")
    assert (late.status_code, "复查不实</p>" in late.content.decode()) == (409, True)
    desk.answer_lifting(decision, agrees=False, answer="事实清楚。")
    late = sent("veto-lift", 2, reason="复查不实")
    version = late.context["lifting_form"]["version"].value()
    assert sent("veto-lift", version, reason="复查不实").status_code == 302
    assert fresh(decision).state == "lifting"


def test_lifting_that_is_declined_leaves_the_veto(desk):
    decision = desk.hold()
    desk.lift(decision)
    desk.answer_lifting(decision, agrees=False, answer="事实清楚。")
    assert (fresh(decision).state, desk.value()) == ("in_force", 1)


def test_incident_is_the_ground_as_long_as_it_stands(desk):
    incident = desk.incident()
    decision = desk.propose(incident=incident, document="")
    assert "事件台账第 1 号" in decision.grounds
    Incident.objects.update(withdrawn_at="2017-12-01T00:00Z", withdrawn_reason="重复")
    with pytest.raises(Refused, match="已经撤销"):
        desk.answer(decision)
    assert desk.value() is None


def test_ground_is_asked_for_and_decided_about_once(desk):
    with pytest.raises(Refused, match="选择所依据的事件，或写明依据文件"):
        desk.propose(document="")
    with pytest.raises(Refused, match="写明事实和理由"):
        desk.propose(words=" ")
    desk.propose()
    with pytest.raises(Refused, match="同一依据已有否决决定 2017-01"):
        desk.propose(persona="office")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("issued", "处室采集开始后"), ("review", "退回处室采集"), ("feedback", "退回复核"),
        ("finalised", "更正程序"), ("published", "更正程序"),
    ],
)  # fmt: skip
def test_nothing_is_decided_where_cells_are_closed(desk, state, said):
    waiting, held = desk.propose(FALSEHOOD), desk.hold(ACCIDENT)
    Year.objects.update(state=state)
    for act in (
        lambda: desk.propose(document="另一份"), lambda: desk.answer(waiting),
        lambda: desk.lift(held),
    ):  # fmt: skip
        with pytest.raises(Refused, match=said):
            act()
    assert (desk.value(ACCIDENT), desk.value(FALSEHOOD)) == (1, None)


def test_signed_cell_is_not_written_by_a_decision(desk):
    from assessment.models import SignOff

    decision = desk.propose()
    item = desk.table.sections.get(order=1).items.get(name="移民培训")
    signed = SignOff.objects.create(
        year=desk.year, indicator=item.indicator, office=item.offices.get(),
        signed_by=desk.people["office"], signed_as="培训中心",
    )  # fmt: skip
    type(desk.cell()).objects.update(sign_off=signed)
    with pytest.raises(Refused, match="已由.*完成签章"):
        desk.answer(decision)
    assert (fresh(decision).state, desk.value()) == ("proposed", None)


def test_decision_about_a_rule_that_is_gone_is_refused(desk):
    decision = desk.propose()
    rule = Rule.objects.get(kind="veto")
    rule.measures.get().delete()
    with pytest.raises(Refused, match="已不存在"):
        desk.answer(decision)


def test_own_proposal_is_taken_back_by_whoever_made_it(desk):
    from assessment.vetoes.actions import take_veto_back

    decision = desk.propose()
    told = {"decision": decision, "version": 1}
    with pytest.raises(Refused, match="只有提出的人"):
        take_veto_back(**told, **desk.by("second"))
    take_veto_back(**told, **desk.by("assessment_office"))
    assert fresh(decision).state == "taken_back"


@pytest.mark.django_db(transaction=True)
def test_proposal_is_answered_once(desk):
    decision = desk.propose()

    def agreeing():
        return desk.answer(decision, version=1)

    def declining():
        return desk.answer(decision, agrees=False, answer="不实。", persona="office", version=1)

    results = at_once(agreeing, declining)
    assert sum(isinstance(found, Refused | Outdated) for found in results) == 1
    assert desk.value() == (1 if fresh(decision).state == "in_force" else None)


def lifted(desk, decision):
    desk.lift(decision)
    desk.answer_lifting(decision)
    assert fresh(decision).state == "lifted"
    return desk.value()


def test_lifting_restores_only_what_the_decision_itself_wrote(desk):
    decision = desk.hold()
    desk.record("0")
    desk.record("1")  # the same figure, and yet another's
    assert lifted(desk, decision) == 1


def test_remark_beside_a_veto_makes_the_figure_nobody_elses(desk):
    decision = desk.hold()
    cell = desk.cell()
    write_remark(result_id=cell.pk, remark="见通报", version=cell.version, **desk.by("office"))
    assert lifted(desk, decision) is None


def test_last_of_two_restores_nothing_where_another_wrote_before_the_second(desk):
    first = desk.hold()
    desk.record("0")
    desk.record("1")
    second = desk.hold(document="湘纪〔2017〕9号")
    assert lifted(desk, first) == 1
    assert lifted(desk, second) == 1


def test_list_says_that_a_veto_came_to_nothing(client, desk):
    desk.hold()
    client.force_login(desk.people["assessment_office"])
    told = "这一格后来改为没有出现，决定不再起作用"
    assert told not in client.get(reverse("vetoes", args=[2017])).content.decode()
    desk.record("0")
    assert told in client.get(reverse("vetoes", args=[2017])).content.decode()


@pytest.mark.parametrize("proposer", ["assessment_office", "second"])
@pytest.mark.parametrize("step", ["confirm", "lift"])
def test_neither_of_two_by_one_hand_is_the_others_second_person(desk, proposer, step):
    today = timezone.localdate()
    Substitution.objects.create(
        absent=desk.people["assessment_office"], substitute=desk.people["second"],
        first_day=today, last_day=today, reason="出差",
    )  # fmt: skip
    other = "second" if proposer == "assessment_office" else "assessment_office"
    if step == "confirm":
        proposed, answer = desk.propose(persona=proposer), desk.answer
    else:
        held = desk.answer(desk.propose(persona=proposer), persona="office")
        proposed, answer = desk.lift(held, persona=proposer), desk.answer_lifting
    with pytest.raises(Refused, match="这是与您互为代办的人提出"):
        answer(proposed, persona=other)
    assert answer(proposed, persona="office").state in ("in_force", "lifted")


def test_who_named_the_substitute_does_not_confirm_what_that_one_proposed(desk):
    today, office = timezone.localdate(), desk.people["office"].memberships.get().office
    ill = factories.make_account("ill", role=Role.OFFICE, office=office)
    Substitution.objects.create(
        absent=ill, substitute=desk.people["office"], named_by=desk.people["assessment_office"],
        first_day=today, last_day=today, reason="住院",
    )  # fmt: skip
    decision = desk.propose(persona="office")
    with pytest.raises(Refused, match="这是您指定的代办人提出的"):
        desk.answer(decision, persona="assessment_office")
    assert desk.answer(decision, persona="second").state == "in_force"


def test_veto_that_waits_stands_on_the_desk_of_who_may_confirm_it(desk, client):
    desk.propose(persona="office")
    told = {}
    for persona in ("office", "assessment_office", "second", "other_office"):
        client.force_login(desk.people[persona])
        told[persona] = "有 1 件否决决定待您确认" in client.get("/").content.decode()
    assert told == {
        "office": False, "assessment_office": True, "second": True, "other_office": False,
    }  # fmt: skip


def test_office_is_offered_the_vetoes_of_its_own_items(desk, client):
    address = reverse("veto-new", args=[2017, "430100"])
    item = desk.table.sections.get(order=1).items.get(name="移民培训")
    client.force_login(desk.people["office"])
    assert "发生重大事故" in client.get(address).content.decode()
    item.offices.set([desk.people["other_office"].memberships.get().office])
    page = client.get(address).content.decode()
    assert "发生重大事故" not in page
    assert "本处室采集的指标没有能由决定认定的否决条款" in page
    client.force_login(desk.people["second"])
    assert "发生重大事故" in client.get(address).content.decode()
