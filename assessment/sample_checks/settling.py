"""What becomes of a difference: the cell takes the found figure, or another person explains."""

from django.utils import timezone

from assessment.actions.results import Block, Conflict, Entry
from assessment.flow.signing import name_of
from assessment.models import Result, SampledCell
from assessment.models.sample_checks import LONGEST_FINDING
from assessment.sample_checks import permissions
from assessment.sample_checks.actions import locked_cell
from assessment.sample_checks.effect import effect_of_check
from assessment.sample_checks.population import cells_now
from assessment.scores.standing import standings_of
from cities.substitutes.hands import acting_within
from trust import log
from trust.refusals import Refused
from trust.versions import check_version

SOURCE = "抽查核查"
MOVED = "打开本页之后，这一格的数刚被他人改过，没有采用；请核对现在的数后再办。"
_HOW = SampledCell.Settlement
_SETTLED = [
    "settled_how", "settled_reason", "settled_by", "settled_as", "settled_at", "adopted_version",
    "effect", "version",
]  # fmt: skip


@log.acting()
def adopt_found(
    *, cell_id: int, version: int, cell_version: int, user, actor: log.Actor
) -> SampledCell:
    """Let the cell be what was found, with its source; its column is to be agreed to anew.

    version: of the sampled cell, cell_version: of the cell, as the person saw them. Raises
    Refused or Outdated.
    """
    cell = locked_cell(cell_id)
    check_version(cell, version)
    permissions.check(permissions.why_not_settle(user, cell))
    actor = acting_within(actor, lambda who: not permissions.why_not_settle(who, cell))
    result = _checked(cell)
    if result is None:
        raise Refused(f"{cell.about}在指标表里已不存在，不能采用；没有保存。")
    if cell.is_settled:
        raise Refused(f"这一格已处理（{cell.get_settled_how_display()}），没有重复办理。")
    if not cell.differs and result.value == cell.found:
        raise Refused("核查数与记录相同，没有要采用的；没有保存。")
    effect = effect_of_check(standings_of(cell.draw.year), cell)
    cell.adopted_version = _write(cell, result, cell_version, user=user, actor=actor)
    cell.effect = effect.kept if effect else {}
    return _settle(cell, _HOW.ADOPTED, f"{SOURCE}：采用核查数", user=user, actor=actor)


def _write(cell: SampledCell, result: Result, cell_version: int, *, user, actor: log.Actor) -> int:
    """Write the found figure, and return the version that the cell has then."""
    block = Block([result.pk], user, actor, right=permissions.check_can_adopt)
    block.lock()
    entry = Entry(
        result.pk,
        cell.found,
        cell_version,
        source=SOURCE,
        action="采用核查数",
        reason=f"{cell.draw}：{cell.finding}",
    )
    try:
        block.write([entry])
    except Conflict as conflict:
        raise Refused(MOVED) from conflict
    return block.rows[result.pk].version


@log.acting()
def explain_difference(
    *, cell_id: int, version: int, reason: str, user, actor: log.Actor
) -> SampledCell:
    """Leave the figure as it is, with a reason, as another than who recorded it.

    Raises Refused or Outdated.
    """
    cell = locked_cell(cell_id)
    check_version(cell, version)
    result = _checked(cell)
    permissions.check(permissions.why_not_explain(user, cell, result))
    actor = acting_within(actor, lambda who: not permissions.why_not_settle(who, cell))
    if not cell.is_open:
        raise Refused("这一格没有待处理的差异；没有保存，请刷新页面。")
    reason = reason.strip()[:LONGEST_FINDING]
    if not reason:
        raise Refused("请写明为什么不采用核查数；没有保存。")
    effect = effect_of_check(standings_of(cell.draw.year), cell)
    cell.effect = effect.kept if effect else {}
    return _settle(cell, _HOW.EXPLAINED, reason, user=user, actor=actor)


@log.acting()
def reopen_settled(
    *, cell_id: int, version: int, reason: str, user, actor: log.Actor
) -> SampledCell:
    """Let a settled cell wait again, with a reason; what was written into the cell stays.

    Raises Refused or Outdated.
    """
    cell = locked_cell(cell_id)
    check_version(cell, version)
    permissions.check(permissions.why_not_reopen(user, cell))
    if not cell.is_settled:
        raise Refused("这一格还没有处理，无须重新打开；请刷新页面。")
    if not reason.strip():
        raise Refused("重新打开须写明理由；没有保存。")
    before = {"处理": cell.get_settled_how_display(), "理由": cell.settled_reason}
    cell.settled_how, cell.settled_reason, cell.settled_by = "", "", None
    cell.settled_as, cell.settled_at, cell.adopted_version = "", None, None
    cell.effect = {}
    cell.version += 1
    cell.save(update_fields=_SETTLED)
    log.write(actor, "重新打开核查差异", cell, label=cell.about, before=before, reason=reason)
    return cell


def _checked(cell: SampledCell) -> Result | None:
    """Return the cell as it stands. Raises Refused where nobody looked yet."""
    if not cell.is_checked:
        raise Refused("这一格还没有填写核查数；没有保存。")
    return cells_now([cell]).get(cell.pk)


def _settle(cell: SampledCell, how: str, reason: str, *, user, actor: log.Actor) -> SampledCell:
    cell.settled_how, cell.settled_reason = how, reason
    cell.settled_by, cell.settled_as, cell.settled_at = user, name_of(actor), timezone.now()
    cell.version += 1
    cell.save(update_fields=_SETTLED)
    log.write(
        actor,
        "处理核查差异",
        cell,
        label=cell.about,
        before={"上报数": cell.reported_shown},
        after={
            "核查数": cell.found_shown,
            "处理": cell.get_settled_how_display(),
            "总分": cell.effect.get("total", []),
        },
        reason=reason,
    )
    return cell
