"""The life of a round: opened, changed, closed, reopened; and the year's settings for rounds.

What is written into a round: assessment.rounds.recording. Both lock the round, so that whoever
closes it and whoever still writes wait for one another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max
from django.utils import timezone

from assessment.models import LIGHT_COSTS, Indicator, Round, RoundSettings, Year
from assessment.notices.rounds import tell_opened, tell_reopened
from assessment.rounds import permissions
from assessment.rounds.recording import locked_round, take_present_of_all
from assessment.year import fixed
from assessment.year.fixed import why_fixed
from trust import log
from trust.refusals import Refused
from trust.versions import check_version

SETTINGS = ("counting", *LIGHT_COSTS)


@dataclass(frozen=True, slots=True)
class RoundTerms:
    """What is said of a round when it is opened or changed."""

    name: str
    as_of: date
    due_on: date
    accepts_late: bool
    weight: Decimal = Decimal(1)

    @classmethod
    def of(cls, held: Round) -> "RoundTerms":
        return cls(held.name, held.as_of, held.due_on, held.accepts_late, held.weight)

    @property
    def told(self) -> dict:
        return {
            "名称": self.name,
            "截至日期": self.as_of,
            "报送截止": self.due_on,
            "逾期": "仍可报送" if self.accepts_late else "不再收报",
            "权重": self.weight,
        }


@log.acting()
def save_settings(
    *, year: Year, terms: Mapping, version: int, user, actor: log.Actor
) -> RoundSettings:
    """Set how rounds count and from where on lights turn. Raises Refused or Outdated.

    terms: by SETTINGS.
    """
    year = locked_year(year)
    permissions.check(permissions.why_not_set(user, year))
    held, _ = RoundSettings.objects.get_or_create(year=year)
    check_version(held, version)
    before, costs = _settings_told(held), held.light_costs
    for name in SETTINGS:
        setattr(held, name, terms[name])
    after = _settings_told(held)
    if after == before:
        return held
    if held.light_costs != costs:
        permissions.check(why_fixed(year, fixed.LIGHT_COSTS))
    held.version += 1
    held._history_user = user
    held.save(update_fields=[*SETTINGS, "version"])
    log.write(actor, "改动调度设置", held, before=before, after=after)
    return held


@log.acting()
def open_round(*, year: Year, terms: RoundTerms, user, actor: log.Actor) -> Round:
    """Open a round under the next number of its year, and tell the offices. Raises Refused."""
    year = locked_year(year)
    permissions.check(permissions.why_not_hold(user, year))
    _check_day(year, terms.as_of)
    last = Round.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0
    held = Round(year=year, number=last + 1, opened_by=user, opened_as=actor.standing[:80])
    _put(held, terms)
    held._history_user = user
    held.save()
    tell_opened(held, actor)
    log.write(actor, "开展调度", held, after=terms.told)
    return held


@log.acting()
def change_round(*, held: Round, terms: RoundTerms, version: int, user, actor: log.Actor) -> Round:
    """Say a round otherwise. Raises Refused or Outdated.

    Its day stays once an alert was issued: the paper names it.
    """
    year = locked_year(held.year)
    permissions.check(permissions.why_not_hold(user, year))
    held = locked_round(held.pk)
    check_version(held, version)
    before = RoundTerms.of(held)
    if terms == before:
        return held
    if terms.as_of != before.as_of:
        _check_day(year, terms.as_of, but=held)
        if held.alerts.exists():
            raise Refused(f"{held.name}已签发预警通知单，截至日期不再改动；没有保存。")
    _put(held, terms)
    _save(held, user, *terms.__slots__)
    log.write(actor, "改动调度", held, before=before.told, after=terms.told)
    return held


@log.acting()
def close_round(*, held: Round, version: int, takes_present: bool, user, actor: log.Actor) -> int:
    """End a round; return how many figures were taken from what offices recorded so far.

    takes_present: whether cells without a figure of the round get the recorded one. Raises
    Refused or Outdated.
    """
    year = locked_year(held.year)
    permissions.check(permissions.why_not_hold(user, year))
    held = locked_round(held.pk)
    check_version(held, version)
    if held.closed_at is not None:
        raise Refused(f"{held.name}已经结束，没有重复办理；请刷新页面。")
    taken = take_present_of_all(held, user=user, actor=actor) if takes_present else 0
    held.closed_by, held.closed_as = user, actor.standing[:80]
    held.closed_at = timezone.now()
    _save(held, user, "closed_by", "closed_as", "closed_at")
    log.write(actor, "结束调度", held, after={"取自当前填报值": taken})
    return taken


@log.acting()
def reopen_round(
    *, held: Round, reason: str, due_on: date, version: int, user, actor: log.Actor
) -> Round:
    """Let offices report again until another day, with a reason, and tell them. Raises Refused or
    Outdated."""
    year = locked_year(held.year)
    permissions.check(permissions.why_not_hold(user, year))
    held = locked_round(held.pk)
    check_version(held, version)
    if held.is_open(timezone.localdate()):
        raise Refused(f"{held.name}正在报送，无须重新开放；请刷新页面。")
    before = {"报送截止": held.due_on}
    held.closed_by, held.closed_as, held.closed_at = None, "", None
    held.due_on, held.reopened_reason = due_on, reason
    _save(held, user, "closed_by", "closed_as", "closed_at", "due_on", "reopened_reason")
    tell_reopened(held, actor)
    log.write(actor, "重新开放调度", held, before=before, after={"报送截止": due_on}, reason=reason)
    return held


@log.acting()
def discard_round(*, held: Round, version: int, user, actor: log.Actor) -> None:
    """Take a round away that was opened by mistake: nothing was ever reported in it. Raises
    Refused or Outdated."""
    year = locked_year(held.year)
    permissions.check(permissions.why_not_hold(user, year))
    held = locked_round(held.pk)
    check_version(held, version)
    if held.figures.exists() or held.alerts.exists():
        raise Refused(f"{held.name}已有处室填报或已签发预警，不能撤销；可以结束。没有做任何改动。")
    terms, label = RoundTerms.of(held), str(held)
    log.write(actor, "撤销调度", held, label=label, before=terms.told)
    held.delete()


def locked_year(year: Year) -> Year:
    return Year.objects.select_for_update(no_key=True).get(pk=year.pk)


def _check_day(year: Year, as_of: date, but: Round | None = None) -> None:
    if as_of.year != year.number:
        raise Refused(f"截至日期须在 {year.number} 年之内：序时进度按这一年已过的天数计算。")
    others = Round.objects.filter(year=year, as_of=as_of)
    if others.exclude(pk=but.pk if but else None).exists():
        raise Refused(f"已有一次截至 {as_of:%Y-%m-%d} 的调度；请改动那一次，或换一个日期。")


def _put(held: Round, terms: RoundTerms) -> None:
    for name in terms.__slots__:
        setattr(held, name, getattr(terms, name))


def _save(held: Round, user, *names: str) -> None:
    held.version += 1
    held._history_user = user
    held.save(update_fields=[*names, "version"])


def _settings_told(held: RoundSettings) -> dict:
    return {
        "计入考核的数": held.get_counting_display(),
        "绿灯线": f"{held.green}%",
        "黄灯线": f"{held.yellow}%",
        **_costs_told(held),
    }


def _costs_told(held: RoundSettings) -> dict:
    """Return what lights cost, nothing where they cost nothing. One query where they do."""
    if held.light_costs is None:
        return {}
    named = Indicator.objects.filter(pk__in=held.light_indicators).order_by("order")
    return {
        "每次红灯扣分": held.red_points,
        "每次黄灯扣分": held.yellow_points,
        "每个测量项最多扣": held.light_cap,
        "灯色扣分的指标": "、".join(named.values_list("name", flat=True)) or "全部",
    }
