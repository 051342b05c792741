"""Who may do what with the register of incidents.

Whoever may record an office's results keeps its incidents; the assessment office reads all and
answers what is asked about. user None: a command, which may write until the year is 审定.
"""

from collections.abc import Iterable

from assessment.models import Incident, IncidentsImport, Item, Result, Year
from assessment.permissions import (
    FROZEN,
    OPEN_FOR_RECORDING,
    can_collect,
    can_set_up,
    why_signed,
)
from cities.permissions import persona_of
from trust.refusals import Refused


def _why_closed(user, year: Year) -> str:
    if year.state in FROZEN:
        return f"{year}已审定，事件台账不再改动；确需改动请由考核办按更正程序办理。"
    if user is not None and year.state not in OPEN_FOR_RECORDING:
        return (
            f"{year}处于“{year.get_state_display()}”阶段，采集已关闭，事件台账只能查看；"
            "如需补登请联系考核办。"
        )
    return ""


def why_not_register(user, year: Year) -> str:
    """Return why this person may register no incident now, or "". At most one query."""
    if user is not None and not can_collect(user):
        return "事件由采集指标的处室登记，本账号只能查看。"
    if why := _why_closed(user, year):
        return why
    if user is None:
        return ""
    own = Item.objects.collected_by(user).filter(section__table__year=year)
    return "" if own.exists() else f"本处室在{year}没有要采集的指标，不登记事件。"


def why_not_change(user, incident: Incident) -> str:
    """Return why this person may not change or withdraw an incident now, or "". No query."""
    if user is not None and incident.office_id not in persona_of(user).office_ids:
        return f"第 {incident.number} 号事件由{incident.office}登记，这里只能查看。"
    if incident.is_withdrawn:
        return f"第 {incident.number} 号事件已撤销，不再改动。"
    return _why_closed(user, incident.year)


def why_not_take_back(user, kept: IncidentsImport) -> str:
    """Return why this person may not take an import back now, or "": whoever imported while
    offices record, the assessment office until the year is 审定."""
    if can_set_up(user):
        return _why_closed(None, kept.year)
    if user is not None and (kept.made_by_id != user.pk or not can_collect(user)):
        return "事件台账的导入只能由导入的人或考核办撤回。"
    return _why_closed(user, kept.year)


def why_signed_over(incident: Incident) -> str:
    """Return why an incident stays as it is though its office may change it, or "": a cell that
    it is counted in was signed with it. One query, another a signature."""
    cells = Result.objects.filter(incident_links__incident=incident, sign_off__isnull=False)
    signed = cells.select_related("measure__component__item__section__table__year").first()
    return why_signed(signed) if signed else ""


def why_not_decide(user, year: Year, incidents: Iterable[Incident]) -> str:
    """Return why this person may not answer what is asked of incidents, or "".

    The assessment office may until the year is 审定; an office for its own while it records.
    """
    if can_set_up(user):
        return _why_closed(None, year)
    own = persona_of(user).office_ids
    if not any(incident.office_id in own for incident in incidents):
        return "由登记事件的处室或考核办答复。"
    return _why_closed(user, year)


def check(why: str) -> None:
    """Raise Refused with the reason, if there is one."""
    if why:
        raise Refused(why)
