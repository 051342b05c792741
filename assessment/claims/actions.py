"""Writing about claims: the window, a city's draft with its files, filing, taking back.

Each action locks the year first, so that it and the steps of the year wait for one another. What
offices decide is in assessment.claims.deciding.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max
from django.utils import timezone

from assessment import permissions as of_year
from assessment.claims import permissions
from assessment.claims.alike import alike
from assessment.claims.rules import Claimable
from assessment.claims.states import ClaimStep, step_of
from assessment.models import (
    BonusClaim,
    CityTable,
    ClaimEvent,
    ClaimFile,
    ClaimState,
    ClaimWindow,
    Year,
)
from assessment.notices import claims as notices
from assessment.year.fixed import CLAIM_WINDOW, why_fixed
from cities.permissions import persona_of
from lib.rounding import format_figure, format_points
from lib.site_words import said
from trust import log
from trust.models import StoredFile
from trust.refusals import Refused
from trust.versions import check_version

TERMS = ("opens_at", "closes_at", "accepts_late")
Files = Sequence[tuple[StoredFile, str]]
#: What of a claim its city writes and may change while it is a draft or was sent back.
WRITTEN = (
    "kind", "title", "level", "happened_on", "issuer", "document_number", "words", "amount",
    "date_reason", "same_as_id", "not_same",
)  # fmt: skip
NAMES = {
    "kind": "类别", "title": "加分事项", "level": "级别", "happened_on": "日期",
    "issuer": "颁发（发文）单位", "document_number": "文号", "words": "说明", "amount": "申报数",
    "date_reason": "日期不在本年度的说明", "same_as_id": "同一事项", "not_same": "不是同一事项",
}  # fmt: skip
#: Of what explains a date or two claims that look alike, in signs.
SHORTEST_REASON = 4
WRITABLE = (ClaimState.DRAFT, ClaimState.RETURNED)


@dataclass(frozen=True, slots=True)
class ClaimEntry:
    """What a city writes. same_as_id: the claim it says is of the same matter."""

    kind: str
    title: str
    level: str
    happened_on: date
    issuer: str
    amount: Decimal
    document_number: str = ""
    words: str = ""
    date_reason: str = ""
    same_as_id: int | None = None
    not_same: str = ""


@log.acting()
def save_window(
    *, year: Year, terms: Mapping, version: int, reason: str, user, actor: log.Actor
) -> ClaimWindow:
    """Set from when to when cities claim. Raises Refused or Outdated.

    terms: by TERMS. reason: compulsory once cities have been told.
    """
    of_year.check_can_set_up(user)
    year = locked_year(year)
    if why := why_fixed(year, CLAIM_WINDOW):
        raise Refused(f"{why}；没有保存。")
    window, _ = ClaimWindow.objects.get_or_create(year=year)
    check_version(window, version)
    before, reason = _terms_told(window), reason.strip()
    for name in TERMS:
        setattr(window, name, terms[name])
    if _terms_told(window) == before:
        return window
    if year.state in permissions.STAGES and window.version > 1 and not reason:
        raise Refused("加分申报已经开始，改变申报期须写明理由；没有保存。")
    window.version += 1
    window._history_user = user
    window.save(update_fields=[*TERMS, "version"])
    after = _terms_told(window)
    log.write(actor, "设定加分申报期", window, before=before, after=after, reason=reason)
    return window


@log.acting()
def write_claim(
    *, table: CityTable, claimable: Claimable, entry: ClaimEntry, now: datetime, user,
    actor: log.Actor,
) -> BonusClaim:  # fmt: skip
    """Begin a claim as a draft under the next number of its year; one press that was sent twice
    begins one, another of the same title in any other words its own. Raises Refused.

    table: the city's own, with its year. now: when it arrived.
    """
    year = locked_year(table.year)
    if table.city_id not in persona_of(user).city_ids:
        raise Refused(said("加分由本市州申报；没有保存。"))
    if why := permissions.why_not_open(year, permissions.window_of(year), now):
        raise Refused(f"{why}没有保存。")
    newest = year.claims.aggregate(newest=Max("number", default=0))["newest"]
    claim = BonusClaim(
        year=year,
        number=newest + 1,
        city_id=table.city_id,
        city_name=table.city_name,
        indicator_id=claimable.item.indicator_id,
        item_name=claimable.item.name,
        code=claimable.code,
        measure_name=claimable.measure.engine.name,
        clause=claimable.clause,
        written_by=user,
    )
    _put(claim, entry, claimable, user=user)
    if (there := _same_draft(claim)) is not None:
        return there
    claim.save()
    log.write(actor, "填写加分申报", claim, after={"条款": claim.clause} | told(claim))
    return claim


@log.acting()
def change_claim(
    *, claim: BonusClaim, claimable: Claimable, entry: ClaimEntry, version: int, user,
    actor: log.Actor,
) -> BonusClaim:  # fmt: skip
    """Say a draft, or one that was sent back, otherwise. Raises Refused or Outdated."""
    claim = locked(claim)
    check_version(claim, version)
    _check_writable(user, claim)
    before = told(claim)
    _put(claim, entry, claimable, user=user)
    if told(claim) == before:
        return claim
    claim.version += 1
    claim.save()
    log.write(actor, "修改加分申报", claim, before=before, after=told(claim))
    return claim


@log.acting()
def file_claim(
    *, claim: BonusClaim, version: int, text: str, now: datetime, user, actor: log.Actor
) -> BonusClaim:
    """Hand a claim in, or again what was sent back. Raises Refused or Outdated.

    It needs a document; what looks like one matter with another claim, or is dated outside the
    year, needs an answer. now: when it arrived. text: what is said with it, may be empty.
    """
    claim, step = taken(claim, "file", version=version, user=user, now=now)
    if not claim.files.current().exists():
        raise Refused("请先上传证明材料（发文、证书、奖牌照片等）；没有申报。")
    if why := why_not_complete(claim):
        raise Refused(f"{why}没有申报。")
    first = claim.filed_at is None
    if first:
        claim.is_late = permissions.is_late(permissions.window_of(claim.year), now)
        claim.filed_at = now
    move(claim, step.target, ["is_late", "filed_at"], user=user)
    write_event(claim, step.label, text, user=user, actor=actor)
    notices.tell_filed(claim, first=first, actor=actor)
    log.write(actor, step.label, claim, after=told(claim) | {"附件": file_names(claim)})
    return claim


@log.acting()
def withdraw_claim(
    *, claim: BonusClaim, version: int, text: str, user, actor: log.Actor
) -> BonusClaim:
    """Take a claim back, or throw a draft away; its number is not given again. Raises Refused or
    Outdated."""
    claim, step = taken(claim, "withdraw", version=version, user=user)
    was_filed = claim.filed_at is not None
    move(claim, step.target, user=user)
    write_event(claim, step.label, text, user=user, actor=actor)
    if was_filed:
        notices.tell_withdrawn(claim, actor)
    log.write(actor, step.label, claim, reason=text)
    return claim


@log.acting()
def lay_files(*, claim: BonusClaim, files: Files, user, actor: log.Actor) -> list[str]:
    """Lay stored files, with their names, to a draft or one that was sent back; return the names
    of those that lie there already. Raises Refused."""
    claim = locked(claim)
    _check_writable(user, claim)
    known = set(claim.files.current().values_list("file", flat=True))
    again = []
    for file, name in files:
        if file.pk in known:
            again.append(name)
            continue
        known.add(file.pk)
        row = ClaimFile.objects.create(claim=claim, file=file, name=name[:200], added_by=user)
        after = {"文件": row.name, "SHA-256": file.sha256}
        log.write(actor, "添加加分证明材料", claim, after=after)
    return again


@log.acting()
def take_file_off(*, file: ClaimFile, user, actor: log.Actor) -> ClaimFile:
    """Take a file off a draft or one that was sent back; it is kept. Raises Refused."""
    claim = locked(file.claim)
    _check_writable(user, claim)
    file.refresh_from_db()
    if file.withdrawn_at is None:
        file.withdrawn_at = timezone.now()
        file.save(update_fields=["withdrawn_at"])
        log.write(actor, "撤下加分证明材料", claim, before={"文件": file.name})
    return file


def why_not_write(user, claim: BonusClaim) -> str:
    """Return why this person may not change a claim or its files now, or an empty string."""
    if not permissions.is_city(user, claim):
        return f"{claim.city_name}的加分由本市申报，这里只能查看。"
    if claim.state not in WRITABLE:
        return f"申报“{claim.get_state_display()}”，不再改动；要更正请请责任处室退回补充。"
    return permissions.why_closed(claim)


def why_not_complete(claim: BonusClaim) -> str:
    """Return what a claim has to answer before it is filed, or "". One query."""
    for why in (
        why_not_yet(claim.happened_on),
        why_too_short(claim.date_reason),
        why_too_short(claim.not_same),
    ):
        if why:
            return why
    if claim.is_of_another_year and not claim.date_reason:
        return (
            f"日期 {claim.happened_on} 不在 {claim.year.number} 年内；"
            "请核对，确应计入本年度的写明原因。"
        )
    if claim.same_as_id is None and not claim.not_same and (others := alike_to(claim)):
        names = "、".join(f"第 {other.number} 号“{other.title}”" for other in others)
        return f"与{names}像是同一事项；同一事项只按最高的计一次，请选明是否同一事项。"
    return ""


def why_not_yet(day: date) -> str:
    """Return why a claim cannot be of a day, or ""."""
    if day <= timezone.localdate():
        return ""
    return f"日期 {day} 还没有到，尚未发生的不能申报；请核对年份。"


def why_too_short(reason: str) -> str:
    """Return why a reason, where one is given, says nothing, or ""."""
    told = reason.strip()
    if not told or len(told) >= SHORTEST_REASON:
        return ""
    return f"“{told}”看不出原因；请写明原因，至少 {SHORTEST_REASON} 个字。"


def alike_to(claim: BonusClaim) -> list[BonusClaim]:
    """Return the standing claims of its city that seem to be of one matter with it. One query."""
    rows = BonusClaim.objects.standing().filter(year=claim.year_id, city=claim.city_id)
    return alike(claim, rows.exclude(pk=claim.pk))


def locked_year(year: Year) -> Year:
    return Year.objects.select_for_update(no_key=True).get(pk=year.pk)


def locked(claim: BonusClaim) -> BonusClaim:
    """Return the claim as it stands, locked after its year."""
    year = locked_year(claim.year)
    found = BonusClaim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    found.year = year
    return found


def taken(
    claim: BonusClaim, name: str, *, version: int | None, user, now: datetime | None = None
) -> tuple[BonusClaim, ClaimStep]:
    """Return the claim, locked, with the step of this name. Raises Refused or Outdated."""
    claim = locked(claim)
    check_version(claim, version)
    if why := permissions.why_closed(claim):
        raise Refused(f"{why}没有办理。")
    step = step_of(claim, name)
    if step is None:
        state = claim.get_state_display()
        raise Refused(f"{claim}现在是“{state}”，不能这样办理；请刷新页面。")
    if not step.who(user, claim):
        raise Refused(f"您不能办理“{step.label}”；没有办理。")
    window = permissions.window_of(claim.year)
    if why := step.guard(claim, window, now or timezone.now()):
        raise Refused(f"{why}没有办理。")
    return claim, step


def move(claim: BonusClaim, to: ClaimState, fields: Sequence[str] = (), *, user) -> None:
    """Save the claim's new state, and other columns that were set, as a new version."""
    claim.state = to
    claim.version += 1
    claim._history_user = user
    claim.save(update_fields=["state", "version", *fields])


