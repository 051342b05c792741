"""得分及扣分理由表: what each item got and why, for an office over all units or for one unit."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from assessment.engine.explain import (
    arithmetic,
    cap_reached,
    explain_bonus,
    explain_component,
    explain_item,
    explain_section,
    explain_table,
    phrase_of,
)
from assessment.engine.results import ItemScore
from assessment.letters.kinds import REASONS, Words
from assessment.letters.paper import Letter
from assessment.letters.scored import ScoredYear
from assessment.letters.words import Filled, always, words_of
from assessment.loading import LoadedItem, LoadedMeasure
from assessment.paper.status import CardStatus
from assessment.paper.wording import policy_line, with_unit
from assessment.scores.standing import CityStanding
from assessment.self_check.paper import PaperTable
from cities.models import Office
from lib.rounding import format_fixed, format_points
from lib.site_words import said

_HEADS = ("分值", "目标与完成", "扣分", "得分", "扣分及理由")
_WIDTHS = (22, 11, 50, 13, 13, 47)
_MIDDLE = frozenset({1, 3, 4})
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """An item of a unit's table with its score."""

    standing: CityStanding
    item: LoadedItem
    score: ItemScore

    @property
    def lost(self) -> Decimal | None:
        """Return what is lost, None while all of it waits to be earned or where none counts."""
        return None if self._has_no_score else self.score.lost

    @property
    def earned(self) -> Decimal | None:
        return None if self._has_no_score else self.score.score

    @property
    def _has_no_score(self) -> bool:
        return self.score.is_pending or self.item.engine.is_exempt

    def row(self, name: str) -> Row:
        figures = "\n".join(map(_figure, self.item.measures))
        why = "\n".join(_reasons(self.score)) or "未扣分"
        star = "" if self.score.recorded else "＊"
        return (
            name, format_points(self.item.engine.counted), figures, format_fixed(self.lost),
            f"{format_fixed(self.earned)}{star}", why,
        )  # fmt: skip


def reasons_of_city(
    found: ScoredYear, standing: CityStanding, words: Words | None = None
) -> Letter:
    """Return the table of one unit, every item. Two queries at most."""
    notes = (f"计分口径：{policy_line(found.standings.policy)}", *waits_told([standing]))
    status = found.status_of_city(standing)
    words = words or _words(found)
    tables = [city_table(standing)]
    return _letter(found, standing.city, words, tables=tables, notes=notes, status=status)


def reasons_of_office(found: ScoredYear, office: Office, words: Words | None = None) -> Letter:
    """Return the table of the items that an office collects, of every unit. One query."""
    held = collected_by(found.standings.cities, office)
    tables = [_sums(held), *(_of_item(name, cells) for name, cells in held.items())]
    notes = (
        f"计分口径：{policy_line(found.standings.policy)}",
        "扣分、得分为折算前的；几个处室共同采集的指标，各处室的表中都列出。",
        *waits_told({cell.standing.city: cell.standing for cell in _all(held)}.values()),
    )
    words = words or _words(found)
    return _letter(found, office.name, words, tables=tables, notes=notes, status=found.status)


def collected_by(cities: Iterable[CityStanding], office: Office) -> dict[str, list[Scored]]:
    """Return the items that an office collects, by name, with what each unit got. No query.

    An item is its office's by key; in a snapshot, which has no keys, by the office's name.
    """
    held: dict[str, list[Scored]] = {}
    for standing in cities:
        for cell in items_of(standing):
            names, keys = cell.item.office_names, cell.item.office_ids
            if office.pk in keys or (not keys and office.name in names):
                held.setdefault(cell.item.name, []).append(cell)
    return held


def items_of(standing: CityStanding) -> Iterator[Scored]:
    """Yield every item of a unit with its score, in the order of its table."""
    for section, scored in zip(standing.table.sections, standing.score.sections, strict=True):
        for item, score in zip(section.items, scored.items, strict=True):
            yield Scored(standing, item, score)


def city_table(standing: CityStanding, caption: str = "") -> PaperTable:
    """Return a unit's items section by section, each summed up and scaled, and the total."""
    rows: list[Row] = []
    strong = []
    cells = items_of(standing)
    for section in standing.score.sections:
        rows += [cell.row(cell.item.name) for _, cell in zip(section.items, cells, strict=False)]
        strong.append(len(rows))
        lost = format_fixed(section.available - section.earned)
        rows.append((
            f"{section.section.name}小计", format_points(section.available),
            f"满分 {format_points(section.section.full)}", lost, format_fixed(section.earned),
            explain_section(section),
        ))  # fmt: skip
    if standing.score.bonus:
        rows.append(("加分", "", "", "", format_fixed(standing.bonus),
                     explain_bonus(standing.score)))  # fmt: skip
    strong.append(len(rows))
    rows.append(("总分", "", "", "", format_fixed(standing.total), explain_table(standing.score)))
    return PaperTable(
        caption, ("指标", *_HEADS), _WIDTHS, tuple(rows), _MIDDLE, strong=frozenset(strong)
    )


