"""预警通知单: issued to cities that lag behind time in a round, and taken back."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.utils import timezone

from assessment.models import Round, RoundAlert
from assessment.notices.rounds import tell_alert_withdrawn, tell_alerted
from assessment.rounds import permissions
from assessment.rounds.actions import locked_year
from assessment.rounds.progress import CityPace, PaceCell, gone_told
from assessment.rounds.recording import locked_round
from assessment.rounds.timed import cities_paced, issued_tables, lights_of
from trust import log
from trust.refusals import Refused

WANTED = "请逐项分析原因，制定措施，倒排工期，加快推进，确保完成年度目标任务。"


@dataclass(frozen=True, slots=True)
class AlertTerms:
    """What an alert says beside its figures. reply_by: the day for an answer, if one is asked."""

    wanted: str
    reply_by: date | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A city that may be alerted. standing: the alert of this round that it has already."""

    pace: CityPace
    standing: RoundAlert | None

    @property
    def seal(self) -> str:
        """Return what the person saw of it: the city, and a digest of what it would be told."""
        told = json.dumps([_line(cell) for cell in self.pace.behind], ensure_ascii=False)
        return f"{self.pace.city_id}:{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def lagging(held: Round) -> list[int]:
    """Return the cities that lag behind in a round, in the order of pages. Four queries."""
    tables, thresholds = issued_tables(held.year), permissions.settings_of(held.year).thresholds
    lights = lights_of(tables, [held], thresholds)[held.pk]
    cities = tables.values_list("city", flat=True)
    return [city for city in cities if city in lights and lights[city].behind]


def candidates(held: Round, cities: Collection[int] | None = None) -> list[Candidate]:
    """Return those of these cities, of all where none are named, that lag behind in a round. Five
    queries."""
    tables, alerts = issued_tables(held.year), held.alerts.standing()
    if cities is not None:
        tables, alerts = tables.filter(city__in=cities), alerts.filter(city__in=cities)
    paced = cities_paced(held, tables, permissions.settings_of(held.year).thresholds)
    standing = {a.city_id: a for a in alerts.select_related("year")}
    return [Candidate(city, standing.get(city.city_id)) for city in paced if city.behind]


@log.acting()
def issue_alerts(
    *, held: Round, seals: Sequence[str], terms: AlertTerms, user, actor: log.Actor
) -> list[RoundAlert]:
    """Issue a paper to each of these cities under the next numbers of the year, and tell them.

    seals: of the candidates as the person saw them. Raises Refused: all are issued, or none.
    """
    year = locked_year(held.year)
    held = locked_round(held.pk)
    permissions.check(permissions.why_not_issue(user, held))
    found = {each.seal: each for each in candidates(held, _cities(held, seals))}
    if moved := [seal for seal in seals if seal not in found]:
        raise Refused(
            f"打开之后调度数有变动（{len(moved)} 个的预警事项与所见不同），没有签发；"
            "请刷新页面，核对后再签发。"
        )
    chosen = [found[seal] for seal in dict.fromkeys(seals)]
    if twice := [each.pace.city for each in chosen if each.standing]:
        raise Refused(
            f"{'、'.join(twice)}本次调度已有预警通知单；要另发，请先撤回原来的。没有签发。"
        )
    last = RoundAlert.objects.filter(year=year).aggregate(last=Max("serial"))["last"] or 0
    issued = []
    for number, each in enumerate(chosen, last + 1):
        alert = _issued(held, each.pace, terms, serial=number, user=user, actor=actor)
        tell_alerted(alert, actor)
        log.write(actor, "签发预警通知单", alert, after=_told(alert))
        issued.append(alert)
    return issued


@log.acting()
def withdraw_alert(*, alert: RoundAlert, reason: str, user, actor: log.Actor) -> RoundAlert:
    """Take a paper back, which stays with the reason, and tell the city. Raises Refused."""
    locked_year(alert.year)
    alert = RoundAlert.objects.select_related("year", "city").get(pk=alert.pk)
    permissions.check(permissions.why_not_withdraw(user, alert))
    alert.withdrawn_by, alert.withdrawn_as = user, actor.standing[:80]
    alert.withdrawn_at, alert.withdrawn_reason = timezone.now(), reason
    alert.save(update_fields=["withdrawn_by", "withdrawn_as", "withdrawn_at", "withdrawn_reason"])
    tell_alert_withdrawn(alert, actor)
    log.write(actor, "撤回预警通知单", alert, reason=reason)
    return alert


def _cities(held: Round, seals: Sequence[str]) -> list[int]:
    """Return the cities that seals are of, whatever else these say. One query."""
    asked = {seal.partition(":")[0] for seal in seals}
    cities = issued_tables(held.year).values_list("city", flat=True)
    return [city for city in cities if str(city) in asked]


def _issued(
    held: Round, pace: CityPace, terms: AlertTerms, *, serial: int, user, actor: log.Actor
) -> RoundAlert:
    return RoundAlert.objects.create(
        year=held.year,
        round=held,
        serial=serial,
        city_id=pace.city_id,
        city_name=pace.city,
        round_name=held.name,
        as_of=held.as_of,
        gone=gone_told(held),
        lines=[_line(cell) for cell in pace.behind],
        wanted=terms.wanted,
        reply_by=terms.reply_by,
        issued_by=user,
        issued_as=actor.standing[:80],
    )


def _line(cell: PaceCell) -> dict[str, str]:
    light = cell.light
    return {
        "item": cell.item,
        "measure": cell.measure.name,
        "target": cell.target,
        "value": cell.value,
        "share": cell.share,
        "ratio": cell.ratio,
        "light": light.value if light else "",
        "word": f"{light.word}灯" if light else "",
    }


def _told(alert: RoundAlert) -> dict:
    return {
        "市州": alert.city_name,
        "调度": f"{alert.round_name}（截至 {alert.as_of:%Y-%m-%d}）",
        "事项": len(alert.lines),
        "反馈期限": alert.reply_by or "—",
    }
