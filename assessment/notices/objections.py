"""What is told of objections: to the sides of each, as far as it is theirs to know."""

from django.urls import reverse

from assessment.models import Objection, ObjectionDecision, ObjectionMessage
from assessment.notices import kinds, people
from assessment.objections import permissions
from cities.models import Account, Role
from cities.recipients import people_of
from lib.site_words import said
from trust import log
from trust.notices.actions import notify

_K = ObjectionMessage.Kind

#: What the other sides are told of a line of the thread.
_SAID = {
    _K.MESSAGE: "有新的补充说明",
    _K.ANSWER: "责任处室已答复",
    _K.WITHDRAWAL: "市州已撤回",
    _K.APPEAL: "市州申请复议",
    _K.KEPT: "市州已撤回复议申请",
}


def tell_filed(objection: Objection, actor: log.Actor) -> None:
    """The offices that collect what is contested, and the 考核办."""
    window = permissions.window_of(objection.year)
    late = "（逾期）" if objection.is_late else ""
    due = permissions.moment(permissions.answer_due(objection, window))
    _tell(
        [*_offices(objection), *people.assessment_office()],
        kinds.OBJECTION,
        title=f"{objection.city_name}提出申诉{late}：{objection.item_name}",
        body=f"{objection}，{objection.words}，要求：{objection.wanted}。"
        f"请责任处室于 {due} 前答复。",
        objection=objection,
        actor=actor,
    )


def tell_said(objection: Objection, kind: ObjectionMessage.Kind, actor: log.Actor) -> None:
    """The other sides: of what was answered, added, asked for or taken back. Not what: it stands
    in the thread."""
    told = [*_offices(objection), *people.assessment_office(), *_city(objection)]
    what = said(f"{objection}{_SAID[kind]}")
    _tell(
        told, kinds.OBJECTION, title=f"{objection.city_name}{what}",
        body=f"{objection.item_name}：{objection.words}。", objection=objection, actor=actor,
    )  # fmt: skip


def tell_decided(objection: Objection, decision: ObjectionDecision, actor: log.Actor) -> None:
    """The city, and the offices that collect it, theirs as a correction where a figure changed."""
    of_it = {"objection": objection, "actor": actor}
    outcome = f"{objection}已决定：{decision.get_outcome_display()}"
    about = f"{objection.item_name}：{objection.words}。"
    told = f"{about}决定的理由和更正见申诉页。"
    _tell(_city(objection), kinds.DECISION, title=outcome, body=told, **of_it)
    offices = _offices(objection)
    if decision.changes:
        title = f"{objection.city_name}的数据据{objection}更正"
        what = f"{about}更正了 {len(decision.changes)} 项数据，详见申诉页。"
        _tell(offices, kinds.CORRECTION, title=title, body=what, **of_it)
    else:
        title = f"{objection.city_name}{outcome}"
        _tell(offices, kinds.DECISION, title=title, body=told, **of_it)


def _offices(objection: Objection) -> list[Account]:
    """Return the people of the offices that collect the item as the table stands."""
    held = permissions.items_of(objection).values("offices")
    return list(people_of(Role.OFFICE, held))


def _city(objection: Objection) -> list[Account]:
    return list(people_of(Role.CITY, [objection.city_id]))


def _tell(
    told: list[Account], kind: str, *, title: str, body: str, objection: Objection,
    actor: log.Actor,
) -> None:  # fmt: skip
    notify(
        told,
        kind=kind,
        title=title,
        body=body,
        link=reverse("objection", args=[objection.year.number, objection.number]),
        about=objection,
        actor=actor,
    )
