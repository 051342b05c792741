"""What a person's desk shows: where the year stands, what waits, what happened last."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from assessment import permissions, states
from assessment.by_two.asking import to_confirm
from assessment.collection import progress
from assessment.collection.values import as_shown
from assessment.corrections.actions import open_correction
from assessment.corrections.shifts import told_of_corrections
from assessment.flow import proposing
from assessment.flow.columns import counts_of
from assessment.models import CityTable, Result, RoundAlert, Year, YearState
from assessment.permissions import is_open_for_recording
from assessment.rounds.listing import to_report
from assessment.self_check.listing import SelfCheckLine, lines_of
from assessment.self_check.permissions import STAGES, window_of, window_told
from assessment.summaries.standings import counted_units
from assessment.year import flow_line
from lib.site_words import said
from lib.wording import person_as

LATEST = 8
#: Records read to find that many events.
LOOKED_AT = 120
_ITEM = "measure__component__item"
_TABLE = f"{_ITEM}__section__table"


@dataclass(frozen=True, slots=True)
class Event:
    at: datetime
    who: str
    text: str
    indicator_id: int | None = None


def assessment_office(year: Year, user, offices: dict[int, str]) -> dict:
    """Return the assessment office's desk. Queries: three for the tables, nine where they are not
    summed up, ten more; another once the year is finalised, four more while cities report."""
    tables = counted_units(year)
    rows = list(CityTable.objects.filter(year=year).only("confirmed_at", "issued_at"))
    lines, count = progress.by_office(tables, offices), progress.count_all(tables)
    return {
        "steps": flow_line.steps_of(year),
        "forward": states.forward_from(year, user),
        "has_tables": bool(rows),
        "tables": None if _is_collecting(year) else _readiness(rows),
        "self_checks": _self_checks(year),
        "count": count,
        "counted_again": progress.counted_again(lines, count),
        "offices": lines,
        "proposal": proposing.open_proposal(year),
        "correction": open_correction(year) if year.state in permissions.FROZEN else None,
        "to_confirm": to_confirm(year, user),
        "is_alone": not proposing.second_persons(user),
        "events": latest_events(year, user),
    }


def office(year: Year, user, office_ids: frozenset[int]) -> dict:
    """Return an office's desk: its indicators. Queries: two for the tables of all units, which
    every office sees, nine where they are not summed up; ten more."""
    tables = counted_units(year)
    lines = progress.by_indicator(tables, office_ids)
    count = progress.Count(
        sum(line.count.recorded for line in lines), sum(line.count.total for line in lines)
    )
    return {
        "lines": lines,
        "count": count,
        "is_open": is_open_for_recording(year),
        "unissued": [t.city for t in tables if not t.issued],
        "others": changed_by_others(year, user, office_ids),
        "objections": _to_answer(year, user),
        "to_confirm": {} if permissions.can_set_up(user) else to_confirm(year, user),
        "rounds": to_report(year, timezone.localdate()),
        "columns": [c for c in counts_of(year) if c.office_id in (*office_ids, None)],
    }


def city(year: Year, user) -> dict:
    """Return a city's desk: its issued tables, what it is asked to report, and whether it may see
    its score. Three queries, three more while cities report, one more once scores
    are released."""
    tables = list(CityTable.objects.visible_to(user).filter(year=year).select_related("city"))
    return {
        "tables": tables,
        "self_check": _asked_to_report(year, tables),
        "alerts": _alerts_to_read(year, user),
        "corrections": told_of_corrections(year, tables),
        "released": permissions.can_see_scores(user, year),
        "taken_back": flow_line.taken_back(year),
        "asked": ASKED_OF_CITIES[year.state],
    }


def _alerts_to_read(year: Year, user) -> int:
    """Return how many alerts a city has that can still be heeded: one query while figures are
    recorded, later none."""
    if year.state not in (YearState.ISSUED, YearState.SELF_CHECK, YearState.COLLECTING):
        return 0
    return RoundAlert.objects.visible_to(user).filter(year=year).standing().count()


ASKED_OF_CITIES = {
    YearState.PREPARING: "考核办正在准备本年度指标表，下达后在此查阅。",
    YearState.ISSUED: said("请查阅本市指标表，按要求安排本年度工作。"),
    YearState.SELF_CHECK: said("请对照指标表填报本市自己的数、备注和佐证材料，核对后上报。"),
    YearState.COLLECTING: "各责任处室正在采集完成情况，请按处室要求提供数据和佐证材料。",
    YearState.REVIEW: "考核办正在复核，初步得分反馈后在此查看。",
    YearState.FEEDBACK: "初步得分已反馈。请逐项核对扣分依据，有不同意见的在申诉期内从评分卡提出。",
    YearState.FINALISED: "本年度得分已审定。",
    YearState.PUBLISHED: "本年度得分已公布。",
}


def _asked_to_report(year: Year, tables: list[CityTable]) -> dict | None:
    """Return how far the city's own report is and until when it is asked for, None where nothing
    is asked. Four queries at most."""
    if year.state not in STAGES or not tables:
        return None
    window, now = window_of(year), timezone.now()
    own = {table.city_id for table in tables}
    lines = [line for line in lines_of(year, window, now) if line.table.city_id in own]
    if year.state != YearState.SELF_CHECK and not (window.accepts_late or _is_any_open(lines)):
        return None
    return {"lines": lines, "window_told": window_told(window), "closes_at": window.closes_at}


def _is_any_open(lines: list[SelfCheckLine]) -> bool:
    """Whether something was handed in or sent back: a sealed paper, a figure may be due."""
    return any(line.last is not None for line in lines)


def _self_checks(year: Year) -> dict | None:
    """Return how many cities handed in while they report, None at other times. Four queries."""
    if year.state != YearState.SELF_CHECK:
        return None
    window = window_of(year)
    lines = lines_of(year, window, timezone.now())
    return {
        "handed_in": sum(line.is_in for line in lines),
        "sealed": sum(bool(line.scans) for line in lines),
        "total": len(lines),
        "window_told": window_told(window),
    }


def latest_events(year: Year, user) -> list[Event]:
    """Return what happened last: records, confirmations, issues, steps. Four queries."""
    events = [*_recorded(year, user), *_table_events(year), *_steps(year)]
    return sorted(events, key=lambda event: event.at, reverse=True)[:LATEST]


def changed_by_others(year: Year, user, office_ids: frozenset[int]) -> list[Event]:
    """Return the latest records in these offices' cells that somebody else made. Two queries."""
    own = Result.objects.visible_to(user).filter(measure__component__item__offices__in=office_ids)
    return _events_of(own.exclude(recorded_by=user).distinct(), year)