def waits_told(standings: Iterable[CityStanding]) -> tuple[str, ...]:
    """Return the note that some figures are missing, if any are."""
    standings = list(standings)
    missing = sum(len(standing.score.missing) for standing in standings)
    if not missing:
        return ()
    told = f"还有 {missing} 项没有录入（标“＊”、“—”），暂不扣分，得分为暂算。"
    if any(cell.score.is_pending for standing in standings for cell in items_of(standing)):
        told += "得分列为“—”的指标应得分、尚未录入：小计的扣分含它的分值，合计的扣分不含。"
    return (told,)


def _of_item(name: str, cells: list[Scored]) -> PaperTable:
    rows = [cell.row(cell.standing.city) for cell in cells]
    rows.append(("合计", "", "", *_summed(cells), ""))
    return PaperTable(
        name, (said("市州"), *_HEADS), _WIDTHS, tuple(rows), _MIDDLE,
        strong=frozenset({len(rows) - 1}),
    )  # fmt: skip


def _sums(held: Mapping[str, list[Scored]]) -> PaperTable:
    """Return what each unit lost and got in all the items together."""
    cities: dict[str, list[Scored]] = {}
    for cell in sorted(_all(held), key=lambda cell: cell.standing.table.city_key):
        cities.setdefault(cell.standing.city, []).append(cell)
    rows = [
        (city, str(len(cells)), _worth(cells), *_summed(cells)) for city, cells in cities.items()
    ]
    everything = list(_all(held))
    rows.append(("合计", str(len(everything)), _worth(everything), *_summed(everything)))
    return PaperTable(
        "各指标合计", (said("市州"), "指标数", "分值", "扣分", "得分"), (40, 26, 30, 30, 30),
        tuple(rows), frozenset({1, 2, 3, 4}), strong=frozenset({len(rows) - 1}),
    )  # fmt: skip


def _worth(cells: Iterable[Scored]) -> str:
    return format_points(sum((cell.item.points for cell in cells), Decimal(0)))


def _summed(cells: Iterable[Scored]) -> tuple[str, str]:
    """Return what is lost and got together; what waits to be earned counts in neither."""
    lost, earned = Decimal(0), Decimal(0)
    for cell in cells:
        lost += cell.lost or 0
        earned += cell.earned or 0
    return format_fixed(lost), format_fixed(earned)


def _all(held: Mapping[str, list[Scored]]) -> Iterator[Scored]:
    return (cell for cells in held.values() for cell in cells)


def _figure(measure: LoadedMeasure) -> str:
    head, record = measure.engine, measure.record
    wanted = "" if head.target is None else f"目标 {with_unit(head.target, head)}，"
    ticked = f"（{'、'.join(record.ticked)}）" if record.ticked else ""
    waits = "，待复核" if measure.waits else ""
    remark = f"；备注：{record.remark}" if record.remark else ""
    return f"{head.name}：{wanted}完成 {with_unit(record.value, head)}{ticked}{waits}{remark}"


def _reasons(score: ItemScore) -> Iterator[str]:
    if score.item.is_exempt:
        yield explain_item(score)
        return
    for component in score.components:
        if component.component.exempt:
            points = format_points(component.component.points)
            yield f"{explain_component(component)}（原 {points} 分）"
            continue
        for line in component.lines:
            if line in component.costing or line.stands_apart:
                yield f"{phrase_of(line)}：{arithmetic(line)}"
            elif line.missing:
                names = "、".join(measure.name for measure in line.measures)
                yield f"{names}：没有录入，暂不扣分"
        if cap := cap_reached(component):
            yield f"（{cap}）"


def _words(found: ScoredYear) -> Words:
    """Return the words, of the day on which the year was frozen: the paper stays as it is."""
    return words_of(found.year, REASONS, found.frozen_at)


def _letter(
    found: ScoredYear, whose: str, words: Words, *, tables, notes, status: CardStatus
) -> Letter:
    values = always(found.year) | {"单位": whose, "快照": status.named}
    told = Filled(words, values)
    return Letter(
        name=f"{found.year}{whose}得分及扣分理由表",
        words=told,
        tables=tuple(tables),
        notes=notes,
        digest=found.digest,
        status=status,
        number=f"（{whose}）" if whose not in told.heading else "",
        is_final=found.snapshot is not None,
    )
