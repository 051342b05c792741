"""数据采集: the office's list of indicators, and the grid of one of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from assessment import permissions
from assessment.collection.counties import county_sums
from assessment.collection.doubtful import count_by_indicator, doubtful_figures
from assessment.collection.grids import build_grid, score_loaded
from assessment.collection.plausibility import last_year
from assessment.collection.sources import county_sources
from assessment.engine import types as engine
from assessment.engine.explain import explain_component, explain_item
from assessment.flow.columns import OfficeColumn, columns_of, counts_of
from assessment.flow.signing import may_sign
from assessment.flow.views.signing import line_of
from assessment.incidents.counts import beside_cells
from assessment.loading import LoadedItem, engine_policy, evidence_names, load_only
from assessment.models import CityTable, Indicator, Item, Result, Year
from assessment.rounds.lights import with_lights
from assessment.scores.derivations import line_row
from assessment.self_check.beside import reported_beside
from assessment.views.cells import block, cells_and_rows, record
from assessment.views.evidence import (
    detail,
    evidence_add,
    evidence_file,
    evidence_withdraw,
    remark,
)
from assessment.views.grid_answers import since_of
from assessment.views.restoring import restore
from cities.permissions import can_read_province, persona_of
from lib.site_words import said

__all__ = [
    "block",
    "changes",
    "collection",
    "derivation",
    "detail",
    "evidence_add",
    "evidence_file",
    "evidence_withdraw",
    "grid",
    "record",
    "remark",
    "restore",
]

CITIES_ON_A_PAGE = 50
#: A write may commit a little after its time; what was seen already is known by its version.
OVERLAP = timedelta(seconds=60)

_ITEM = "measure__component__item"


@require_GET
def collection(request, year):
    """The indicators with how far their recording is: the person's own first."""
    year = _year_for_province(request.user, year)
    own = set(
        Item.objects.collected_by(request.user)
        .filter(section__table__year=year)
        .values_list("indicator_id", flat=True)
    )
    lines = _progress(request.user, year)
    context = {
        "year": year,
        "own": [line for line in lines if line.indicator_id in own],
        "others": [line for line in lines if line.indicator_id not in own],
        "is_office": bool(persona_of(request.user).office_ids),
        "is_collecting": _is_collecting(year),
        "doubtful": sum(line.doubtful for line in lines),
        **_signing(request.user, year),
    }
    return render(request, "assessment/collection.html", context)


@require_GET
def grid(request, year, pk):
    """One indicator's measures over the cities, fifty cities a page."""
    year = _year_for_province(request.user, year)
    indicator = get_object_or_404(Indicator, pk=pk, year=year)
    tables = CityTable.objects.visible_to(request.user).filter(year=year)
    having = tables.filter(pk__in=_tables_with(indicator)).order_by("city__key")
    page = Paginator(having.values_list("pk", flat=True), CITIES_ON_A_PAGE).get_page(
        request.GET.get("page") or _page_with(request.GET.get("at", ""), having)
    )
    shown = tables.filter(pk__in=list(page.object_list))
    loaded = with_lights(
        load_only(Item.objects.filter(indicator=indicator, section__table__in=shown))
    )
    built = build_grid(
        loaded,
        indicator.pk,
        _policy(year),
        office_ids=persona_of(request.user).office_ids,
        is_collecting=_is_collecting(year),
        files=evidence_names(shown),
        sums=_county_sums(year, loaded),
        sources=county_sources(shown),
        incidents=_incidents(year, loaded),
        reported=reported_beside(year.number, _items_in(loaded)),
        before=last_year(year.number, [table.city_id for table in loaded], [indicator.name]),
    )
    columns = columns_of(year, indicator_id=indicator.pk)
    context = {
        "year": year,
        "indicator": indicator,
        "grid": built,
        "page": page,
        "why_closed": _why_closed(request.user, year, built, columns=columns),
        "without": _cities_without(tables, indicator),
        "now": timezone.now().isoformat(),
        "is_collecting": _is_collecting(year),
        "columns": [line_of(request.user, year, c) for c in columns],
        **_neighbours(request.user, indicator),
        **_counts(indicator, built),
    }
    return render(request, "assessment/collection_grid.html", context)


