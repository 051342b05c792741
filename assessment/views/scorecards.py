"""评分卡: all cities by rank, and one city's card with every derivation."""

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessment import permissions
from assessment.collection.sources import evidence_told
from assessment.corrections.shifts import notes_on
from assessment.engine.explain import (
    STEP_READING_LABELS,
    describe_policy,
    explain_bonus,
    explain_section,
    explain_table,
)
from assessment.engine.grades import explain_grade
from assessment.frozen.papers import cards_are_kept, newest_of
from assessment.frozen.shown import CardShown, card_shown, standings_shown
from assessment.models import CityTable, Objection, Snapshot
from assessment.objections.marks import NO_MARKS, Marks, marked, marks_of
from assessment.objections.permissions import why_not_to_file, window_of, window_told
from assessment.paper.status import status_of
from assessment.querysets import RELEASED_STATES
from assessment.reader.columns import told_rows
from assessment.scores.apart import apart_rows
from assessment.scores.beside import compare
from assessment.scores.derivations import item_row
from assessment.scores.standing import UNRANKED, CityStanding, PlacedYear
from assessment.summaries.among import standings_with
from assessment.views import scope
from assessment.year.flow_line import taken_back
from cities.permissions import can_read_province, persona_of
from cities.views.scope import province_or_404
from lib.figures import points
from lib.site_words import said
from trust.refusals import Refused


@require_safe
def scorecards(request, year):
    province_or_404(request)
    row = scope.year_or_404(request, year)
    standings, entailed = standings_shown(row)
    context = {
        "year": row,
        "page": scope.page_of(request, standings.listed),
        "sections": [s.section for s in standings.cities[0].score.sections]
        if standings.cities
        else [],
        "is_released": row.state in RELEASED_STATES,
        "is_kept": cards_are_kept(row),
        "incomplete": sum(not c.score.complete for c in standings.cities),
        "is_ranked": standings.is_ranked,
        "may_set_up": permissions.can_set_up(request.user),
        "has_bonus": standings.has_bonus,
        "has_grades": bool(standings.policy.grades),
        "has_groups": bool(standings.policy.groups),
        "warnings": standings.quota_warnings,
        "consequences": entailed,
    }
    return render(request, "assessment/scorecards.html", context)


@require_safe
def scorecard(request, year, city):
    table = scope.table_or_404(request, year, city)
    if not permissions.can_see_scores(request.user, table.year):
        return not_shown(request, table)
    snapshot = newest_of(table.year)
    province, decides = can_read_province(request.user), permissions.can_set_up(request.user)
    other = request.GET.get("with", "") if province else ""
    shown = _shown(table, snapshot, other)
    standings, standing = shown.standings, shown.standing
    held = shown.has_rows
    beside = standings.of(other) if other else None
    context = {
        **card_context(
            standings,
            standing,
            shown.evidence,
            beside=beside,
            marks=marks_of(_objections(request.user, table)),
        ),
        **_objecting(request.user, table),
        "year": table.year,
        "city_key": city,
        "choices": [c for c in standings.cities if c.table.city_key != city] if province else [],
        "province": province,
        "has_readings": province,
        "trial": f"{reverse('trial', args=[year])}?city={city}" if province and held else "",
        "status": status_of(table.year),
        "snapshot": snapshot,
        "otherwise": shown.otherwise,
        "unread": shown.unread,
        "notes": notes_on(table),
        "may_correct": held and snapshot is not None and decides,
        "may_demand": held and table.year.state in RELEASED_STATES and decides,
    }
    return render(request, "assessment/scorecard.html", context)


def _shown(table: CityTable, snapshot: Snapshot | None, other: str) -> CardShown:
    """Return the card of a finalised year as it was frozen, else as its rows are. other: the
    city beside it, or ""."""
    city, unread = table.city.key, ""
    rows = standings_with(table.year, [city, other])
    if snapshot is not None:
        try:
            if (frozen := card_shown(snapshot, rows, city)) is not None:
                return frozen
        except Refused as refusal:
            unread = str(refusal)
    evidence = evidence_told(CityTable.objects.filter(pk=table.pk))
    return CardShown(rows, rows.of(city), evidence, unread=unread)


