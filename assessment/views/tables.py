"""指标表: the year's tables, one in its official look beside its rules, and its way to the city."""

from collections.abc import Iterable

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from assessment import permissions
from assessment.actions.settling import is_note, is_phrase
from assessment.actions.tables import (
    confirm_table,
    issue_confirmed,
    issue_table,
    reopen_concern,
    settle_concern,
    withdraw_issue,
)
from assessment.engine.explain import describe_rule
from assessment.engine.types import Policy
from assessment.flow.missing import open_concerns
from assessment.forms import NotScoringForm, SettlementForm
from assessment.loading import LoadedItem, LoadedTable, load_policy, load_tables
from assessment.models import CityTable, Concern
from assessment.next_year.concerns import CODES
from assessment.next_year.differences import between, origin_of, origin_year
from assessment.reader.rereading import CODE as REREAD
from assessment.tables.adopting import kept_of, offers, rules_of
from assessment.tables.hand_changes import hand_changes, unlike_words
from assessment.tables.marking import marked_rows, part_of
from assessment.tables.note_forms import may_be_rule
from assessment.tables.phrase_forms import PhraseSettling
from assessment.tables.text_parts import TextPart, text_parts
from assessment.views import scope
from assessment.views.settling import after_settling
from cities.permissions import can_read_province, persona_of
from cities.views.scope import province_or_404
from lib.signs import whole_number
from trust.acts import carry_out
from trust.versions import version_sent

EVERY_CITY = "all"
#: Forms beside phrases on one page: each takes as long as the rest of the page of a small table.
FORMS_A_PAGE = 30
CONFIRM = "请确认：右边每条规则与左边原文一致，没有遗漏。确认后可以下达。"
OUTDATED = "打开本页之后，指标表已被他人改动，没有办理；请核对下面的最新内容后再办。"
_OPEN = Q(concerns__settled_at=None)
_NOTICE = Q(concerns__severity=Concern.Severity.NOTICE)


@require_safe
def tables(request, year):
    row = scope.year_or_404(request, year)
    shown = (
        CityTable.objects.visible_to(request.user)
        .filter(year=row)
        .select_related("city", "confirmed_by")
        .order_by("city__key")
        .annotate(
            blocking=Count("concerns", filter=_OPEN & ~_NOTICE),
            notices=Count("concerns", filter=_OPEN & _NOTICE),
        )
    )
    persona = persona_of(request.user)
    page = scope.page_of(request, shown)
    context = {
        "year": row,
        "page": page,
        "province": persona.sees_all_cities,
        "may_set_up": permissions.can_set_up(request.user),
        "tally": _tally(row) if persona.sees_all_cities else None,
    }
    return render(request, "assessment/tables.html", context)


def _tally(year) -> dict:
    """Return how many tables stand where. Two queries."""
    return CityTable.objects.filter(year=year).aggregate(
        total=Count("pk"),
        confirmed=Count("pk", filter=Q(confirmed_at__isnull=False)),
        issued=Count("pk", filter=Q(issued_at__isnull=False)),
        ready=Count("pk", filter=Q(confirmed_at__isnull=False, issued_at=None)),
    ) | {"blocking": open_concerns(year).count()}


@require_safe
def table(request, year, city):
    row = scope.table_or_404(request, year, city)
    loaded = load_tables(CityTable.objects.filter(pk=row.pk))[0]
    may_set_up = permissions.can_set_up(request.user)
    province = can_read_province(request.user)
    concerns = list(row.concerns.select_related("item", "settled_by")) if province else []
    notices = [c for c in concerns if c.severity == "notice" and c.settled_at is None]
    following = whole_number(request.GET.get("next", ""))
    sections = _sections(loaded, concerns, editable=may_set_up and not row.is_issued)
    context = {
        "year": row.year,
        "table": row,
        "loaded": loaded,
        "parts": _parts(loaded, sections),
        "sections": sections,
        "may_set_up": may_set_up,
        "province": province,
        "scores_seen": permissions.can_see_scores(request.user, row.year),
        "concerns": concerns,
        "next": following,
        "reread": [(c, SettlementForm(auto_id=f"%s-{c.pk}")) for c in notices if c.code == REREAD],
        "notices": [c for c in notices if c.code != REREAD],
        "settled": [c for c in concerns if c.settled_at is not None],
        "blocking": sum(c.blocks_issue for c in concerns),
    }
    context |= _compared(request, row, loaded)
    waits = may_set_up and not row.is_issued and row.confirmed_at is None
    context["others_wait"] = waits and next_to_confirm(row) is not None
    context |= _by_hand(loaded, concerns, province)
    if may_set_up and not row.is_issued:
        context |= _waiting(row, loaded, concerns, first=following)
    else:
        context["blocking_concerns"] = [{"concern": c} for c in concerns if c.blocks_issue]
    return render(request, "assessment/table.html", context)


