"""Lists of claims: which to show in words, the cells that do not say what was accepted, Excel."""

import io
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from assessment.claims.taking import CellOfClaims, cells_in
from assessment.collection.sources import corrections
from assessment.loading import load_tables
from assessment.models import BonusClaim, CityTable, ClaimState, Year
from assessment.objections.listing import FilterWord
from lib.sheet_page import new_book
from lib.site_words import said
from trust.spreadsheet import Lister

_S = ClaimState
#: What the filter is called, and the states it stands for.
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "": ("全部", tuple(_S.values)),
    "draft": ("填写中", (_S.DRAFT,)),
    "decide": ("待决定", (_S.FILED,)),
    "returned": ("退回补充", (_S.RETURNED,)),
    "taken": ("采纳", (_S.ACCEPTED, _S.PARTLY)),
    "rejected": ("不采纳", (_S.REJECTED,)),
    "withdrawn": ("已撤回", (_S.WITHDRAWN,)),
}
BADGES = {
    _S.DRAFT: "idle", _S.FILED: "todo", _S.RETURNED: "bad", _S.ACCEPTED: "done",
    _S.PARTLY: "done", _S.REJECTED: "idle", _S.WITHDRAWN: "idle",
}  # fmt: skip
HEADS = (
    "编号", "市州", "指标", "加分条款", "类别", "加分事项", "级别", "日期", "颁发（发文）单位",
    "文号", "申报加分", "状态", "采纳加分", "同一事项", "是否逾期", "申报时间", "决定身份",
    "决定时间",
)  # fmt: skip
WIDTHS = (9, 10, 14, 32, 12, 32, 9, 12, 20, 18, 9, 10, 9, 10, 8, 16, 14, 16)


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """counted_as: the number of the claim that counts instead, None where this one does."""

    claim: BonusClaim
    badge: str
    counted_as: int | None = None

    @property
    def is_office_s_turn(self) -> bool:
        return self.claim.state == ClaimState.FILED


@dataclass(frozen=True, slots=True)
class CityOfClaims:
    """A city's table with how its bonus cells stand to its claims."""

    city: str
    city_key: str
    city_id: int
    cells: dict[str, CellOfClaims]


def cities_with_claims(year: Year, city_ids: Iterable[int] | None = None) -> list[CityOfClaims]:
    """Return the cities that accepted claims concern, in the order of their codes. Nine queries,
    one where nothing was filed. city_ids: of these alone."""
    rows = BonusClaim.objects.filter(year=year).exclude(filed_at=None)
    rows = rows.exclude(state=ClaimState.WITHDRAWN)
    rows = rows if city_ids is None else rows.filter(city__in=city_ids)
    by_city: dict[int, list[BonusClaim]] = defaultdict(list)
    for claim in rows.select_related("year").order_by("number"):
        by_city[claim.city_id].append(claim)
    if not by_city:
        return []
    tables = load_tables(CityTable.objects.filter(year=year, city__in=by_city))
    return [
        CityOfClaims(t.city, t.city_key, t.city_id, cells_in(t, by_city[t.city_id])) for t in tables
    ]


def cells_apart(
    year: Year, cities: Iterable[CityOfClaims]
) -> list[tuple[CityOfClaims, CellOfClaims]]:
    """Return the cells that do not say what was accepted, without those whose figure an objection
    or a correction decided. No query where there is none, else three at most."""
    apart = [(city, cell) for city in cities for cell in city.cells.values() if cell.is_apart]
    if not apart:
        return []
    tables = CityTable.objects.filter(year=year, city__in={city.city_id for city, _ in apart})
    decided = corrections(tables)
    return [
        (city, cell) for city, cell in apart
        if cell.claimable.measure.record.result_id not in decided
    ]  # fmt: skip


def lines_of(claims: Iterable[BonusClaim], cities: Iterable[CityOfClaims] = ()) -> list[ClaimLine]:
    """Return the lines of a list. No query."""
    instead = {
        (city.city_id, number): other
        for city in cities
        for cell in city.cells.values()
        for number, other in cell.outdone.items()
    }
    return [
        ClaimLine(
            claim, BADGES[ClaimState(claim.state)], instead.get((claim.city_id, claim.number))
        )
        for claim in claims
    ]


def groups_of(rows, current: str) -> list[FilterWord]:
    """Return the filters in words, each with how many it leaves. One query."""
    counts = Counter(rows.order_by().values_list("state", flat=True))
    return [
        FilterWord(code, label, sum(counts[state] for state in states), code == current)
        for code, (label, states) in GROUPS.items()
    ]


def cities_of(rows, current: str) -> list[FilterWord]:
    """Return the cities that have claimed, with how many each has. One query."""
    pairs = Counter(rows.order_by("city__key").values_list("city__key", "city_name"))
    every = FilterWord("", said("全部市州"), pairs.total(), not current)
    return [every, *(FilterWord(k, name, n, k == current) for (k, name), n in pairs.items())]


def workbook_of(year: Year, claims: Iterable[BonusClaim]) -> bytes:
    """Return them as .xlsx. Needs year and the claims of the same matter loaded."""
    book = new_book(write_only=True)
    sheet = book.create_sheet("加分申报")
    lister = Lister(sheet, f"{year}加分申报", heads=HEADS, widths=WIDTHS, names=2)
    for claim in claims:
        lister.append(_row(claim))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _row(claim: BonusClaim) -> tuple:
    return (
        claim.shown_number,
        claim.city_name,
        claim.item_name,
        claim.clause,
        claim.get_kind_display(),
        claim.title,
        claim.level,
        claim.happened_on,
        claim.issuer,
        claim.document_number,
        claim.points,
        claim.get_state_display(),
        claim.taken_points,
        claim.same_as.shown_number if claim.same_as_id else "",
        "逾期" if claim.is_late else "按时",
        claim.filed_at,
        claim.decided_as,
        claim.decided_at,
    )
