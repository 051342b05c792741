"""From a table as printed to what it means, with a finding for every doubt."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from assessment.engine.types import Effect
from assessment.reader import checks, table_checks, typography
from assessment.reader.awards import with_sure_awards
from assessment.reader.caps import with_caps
from assessment.reader.cases import without_cases
from assessment.reader.cleantext import CleanText
from assessment.reader.columns import asking_spans, head_spans, row_marks, scoring_spans
from assessment.reader.components import (
    BRACKETED,
    ComponentSpan,
    awarded_parts,
    bracketed_parts,
    split_parts,
)
from assessment.reader.exceptions import with_exceptions
from assessment.reader.highest_only import with_highest_only
from assessment.reader.leftovers import without_doubtful
from assessment.reader.meanings import DraftRule
from assessment.reader.patterns import FORMULA, SCORING, TAKE
from assessment.reader.rules import DraftComponent, read_rules
from assessment.reader.scoring_start import scoring_start
from assessment.reader.target_patterns import TargetSort
from assessment.reader.types import (
    ComponentReading,
    Finding,
    ItemReading,
    MeasureReading,
    RawItem,
    RawSection,
    RawTable,
    RuleReading,
    SectionReading,
    TableReading,
)
from assessment.reader.unsettled import Accounted, unsettled_spans
from lib.written_numbers import NUMBER, parse_number

KnownPlaces = Callable[[str, str], bool]
PlacesOf = Callable[[str], Iterable[str]]

EVERY_OFFICE = "各处室、中心"
_NONE, _ANY = Decimal(0), Decimal(100)
#: What adds points outside the 100, or costs a grade.
BEYOND = (Effect.BONUS, Effect.VETO)
# Points that are not taken off or added: 机构健全（2分）. Whose they are is not known.
_OTHER_POINTS = re.compile(
    rf"(?<![扣加减得\d.～~—－-]){NUMBER}分(?![点钟之局别队公工类级配批期管])"
)
# Before points that are taken, or that only say how much may be lost.
_EXPLAINED = re.compile(
    rf"(?:{TAKE}|共计?|[合累总]计|最[高多]|至多|扣[完满]|不超过|得(?:起步|基础|基本)分|按"
    rf"|[扣加]分?{NUMBER}分?[-—–~～至到]{{1,2}}|扣分?|[扣加减得]{NUMBER}分?(?:[、和]{NUMBER}分?){{0,8}}[、和])$"
)
# 补齐的记7分 gives them as 补齐的得7分 does.
_GIVEN = re.compile(r"的，?[记计]$")
_WORTH = re.compile(r"(?:满分为?|分值为?|总分为?|赋分|占|（)?$")


def read_table(
    raw: RawTable,
    *,
    known_places: KnownPlaces | None = None,
    places_of: PlacesOf | None = None,
) -> TableReading:
    """Return what the table asks and how points are lost, and all findings.

    known_places(city, name) tells whether the city has that place in the table's
    year; places_of(city) lists its names, to suggest what was meant. Without
    known_places names are not checked. Reads any text; raises nothing.
    """
    findings: list[Finding] = []
    book = checks.PlaceBook(raw.city, known_places, places_of)
    sections = tuple(_section(section, raw, book, findings=findings) for section in raw.sections)
    reading = TableReading(raw.title, raw.year, raw.city, sections, raw.notes)
    findings += table_checks.table_findings(reading)
    findings += typography.findings(raw)
    findings += (replace(f, city=raw.city) for f in raw.findings)
    return TableReading(
        title=raw.title,
        year=raw.year,
        city=raw.city,
        sections=sections,
        notes=raw.notes,
        findings=tuple(findings),
    )


def _section(
    section: RawSection, raw: RawTable, book: checks.PlaceBook, *, findings: list[Finding]
) -> SectionReading:
    items = tuple(_item(item, book, findings) for item in section.items)
    name, printed = split_heading(section.heading)
    full = _full_by_formula(name, raw.notes)
    if full is None:
        full = printed if printed is not None else sum((i.points for i in items), Decimal(0))
    return SectionReading(section.number, name, section.heading, full, items)


def split_heading(heading: str) -> tuple[str, Decimal | None]:
    """Return the name and the points of 移民业务工作（76）; None where none are printed."""
    clean = CleanText(heading).clean
    match = re.fullmatch(rf"(?P<name>.+?)（(?P<points>{NUMBER})分?）", clean)
    if match is None:
        return clean, None
    return match["name"], parse_number(match["points"])


def _full_by_formula(name: str, notes: tuple[str, ...]) -> Decimal | None:
    for note in notes:
        formula = FORMULA.search(CleanText(note).clean)
        if formula is not None and formula["name"].endswith(name):
            return parse_number(formula["full"])
    return None


@dataclass(frozen=True)
class WordsReading:
    """What the words of one item say, whatever its name and points are."""

    text: CleanText
    drafts: tuple[DraftComponent, ...]
    components: tuple[ComponentReading, ...]
    unsettled: tuple[str, ...]

    @property
    def markers(self) -> list[tuple[int, int]]:
        """Where each 计N分 stands in the clean text."""
        return [draft.part.marker for draft in self.drafts]


def accounted(
    text: CleanText, drafts: Iterable[DraftComponent], rules: Iterable[tuple[int, int]]
) -> Accounted:
    """Return what components account for, with rules in these places of the clean text."""
    rows = list(drafts)
    first = rows[0].part.marker[1] if rows else 0
    asked = (target for draft in rows for rule in draft.rules for target in rule.asked)
    columns = (text.cleaned(*span) for span in asking_spans(text.text))
    return Accounted(
        settled=[
            *rules,
            *(draft.part.marker for draft in rows),
            *(span for draft in rows for span in draft.cap_words),
        ],
        asked=[*((target.start, target.end) for target in asked), *columns],
        scoring=[
            *_scoring_columns(text, first),
            *((draft.part.marker[1], draft.part.end) for draft in rows),
        ],
    )


def _scoring_columns(text: CleanText, until: int) -> Iterator[tuple[int, int]]:
    """Yield where columns that say how it is scored stand before the first rule of a text."""
    for start, end in scoring_spans(text.text):
        first, last = text.cleaned(start, end)
        if first < until:
            yield first, min(last, until)


def read_words(words: str, points: Decimal = _NONE) -> WordsReading:
    """Return the components, rules and unread phrases of an item's text. Raises nothing.

    points: of the item, where a column of its own gives them. Words that only add points or
    cost a grade are one component of 0 points where there are none.
    """
    read = _read_words(words, points)
    if points or read.drafts:
        return read
    beside = _read_words(words, _ANY)
    return _of_no_points(beside) if _is_beyond(beside) else read


def _is_beyond(read: WordsReading) -> bool:
    rules = [rule for component in read.components for rule in component.rules]
    is_all_read = len(read.components) == 1 and bool(rules) and not read.unsettled
    return is_all_read and all(rule.kind.effect in BEYOND for rule in rules)


def _of_no_points(read: WordsReading) -> WordsReading:
    return replace(
        read,
        drafts=tuple(replace(d, part=replace(d.part, points=_NONE)) for d in read.drafts),
        components=tuple(replace(c, points=_NONE) for c in read.components),
    )


def _read_words(words: str, points: Decimal) -> WordsReading:
    text = CleanText(words)
    parts = _parts(text.clean, points)
    is_only = len(parts) == 1
    read = tuple(read_rules(text.clean, part, is_only=is_only) for part in parts)
    given = with_sure_awards(text.clean, _within_columns(text, read))
    kept = with_highest_only(text.clean, with_exceptions(text.clean, given))
    sure, cases = without_cases(text.clean, without_doubtful(text.clean, kept))
    drafts = with_caps(text.clean, sure)
    rules = [(rule.start, rule.end) for draft in drafts for rule in draft.rules]
    spans = unsettled_spans(text.clean, accounted(text, drafts, rules), cases)
    return WordsReading(
        text,
        drafts,
        _components(text, drafts),
        tuple(text.printed(start, end) for start, end in spans),
    )


def _within_columns(
    text: CleanText, drafts: tuple[DraftComponent, ...]
) -> tuple[DraftComponent, ...]:
    """Return the components without rules about targets whose component is not known.

    Where one column asks for several things and the next scores them one by one, all that
    is asked would fall to the first or the last component.
    """
    starts = [text.cleaned(start, start)[0] for start in head_spans(text.text)]
    if len(drafts) < 2 or len(starts) < 2 or row_marks(text.clean):
        return drafts

    def is_sure(rule: DraftRule) -> bool:
        own = bisect_right(starts, rule.start)
        return all(bisect_right(starts, target.start) == own for target in rule.asked)

    return tuple(replace(d, rules=[rule for rule in d.rules if is_sure(rule)]) for d in drafts)


def _parts(clean: str, points: Decimal) -> tuple[ComponentSpan, ...]:
    """Return the components: a row with points of its own each, else a 计N分 each.

    A text that names no points but those it deducts is one component of the item's points.
    """
    rows = row_marks(clean)
    if rows:
        ends = [row.start for row in rows[1:]] + [len(clean)]
        return tuple(
            ComponentSpan(row.points, (row.start, row.end), row.start, end)
            for row, end in zip(rows, ends, strict=True)
        )
    others = list(_other_points(clean))
    parts = split_parts(clean)
    if not parts and len(others) == len(BRACKETED.findall(clean)):
        parts = bracketed_parts(clean, points)
    if parts or not clean or points <= 0:
        return parts
    if len(others) == 1 and parse_number(others[0][0].removesuffix("分")) == points:
        return _worth_once(clean, others[0], points)
    if others:
        return ()
    start = scoring_start(clean)
    return awarded_parts(clean, points) or (ComponentSpan(points, (start, start), 0, len(clean)),)


def _other_points(clean: str) -> Iterator[re.Match[str]]:
    """Yield the points that are neither taken nor given nor a cap; 记零分 says none."""
    for hit in _OTHER_POINTS.finditer(clean):
        before = max(0, hit.start() - 24), hit.start()
        is_said = _EXPLAINED.search(clean, *before) or _GIVEN.search(clean, *before)
        if parse_number(hit[0].removesuffix("分")) and not is_said:
            yield hit


def _worth_once(clean: str, hit: re.Match[str], points: Decimal) -> tuple[ComponentSpan, ...]:
    """Return the one component of a text that says once what all of it is worth: 台账健全5分，….

    Behind what is scored it only says so again, see caps.py.
    """
    first = SCORING.search(clean)
    start, end = hit.span()
    worth = _WORTH.search(clean, max(0, start - 4), start)
    start = worth.start() if worth else start
    if first is not None and first.end() < start:
        scoring = scoring_start(clean)
        return (ComponentSpan(points, (scoring, scoring), 0, len(clean)),)
    is_closed = clean[end : end + 1] in ("，", "。", "；", "：", "")
    return (ComponentSpan(points, (start, end), 0, len(clean)),) if is_closed else ()


def _item(raw: RawItem, book: checks.PlaceBook, findings: list[Finding]) -> ItemReading:
    points = _points(raw.points)
    words = read_words(raw.text, points)
    item = ItemReading(
        name=raw.name,
        text=raw.text,
        points=points,
        offices=split_offices(raw.offices),
        offices_text=raw.offices,
        components=words.components,
        unsettled=words.unsettled,
        text_heads=raw.text_heads,
    )
    findings += checks.item_findings(item, raw.points, words.drafts, text=words.text, book=book)
    return item


def _points(words: str) -> Decimal:
    """Return 0 for what is no number; checks.item_findings reports it."""
    match = re.fullmatch(rf"({NUMBER})分?", CleanText(words).clean)
    return (parse_number(match[1]) if match else None) or Decimal(0)


def split_offices(words: str) -> tuple[str, ...]:
    """Split 纪检监察室 机关党委; 各处室、中心 is one name for all of them."""
    if "".join(words.split()) == EVERY_OFFICE:
        return (EVERY_OFFICE,)
    parts = re.split(r"[\r\n\v、，,；;]+", words)
    return tuple(name for name in ("".join(part.split()) for part in parts) if name)


def _components(
    text: CleanText, drafts: tuple[DraftComponent, ...]
) -> tuple[ComponentReading, ...]:
    return tuple(
        _component(text, draft, is_first=index == 0, is_last=index == len(drafts) - 1)
        for index, draft in enumerate(drafts)
    )


def _component(
    text: CleanText, draft: DraftComponent, *, is_first: bool, is_last: bool
) -> ComponentReading:
    measures = _measures(draft)
    positions = {measure.name: index for index, measure in enumerate(measures)}
    start, end = _printed_bounds(text, draft.part, is_first=is_first, is_last=is_last)
    rules = tuple(
        RuleReading(
            kind=rule.kind,
            measures=tuple(positions[measure.name] for measure in rule.measures),
            step=rule.step,
            deduction=rule.deduction,
            clause=text.printed(rule.start, rule.end),
            start=text.span(rule.start, rule.end)[0],
            end=text.span(rule.start, rule.end)[1],
            pattern=rule.pattern,
            cap=rule.cap,
            target=rule.target,
            condition=rule.condition,
            least=rule.least,
            bands=rule.bands,
        )
        for rule in draft.rules
    )
    return ComponentReading(draft.part.points, measures, rules, start, end, cap=draft.cap)


def _measures(draft: DraftComponent) -> tuple[MeasureReading, ...]:
    """Return the measures some rule uses: figures as printed, then in the rules' order."""
    used = {measure.name: measure for rule in draft.rules for measure in rule.measures}
    figures = [t.measure.name for t in draft.targets.found if t.sort is not TargetSort.WORKS]
    order = dict.fromkeys([*(name for name in figures if name in used), *used])
    return tuple(used[name] for name in order)


def _printed_bounds(
    text: CleanText, part: ComponentSpan, *, is_first: bool, is_last: bool
) -> tuple[int, int]:
    start = 0 if is_first else text.span(part.start, part.start + 1)[0]
    end = len(text.text) if is_last else text.span(part.end, part.end + 1)[0]
    return start, end
