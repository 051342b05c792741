"""Drawing a sample, and writing down what was found of it.

Each action locks the year first, so that it and the steps of the year wait for one another.
How differences are settled is in assessment.sample_checks.settling.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max
from django.utils import timezone

from assessment.flow.signing import name_of
from assessment.models import CheckFile, Result, SampledCell, SampleDraw, Year
from assessment.models.sample_checks import LONGEST_DRAW_REASON
from assessment.notices.sample_checks import tell_drawn
from assessment.sample_checks import permissions
from assessment.sample_checks.drawing import Size, draw, frame_digest
from assessment.sample_checks.population import (
    cells_now,
    frame_of,
    latest_draw,
    recorded_cells,
    table_of,
)
from trust import log
from trust.models import StoredFile
from trust.refusals import Refused
from trust.touched import created
from trust.versions import check_version, still_there

Files = Sequence[tuple[StoredFile, str]]
SEED_BYTES = 16


@dataclass(frozen=True, slots=True)
class DrawWish:
    """How to draw. seen: the number of the draw that the person saw as the last, 0 for none."""

    size: Size
    is_weighted: bool = False
    reason: str = ""
    seen: int = 0


@log.acting()
def draw_sample(*, year: Year, wanted: DrawWish, user, actor: log.Actor) -> SampleDraw:
    """Draw a sample of the year's recorded cells under a seed that nobody knew before.

    Raises Refused: where another drew meanwhile, without a reason for drawing anew, and anew as
    long as a difference of the sample that holds is not settled.
    """
    year = locked_year(year.pk)
    permissions.check(permissions.why_not_draw(user, year))
    latest = latest_draw(year)
    _check_anew(latest, wanted)
    cells = list(recorded_cells(year))
    if not cells:
        raise Refused(f"{year}还没有录入的数据，没有可抽的格；没有抽样。")
    frame, seed = frame_of(cells), secrets.token_hex(SEED_BYTES)
    kinds = SampleDraw.SizeKind
    made = SampleDraw.objects.create(
        year=year,
        number=latest.number + 1 if latest else 1,
        seed=seed,
        size_kind=kinds.PERCENT if wanted.size.is_percent else kinds.CELLS,
        size=wanted.size.amount,
        is_weighted=wanted.is_weighted,
        population=len(frame),
        frame=[[cell.city, cell.code, f"{cell.weight.normalize():f}"] for cell in frame],
        frame_digest=frame_digest(frame),
        reason=wanted.reason.strip() if latest else "",
        drawn_by=user,
        drawn_as=name_of(actor),
    )
    drawn = set(draw(frame, seed=seed, size=wanted.size, is_weighted=wanted.is_weighted))
    chosen = [cell for cell, might in zip(cells, frame, strict=True) if might in drawn]
    created(
        SampledCell.objects.bulk_create(
            sampled(made, cell, order=order) for order, cell in enumerate(chosen, 1)
        )
    )
    tell_drawn(made, actor)
    log.write(
        actor,
        "抽取核查样本",
        made,
        after={
            "办法": made.told,
            "随机种子": seed,
            "总体": f"{made.population} 格（摘要 {made.frame_digest}）",
            "抽中": [f"{table_of(cell).city_name} {cell.measure.code}" for cell in chosen],
        },
        reason=made.reason,
    )
    return made


def _check_anew(latest: SampleDraw | None, wanted: DrawWish) -> None:
    if latest is None:
        return
    if latest.number != wanted.seen:
        raise Refused(
            f"{latest.drawn_as}已于 {timezone.localtime(latest.drawn_at):%Y-%m-%d %H:%M} 抽样"
            f"（第 {latest.number} 次），没有再抽；请刷新页面查看。"
        )
    if not wanted.reason.strip():
        raise Refused("已经抽过样，重新抽样须写明理由；没有抽样。")
    if len(wanted.reason.strip()) > LONGEST_DRAW_REASON:
        raise Refused(f"理由不超过 {LONGEST_DRAW_REASON} 个字，请删减；没有抽样。")
    waiting = sum(cell.is_open for cell in latest.cells.all())
    if waiting:
        raise Refused(
            f"第 {latest.number} 次抽样还有 {waiting} 处差异没有处理；"
            "请先采用核查数或写明说明，再重新抽样。没有抽样。"
        )


def sampled(
    made: SampleDraw, cell: Result, *, order: int, reason: str = "", by: str = ""
) -> SampledCell:
    """Return a row for a cell as it stands. reason, by: where it was picked by hand."""
    table, item = table_of(cell), cell.measure.component.item
    return SampledCell(
        draw=made,
        order=order,
        city_id=table.city_id,
        city_name=table.city_name,
        indicator_id=item.indicator_id,
        item_name=item.name,
        code=cell.measure.code,
        measure_name=cell.measure.name,
        kind=cell.measure.kind,
        unit=cell.measure.unit,
        offices="、".join(office.name for office in item.offices.all())[:200],
        is_picked=bool(reason),
        picked_reason=reason,
        picked_as=by,
        reported=cell.value,
        reported_version=cell.version,
        recorded_by_id=cell.recorded_by_id,
        recorded_as=cell.recorded_as,
    )


@log.acting()
def pick_cell(*, year: Year, result_id: int, reason: str, user, actor: log.Actor) -> SampledCell:
    """Add a cell to the sample that holds by hand, with a reason. Raises Refused."""
    year = locked_year(year.pk)
    permissions.check(permissions.why_not_draw(user, year))
    latest = latest_draw(year)
    if latest is None:
        raise Refused("还没有抽样；请先抽样，再另加要核查的格。没有保存。")
    reason = reason.strip()[:LONGEST_DRAW_REASON]
    if not reason:
        raise Refused("另加的格须写明理由；没有保存。")
    cell = recorded_cells(year).filter(pk=result_id).first()
    if cell is None:
        raise Refused("这一格没有录入的数，不能核查；请刷新页面后另选。没有保存。")
    if latest.cells.filter(city=table_of(cell).city_id, code=cell.measure.code).exists():
        raise Refused("这一格已在样本里，没有重复添加。")
    last = latest.cells.aggregate(last=Max("order", default=0))["last"]
    row = sampled(latest, cell, order=last + 1, reason=reason, by=name_of(actor))
    row.save()
    log.write(actor, "另加核查的格", row, label=row.about, reason=reason)
    return row


@dataclass(frozen=True, slots=True)
class CellFinding:
    """What was found of a cell. version: of the sampled cell that the person saw."""

    cell_id: int
    found: Decimal
    words: str
    version: int


@log.acting()
def record_findings(
    *, year: Year, findings: Sequence[CellFinding], user, actor: log.Actor
) -> list[SampledCell]:
    """Write down what was found of cells of one year, all or none; those that say what stands
    already are left alone. Raises Refused or Outdated. Locks in the order of the cells."""
    locked_year(year.pk)
    rows = SampledCell.objects.filter(draw__year=year, pk__in=[each.cell_id for each in findings])
    locked = {row.pk: row for row in _with_year(rows).order_by("pk").select_for_update(of=SELF)}
    there = cells_now(locked.values())
    changed = []
    for each in findings:
        cell = locked.get(each.cell_id)
        if cell is None:
            raise Refused("要填写的格已不在样本里；没有保存，请刷新页面。")
        check_version(cell, each.version)
        if (cell.found, cell.finding) == (each.found, each.words.strip()):
            continue
        permissions.check(permissions.why_not_check(user, cell))
        if cell.pk not in there:
            raise Refused(f"{cell.about}在指标表里已不存在，不能填写；没有保存。")
        _put(cell, each, user=user, actor=actor)
        changed.append(cell)
    return changed


SELF = ("self",)


def _with_year(rows):
    return rows.select_related("draw__year", "city")


def _put(cell: SampledCell, told: CellFinding, *, user, actor: log.Actor) -> None:
    before = {"核查数": cell.found_shown, "核查情况": cell.finding} if cell.is_checked else {}
    cell.found, cell.finding = told.found, told.words.strip()
    if cell.differs and not cell.finding:
        raise Refused(f"{cell.about}的核查数与上报数不同，请写明核查情况；没有保存。")
    cell.checked_by, cell.checked_as, cell.checked_at = user, name_of(actor), timezone.now()
    cell.version += 1
    cell.save(
        update_fields=["found", "finding", "checked_by", "checked_as", "checked_at", "version"]
    )
    log.write(
        actor,
        "填写核查情况",
        cell,
        label=cell.about,
        before=before,
        after={
            "上报数": cell.reported_shown,
            "核查数": cell.found_shown,
            "核查情况": cell.finding,
        },
    )


@log.acting()
def lay_check_files(
    *, cell_id: int, files: Files, user, actor: log.Actor
) -> tuple[list[CheckFile], list[str]]:
    """Lay stored files, with their names, to a sampled cell; return them, and the names of those
    that lie there already. Raises Refused."""
    cell = locked_cell(cell_id)
    permissions.check(_why_not_file(user, cell))
    known = set(cell.files.current().values_list("file", flat=True))
    new, again = [], []
    for file, name in files:
        if file.pk in known:
            again.append(name)
            continue
        known.add(file.pk)
        row = CheckFile.objects.create(cell=cell, file=file, name=name[:200], added_by=user)
        after = {"文件": row.name, "SHA-256": file.sha256}
        log.write(actor, "添加核查佐证", cell, label=cell.about, after=after)
        new.append(row)
    return new, again


@log.acting()
def take_check_file_back(*, file_id: int, user, actor: log.Actor) -> CheckFile:
    """Take a file back; file and fact are kept. Raises Refused."""
    row = still_there(CheckFile.objects.all(), file_id)
    cell = locked_cell(row.cell_id)
    permissions.check(_why_not_file(user, cell))
    row.refresh_from_db()
    if row.withdrawn_at is None:
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        log.write(actor, "撤下核查佐证", cell, label=cell.about, before={"文件": row.name})
    return row


def _why_not_file(user, cell: SampledCell) -> str:
    if not permissions.may_check(user):
        return "核查佐证由考核办和处室上传；"
    return permissions.why_not_now(cell.draw.year) or permissions.why_superseded(cell)


def locked_year(pk: int) -> Year:
    return Year.objects.select_for_update(no_key=True).get(pk=pk)


def locked_cell(pk: int) -> SampledCell:
    """Return a sampled cell, locked after its year. Raises Refused. Two queries."""
    year = SampledCell.objects.filter(pk=pk).values_list("draw__year", flat=True).first()
    if year is None:
        raise Refused("要办理的格已不在样本里；没有保存，请刷新页面。")
    locked_year(year)
    rows = _with_year(SampledCell.objects.all()).select_for_update(of=SELF)
    return still_there(rows, pk)