@require_GET
def derivation(request, year, pk):
    """How one row's score came about: a fragment unfolded under the row."""
    year = _year_for_province(request.user, year)
    seen = Item.objects.visible_to(request.user).filter(pk=pk, section__table__year=year)
    item = next((i for t in with_lights(load_only(seen)) for i in t.items), None)
    if item is None:
        raise Http404
    context = unfolded(item, _policy(year))
    return render(request, "assessment/collection_derivation.html", context)


def unfolded(item: LoadedItem, policy: engine.Policy) -> dict:
    """Return what collection_derivation.html shows of a row. No query."""
    score = score_loaded(item, policy)
    components = [
        {
            "number": loaded.number,
            "score": scored,
            "lines": [line_row(*pair) for pair in zip(loaded.rules, scored.lines, strict=True)],
            "sum": explain_component(scored),
        }
        for loaded, scored in zip(item.components, score.components, strict=True)
    ]
    return {"item": item, "sum": explain_item(score), "components": components}


@require_GET
def changes(request, year, pk):
    """What colleagues changed since the page last asked: for a page that is left open."""
    year = _year_for_province(request.user, year)
    now = timezone.now()
    changed = list(
        Result.objects.visible_to(request.user)
        .filter(**{f"{_ITEM}__indicator": pk, f"{_ITEM}__section__table__year": year})
        .filter(recorded_at__gte=since_of(request, now) - OVERLAP)
        .select_related("measure__component__item__section")
    )
    told = cells_and_rows(year.number, changed) if changed else {"cells": [], "rows": []}
    return JsonResponse(told | {"now": now.isoformat(), "is_collecting": _is_collecting(year)})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one indicator is, over all cities whose table has it."""

    indicator_id: int
    name: str
    offices: str
    recorded: int
    total: int
    last: datetime | None
    doubtful: int = 0

    @property
    def missing(self) -> int:
        return self.total - self.recorded

    @property
    def missing_text(self) -> str:
        return f"缺 {self.missing} 项" if self.recorded else "尚未录入"

    @property
    def kind(self) -> str:
        """The colour of missing_text (components/state_badge.html)."""
        return "todo" if self.recorded else "idle"


def _progress(user, year: Year) -> list[Progress]:
    """Four queries, whatever the number of indicators and cities."""
    offices = _offices(year)
    doubtful = count_by_indicator(doubtful_figures(year))
    rows = (
        Result.objects.visible_to(user)
        .filter(**{f"{_ITEM}__section__table__year": year})
        .values_list(f"{_ITEM}__indicator", f"{_ITEM}__indicator__name")
        .annotate(
            Count("value"),
            Count("pk"),
            Max("recorded_at"),
        )
        .order_by(f"{_ITEM}__indicator__order")
    )
    return [
        Progress(pk, name, offices.get(pk, ""), *counts, doubtful[pk]) for pk, name, *counts in rows
    ]


def _offices(year: Year) -> dict[int, str]:
    pairs = (
        Item.offices.through.objects.filter(item__section__table__year=year)
        .order_by("office__order")
        .values_list("item__indicator", "office__name")
        .distinct()
    )
    names: dict[int, list[str]] = {}
    for indicator, name in pairs:
        names.setdefault(indicator, []).append(name)
    return {k: "、".join(v) if len(v) <= 3 else f"{len(v)} 个处室" for k, v in names.items()}


def _year_for_province(user, number: int) -> Year:
    """Return the year with its policy. Raises Http404 for those who do not see all cities."""
    if not can_read_province(user):
        raise Http404
    return get_object_or_404(Year.objects.visible_to(user).select_related("policy"), number=number)


def _county_sums(year: Year, loaded) -> dict:
    """Return what the counties submitted for these tables' measures. Two queries at most."""
    keys = {measure.key for _, item in _items_in(loaded) for measure in item.measures}
    return county_sums(year.number, keys, [table.city_id for table in loaded])


