"""The columns of a year that are signed one by one: an office's cells of one indicator."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from django.db.models import Count

from assessment.collection.progress import SHARED_BY, SHARED_LABEL
from assessment.engine.judging import JUDGED_KINDS
from assessment.exemptions.querysets import is_exempted
from assessment.models import ColumnReview, Exemption, Item, Result, Rule, SignOff, Year
from assessment.querysets import ResultQuerySet
from cities.models import Office

#: Indicator and office; None: what several offices collect together, or nobody.
Key = tuple[int, int | None]

_ITEM = "measure__component__item"
_TABLE = f"{_ITEM}__section__table"


@dataclass(frozen=True, slots=True)
class ColumnCell:
    """One figure of a column. waits: judged, and no second person agreed yet."""

    result_id: int
    version: int
    sign_off_id: int | None
    is_missing: bool
    waits: bool
    city: str
    measure: str
    recorded_by_id: int | None
    recorded_at: datetime | None

    @property
    def place(self) -> str:
        return f"{self.city} {self.measure}"


@dataclass(frozen=True, slots=True)
class OfficeColumn:
    """office_id None: signed by the assessment office; office says whose cells they are.
    sign_off: the signature that stands, though it may not cover all cells any more; review:
    the latest of a second person, though it may be of what stood before."""

    indicator_id: int
    indicator: str
    office_id: int | None
    office: str
    cells: tuple[ColumnCell, ...]
    sign_off: SignOff | None = None
    review: ColumnReview | None = None

    @property
    def key(self) -> Key:
        return self.indicator_id, self.office_id

    @property
    def name(self) -> str:
        return f"{self.indicator}（{self.office}）"

    @property
    def missing(self) -> list[ColumnCell]:
        return [cell for cell in self.cells if cell.is_missing]

    @property
    def recorded(self) -> int:
        return len(self.cells) - len(self.missing)

    @property
    def is_signed(self) -> bool:
        """Whether the signature covers every cell as it stands now."""
        signed = self.sign_off
        return signed is not None and all(cell.sign_off_id == signed.pk for cell in self.cells)

    @property
    def is_outgrown(self) -> bool:
        """Whether a table was replaced, or an office changed, since it was signed."""
        return self.sign_off is not None and not self.is_signed

    @property
    def waiting(self) -> list[ColumnCell]:
        """Return the cells that were judged, to which no second person agreed yet."""
        return [cell for cell in self.cells if cell.waits]

    @property
    def is_reviewed(self) -> bool:
        """Whether a second person agreed to what stands now."""
        return self.review is not None and self.review.mark == self.mark

    @property
    def mark(self) -> str:
        """Return a digest of every cell's version and signature: another once anything moved."""
        told = ";".join(f"{c.result_id},{c.version},{c.sign_off_id or ''}" for c in self.cells)
        return blake2b(told.encode(), digest_size=16).hexdigest()

    @property
    def last_cell(self) -> ColumnCell | None:
        """Return the cell that was written last, None where none was."""
        written = [cell for cell in self.cells if cell.recorded_at is not None]
        return max(written, key=lambda cell: (cell.recorded_at, cell.result_id), default=None)


def columns_of(year: Year, *, indicator_id: int | None = None) -> list[OfficeColumn]:
    """Return the year's columns, those of an office together, what is shared last.

    Six queries, whatever the number of cities. indicator_id: only those of this indicator.
    """
    offices = dict(Office.objects.order_by("order").values_list("pk", "name"))
    collectors = _collectors(year)
    judged = set(
        Rule.measures.through.objects.filter(
            rule__kind__in=JUDGED_KINDS, rule__component__item__section__table__year=year
        ).values_list("measure", flat=True)
    )
    found: dict[Key, list[ColumnCell]] = defaultdict(list)
    names: dict[int, str] = {}
    shared: dict[Key, set[int]] = defaultdict(set)
    for item, indicator, name, cell in _cells(year, indicator_id, judged):
        own = collectors[item]
        key = (indicator, next(iter(own)) if len(own) == 1 else None)
        found[key].append(cell)
        shared[key] |= own
        names[indicator] = name
    signed = {(s.indicator_id, s.office_id): s for s in _signatures(year)}
    reviews = ColumnReview.objects.filter(year=year).order_by("pk")
    reviewed = {(r.indicator_id, r.office_id): r for r in reviews}
    order = [*offices, None]
    columns = [
        OfficeColumn(
            indicator_id=key[0],
            indicator=names[key[0]],
            office_id=key[1],
            office=_named([offices[pk] for pk in offices if pk in shared[key]]),
            cells=tuple(cells),
            sign_off=signed.get(key),
            review=reviewed.get(key),
        )
        for key, cells in found.items()
    ]
    return sorted(columns, key=lambda column: order.index(column.office_id))


@dataclass(frozen=True, slots=True)
class ColumnCount:
    """A column as far as lists tell of it: how many cells it has, how many are missing, how many
    the signature that stands covers."""

    indicator_id: int
    indicator: str
    office_id: int | None
    office: str
    total: int
    missing: int
    signed: int
    sign_off: SignOff | None

    @property
    def name(self) -> str:
        return f"{self.indicator}（{self.office}）"

    @property
    def is_signed(self) -> bool:
        """As of OfficeColumn."""
        return self.sign_off is not None and self.signed == self.total

    @property
    def is_outgrown(self) -> bool:
        return self.sign_off is not None and not self.is_signed


