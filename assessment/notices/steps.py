"""What is told of a year's steps: its tables issued, a step taken, proposed, answered."""

from datetime import date

from django.urls import reverse

from assessment.flow import changes
from assessment.models import CityTable, SignOff, StepProposal, Year, YearState
from assessment.notices import kinds, people
from cities.models import Place, Role
from cities.recipients import people_of
from lib.site_words import said
from lib.wording import ended
from trust import log
from trust.notices.actions import Telling, notify, notify_all

_S = YearState
Move = tuple[str, str]

#: By where a year comes from and goes to: what cities are told, and the sentence with it.
_TO_CITIES: dict[Move, tuple[str, str, str]] = {
    (_S.ISSUED, _S.SELF_CHECK): (
        kinds.OPENED, "市州自查已开始", "请对照指标表开展自查，备好佐证材料。",
    ),
    (_S.SELF_CHECK, _S.ISSUED): (
        kinds.RETURNED, "市州自查已关闭", "重新开放后再行通知。",
    ),
    (_S.COLLECTING, _S.SELF_CHECK): (
        kinds.RETURNED, "已退回市州自查", "请对照指标表继续自查，备好佐证材料。",
    ),
    (_S.REVIEW, _S.FEEDBACK): (
        kinds.RELEASED, "初步得分已反馈",
        "请逐项核对扣分依据；有不同意见的，在申诉期内从评分卡提出。",
    ),
    (_S.FEEDBACK, _S.REVIEW): (
        kinds.RELEASED, "初步得分已收回", "此前反馈的得分不作数，重新反馈后再行通知。",
    ),
    (_S.FEEDBACK, _S.FINALISED): (kinds.FINAL, "得分已审定", "审定的评分卡可以查阅。"),
    (_S.FINALISED, _S.FEEDBACK): (
        kinds.FINAL, "审定已撤回", "得分恢复为初步得分，以重新审定的为准。",
    ),
    (_S.FINALISED, _S.PUBLISHED): (kinds.FINAL, "考核结果已公布", "公布的结果可以查阅。"),
    (_S.PUBLISHED, _S.FINALISED): (kinds.FINAL, "公布已撤回", "结果以重新公布的为准。"),
}  # fmt: skip

#: What the collecting offices are told, and the page that it leads to.
_TO_OFFICES: dict[Move, tuple[str, str, str, str]] = {
    (_S.ISSUED, _S.COLLECTING): (
        kinds.OPENED, "处室采集已开始", "请录入本处室负责的指标，录全后办理完成签章。",
        "collection",
    ),
    (_S.COLLECTING, _S.REVIEW): (
        kinds.OPENED, "采集已结束，转入复核", "请由录入人以外的同事复核本处室的数据。", "sign-offs",
    ),
    (_S.REVIEW, _S.COLLECTING): (
        kinds.RETURNED, "已退回处室采集", "请按要求补录、更正，再办理完成签章。", "collection",
    ),
    (_S.FEEDBACK, _S.FINALISED): (kinds.FINAL, "得分已审定", "数据不再改动。", "overview"),
    (_S.FINALISED, _S.FEEDBACK): (
        kinds.FINAL, "审定已撤回", "得分恢复为初步得分。", "overview",
    ),
    (_S.FINALISED, _S.PUBLISHED): (kinds.FINAL, "考核结果已公布", "", "overview"),
    (_S.PUBLISHED, _S.FINALISED): (kinds.FINAL, "公布已撤回", "", "overview"),
}  # fmt: skip
_TO_OFFICES[_S.SELF_CHECK, _S.COLLECTING] = _TO_OFFICES[_S.ISSUED, _S.COLLECTING]
for _closed in (_S.SELF_CHECK, _S.ISSUED):
    _TO_OFFICES[_S.COLLECTING, _closed] = (
        kinds.RETURNED, "处室采集已关闭", "重新开放后再行通知。", "collection",
    )  # fmt: skip


def tell_issued(table: CityTable, actor: log.Actor) -> None:
    """The city: its table is issued."""
    notify(
        people_of(Role.CITY, [table.city_id]),
        kind=kinds.OPENED,
        title=said(f"{table.year}本市指标表已下达"),
        body=said("请查阅本市指标表，按要求安排本年度工作。"),
        link=reverse("city-table", args=[table.year.number, table.city.key]),
        about=table,
        actor=actor,
    )


