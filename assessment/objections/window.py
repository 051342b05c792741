"""The year's window and terms of objections: set by one person, changed by two once told."""

from assessment import permissions as of_year
from assessment.flow import changes
from assessment.flow.changes import TERMS, ProposedChange
from assessment.flow.proposing import propose_change
from assessment.models import ObjectionWindow, StepProposal, Year
from assessment.objections import permissions
from assessment.objections.actions import locked_year
from assessment.querysets import RELEASED_STATES
from assessment.year.fixed import OBJECTION_WINDOW, why_fixed
from lib.site_words import said
from trust import log
from trust.refusals import Refused
from trust.versions import check_version


@log.acting()
def save_window(
    *, year: Year, terms: dict, version: int, reason: str, user, actor: log.Actor
) -> ObjectionWindow | StepProposal:
    """Set the year's window and terms. Raises Refused or Outdated.

    terms: by TERMS. What cities have been told is only proposed to be changed, with a reason, and
    another person confirms it.
    """
    of_year.check_can_set_up(user)
    year = locked_year(year.number)
    if why := why_fixed(year, OBJECTION_WINDOW):
        raise Refused(f"{why}；没有保存。")
    window, _ = ObjectionWindow.objects.get_or_create(year=year)
    check_version(window, version)
    before, reason = _terms_told(window), reason.strip()
    was_told = is_by_two(year, window)
    for name in TERMS:
        setattr(window, name, terms[name])
    after = _terms_told(window)
    if after == before:
        return window
    if was_told and not reason:
        raise Refused(said("得分已向市州反馈，改变申诉期须写明理由；没有保存。"))
    kept = changes.terms_kept(terms)
    if was_told:
        change = ProposedChange(changes.WINDOW, kept, before=before, after=after)
        return propose_change(year=year, change=change, reason=reason, user=user, actor=actor)
    changes.set_window(window, kept, user)
    log.write(
        actor, changes.ACTIONS[changes.WINDOW], window, before=before, after=after, reason=reason
    )
    return window


def is_by_two(year: Year, window: ObjectionWindow) -> bool:
    """Whether cities have been told of the window, so that two persons change it."""
    return bool(permissions.window_told(window)) and year.state in RELEASED_STATES


def _terms_told(window: ObjectionWindow) -> dict:
    return {
        "申诉开始": permissions.moment(window.opens_at) if window.opens_at else "",
        "申诉截止": permissions.moment(window.closes_at) if window.closes_at else "",
        **({"逾期": "仍可提出"} if window.accepts_late else {}),
        "处室答复": f"{window.answer_days} 天内",
        "复议": f"{window.appeal_days} 天内可以申请" if window.has_second_stage else "没有",
    }
