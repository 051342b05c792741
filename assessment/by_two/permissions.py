"""Who may do what about decisions of two persons, of whichever kind."""

from assessment.models import Exemption, Item, VetoDecision, Year
from assessment.permissions import can_set_up
from cities.permissions import persona_of

Decision = Exemption | VetoDecision


def sees_decisions(user) -> bool:
    """The province's people, the auditor and cities; counties and administrators do not."""
    persona = persona_of(user)
    return persona.sees_all_cities or persona.is_city


def why_not_ones_own(user, year: Year, what: str) -> str:
    """Return why this person proposes none of a kind in a year, whatever its stage, or an empty
    string. what: 豁免, 否决. A query at most."""
    if can_set_up(user):
        return ""
    own = Item.objects.collected_by(user).filter(section__table__year=year)
    if persona_of(user).is_office and own.exists():
        return ""
    return f"{what}由采集该指标的处室或考核办提出，本账号只能查看。"


def may_act(user, decision: Decision) -> bool:
    """Whether this person is of the assessment office or of an office that collects the item. A
    query for who is of an office."""
    if can_set_up(user):
        return True
    own = persona_of(user).office_ids
    items = Item.objects.filter(
        section__table__year=decision.year_id,
        section__table__city=decision.city_id,
        indicator=decision.indicator_id,
        offices__in=own,
    )
    return bool(own) and items.exists()
