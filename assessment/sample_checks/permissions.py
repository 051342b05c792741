"""Who may do what about a sample check; every page and action asks here."""

from assessment import permissions as of_year
from assessment.models import Item, Result, SampledCell, Year, YearState
from assessment.sample_checks.population import latest_draw
from cities.permissions import persona_of
from cities.substitutes.hands import hand_of
from trust.refusals import Refused


def why_not_now(year: Year) -> str:
    """Return why nothing is drawn, found or settled in this stage, or "". No query."""
    if year.state == YearState.REVIEW:
        return ""
    stage = year.get_state_display()
    return f"{year}处于“{stage}”阶段，抽查核查在“复核”阶段办理，现在只能查看；"


def may_check(user) -> bool:
    """A member of the check team: any account of the 考核办 or of an office."""
    persona = persona_of(user)
    return persona.is_assessment_office or persona.is_office


def why_not_draw(user, year: Year) -> str:
    """Return why this person may not draw now, or ""."""
    if not of_year.can_set_up(user):
        return "抽样由考核办办理；"
    return why_not_now(year)


def why_not_check(user, cell: SampledCell) -> str:
    """Return why this person may not write down what was found, or "". A query."""
    if not may_check(user):
        return "核查情况由考核办和处室填写；"
    if why := why_not_now(cell.draw.year) or why_superseded(cell):
        return why
    if cell.is_settled:
        return f"这一格已处理（{cell.get_settled_how_display()}）；要改核查数请考核办先重新打开。"
    return ""


def why_superseded(cell: SampledCell) -> str:
    """Return that the sample was drawn anew since, or "". A query."""
    latest = latest_draw(cell.draw.year)
    if latest is not None and latest.pk != cell.draw_id:
        return f"已重新抽样（第 {latest.number} 次），这一次只能查看；"
    return ""


def is_concerned(user, cell: SampledCell) -> bool:
    """Whether one of the person's offices collects the item as the table stands. One query for
    who is of an office."""
    own = persona_of(user).office_ids
    return bool(own) and items_of(cell).filter(offices__in=own).exists()


def items_of(cell: SampledCell):
    """Return the item of a sampled cell as the city's table stands today."""
    return Item.objects.filter(
        section__table__year=cell.draw.year_id,
        section__table__city=cell.city_id,
        indicator=cell.indicator_id,
    )


def why_not_settle(user, cell: SampledCell) -> str:
    """Return why this person may settle nothing of a cell now, or ""."""
    if not (of_year.can_set_up(user) or is_concerned(user, cell)):
        return "差异由责任处室或考核办处理；"
    return why_not_now(cell.draw.year) or why_superseded(cell)


def why_not_explain(user, cell: SampledCell, result: Result | None) -> str:
    """Return why this person may not explain a difference away, or "": not who recorded the
    figure, then or since."""
    if why := why_not_settle(user, cell):
        return why
    recorders = [(cell.recorded_by_id, cell.draw.drawn_at)]
    recorders += [(result.recorded_by_id, result.recorded_at)] if result else []
    if by := hand_of(user, recorders):
        return f"这个数是{by}录入的，须由另一人（同一处室的同事或考核办）说明；"
    return ""


def why_not_reopen(user, cell: SampledCell) -> str:
    if not of_year.can_set_up(user):
        return "已处理的差异由考核办重新打开；"
    return why_not_now(cell.draw.year) or why_superseded(cell)


def check_can_adopt(result: Result) -> None:
    """Raise Refused unless a figure that was found may be written now; a signature does not
    stand in the way, for the column is to be agreed to anew."""
    year = result.measure.component.item.section.table.year
    if why := why_not_now(year):
        raise Refused(f"{why}没有保存。")


def check(why: str) -> None:
    if why:
        raise Refused(f"{why}没有保存。")
