"""上报: what a city reports is handed in whole, once; taken back, sent back, sealed."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Max
from django.utils import timezone

from assessment.models import (
    CityTable,
    SelfCheck,
    SelfCheckScan,
    SelfCheckState,
    SelfCheckSubmission,
)
from assessment.models.self_checks import LONGEST_RETURN
from assessment.notices import self_checks
from assessment.self_check import permissions
from assessment.self_check.actions import locked_check, locked_year, opened
from assessment.self_check.reading import ReportedTable, read_reported, self_score
from assessment.self_check.told import digest_of, figures_told
from lib.rounding import round_half_up
from trust import files, log
from trust.models import StoredFile
from trust.refusals import Refused
from trust.scans import check_scan_name

MOVED = "打开本页之后，自报数又有变动，没有上报；请核对下面最新的内容后再上报。"
NOTHING = "还没有填报任何数，没有上报；请先填报。"
MOST_SCANS = 20
_END = SelfCheckSubmission.End


@dataclass(frozen=True, slots=True)
class ToHandIn:
    """What would be handed in as it stands. seal: binds the press to what the page showed."""

    reported: ReportedTable
    seal: str
    total: Decimal


def to_hand_in(table: CityTable) -> ToHandIn:
    """Return it. Eleven queries."""
    reported = read_reported(table)
    total = self_score(reported.table, table.year).score.total
    return ToHandIn(reported, digest_of(figures_told(reported)), total)


def standing_of(check: SelfCheck | None) -> SelfCheckSubmission | None:
    """Return the submission that stands. One query, none where nothing is handed in."""
    if check is None or not check.is_handed_in:
        return None
    rows = check.submissions.select_related("year", "submitted_by", "self_check__city")
    return rows.get(ended_how="")


@log.acting()
def hand_in(
    *, table: CityTable, seal: str, now: datetime, user, actor: log.Actor
) -> SelfCheckSubmission:
    """Hand in all that the city reports, as the person saw it (ToHandIn.seal). Raises Refused.

    Pressed twice it is one: what was handed in already, unchanged, is returned. now: when it
    arrived.
    """
    year = locked_year(table.year.number)
    if (there := _handed_in_before(table, seal, user)) is not None:
        return there
    check = opened(table, now=now, user=user, actor=actor)
    held = to_hand_in(table)
    if not held.reported.is_begun:
        raise Refused(NOTHING)
    if held.seal != seal:
        raise Refused(MOVED)
    window = permissions.window_of(year)
    newest = SelfCheckSubmission.objects.filter(year=year).aggregate(n=Max("serial", default=0))
    submission = SelfCheckSubmission.objects.create(
        self_check=check,
        year=year,
        serial=newest["n"] + 1,
        number=check.submissions.count() + 1,
        figures=figures_told(held.reported),
        digest=held.seal,
        total=round_half_up(held.total, 3),
        unreported=len(held.reported.unreported),
        is_late=permissions.is_late(year, window, check, now=now),
        submitted_by=user,
        submitted_as=actor.standing[:80],
        submitted_at=now,
    )
    _move(check, SelfCheckState.HANDED_IN)
    told = {
        "回执": submission.receipt,
        "未填": submission.unreported,
        "自评得分": submission.total,
        "逾期": "是" if submission.is_late else "否",
        "内容摘要": submission.digest,
    }
    self_checks.tell_handed_in(check, submission, actor)
    log.write(actor, "上报自查", check, after=told)
    return submission


@log.acting()
def withdraw_submission(
    *, check: SelfCheck, version: int, now: datetime, user, actor: log.Actor
) -> SelfCheckSubmission:
    """Take back what one's own city handed in, while it may. Raises Refused."""
    check = _locked(check)
    window = permissions.window_of(check.year)
    _check_version(check, version)
    if why := permissions.why_not_withdraw(user, check, window, now=now):
        raise Refused(f"{why}没有撤回。")
    return _end(check, _END.WITHDRAWN, reason="", user=user, actor=actor)