def told(claim: BonusClaim) -> dict:
    """Return what a claim says, by name, for the log."""
    found = {label: getattr(claim, name) for name, label in NAMES.items()}
    found["类别"] = claim.get_kind_display()
    found["申报数"] = format_figure(claim.amount)
    found["申报加分"] = format_points(claim.points)
    found["同一事项"] = f"第 {claim.same_as.number} 号" if claim.same_as_id else ""
    return {label: value for label, value in found.items() if value not in ("", None)}


def file_names(claim: BonusClaim) -> list[str]:
    rows = claim.files.current().select_related("file")
    return [f"{row.name}（SHA-256 {row.file.sha256}）" for row in rows]


def _put(claim: BonusClaim, entry: ClaimEntry, claimable: Claimable, *, user) -> None:
    amount = entry.amount if claimable.asks_amount else Decimal(1)
    if why := claimable.why_not(amount):
        raise Refused(f"{why}；没有保存。")
    for name, value in asdict(entry).items():
        setattr(claim, name, value)
    if claim.same_as_id is not None:
        _check_same(claim)
        claim.not_same = ""
    claim.amount, claim.points = amount, claimable.points(amount)
    claim._history_user = user


def _same_draft(claim: BonusClaim) -> BonusClaim | None:
    """Return the draft of this person that says all that this one says, if any. One query."""
    names = ("year_id", "city_id", "code", "written_by_id", *WRITTEN)
    alike = {name: getattr(claim, name) for name in names}
    rows = BonusClaim.objects.filter(**alike, state=ClaimState.DRAFT)
    return rows.select_related("year").first()


def _check_same(claim: BonusClaim) -> None:
    rows = BonusClaim.objects.standing().filter(year=claim.year_id, city=claim.city_id)
    if not rows.filter(pk=claim.same_as_id).exclude(pk=claim.pk).exists():
        raise Refused("所选的同一事项已撤回或不采纳，请重新选择；没有保存。")


def _check_writable(user, claim: BonusClaim) -> None:
    if why := why_not_write(user, claim):
        raise Refused(f"{why}没有保存。")


def write_event(claim: BonusClaim, what: str, text: str, *, user, actor: log.Actor) -> None:
    ClaimEvent.objects.create(
        claim=claim, what=what, text=text.strip(), done_by=user, done_as=actor.standing[:80]
    )


def _terms_told(window: ClaimWindow) -> dict:
    return {
        "申报开始": window.opens_at,
        "申报截止": window.closes_at,
        "逾期": "仍可申报" if window.accepts_late else "不再收报",
    }