def _incidents(year: Year, loaded) -> dict:
    """Return what the register says of these tables' counts. Two queries at most."""
    items = [item for _, item in _items_in(loaded)]
    return beside_cells(year.number, items, timezone.localdate())


def _items_in(loaded) -> list[tuple[int, LoadedItem]]:
    """Return the items of tables, each with its city."""
    return [(table.city_id, item) for table in loaded for item in table.items]


def _policy(year: Year):
    policy = getattr(year, "policy", None)
    return engine_policy(policy) if policy else engine.Policy()


def _is_collecting(year: Year) -> bool:
    return permissions.is_open_for_recording(year)


def _tables_with(indicator: Indicator):
    return Item.objects.filter(indicator=indicator).values("section__table")


def _page_with(result_id: str, tables) -> int:
    """Return the page on which a result's city stands, 1 where there is none. Two queries."""
    if not (result_id.isascii() and result_id.isdigit() and len(result_id) < 19):
        return 1
    own = Result.objects.filter(pk=int(result_id)).values_list(f"{_ITEM}__section__table").first()
    order = list(tables.values_list("pk", flat=True))
    return order.index(own[0]) // CITIES_ON_A_PAGE + 1 if own and own[0] in order else 1


def _cities_without(tables, indicator: Indicator) -> list[str]:
    return list(
        tables.exclude(pk__in=_tables_with(indicator))
        .order_by("city__key")
        .values_list("city_name", flat=True)[:20]
    )


def _neighbours(user, indicator: Indicator) -> dict:
    """Return the indicators before and after; among the person's own, if this is one of them.

    Two queries, one for whoever collects nothing.
    """
    offered = Indicator.objects.filter(year=indicator.year_id).order_by("order")
    if persona_of(user).office_ids:
        own = Item.objects.collected_by(user).values("indicator")
        if Indicator.objects.filter(pk__in=own, pk=indicator.pk).exists():
            offered = offered.filter(pk__in=own)
    found = list(offered)
    here = found.index(indicator)
    return {
        "before": found[here - 1] if here else None,
        "after": found[here + 1] if here + 1 < len(found) else None,
    }


def _counts(indicator: Indicator, built) -> dict:
    """Return how many are recorded: in all, and on other pages than this one. One query."""
    counted = Result.objects.filter(**{f"{_ITEM}__indicator": indicator}).aggregate(
        recorded=Count("value"), total=Count("pk")
    )
    here = [row.standing for row in built.rows]
    return counted | {
        "recorded_elsewhere": counted["recorded"] - sum(row.recorded for row in here),
    }


def _signing(user, year: Year) -> dict:
    """Return how many of the columns that are this person's to sign are signed, of how many;
    of all where none is. Queries: those of counts_of."""
    columns = counts_of(year)
    own = [column for column in columns if may_sign(user, column)] or columns
    return {"signed": sum(column.is_signed for column in own), "to_sign": len(own)}


def _why_closed(user, year: Year, built, *, columns: list[OfficeColumn]) -> str:
    """Return why nothing on the page can be written, or an empty string."""
    if built.is_open:
        return ""
    own = persona_of(user).office_ids
    if not any(own & set(row.item.office_ids) for row in built.rows):
        collectors = "、".join(dict.fromkeys(column.office for column in columns))
        return f"本指标由{collectors or '责任处室'}采集，这里只能查看。"
    if why := permissions.why_collection_over(year):
        return why
    if not _is_collecting(year):
        return (
            f"{year}处于“{year.get_state_display()}”阶段，采集已关闭，这里只能查看；"
            "如需补录请联系考核办。"
        )
    signed = [c for c in columns if c.sign_off and (c.office_id in own or c.office_id is None)]
    if told := "；".join(f"{c.sign_off.told}已完成签章" for c in signed if c.sign_off):
        return f"{told}，不再改动；如需更正，请先撤回签章。"
    return said("本页各市州的指标表尚未下达，暂不能录入；请联系考核办。")