def _waiting(
    row: CityTable, loaded: LoadedTable, concerns: list[Concern], *, first: int | None
) -> dict:
    """Return what waits with the forms to settle it; forms for phrases from the first on.

    Two queries where phrases wait. first: the key of a concern.
    """
    blocking = [concern for concern in concerns if concern.blocks_issue]
    phrases = [concern for concern in blocking if is_phrase(concern)]
    start = next((at for at, concern in enumerate(phrases) if concern.pk == first), 0)
    shown = [*phrases[start:], *phrases[:start]][:FORMS_A_PAGE]
    settled = kept_of(phrases)
    kept = rules_of(settled)
    policy = load_policy(row.year) if kept else Policy()
    offered = {o.concern.pk: o for o in offers(loaded, shown, kept, policy=policy)}
    items = {item.pk: item for item in loaded.items}
    forms = {
        c.pk: PhraseSettling(items[c.item_id], c.phrase, kept=kept.get(c.pk), number=c.pk)
        for c in shown
    }
    alone = {concern.pk for concern in phrases} - forms.keys()
    return {
        "blocking_concerns": [
            {
                "concern": concern,
                "form": _settlement_form(concern)(auto_id=f"%s-{concern.pk}"),
                "settling": forms.get(concern.pk),
                "offer": offered.get(concern.pk),
                "is_alone": concern.pk in alone,
                "is_note": is_note(concern) and may_be_rule(concern.phrase),
                "is_of_words": concern.code in CODES,
                "opinion": None if concern.pk in kept else settled.get(concern.pk),
            }
            for concern in blocking
        ],
        "kept": len(kept),
    }


def _settlement_form(concern: Concern) -> type[SettlementForm]:
    return NotScoringForm if is_phrase(concern) else SettlementForm


def _by_hand(loaded: LoadedTable, concerns: list[Concern], province: bool) -> dict:
    """Return what was changed by hand, and what the person who confirms is asked. No query."""
    changes = hand_changes(loaded)
    told = {concern.message for concern in concerns}
    read_anew = {(c.item.name, c.phrase) for c in concerns if c.code == REREAD and c.item}
    unlike = unlike_words(loaded) if province else []
    listed = "".join(f"\n{at}. {change.told}" for at, change in enumerate(changes, 1))
    asked = f"{CONFIRM}\n其中人工修改 {len(changes)} 处：{listed}" if changes else CONFIRM
    return {
        "hand_changes": changes,
        "unlike": [
            finding
            for finding in unlike
            if finding.message not in told and (finding.item, finding.phrase) not in read_anew
        ],
        "confirm_words": asked,
    }


def _sections(loaded: LoadedTable, concerns: list[Concern], *, editable: bool) -> list[dict]:
    waiting = {(c.item_id, c.phrase): c for c in concerns if c.blocks_issue and is_phrase(c)}
    settled = {(c.item_id, c.phrase) for c in concerns if c.settled_at is not None}
    told = {"waiting": waiting, "settled": settled, "editable": editable}
    sections = [
        (section, [_line(loaded, item, **told) for item in section.items])
        for section in loaded.sections
    ]
    return [
        {"section": section, "lines": lines, "rows": sum(len(line["rows"]) for line in lines)}
        for section, lines in sections
    ]


def _parts(loaded: LoadedTable, sections: list[dict]) -> list[dict]:
    """Return the parts of the table as on paper, each with its heads and lines by section."""
    lines = {line["item"].pk: line for group in sections for line in group["lines"]}
    return [
        {
            "heads": part.beside,
            "named": part.named,
            "groups": [
                {
                    "section": section,
                    "lines": (own := [_laid(lines[item.pk], part) for item in items]),
                    "rows": sum(len(line["rows"]) for line in own),
                }
                for section, items in part.sections
            ],
        }
        for part in text_parts(loaded)
    ]


def _laid(line: dict, part: TextPart) -> dict:
    """Return a line with the text that names it apart from the other columns."""
    if not part.named:
        return line
    rows = [row | {"cells": row["cells"][1:]} for row in line["rows"]]
    return line | {"rows": rows, "name": line["rows"][0]["cells"][0]}


def _line(
    loaded: LoadedTable, item: LoadedItem, *, waiting: dict, settled: set, editable: bool
) -> dict:
    """waiting: phrases that may get a rule, by item and words. settled: those that were decided
    on; of a table that is issued, all are."""
    edit = reverse("item-rules", args=[loaded.year, item.pk]) if editable else ""
    mends = [
        f"#concern-{waiting[item.pk, phrase].pk}"
        if (item.pk, phrase) in waiting
        else f"{edit}?phrase={number}"
        for number, phrase in enumerate(item.unsettled)
    ]
    rows = [
        {"points": row.points, "cells": [_mended(pieces, mends) for _, pieces in row.cells]}
        for row in marked_rows(item)
    ]
    return {
        "item": item,
        "rows": rows,
        "has_own_points": any(row["points"] for row in rows),
        "unsettled": [
            (phrase, mend, loaded.issued or (item.pk, phrase) in settled)
            for phrase, mend in zip(item.unsettled, mends, strict=True)
        ],
        "parts": [_part(component) for component in item.components],
        "edit": edit,
    }