def not_shown(request, table: CityTable) -> HttpResponse:
    """Say to its city that a card was taken back. Raises Http404 where there was none to see."""
    step = taken_back(table.year)
    if step is None:
        raise Http404
    return render(request, "assessment/card_taken_back.html", {"table": table, "step": step})


def card_context(
    standings: PlacedYear,
    standing: CityStanding,
    evidence: Mapping[int, Sequence[str]],
    *,
    beside: CityStanding | None = None,
    marks: Marks = NO_MARKS,
) -> dict:
    """Return what parts/card.html shows of one city among all. evidence: names by result.
    marks: of objections, none where a card is shown as it was frozen."""
    return {
        "standing": standing,
        "rank_shown": f"第 {standing.rank} 名" if standing.is_ranked else "—",
        "rank_note": _rank_note(standings, standing),
        "sections": _sections(standing, evidence, beside, marks=marks),
        "sum": explain_table(standing.score),
        "bonus": explain_bonus(standing.score),
        "apart": apart_rows(standing),
        "grade_told": explain_grade(standing.score),
        "policy": describe_policy(standings.policy),
        "others": _other_readings(standings, standing.table.city_key),
        "beside": beside,
        "compared": compare(standing, beside) if beside else None,
    }


def _objections(user, table: CityTable):
    """Return those to this card that the person may see, none before it is released."""
    if table.year.state not in RELEASED_STATES:
        return ()
    rows = Objection.objects.visible_to(user).filter(year=table.year, city=table.city)
    return rows.select_related("year").prefetch_related("decisions").order_by("number")


def _objecting(user, table: CityTable) -> dict:
    """Return whether this person may object now, and what the card says of it. One query."""
    if table.city_id not in persona_of(user).city_ids:
        return {"may_object": False, "objecting": ""}
    window = window_of(table.year)
    if why := why_not_to_file(table.year, window, timezone.now()):
        return {"may_object": False, "objecting": why}
    told = f"申诉期 {window_told(window)}：在有异议的记录或扣分旁按“提出申诉”。"
    return {"may_object": True, "objecting": told}


def _sections(
    standing: CityStanding, files, beside: CityStanding | None, *, marks: Marks
) -> list[dict]:
    other = _scores_by_indicator(beside) if beside else {}
    return [
        {
            "section": loaded,
            "score": scored,
            "formula": explain_section(scored),
            "rows": [
                {
                    "row": marked(item_row(item, score, files), marks),
                    "text": told_rows(item.text, item.text_heads),
                    "other": other.get(item.indicator_id),
                }
                for item, score in zip(loaded.items, scored.items, strict=True)
            ],
        }
        for loaded, scored in zip(standing.table.sections, standing.score.sections, strict=True)
    ]


def _scores_by_indicator(standing: CityStanding) -> dict:
    return {
        item.indicator_id: score
        for loaded, scored in zip(standing.table.sections, standing.score.sections, strict=True)
        for item, score in zip(loaded.items, scored.items, strict=True)
    }


def _other_readings(standings: PlacedYear, city: str) -> list[dict]:
    """Return total and rank under the two readings that are not in force."""
    return [
        {
            "label": f"若{STEP_READING_LABELS[reading]}",
            "value": points(own.total),
            "note": f"第 {own.rank} 名" if standings.is_ranked else "",
        }
        for reading, others in standings.under_others()
        if (own := others.of(city)) is not None
    ]


def _rank_note(standings: PlacedYear, standing: CityStanding) -> str:
    if not standing.is_ranked:
        return UNRANKED
    note = said(f"共 {len(standings.cities)} 个市州")
    tied = sum(c.rank == standing.rank for c in standings.cities) > 1
    note = f"{note}，并列" if tied else note
    place = standing.place
    return f"{note}；{place.group}第 {place.rank} 名，共 {place.units} 个" if place else note