def tell_moved(year: Year, taken: StepProposal, actor: log.Actor) -> None:
    """Cities and offices, as far as the step concerns them; and whoever proposed it."""
    move = (taken.source, taken.target)
    why = f"原因：{ended(taken.reason)}" if taken.reason else ""
    if move in _TO_CITIES:
        kind, what, then = _TO_CITIES[move]
        told = {
            "title": said(f"{year}{what}"),
            "body": said(f"{_until(year, taken.target)}{then}") + why,
        }
        cities = people.cities_of(year)
        notify_all(
            [
                Telling(held, link=_page_of(year, move, city), about=year, **told)
                for city, held in cities.items()
            ],
            kind=kind,
            actor=actor,
        )
    if move in _TO_OFFICES:
        kind, what, then, page = _TO_OFFICES[move]
        notify(
            people.offices_of(year),
            kind=kind,
            title=said(f"{year}{what}"),
            body=said(f"{_until(year, taken.target)}{then}") + why,
            link=reverse(page, args=[year.number]),
            about=year,
            actor=actor,
        )
    if taken.confirmed_by_id:
        _answer(taken, "已确认并办理", "", actor=actor)


def tell_changed(
    year: Year, taken: StepProposal, differences: list[tuple[str, str]], *, actor: log.Actor
) -> None:
    """Every city, that what they have been told of their scores or terms is another; and whoever
    proposed it."""
    is_window = taken.change["what"] == changes.WINDOW
    what = "申诉期已变更" if is_window else "计分口径已变更，得分已重新计算"
    told = {
        "title": said(f"{year}{what}"),
        "body": said("；".join(f"{name}：{words}" for name, words in differences) + "。")
        + f"原因：{ended(taken.reason)}",
    }
    notify_all(
        [
            Telling(
                held,
                link=reverse("objections", args=[year.number])
                if is_window
                else reverse("scorecard", args=[year.number, city.key]),
                about=year,
                **told,
            )
            for city, held in people.cities_of(year).items()
        ],
        kind=kinds.RELEASED,
        actor=actor,
    )
    _answer(taken, "已确认并办理", "", actor=actor)


def _page_of(year: Year, move: Move, city: Place) -> str:
    if move[1] == _S.SELF_CHECK:
        return reverse("self-check", args=[year.number, city.key])
    if move[0] == _S.SELF_CHECK:
        return reverse("city-table", args=[year.number, city.key])
    return reverse("scorecard", args=[year.number, city.key])


def _until(year: Year, stage: str) -> str:
    closes: date | None = year.planned(stage)[1]
    return f"计划于 {closes:%Y-%m-%d} 截止。" if closes else ""


def tell_proposed(proposal: StepProposal, label: str, actor: log.Actor) -> None:
    """The other people of the 考核办: a step waits for a second person."""
    _to_the_others(proposal, f"{label}：待您确认", f"{proposal.proposed_as}已提议。", actor=actor)


def tell_withdrawn(proposal: StepProposal, label: str, actor: log.Actor) -> None:
    """The other people of the 考核办: nothing waits any more."""
    _to_the_others(proposal, f"{label}：提议已撤回", "无须再确认。", actor=actor)


def tell_declined(proposal: StepProposal, actor: log.Actor) -> None:
    """Whoever proposed: it was not agreed to, and why."""
    _answer(proposal, "未获同意", f"理由：{ended(proposal.answer)}", actor=actor)


def _to_the_others(proposal: StepProposal, title: str, body: str, *, actor: log.Actor) -> None:
    notify(
        people.others_than(proposal.proposed_by_id),
        kind=kinds.PROPOSAL,
        title=f"{proposal.year}{title}",
        body=f"{body}{f'理由：{ended(proposal.reason)}' if proposal.reason else ''}",
        link=reverse("year-flow", args=[proposal.year.number]),
        about=proposal,
        actor=actor,
    )


def _answer(proposal: StepProposal, what: str, why: str, *, actor: log.Actor) -> None:
    notify(
        people.whoever_acts_as(proposal.proposed_by_id),
        kind=kinds.PROPOSAL,
        title=f"您提议的{_named(proposal)}{what}",
        body=f"办理人：{actor.name}。{why}",
        link=reverse("year-flow", args=[proposal.year.number]),
        about=proposal,
        actor=actor,
    )


def _named(proposal: StepProposal) -> str:
    if not proposal.change:
        return str(proposal)
    return f"{proposal.year}{changes.LABELS[proposal.change['what']]}"


def tell_reopened(signed: SignOff, actor: log.Actor) -> None:
    """The office whose column was opened again; of what is shared, the 考核办."""
    if signed.office_id:
        told = people_of(Role.OFFICE, [signed.office_id])
    else:
        told = people.assessment_office()
    notify(
        told,
        kind=kinds.RETURNED,
        title=f"{signed.year}“{signed.indicator.name}”的完成签章已撤回",
        body=f"原因：{ended(signed.reason)}请核对、更正后重新签章。",
        link=reverse(
            "sign-off", args=[signed.year.number, signed.indicator_id, signed.office_id or 0]
        ),
        about=signed,
        actor=actor,
    )