@log.acting()
def return_submission(
    *, check: SelfCheck, version: int, reason: str, user, actor: log.Actor
) -> SelfCheckSubmission:
    """Send a city's report back to it, with a reason; it may fill in again. Raises Refused."""
    check = _locked(check)
    _check_version(check, version)
    if why := permissions.why_not_return(user, check):
        raise Refused(f"{why}没有退回。")
    reason = reason.strip()[:LONGEST_RETURN]
    if not reason:
        raise Refused("退回须写明理由：哪些数、为什么；没有退回。")
    return _end(check, _END.RETURNED, reason=reason, user=user, actor=actor)


@log.acting()
def send_scan(
    *, check: SelfCheck, file: StoredFile, name: str, user, actor: log.Actor
) -> SelfCheckScan:
    """Lay the sealed paper to the submission that stands. Raises Refused."""
    check = locked_check(check)
    submission = _sealable(check, user)
    name = files.safe_name(name)
    check_scan_name(name)
    current = submission.scans.current()
    if current.count() >= MOST_SCANS:
        raise Refused(f"一次上报最多上传 {MOST_SCANS} 个扫描件，请先撤下不需要的。")
    if current.filter(file=file).exists():
        raise Refused(f"“{name}”已经上传过，没有重复添加。")
    sent = SelfCheckScan.objects.create(
        submission=submission, file=file, name=name, added_by=user, added_as=actor.standing[:80]
    )
    told = {"文件": name, "SHA-256": file.sha256, "回执": submission.receipt}
    log.write(actor, "上传自查扫描件", check, after=told)
    return sent


@log.acting()
def take_back_scan(*, check: SelfCheck, pk: int, user, actor: log.Actor) -> SelfCheckScan:
    """Take a sealed paper off; the file and the fact are kept. Raises Refused."""
    check = locked_check(check)
    sent = _sealable(check, user).scans.filter(pk=pk).first()
    if sent is None:
        raise Refused("这份扫描件已不存在，请刷新页面。")
    if sent.withdrawn_at is None:
        sent.withdrawn_at = timezone.now()
        sent.save(update_fields=["withdrawn_at"])
        log.write(actor, "撤下自查扫描件", check, before={"文件": sent.name})
    return sent


def _handed_in_before(table: CityTable, seal: str, user) -> SelfCheckSubmission | None:
    """Return what stands where this very content was handed in: it is one press sent twice."""
    if not permissions.is_own(user, table.city_id):
        return None
    check = SelfCheck.objects.filter(year=table.year_id, city=table.city_id).first()
    there = standing_of(check)
    return there if there is not None and there.digest == seal else None


def _locked(check: SelfCheck) -> SelfCheck:
    """Return it, locked after its year."""
    locked_year(check.year.number)
    return locked_check(check)


def _check_version(check: SelfCheck, version: int) -> None:
    if check.version != version:
        raise Refused("打开本页之后，这份自查已有变动，没有办理；请刷新页面，核对后再办。")


def _sealable(check: SelfCheck, user) -> SelfCheckSubmission:
    if why := permissions.why_not_send_scan(user, check):
        raise Refused(f"{why}没有保存。")
    submission = standing_of(check)
    if submission is None:
        raise Refused("上报刚被撤回或退回，没有保存；请刷新页面。")
    return submission


def _end(check: SelfCheck, how: _END, *, reason: str, user, actor: log.Actor):
    submission = standing_of(check)
    if submission is None:
        raise Refused("现在没有已上报的内容；请刷新页面。")
    submission.ended_how, submission.reason = how, reason
    submission.ended_by, submission.ended_as = user, actor.standing[:80]
    submission.ended_at = timezone.now()
    submission.save(update_fields=["ended_how", "reason", "ended_by", "ended_as", "ended_at"])
    is_back = how is _END.RETURNED
    _move(check, SelfCheckState.RETURNED if is_back else SelfCheckState.DRAFT)
    if is_back:
        self_checks.tell_returned(check, reason, actor)
    else:
        self_checks.tell_withdrawn(check, actor)
    log.write(actor, f"{how.label}自查", check, before={"回执": submission.receipt}, reason=reason)
    return submission


def _move(check: SelfCheck, to: SelfCheckState) -> None:
    check.state = to
    check.version += 1
    check.save(update_fields=["state", "version"])
