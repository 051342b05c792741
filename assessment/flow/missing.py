"""What is missing for a year's next step: one list, the same wherever it is shown.

Each function is the guard of a step (assessment.states): it returns what stands in the way, what
stands in the way unless a reason is given for it, and what is only to be known.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from django.db.models import Q, Value
from django.urls import reverse
from django.utils.timezone import localtime, now

from assessment.claims.listing import cells_apart, cities_with_claims
from assessment.collection.doubtful import doubtful_figures, unexplained
from assessment.flow.columns import ColumnCount, OfficeColumn, columns_of, counts_of
from assessment.models import (
    CityTable,
    Concern,
    Objection,
    ObjectionWindow,
    SelfCheckWindow,
    Year,
)
from assessment.sample_checks.listing import CellLine
from assessment.sample_checks.listing import lines_of as checked_lines
from assessment.sample_checks.population import latest_draw
from assessment.self_check.listing import SelfCheckLine, lines_of
from assessment.self_check.permissions import window_of
from assessment.year.naming import some_cities
from lib.site_words import said


class Weight(Enum):
    """BLOCKS: nothing goes on without it. EXCUSABLE: with a reason. NOTE: to be known."""

    BLOCKS = "blocks"
    EXCUSABLE = "excusable"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Lack:
    """One entry. key: the same as long as it is the same matter. url: where it is dealt with;
    concerns: by whom."""

    key: str
    text: str
    url: str
    concerns: str
    weight: Weight = Weight.BLOCKS

    @property
    def blocks(self) -> bool:
        return self.weight is Weight.BLOCKS

    @property
    def is_excusable(self) -> bool:
        return self.weight is Weight.EXCUSABLE

    @property
    def field(self) -> str:
        """What the reason for it is called in a form."""
        return f"why-{self.key}"


OFFICE = "考核办"
#: More tables than this of one kind are told on one line.
MOST_TABLES = 5
#: More cities than this that have not handed in are told on one line.
MOST_CITIES = 20


def nothing(year: Year) -> list[Lack]:
    """No condition."""
    return []


def every_table_issued(year: Year) -> list[Lack]:
    """At least one table, and all of them issued. One query, another where one is not."""
    tables = CityTable.objects.filter(year=year).select_related("city").order_by("city__key")
    rows = list(tables.only("city_name", "confirmed_at", "issued_at", "city__key"))
    if not rows:
        url = reverse("tables-import", args=[year.number])
        return [Lack("tables", "本年度还没有指标表；请先导入指标表。", url, OFFICE)]
    waiting = [row for row in rows if not row.is_issued]
    open_in = set(open_concerns(year).values_list("table", flat=True)) if waiting else set()
    kinds = (
        ("有待核定的事项", [r for r in waiting if r.pk in open_in]),
        ("计分规则还没有确认", [r for r in waiting if r.pk not in open_in and not r.confirmed_at]),
        ("规则已确认", [r for r in waiting if r.pk not in open_in and r.confirmed_at]),
    )
    return [lack for why, tables in kinds for lack in _tables(year, why, tables)]


def _tables(year: Year, why: str, tables: Sequence[CityTable]) -> list[Lack]:
    """A line a table; beyond MOST_TABLES one for all."""
    if len(tables) > MOST_TABLES:
        text = f"{some_cities([t.city_name for t in tables])}的指标表尚未下达：{why}。"
        return [Lack(f"tables-{why}", text, reverse("city-tables", args=[year.number]), OFFICE)]
    return [
        Lack(
            f"table-{table.pk}",
            f"{table.city_name}的指标表尚未下达：{why}。",
            reverse("city-table", args=[year.number, table.city.key]),
            OFFICE,
        )
        for table in tables
    ]


def every_city_handed_in(year: Year) -> list[Lack]:
    """Every table issued, every city's own report handed in. Five queries.

    A city may be gone without, with a reason; a sealed paper that is lacking is only told.
    """
    window = window_of(year)
    lines = lines_of(year, window, now())
    waiting = [line for line in lines if not line.is_in]
    unsealed = [line.table.city_name for line in lines if line.is_in and not line.scans]
    lacks = [*every_table_issued(year), *_not_handed_in(year, waiting, window)]
    if unsealed:
        text = f"{some_cities(unsealed)}已上报，盖章扫描件还没有上传。"
        lacks.append(Lack("unsealed", text, _self_checks(year), said("市州"), Weight.NOTE))
    return lacks


def _not_handed_in(
    year: Year, waiting: Sequence[SelfCheckLine], window: SelfCheckWindow
) -> list[Lack]:
    """A line a city; beyond MOST_CITIES one for all."""
    closes = window.closes_at
    until = f"，上报期到 {localtime(closes):%Y-%m-%d %H:%M} 截止" if closes else ""
    if len(waiting) > MOST_CITIES:
        text = f"{some_cities([line.table.city_name for line in waiting])}的自查还没有上报{until}。"
        return [_excusable("self-checks", text, year)]
    return [
        _excusable(
            f"self-check-{line.table.city_id}",
            f"{line.table.city_name}的自查还没有上报（{line.state}）{until}。",
            year,
        )
        for line in waiting
    ]


def _excusable(key: str, text: str, year: Year) -> Lack:
    return Lack(key, text, _self_checks(year), said("市州"), Weight.EXCUSABLE)


def _self_checks(year: Year) -> str:
    return reverse("self-checks", args=[year.number])


def every_column_signed(year: Year) -> list[Lack]:
    """Every table issued, every column signed by its office. Ten queries; one more where
    anything is exempt, nine more where a claim was filed."""
    unsigned = [c for c in counts_of(year) if not c.is_signed or (c.sign_off and c.missing)]
    return [
        *every_table_issued(year),
        *map(_unsigned(year), unsigned),
        *decisions_waiting(year),
        *doubts_waiting(year),
    ]


def _unsigned(year: Year):
    def lack(column: ColumnCount) -> Lack:
        missing = f"，缺 {column.missing} 项" if column.missing else "，已录全"
        key, weight = f"sign-{column.indicator_id}-{column.office_id or 0}", Weight.EXCUSABLE
        text = f"{column.name}未签章{missing}。"
        if column.is_outgrown:
            text = f"{column.name}签章以后指标表或责任处室有变动，须重新签章{missing}。"
        elif column.is_signed:
            text = f"{column.name}签章时缺 {column.missing} 项，原因已逐项写明。"
            weight = Weight.NOTE
        return Lack(key, text, _page(year, column), _signer(column), weight)

    return lack


def every_column_reviewed(year: Year) -> list[Lack]:
    """A second person agreed to every column, and what was drawn to be checked is settled.
    Twelve queries; three more where a sample was drawn, nine more where a claim was filed."""
    columns = columns_of(year)
    unreviewed = [column for column in columns if not column.is_reviewed]
    return [
        *sample_settled(year),
        *(_unreviewed(year, column) for column in unreviewed),
        *(_unrecorded(year, column) for column in columns if column.missing),
        *decisions_waiting(year),
        *doubts_waiting(year),
    ]


def sample_settled(year: Year) -> list[Lack]:
    """Every cell of the sample that holds was looked at, every difference adopted or explained;
    without a sample there is only a remark. One query, three where one was drawn."""
    url = reverse("sample-checks", args=[year.number])
    draw = latest_draw(year)
    if draw is None:
        text = "本年度还没有抽查核查；需要抽查的，请在反馈以前抽样、核查。"
        return [Lack("sample", text, url, OFFICE, Weight.NOTE)]
    lines = checked_lines(draw.cells.with_all(), year, scored=False)
    unchecked = Counter(line.cell.city_name for line in lines if line.is_waiting)
    sheets = {line.cell.city_name: line.cell.city.key for line in lines}
    lacks = [
        Lack(
            f"sample-{sheets[city]}",
            f"{city}抽查的格还有 {left} 格没有填写核查情况。",
            reverse("sample-check-sheet", args=[year.number, sheets[city]]),
            "考核办、责任处室",
        )
        for city, left in unchecked.items()
    ]
    told = (line for line in lines if line.is_unsettled or line.is_outdated)
    return [*lacks, *(_sampled(year, line) for line in told)]


def _sampled(year: Year, line: CellLine) -> Lack:
    """A difference blocks; a cell changed since it was looked at may be excused."""
    cell = line.cell
    url = reverse("sample-check-cell", args=[year.number, cell.pk])
    concerns = cell.offices or OFFICE
    if line.is_unsettled:
        text = (
            f"抽查核查：{cell.about}上报 {cell.reported_shown}、核查 {cell.found_shown}，"
            "差异还没有采用或说明。"
        )
        return Lack(f"sampled-{cell.pk}", text, url, concerns)
    text = f"抽查核查：{cell.about}{line.moved_told}，与核查时不同；请核对。"
    return Lack(f"sampled-{cell.pk}", text, url, concerns, Weight.EXCUSABLE)


def _unrecorded(year: Year, column: OfficeColumn) -> Lack:
    key = f"unrecorded-{column.indicator_id}-{column.office_id or 0}"
    text = (
        f"{column.name}还有 {len(column.missing)} 项未录入；反馈以后补录须先收回初步得分，"
        "没有录全不能审定。"
    )
    return Lack(key, text, _page(year, column), _signer(column), Weight.NOTE)


def _unreviewed(year: Year, column: OfficeColumn) -> Lack:
    why = "复核以后又有改动，须重新复核" if column.review else "待复核"
    judged = f"，其中 {len(column.waiting)} 项酌情评定待复核" if column.waiting else ""
    signed = "" if column.is_signed else "，处室未签章"
    key = f"review-{column.indicator_id}-{column.office_id or 0}"
    text = f"{column.name}{why}{judged}{signed}。"
    return Lack(key, text, _page(year, column), _signer(column), Weight.EXCUSABLE)


def every_measure_recorded(year: Year) -> list[Lack]:
    """Nothing is missing, nothing that was judged waits for a second person. Nine queries."""
    lacks = []
    for column in columns_of(year):
        grid = reverse("collection-grid", args=[year.number, column.indicator_id])
        key = f"{column.indicator_id}-{column.office_id or 0}"
        if column.missing:
            url = f"{grid}?at={column.missing[0].result_id}"
            text = (
                f"{column.name}还有 {len(column.missing)} 项未录入；"
                "请退回处室采集补录，确无此事的填 0 或“否”。"
            )
            lacks.append(Lack(f"record-{key}", text, url, column.office))
        if column.waiting:
            url = f"{grid}?at={column.waiting[0].result_id}"
            text = (
                f"{column.name}有 {len(column.waiting)} 项酌情评定的分数待复核；"
                "请打开该格，由另一人复核。"
            )
            lacks.append(Lack(f"judged-{key}", text, url, column.office))
    return [*lacks, *doubts_waiting(year)]


def no_snapshot_yet(year: Year) -> list[Lack]:
    """The year was finalised before years were frozen. One query."""
    if not year.snapshots.exists():
        return []
    text = "本年度已有快照，不须补形成。"
    return [Lack("snapshot", text, reverse("snapshots", args=[year.number]), OFFICE)]


def ready_to_finalise(year: Year) -> list[Lack]:
    """Every figure is there and every objection settled. Twelve queries at most."""
    return [*every_objection_settled(year), *every_measure_recorded(year)]


def every_objection_settled(year: Year) -> list[Lack]:
    """No objection waits, and no city may file or appeal any more. Three queries at most."""
    url = reverse("objections", args=[year.number])
    open_ones = list(year.objections.open().order_by("number"))
    if open_ones:
        return [_unsettled(objection) for objection in open_ones]
    window = ObjectionWindow.objects.filter(year=year).first()
    if window and window.closes_at and (window.opens_at or now()) <= now() <= window.closes_at:
        until = localtime(window.closes_at)
        text = f"申诉期到 {until:%Y-%m-%d %H:%M} 才截止，其间市州还可以提出；请届时再审定。"
        return [Lack("objection-window", said(text), url, said("市州"))]
    if window is not None:
        return _appeals_to_come(year, window, url)
    return []


def _unsettled(objection: Objection) -> Lack:
    waits = {"filed": "待处室答复", "answered": "待决定", "appealed": "复议待决定"}[objection.state]
    text = f"{objection}还没有办结：{waits}；请答复、决定，或由市州撤回。"
    url = reverse("objection", args=[objection.year.number, objection.number])
    concerns = "责任处室" if objection.state == "filed" else OFFICE
    return Lack(f"objection-{objection.pk}", said(text), url, concerns)


def _appeals_to_come(year: Year, window: ObjectionWindow, url: str) -> list[Lack]:
    running = Q(appealable_until__gte=now())
    if window.has_second_stage:
        running |= Q(decided_at__gte=now() - timedelta(days=window.appeal_days))
    count = year.objections.filter(running, state="decided", appealed_at=None).count()
    if not count:
        return []
    text = f"有 {count} 件申诉的复议申请期限未满；请届时再审定。"
    return [Lack("objection-appeals", text, url, said("市州"))]


def no_correction_waits(year: Year) -> list[Lack]:
    """No correction waits for its second person: what is published would be another soon. One
    query."""
    waiting = year.corrections.open().first()
    if waiting is None:
        return []
    url = reverse("correction", args=[year.number, waiting.pk])
    text = f"更正“{waiting.about}”还没有答复；请先确认、不同意，或由提出人撤回。"
    return [Lack(f"correction-{waiting.pk}", text, url, OFFICE, Weight.EXCUSABLE)]


def doubts_waiting(year: Year) -> list[Lack]:
    """Return that figures wait for an explanation. As doubtful_figures."""
    waiting = len(unexplained(doubtful_figures(year)))
    if not waiting:
        return []
    url = reverse("collection-doubts", args=[year.number])
    text = f"{waiting} 格数据存疑，备注里还没有说明。"
    return [Lack("doubts", text, url, "各处室", Weight.NOTE)]


def decisions_waiting(year: Year) -> list[Lack]:
    """Return the claims, vetoes and exemptions that nobody decided, and the cells that do not say
    what was accepted: they count in no score. Two queries, nine more where a claim was filed, three
    where a cell says another thing."""
    url = reverse("claims", args=[year.number])
    cities = cities_with_claims(year)
    cells = [cell for city in cities for cell in city.cells.values()]
    lacks = []
    if waiting := sum(cell.open for cell in cells):
        text = f"{waiting} 件加分申报还没有决定，不计分；请责任处室决定，或由市州撤回。"
        lacks.append(Lack("claims", said(text), url, "各处室", Weight.EXCUSABLE))
    if apart := len(cells_apart(year, cities)):
        text = f"{apart} 格加分与采纳的申报不一致；请责任处室按申报录入，或写明原因。"
        lacks.append(Lack("claims-apart", text, url, "各处室", Weight.EXCUSABLE))
    waiting = _answers_waiting(year)
    if proposed := waiting["vetoes"]:
        text = f"{proposed} 件否决的提出或解除还没有另一人答复。"
        page = reverse("vetoes", args=[year.number])
        lacks.append(Lack("vetoes", text, page, OFFICE, Weight.EXCUSABLE))
    if proposed := waiting["exemptions"]:
        text = f"{proposed} 件豁免的提出或撤销还没有另一人答复。"
        page = reverse("exemptions", args=[year.number])
        lacks.append(Lack("exemptions", text, page, OFFICE, Weight.EXCUSABLE))
    return lacks


def _answers_waiting(year: Year) -> Counter[str]:
    """Return how many vetoes and exemptions a second person has to answer. One query."""
    vetoes = year.vetoes.waiting().order_by().annotate(of=Value("vetoes"))
    exemptions = year.exemptions.waiting().order_by().annotate(of=Value("exemptions"))
    found = vetoes.values_list("of", flat=True).union(
        exemptions.values_list("of", flat=True), all=True
    )
    return Counter(found)


def open_concerns(year: Year):
    """Concerns that keep a table of the year from being issued."""
    return (
        Concern.objects.filter(table__year=year, settled_at=None)
        .exclude(severity=Concern.Severity.NOTICE)
        .order_by("table__city__key", "pk")
    )


def _page(year: Year, column: OfficeColumn) -> str:
    return reverse("sign-off", args=[year.number, column.indicator_id, column.office_id or 0])


def _signer(column: OfficeColumn) -> str:
    return column.office if column.office_id else OFFICE
