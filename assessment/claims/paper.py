"""加分申报表: what a city claims in a year, with what became of it, to be printed and sealed."""

from decimal import Decimal

from assessment.claims.listing import cities_with_claims
from assessment.models import BonusClaim, CityTable, ClaimFile, ClaimState
from assessment.self_check.paper import PaperTable, SelfCheckPaper
from cities.permissions import persona_of
from lib.rounding import format_points
from lib.site_words import said, site_words
from press.paper.wording import moment
from trust import log
from trust.files import safe_name

ONLY_CLAIMED = said("申报加分由市州填报；以责任处室采纳、录入并经复核的为准。")


def claims_paper(table: CityTable, user) -> SelfCheckPaper:
    """Return the paper of a city's claims that the person may see, those taken back left out.
    Thirteen queries."""
    seen = BonusClaim.objects.visible_to(user)
    rows = seen.filter(year=table.year_id, city=table.city_id).with_all()
    claims = list(rows.exclude(state=ClaimState.WITHDRAWN).order_by("number"))
    instead = {
        number: other
        for city in cities_with_claims(table.year, [table.city_id])
        for cell in city.cells.values()
        for number, other in cell.outdone.items()
    }
    title = f"{table.year}{table.city_name}{site_words().assessment}加分申报表"
    filed = [claim for claim in claims if claim.filed_at is not None]
    return SelfCheckPaper(
        name=safe_name(f"{table.year}{table.city_name}加分申报表"),
        title=title,
        number="" if len(filed) == len(claims) else "（含尚未申报的草稿）",
        facts=(
            (said("市州"), table.city_name),
            ("申报件数", f"{len(filed)} 件"),
            ("申报加分", f"{format_points(sum((c.points for c in filed), Decimal(0)))} 分"),
        ),
        tables=(_claims(claims, instead), _files(claims)) if claims else (),
        notes=_notes(table, user, is_empty=not claims),
        signers=(said("市州（盖章）"), "负责人", "填报人"),
        digest=log.last_change(log.entries_on(BonusClaim, rows.order_by())) if claims else "",
    )


def _notes(table: CityTable, user, *, is_empty: bool) -> tuple[str, ...]:
    """An office sees those that it decides about, and the paper must not pass for the whole."""
    persona = persona_of(user)
    is_whole = (
        persona.is_assessment_office or persona.is_auditor or table.city_id in persona.city_ids
    )
    notes = () if is_whole else ("本表只列由您的处室决定的申报，其他处室的不在内。",)
    if is_empty:
        return (*notes, "没有申报加分。") if is_whole else (*notes, "没有由您的处室决定的申报。")
    return (ONLY_CLAIMED, *notes)


def _claims(claims: list[BonusClaim], instead: dict[int, int]) -> PaperTable:
    return PaperTable(
        caption="加分事项",
        heads=("编号", "加分事项", "级别、单位、文号、日期", "加分条款", "申报", "采纳"),
        widths=(15, 36, 40, 35, 12, 18),
        rows=tuple(_row(claim, instead.get(claim.number)) for claim in claims),
        middle=frozenset({0, 4, 5}),
    )


def _row(claim: BonusClaim, instead: int | None) -> tuple[str, ...]:
    late = "（逾期）" if claim.is_late else ""
    where = "\n".join(
        filter(None, (claim.level, claim.issuer, claim.document_number, str(claim.happened_on)))
    )
    what = f"{claim.title}\n{claim.get_kind_display()}{late}"
    taken = format_points(claim.taken_points) if claim.is_taken else claim.get_state_display()
    if instead is not None:
        taken = f"同第 {instead} 号，不重复计"
    return (
        claim.shown_number,
        what,
        where,
        f"{claim.item_name}：{claim.clause}",
        format_points(claim.points),
        taken,
    )


def _files(claims: list[BonusClaim]) -> PaperTable:
    """Return the list of what proves them. One query."""
    held = (
        ClaimFile.objects.current().filter(claim__in=claims).select_related("claim__year", "file")
    )
    rows = [
        (each.claim.shown_number, each.name, moment(each.added_at), each.file.sha256)
        for each in held.order_by("claim__number", "added_at", "pk")
    ]
    return PaperTable(
        caption="证明材料",
        heads=("编号", "文件名", "上传时间", "SHA-256"),
        widths=(15, 45, 34, 62),
        rows=tuple(rows),
        middle=frozenset({0}),
    )