def _recorded(year, user) -> list[Event]:
    return _events_of(Result.objects.visible_to(user), year)


def _events_of(results, year) -> list[Event]:
    """Return the latest records, those of one person, indicator and day as one event."""
    latest = results.for_year(year.number).filter(recorded_at__isnull=False)
    # Few columns, and whole rows of those shown alone: to sort whole rows of a year takes as long
    # as the rest of a desk.
    rows = latest.order_by("-recorded_at", "-pk").values_list(
        "pk", f"{_TABLE}__city_name", "recorded_at", "recorded_by", "recorded_as",
        f"{_ITEM}__indicator",
    )  # fmt: skip
    groups: dict[tuple, list[tuple[int, str]]] = {}
    for pk, city, at, *alike in rows[:LOOKED_AT]:
        groups.setdefault((*alike, timezone.localdate(at)), []).append((pk, city))
    shown = list(groups.values())[:LATEST]
    loaded = Result.objects.select_related(_TABLE, "recorded_by")
    newest = loaded.in_bulk([group[0][0] for group in shown])
    return [
        _event_of(newest[group[0][0]], [city for _, city in group])
        for group in shown
        if group[0][0] in newest
    ]


def _event_of(newest: Result, cities: list[str]) -> Event:
    """newest: of some records alike. cities: whose they are, a name a record."""
    item = newest.measure.component.item
    where = cities[0] if len(set(cities)) == 1 else said(f"{len(set(cities))} 个市州")
    told = _told(newest) if len(cities) == 1 else f"录入 {len(cities)} 项"
    who = person_as(str(newest.recorded_by or ""), newest.recorded_as)
    return Event(newest.recorded_at, who, f"{item.name}（{where}）：{told}", item.indicator_id)


def _told(result: Result) -> str:
    value = as_shown(result.value, result.measure.kind)
    name = result.measure.short
    return f"{name} {value} {result.measure.unit}".rstrip() if value else f"清空 {name}"


def _table_events(year) -> list[Event]:
    rows = (
        CityTable.objects.filter(year=year)
        .filter(Q(confirmed_at__isnull=False) | Q(issued_at__isnull=False))
        .select_related("confirmed_by", "issued_by")
        .order_by("-issued_at", "-confirmed_at")[:LATEST]
    )
    events = []
    for row in rows:
        if row.confirmed_at:
            events.append(
                Event(row.confirmed_at, str(row.confirmed_by or ""), f"确认{row.city_name}计分规则")
            )
        if row.issued_at:
            events.append(
                Event(row.issued_at, str(row.issued_by or ""), f"下达{row.city_name}指标表")
            )
    return events


def _steps(year) -> list[Event]:
    moves = flow_line.moves_of(year)
    return [Event(m.at, m.by, m.done or f"年度进入“{m.label}”阶段") for m in moves[1:]]


def _to_answer(year: Year, user) -> str:
    """Return that objections to its items wait for this person's office, or "". One query."""
    if year.state != YearState.FEEDBACK:
        return ""
    count = year.objections.waiting_for(user).count()
    return f"有 {count} 件申诉待本处室答复" if count else ""


def _is_collecting(year: Year) -> bool:
    """Whether offices record already, or did."""
    return states.position(year.state) >= states.position(YearState.COLLECTING)


def _readiness(rows: list[CityTable]) -> dict:
    """Return how many tables are confirmed and issued, before anything can be recorded."""
    return {
        "total": len(rows),
        "confirmed": sum(r.confirmed_at is not None for r in rows),
        "issued": sum(r.is_issued for r in rows),
    }