@dataclass(slots=True)
class _Tally:
    total: int = 0
    missing: int = 0
    signed: int = 0


def counts_of(year: Year) -> list[ColumnCount]:
    """Return the columns in the order of columns_of, without reading a cell. Five queries, six
    where anything is exempt."""
    offices = dict(Office.objects.order_by("order").values_list("pk", "name"))
    collectors, excused = _collectors(year), _excused(year)
    signed = {(s.indicator_id, s.office_id): s for s in _signatures(year)}
    found: dict[Key, _Tally] = defaultdict(_Tally)
    names: dict[int, str] = {}
    shared: dict[Key, set[int]] = defaultdict(set)
    groups = _results(year).order_by(f"{_ITEM}__indicator__order")
    for item, indicator, name, signature, total, recorded in groups.values_list(
        _ITEM, f"{_ITEM}__indicator", f"{_ITEM}__indicator__name", "sign_off"
    ).annotate(Count("pk"), Count("value")):
        own = collectors[item]
        key = (indicator, next(iter(own)) if len(own) == 1 else None)
        stands = signed.get(key)
        told = found[key]
        told.total += total
        told.missing += total - recorded - excused.pop(item, 0)
        told.signed += total if stands and stands.pk == signature else 0
        shared[key] |= own
        names[indicator] = name
    order = [*offices, None]
    counts = [
        ColumnCount(
            indicator_id=key[0],
            indicator=names[key[0]],
            office_id=key[1],
            office=_named([offices[pk] for pk in offices if pk in shared[key]]),
            total=told.total,
            missing=told.missing,
            signed=told.signed,
            sign_off=signed.get(key),
        )
        for key, told in found.items()
    ]
    return sorted(counts, key=lambda count: order.index(count.office_id))


def _excused(year: Year) -> Counter[int]:
    """Return, by item, of how many cells without a figure none is waited for: they are exempt.
    One query, two where there are any."""
    standing = Exemption.objects.standing().filter(year=year)
    places = list(standing.values_list("city", "indicator"))
    if not places:
        return Counter()
    cities, indicators = zip(*places, strict=True)
    rows = _results(year).filter(
        value=None, **{f"{_TABLE}__city__in": cities, f"{_ITEM}__indicator__in": indicators}
    )
    told = rows.with_exempting().values_list(_ITEM, "measure__code", "exempting")
    return Counter(item for item, code, exempting in told if is_exempted(exempting, code))


def column_of(year: Year, key: Key) -> OfficeColumn | None:
    """Return one column, None where there is none. Queries as columns_of."""
    columns = columns_of(year, indicator_id=key[0])
    return next((column for column in columns if column.key == key), None)


def _collectors(year: Year) -> dict[int, set[int]]:
    """Return the offices of each item. One query."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Item.offices.through.objects.filter(item__section__table__year=year)
    for item, office in rows.values_list("item", "office"):
        found[item].add(office)
    return found


def _cells(
    year: Year, indicator_id: int | None, judged: set[int]
) -> Iterable[tuple[int, int, str, ColumnCell]]:
    """Yield item, indicator with its name, and cell, in the order of the grids. One query."""
    rows = _results(year)
    if indicator_id is not None:
        rows = rows.filter(**{f"{_ITEM}__indicator": indicator_id})
    ordered = rows.order_by(
        f"{_ITEM}__indicator__order",
        f"{_TABLE}__city__key",
        "measure__component__number",
        "measure__order",
        "pk",
    )
    for pk, version, value, confirmed, signed, measure_id, measure, city, *rest in (
        ordered.with_exempting().values_list(
            "pk", "version", "value", "confirmed_version", "sign_off", "measure", "measure__name",
            f"{_TABLE}__city_name", "recorded_by", "recorded_at", "measure__code", "exempting",
            _ITEM, f"{_ITEM}__indicator", f"{_ITEM}__indicator__name",
        )
    ):  # fmt: skip
        recorded_by, at, code, exempting, item, indicator, name = rest
        waits = measure_id in judged and value is not None and confirmed != version
        cell = ColumnCell(
            result_id=pk,
            version=version,
            sign_off_id=signed,
            is_missing=value is None and not is_exempted(exempting, code),
            waits=waits,
            city=city,
            measure=measure,
            recorded_by_id=recorded_by,
            recorded_at=at,
        )
        yield item, indicator, name, cell


def _results(year: Year) -> ResultQuerySet:
    return Result.objects.filter(**{f"{_TABLE}__year": year}).exclude(
        **{f"{_ITEM}__indicator": None}
    )


def _signatures(year: Year) -> Iterable[SignOff]:
    """Return the signatures that stand. One query."""
    standing = SignOff.objects.filter(year=year, withdrawn_at=None)
    return standing.select_related("office", "year", "indicator")


def _named(offices: list[str]) -> str:
    """Return whose cells they are."""
    if len(offices) > SHARED_BY:
        return SHARED_LABEL
    return "、".join(offices) or "未定处室"
