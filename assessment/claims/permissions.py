"""Who may do what about claims; every page and action asks here."""

from datetime import datetime

from django.utils import timezone

from assessment.models import BonusClaim, ClaimWindow, Item, Year, YearState
from cities.permissions import persona_of
from cities.substitutes.hands import hands_of
from lib.site_words import said

#: Stages in which cities claim and offices decide.
STAGES = (YearState.SELF_CHECK, YearState.COLLECTING, YearState.REVIEW)
BEFORE = (YearState.PREPARING, YearState.ISSUED)


def sees_claims(user) -> bool:
    """The province's people, the auditor and cities; counties and administrators do not."""
    persona = persona_of(user)
    return persona.sees_all_cities or persona.is_city


def window_of(year: Year) -> ClaimWindow:
    """Return the year's window, that of a year without days if need be. One query."""
    return ClaimWindow.objects.filter(year=year).first() or ClaimWindow(year=year)


def is_city(user, claim: BonusClaim) -> bool:
    return claim.city_id in persona_of(user).city_ids


def is_office(user, claim: BonusClaim) -> bool:
    """Whether one of the person's offices collects the indicator. A query for who is of one."""
    own = persona_of(user).office_ids
    return bool(own) and items_of(claim).filter(offices__in=own).exists()


def items_of(claim: BonusClaim):
    """Return the item that it is claimed under as the city's table stands today."""
    return Item.objects.filter(
        section__table__year=claim.year_id,
        section__table__city=claim.city_id,
        indicator=claim.indicator_id,
    )


def moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def window_told(window: ClaimWindow) -> str:
    """Return the window in words, "" where no day is set."""
    days = [
        f"{moment(window.opens_at)} 起" if window.opens_at else "",
        f"{moment(window.closes_at)} 截止" if window.closes_at else "",
    ]
    told = "，".join(filter(None, days))
    return f"{told}，逾期仍可申报" if told and window.accepts_late else told


def is_late(window: ClaimWindow, now: datetime) -> bool:
    """Whether what is filed now is late."""
    return window.closes_at is not None and now > window.closes_at


def why_not_open(year: Year, window: ClaimWindow, now: datetime) -> str:
    """Return why no city may claim now, or an empty string. now: when it arrived."""
    stage = year.get_state_display()
    if year.state in BEFORE:
        return said(f"{year}处于“{stage}”阶段，加分申报还没有开始；市州自查开始后在此申报。")
    if year.state not in STAGES:
        return f"{year}处于“{stage}”阶段，加分申报已结束，只能查看；确有遗漏的请联系考核办。"
    if window.opens_at and now < window.opens_at:
        return f"加分从 {moment(window.opens_at)} 开始申报，现在还不能报；请届时再办。"
    if is_late(window, now) and not window.accepts_late:
        return (
            f"加分申报已于 {moment(window.closes_at)} 截止，以到达时间为准；已填的仍在。"
            "确需补报的，请说明原因，联系考核办顺延或准予逾期申报。"
        )
    return ""


def why_closed(claim: BonusClaim) -> str:
    """Return why nothing may be done about a claim now, whoever asks, or ""."""
    year = claim.year
    if year.state not in STAGES:
        stage = year.get_state_display()
        return f"{year}处于“{stage}”阶段，加分申报只能查看；请联系考核办。"
    return ""


def why_not_the_one_to_decide(user, claim: BonusClaim) -> str:
    """Return why this person has to leave it to another, or "". One query."""
    if (
        claim.written_by_id in (hands := hands_of(user))
        or claim.events.filter(done_by__in=hands, what__in=BY_THE_CITY).exists()
    ):
        return "这件申报是您填写或提交的，须由责任处室另一人决定。"
    return ""


#: What steps of the city are called in a claim's course.
BY_THE_CITY = ("申报", "补充后再报")