def _mended(pieces: Iterable, mends: list[str]) -> list[tuple]:
    """Return the pieces of a text, each with where to settle it, if it is to be."""
    return [(piece, "" if piece.unsettled is None else mends[piece.unsettled]) for piece in pieces]


def _part(component) -> dict:
    measures = {m.code: m.engine for m in component.measures}
    rules = [
        {
            "rule": rule,
            "sentence": describe_rule(
                rule.engine, [measures[code] for code in rule.engine.measures]
            ),
            "subject": "、".join(
                m.short for m in component.measures if m.code in rule.engine.measures
            ),
        }
        for rule in component.rules
    ]
    return {"component": component, "part": part_of(component.number), "rules": rules}


def _compared(request, row: CityTable, loaded: LoadedTable) -> dict:
    """Return the year whose table of the city this one is beside, and what differs from it where
    that is asked for, or is to be confirmed one by one. At most eight queries."""
    origin = origin_of(row, CityTable.objects.visible_to(request.user))
    if origin is None:
        return {"origin": None, "compare": None, "differences": 0}
    asked = "compare" in request.GET
    is_waiting = row.year.cloned_from and not row.confirmed_at
    found = None
    if asked or is_waiting:
        [old] = load_tables(CityTable.objects.filter(pk=origin.pk))
        found = between(old, loaded)
    return {
        "origin": origin_year(row),
        "compare": found if asked else None,
        "differences": len(found) if found and is_waiting else 0,
    }


@require_POST
def settle(request, year, pk):
    province_or_404(request)
    tables_seen = CityTable.objects.visible_to(request.user).for_year(year)
    concern = get_object_or_404(
        Concern.objects.filter(table__in=tables_seen).select_related("table__city", "item"), pk=pk
    )
    permissions.check_can_set_up(request.user)
    form = _settlement_form(concern)(request.POST)
    if "reopen" in request.POST:
        carry_out(request, reopen_concern, done="已重新打开，规则须再次确认。", concern=concern)
    elif form.is_valid():
        done = "已核定并记入日志。"
        if carry_out(request, settle_concern, done=done, concern=concern, **form.cleaned_data):
            return after_settling(concern)
    else:
        messages.error(request, form.errors["settlement"][0])
    return redirect("city-table", year=year, city=concern.table.city.key)


@require_POST
def confirm(request, year, city):
    row = scope.table_or_404(request, year, city)
    permissions.check_can_set_up(request.user)
    done = f"已确认{row.city_name}的计分规则，可以下达。"
    version = version_sent(request.POST)
    seen = request.POST.getlist("difference")
    confirmed = carry_out(
        request, confirm_table, done=done, outdated=OUTDATED, table=row, version=version, seen=seen
    )
    following = next_to_confirm(row) if confirmed and "then" in request.POST else None
    if following is not None:
        return redirect("city-table", year=year, city=following.city.key)
    return redirect("city-table", year=year, city=city)


def next_to_confirm(row: CityTable) -> CityTable | None:
    """Return the next city's table whose rules are not confirmed, after the last the first again;
    None where all others are. At most two queries."""
    waiting = CityTable.objects.filter(year=row.year_id, confirmed_at=None, issued_at=None)
    waiting = waiting.exclude(pk=row.pk).select_related("city").order_by("city__key")
    return waiting.filter(city__key__gt=row.city.key).first() or waiting.first()


@require_POST
def issue(request, year, city):
    """Issue one table, or every confirmed one (city: all); withdraw=1 takes one back."""
    if city == EVERY_CITY:
        return _issue_all(request, year)
    row = scope.table_or_404(request, year, city)
    permissions.check_can_set_up(request.user)
    if "withdraw" in request.POST:
        reason = request.POST.get("reason", "")
        done = f"已撤回{row.city_name}的指标表。"
        carry_out(request, withdraw_issue, done=done, outdated=OUTDATED, table=row, reason=reason)
    else:
        version = version_sent(request.POST)
        done = f"已向{row.city_name}下达指标表。"
        carry_out(request, issue_table, done=done, outdated=OUTDATED, table=row, version=version)
    return redirect("city-table", year=year, city=city)


def _issue_all(request, year):
    province_or_404(request)
    row = scope.year_or_404(request, year)
    permissions.check_can_set_up(request.user)
    done = "已下达全部确认过的指标表。"
    carry_out(request, issue_confirmed, done=done, outdated=OUTDATED, year=row)
    return redirect("city-tables", year=year)
