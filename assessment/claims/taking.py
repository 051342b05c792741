"""What accepted claims come to in their cells, and letting a cell say so.

A cell's figure is written by assessment.actions.results alone, as any other. It follows a decision
only where it said what the claims said before, and only as far as cells are open to this person;
what somebody typed stays until a person presses.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from assessment.actions.results import Entry, record_result, write_remark
from assessment.claims.counting import Claimed, counted, figure, matters_of, outdone
from assessment.claims.rules import Claimable, claimables
from assessment.collection.values import as_shown
from assessment.loading import LoadedTable, load_tables
from assessment.models import BonusClaim, CityTable, ClaimState, Result, Year
from assessment.permissions import why_not_recordable
from trust import log
from trust.refusals import Refused

CLAIMED = "加分申报："


@dataclass(frozen=True, slots=True)
class CellOfClaims:
    """A bonus cell of a city. claims: those under it that were filed and not withdrawn, by number;
    counting: those that count; figure: what they come to, None for none."""

    claimable: Claimable
    claims: tuple[BonusClaim, ...]
    counting: tuple[BonusClaim, ...]
    figure: Decimal | None
    points: Decimal
    outdone: Mapping[int, int] = field(default_factory=dict)  # number → the one that counts

    @property
    def value(self) -> Decimal | None:
        return self.claimable.measure.record.value

    @property
    def open(self) -> int:
        return sum(claim.state in (ClaimState.FILED, ClaimState.RETURNED) for claim in self.claims)

    @property
    def wanted(self) -> Decimal | None:
        """Return what the cell should say: 0 where every claim was decided and none counts."""
        if self.figure is None and self.claims and not self.open:
            return Decimal(0)
        return self.figure

    @property
    def is_apart(self) -> bool:
        """Whether the cell says another thing than the accepted claims."""
        return self.figure is not None and self.figure != self.value

    @property
    def shown_value(self) -> str:
        return as_shown(self.value, self.claimable.measure.engine.kind) or "—"

    @property
    def shown_figure(self) -> str:
        return as_shown(self.wanted, self.claimable.measure.engine.kind) or "—"

    @property
    def source(self) -> str:
        """Return where the figure comes from, for the log."""
        names = "；".join(claim.told for claim in self.counting)
        return f"{CLAIMED}采纳 {len(self.counting)} 件：{names}" if names else f"{CLAIMED}没有采纳"


def cells_of(year: Year, city_id: int) -> dict[str, CellOfClaims]:
    """Return how every bonus cell of a city stands to its claims, by code. Eight queries."""
    tables = load_tables(CityTable.objects.filter(year=year, city=city_id))
    rows = BonusClaim.objects.filter(year=year, city=city_id).exclude(filed_at=None)
    claims = rows.exclude(state=ClaimState.WITHDRAWN).select_related("year").order_by("number")
    return cells_in(tables[0], list(claims)) if tables else {}


def cells_in(table: LoadedTable, claims: Iterable[BonusClaim]) -> dict[str, CellOfClaims]:
    """Return the same of a loaded table. No query."""
    claims = list(claims)
    found = {each.code: each for each in claimables(table)}
    accepted = claimed_of(claims, found)
    amounts, lost = counted(accepted), outdone(accepted)
    return {
        code: _cell(each, [c for c in claims if c.code == code], amounts.get(code, []), lost=lost)
        for code, each in found.items()
    }


def claimed_of(claims: Iterable[BonusClaim], found: Mapping[str, Claimable]) -> list[Claimed]:
    """Return what was accepted, as it is counted; what no rule of the table gives is left out."""
    claims = list(claims)
    matters = matters_of((c.pk, c.same_as_id) for c in claims)
    return [
        Claimed(c.number, matters[c.pk], c.code, c.taken, found[c.code].points(c.taken))
        for c in claims
        if c.is_taken and c.code in found
    ]


def _cell(claimable: Claimable, claims, amounts, *, lost: Mapping[int, int]) -> CellOfClaims:
    said = figure(
        amounts,
        rule=claimable.rule.engine,
        measure=claimable.measure.engine,
        bounds=claimable.measure.bounds,
    )
    own = tuple(c for c in claims if c.is_taken and c.number not in lost)
    points = Decimal(0) if said is None else claimable.points(said)
    left_out = {c.number: lost[c.number] for c in claims if c.number in lost}
    return CellOfClaims(
        claimable=claimable,
        claims=tuple(claims),
        counting=own,
        figure=said,
        points=points,
        outdone=left_out,
    )


def follow(before: Mapping[str, CellOfClaims], claim: BonusClaim, *, user, actor) -> list[str]:
    """Let the cells of the claim's city say what its claims come to now, where they said what
    these came to before; return, in sentences, which cells do not. Queries as cells_of, and
    those of recording."""
    left = []
    for code, now in cells_of(claim.year, claim.city_id).items():
        was = before.get(code)
        if was is None or was.figure == now.figure:
            continue
        if now.value == now.figure:
            continue
        name = now.claimable.measure.engine.name
        if now.value not in (was.figure, None):
            left.append(
                f"“{name}”现在的记录 {now.shown_value} 是另外录入的，没有改动；"
                f"按申报应为 {now.shown_figure}，请核对后按“按申报录入”。"
            )
        elif why := why_not_recordable(user, _result(now)):
            left.append(f"“{name}”应为 {now.shown_figure}，还没有录入：{why}")
        else:
            write(now, now.figure, user=user, actor=actor)
    return left


def write(cell: CellOfClaims, value: Decimal | None, *, user, actor) -> Result:
    """Record a figure with the claims as its source; where it is judged, and nothing is said of
    it yet, they are its reason too. Raises Refused or Conflict."""
    record = cell.claimable.measure.record
    result = record_result(
        entry=Entry(record.result_id, value, record.version, source=cell.source, renews=True),
        user=user,
        actor=actor,
    )
    if cell.claimable.measure.bounds and value is not None and not result.remark.strip():
        result = write_remark(
            result_id=result.pk, remark=cell.source, version=result.version, user=user, actor=actor
        )
    return result


@log.acting()
def take_claims(*, year: Year, city_id: int, code: str, seen: str, user, actor) -> Result:
    """Let a cell say what the claims under it come to, whatever it says now. Raises Refused, also
    where they come to another figure than the person saw (seen, as it was shown), or Conflict."""
    year = Year.objects.select_for_update(no_key=True).get(pk=year.pk)
    cell = cells_of(year, city_id).get(code)
    if cell is None or cell.wanted is None:
        raise Refused("这一项现在没有可录入的申报；请刷新页面。没有保存。")
    if cell.shown_figure != seen:
        raise Refused("打开本页之后又有申报作出决定，没有录入；请核对最新的数后再办。")
    return write(cell, cell.wanted, user=user, actor=actor)


def _result(cell: CellOfClaims) -> Result:
    rows = Result.objects.select_related("measure__component__item__section__table__year")
    return rows.get(pk=cell.claimable.measure.record.result_id)
