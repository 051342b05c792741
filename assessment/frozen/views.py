"""快照: a year's numbered snapshots, and cards, workbook and file of one as they were frozen."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assessment import permissions
from assessment.frozen import papers
from assessment.frozen.codes import is_taken_back, newest_of
from assessment.frozen.reading import bytes_of, read_year
from assessment.models import Correction, Snapshot, SnapshotUnit
from assessment.paper.status import WITHOUT_SNAPSHOT
from assessment.views import scope
from assessment.views.downloads import download
from assessment.views.scorecards import card_context
from cities.permissions import can_read_province
from cities.views.scope import province_or_404
from press.paper.printing import told_when_impossible
from trust.files import safe_name

#: What a snapshot is handed out as, and what the log calls that.
FORMS = {"json": "下载快照文件", "xlsx": "下载快照得分表", "pdf": "下载快照排名"}


@require_safe
def snapshots(request, year):
    """The year's snapshots, the newest first. Three queries, whatever their number; a city finds
    those that it stands in."""
    row = scope.year_or_404(request, year)
    seen = Snapshot.objects.visible_to(request.user).filter(year=row)
    found = list(seen.select_related("year", "file"))
    province = can_read_province(request.user)
    if not (found or province):
        raise Http404
    own = SnapshotUnit.objects.none()
    if not province:
        own = SnapshotUnit.objects.visible_to(request.user).filter(snapshot__in=found)
    cards: dict[int, list[SnapshotUnit]] = {}
    for unit in own.select_related("place"):
        cards.setdefault(unit.snapshot_id, []).append(unit)
    context = {
        "year": row,
        "rows": [(snapshot, cards.get(snapshot.pk, [])) for snapshot in found],
        "province": province,
        "is_without": row.state in permissions.FROZEN and not found,
        "without": WITHOUT_SNAPSHOT,
        "may_set_up": permissions.can_set_up(request.user),
    }
    return render(request, "assessment/frozen/snapshots.html", context)


@require_safe
def snapshot(request, year, number):
    """One snapshot: totals and ranks, and the correction that made it; a city's own alone. Four
    queries for any number of units."""
    row = _snapshot_or_404(request, year, number)
    units = SnapshotUnit.objects.visible_to(request.user).filter(snapshot=row)
    page = scope.page_of(request, units.select_related("place"))
    context = {
        "snapshot": row,
        "year": row.year,
        "page": page,
        "province": can_read_province(request.user),
        "has_grades": any(unit.grade for unit in page),
        "newest": _newest(row),
        "is_taken_back": is_taken_back(row),
        "correction": _correction(request, row),
    }
    return render(request, "assessment/frozen/snapshot.html", context)


@require_safe
def card(request, year, number, *, city):
    """A unit's card with every derivation, as it was frozen."""
    unit = _unit_or_404(request, year, number, city=city)
    frozen = read_year(unit.snapshot)
    standing = frozen.standings.of(city)
    context = {
        **card_context(frozen.standings, standing, frozen.evidence),
        "snapshot": unit.snapshot,
        "year": unit.snapshot.year,
        "unit": unit,
        "newest": _newest(unit.snapshot),
        "is_taken_back": is_taken_back(unit.snapshot),
    }
    return render(request, "assessment/frozen/card.html", context)


@require_safe
def card_pdf(request, year, number, *, city):
    """A unit's card as it was printed for the first time."""
    unit = _unit_or_404(request, year, number, city=city)
    with told_when_impossible():
        pdf = papers.card_file(unit)
        name = f"{year}年度{unit.city_name}评分卡（{unit.snapshot.named}）.pdf"
        return download(request, pdf, safe_name(name), action="下载评分卡", target=unit)


@require_safe
def snapshot_file(request, year, number, *, form):
    """The snapshot's own file, the workbook of its scores or its ranking: of all units."""
    province_or_404(request)
    row = _snapshot_or_404(request, year, number)
    if form not in FORMS:
        raise Http404
    make, what = {
        "json": (bytes_of, "快照"),
        "xlsx": (papers.workbook_of, "得分"),
        "pdf": (papers.ranking_file, "排名"),
    }[form]
    name = f"{row.year.number}年度{what}（{row.named}）.{form}"
    with told_when_impossible():
        return download(request, make(row), name, action=FORMS[form], target=row)


def _snapshot_or_404(request, year: int, number: int) -> Snapshot:
    seen = Snapshot.objects.visible_to(request.user).for_year(year)
    return get_object_or_404(
        seen.select_related("year", "file", "workbook", "ranking"), number=number
    )


def _unit_or_404(request, year: int, number: int, *, city: str) -> SnapshotUnit:
    seen = SnapshotUnit.objects.visible_to(request.user).filter(
        snapshot__year__number=year, snapshot__number=number
    )
    found = seen.select_related("snapshot__year", "snapshot__file", "place", "paper")
    return get_object_or_404(found, place__key=city)


def _correction(request, snapshot: Snapshot) -> Correction | None:
    """Return the correction that made a snapshot, where the person may read it. One query."""
    seen = Correction.objects.visible_to(request.user).filter(snapshot=snapshot)
    return seen.with_all().first()


def _newest(snapshot: Snapshot) -> Snapshot | None:
    """Return the newest snapshot of the year where this is not it. One query."""
    newest = newest_of(snapshot)
    return newest if newest != snapshot else None
