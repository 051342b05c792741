"""How large a table may be, in every format: what can be kept, printed and scored.

Whatever does not fit is said with its city, item and field before anything is written; a
column that is too short would cut a word, and one with too few places would round a figure.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from assessment.engine.bands import fault_of
from assessment.engine.bases import BASES
from assessment.engine.judging import JUDGED_UNIT
from assessment.engine.types import Basis, Effect
from assessment.reader.errors import DocumentError
from assessment.reader.types import (
    ComponentReading,
    ItemReading,
    RawSection,
    RawTable,
    RuleReading,
    SectionReading,
    TableReading,
)
from lib.signs import UNKEEPABLE

MOST_TABLES = 200
MOST_SECTIONS = 20
MOST_ITEMS = 2_000  # of a section
MOST_COMPONENTS = 99  # of an item
MOST_MEASURES = 200  # of a component; rules likewise
MOST_NOTES = 100
MOST_COLUMNS = 20  # of text, side by side
MOST_PLACES = 200
MOST_BANDS = 20
MOST_FINDINGS = 5_000  # of a file

LONGEST_TEXT = 10_000
LONGEST_NOTE = 2_000
#: Characters that a column holds, by what it is called on screen.
LONGEST = {
    "标题": 200,
    "市州": 40,
    "部分的序号": 4,
    "部分的名称": 60,
    "部分的标题": 80,
    "指标名称": 60,
    "责任处室": 120,
    "测量项编码": 40,
    "测量项": 200,
    "简称": 200,
    "单位": 20,
    "列名对象": 200,
    "句式": 60,
    "限定条件": 200,
    "正文各栏的栏名": 40,
}
#: Digits before and after the point.
POINTS, AMOUNT = (4, 3), (14, 4)
#: Of a figure before and after the point together: what SQLite keeps of it without rounding.
MOST_DIGITS = 15
_TOLD = 20  # sentences at the most: the rest is likely the same


def check_raw(raw: RawTable) -> None:
    """Raise DocumentError for a table that is too large to be read at all."""
    faults = list(_counts(raw.title, raw.sections, raw.notes))
    faults += [
        f"{raw.title}“{item.name[:60]}”：正文有 {len(item.text)} 字，超过 {LONGEST_TEXT} 字"
        for section in raw.sections
        for item in section.items
        if len(item.text) > LONGEST_TEXT
    ]
    _refuse(faults)


def check_reading(table: TableReading, codes: Iterable[str] = ()) -> None:
    """Raise DocumentError, a line a fault, for what no column holds. codes: of its measures."""
    _refuse(_table(table, list(codes)))


def figure_fault(value: Decimal | None, digits: tuple[int, int]) -> str:
    """Return why a figure cannot be kept as it is, "" if it can."""
    whole, places = digits
    if value is None:
        return ""
    if not value.is_finite() or value < 0:
        return "不是大于或等于 0 的数字"
    if value and value.adjusted() >= whole:
        return f"超过 {whole} 位整数"
    if value and value != round(value, places):
        return f"超过 {places} 位小数"
    if len(value.normalize().as_tuple().digits) > MOST_DIGITS:
        return f"连小数超过 {MOST_DIGITS} 位"
    return ""


def _refuse(faults: Iterable[str]) -> None:
    found = list(faults)
    if found:
        more = [f"……另有 {len(found) - _TOLD} 处"] if len(found) > _TOLD else []
        lines = [f"{fault}。" for fault in [*found[:_TOLD], *more]]
        raise DocumentError("\n".join([*lines, "请改正后重新导入，本次未导入任何内容。"]))


def _counts(
    where: str, sections: Sequence[SectionReading] | Sequence[RawSection], notes: Sequence[str]
) -> Iterator[str]:
    if len(sections) > MOST_SECTIONS:
        yield f"{where}：有 {len(sections)} 个部分，最多 {MOST_SECTIONS} 个"
    for section in sections[:MOST_SECTIONS]:
        if len(section.items) > MOST_ITEMS:
            yield (
                f"{where}“{section.heading[:80]}”：有 {len(section.items)} 项指标，"
                f"最多 {MOST_ITEMS} 项"
            )
    if len(notes) > MOST_NOTES or any(len(note) > LONGEST_NOTE for note in notes):
        yield f"{where}：表下注最多 {MOST_NOTES} 条，每条最多 {LONGEST_NOTE} 字"


def _table(table: TableReading, codes: list[str]) -> Iterator[str]:
    yield from _words("", "标题", table.title)
    yield from _words("", "市州", table.city)
    yield from _words(table.city, "测量项编码", *codes)
    yield from _words(table.city, "正文各栏的栏名", *table.text_heads)
    if len(table.text_heads) > MOST_COLUMNS:
        yield f"{table.city}：正文有 {len(table.text_heads)} 栏，最多 {MOST_COLUMNS} 栏"
    yield from _counts(table.city, table.sections, table.notes)
    for note in table.notes:
        yield from _signs(f"{table.city}：表下注", note)
    for section in table.sections:
        yield from _section(table.city, section)
    twice = [code for code, count in Counter(codes).items() if count > 1]
    if twice:
        yield f"{table.city}：测量项编码“{min(twice)}”出现了不止一次"


def _section(city: str, section: SectionReading) -> Iterator[str]:
    where = f"{city}“{section.name[:60]}”"
    yield from _words(city, "部分的序号", section.number)
    yield from _words(city, "部分的名称", section.name)
    yield from _words(city, "部分的标题", section.heading)
    yield from _figure(where, "满分", section.full, digits=POINTS)
    if section.full and section.items and not any(item.points for item in section.items):
        yield f"{where}：没有一项指标的分值大于 0，无法折算得分"
    for item in section.items:
        yield from _item(city, item)


def _item(city: str, item: ItemReading) -> Iterator[str]:
    where = f"{city}“{item.name[:60]}”"
    yield from _words(city, "指标名称", item.name)
    yield from _words(where, "责任处室", item.offices_text, *item.offices)
    yield from _figure(where, "分值", item.points, digits=POINTS)
    yield from _signs(f"{where}：正文", item.text)
    if len(item.text) > LONGEST_TEXT:
        yield f"{where}：正文有 {len(item.text)} 字，超过 {LONGEST_TEXT} 字"
    if len(item.components) > MOST_COMPONENTS:
        yield f"{where}：有 {len(item.components)} 个计分要点，最多 {MOST_COMPONENTS} 个"
    for number, component in enumerate(item.components[:MOST_COMPONENTS], 1):
        yield from _component(f"{where}要点 {number}", component, len(item.text))


def _component(where: str, component: ComponentReading, length: int) -> Iterator[str]:
    yield from _figure(where, "分值", component.points, digits=POINTS)
    yield from _place(where, "起止位置", start=component.start, end=component.end, length=length)
    for what, rows in (("测量项", component.measures), ("扣分规则", component.rules)):
        if len(rows) > MOST_MEASURES:
            yield f"{where}：有 {len(rows)} 条{what}，最多 {MOST_MEASURES} 条"
    for measure in component.measures:
        named = f"{where}“{measure.name[:40]}”"
        yield from _words(where, "测量项", measure.name)
        yield from _words(named, "简称", measure.key)
        yield from _words(named, "单位", measure.unit)
        yield from _words(named, "列名对象", *measure.places)
        yield from _figure(named, "目标值", measure.target, digits=AMOUNT)
        if len(measure.places) > MOST_PLACES:
            yield f"{named}：列名对象最多 {MOST_PLACES} 个"
    for rule in component.rules:
        yield from _rule(where, rule, length)
    yield from _judged(where, component)
    effects = {rule.kind.effect for rule in component.rules}
    if component.cap is not None and Effect.AWARD in effects and Effect.DEDUCT not in effects:
        yield f"{where}：只按得分计的要点没有最多扣多少"


def _judged(where: str, component: ComponentReading) -> Iterator[str]:
    """What a person judges are points of one rule: no other can count the same figure."""
    uses = Counter(at for rule in component.rules for at in rule.measures)
    for rule in component.rules:
        if rule.kind.basis is not Basis.JUDGED:
            continue
        for at in rule.measures:
            measure = component.measures[at]
            if uses[at] > 1:
                yield f"{where}“{measure.name[:40]}”：酌情评定的测量项只能用在一条规则"
            if measure.unit != JUDGED_UNIT:
                yield f"{where}“{measure.name[:40]}”：酌情评定的测量项，单位应为“{JUDGED_UNIT}”"


def _rule(where: str, rule: RuleReading, length: int) -> Iterator[str]:
    named = f"{where}“{rule.clause[:40]}”"
    yield from _signs(f"{named}：原文语句", rule.clause)
    yield from _words(named, "句式", rule.pattern)
    yield from _words(named, "限定条件", rule.condition)
    yield from _figure(named, "每档", rule.step, digits=AMOUNT)
    yield from _figure(named, "扣分", rule.deduction, digits=POINTS)
    yield from _figure(named, "最少扣（得）", rule.least, digits=POINTS)
    yield from _place(named, "起止位置", start=rule.start, end=rule.end, length=length)
    if BASES[rule.kind.basis].is_single and len(rule.measures) > 1:
        yield f"{named}：这种规则只能有一个测量项"
    for band in rule.bands:
        for end in (band.above, band.below):
            yield from _figure(named, "档次", end, digits=AMOUNT)
        yield from _figure(named, "档次的分值", band.points, digits=POINTS)
    if BASES[rule.kind.basis].has_bands and (fault := fault_of(rule.bands)):
        yield f"{named}：{fault}"
    basis = BASES[rule.kind.basis]
    gives_points = basis.gives_points and not basis.counts_deduction
    if (
        rule.deduction == 0
        and rule.kind.effect not in (Effect.SET, Effect.VETO)
        and not gives_points
    ):
        yield f"{named}：扣分须大于 0"
    if rule.kind.basis is Basis.JUDGED and rule.step not in (None, Decimal(1)):
        yield f"{named}：酌情评定的，每档应为 1（每次评定）或不写"
    if rule.least is not None and rule.deduction and rule.least > rule.deduction:
        yield f"{named}：最少扣（得）不能多于最多扣（得）"


def _figure(
    where: str, what: str, value: Decimal | None, *, digits: tuple[int, int]
) -> Iterator[str]:
    if fault := figure_fault(value, digits):
        yield f"{where}：{what} {fault}"


def _words(where: str, what: str, *words: str) -> Iterator[str]:
    longest = LONGEST[what]
    for word in words:
        named = f"{where}：{what}" if where else what
        if len(word) > longest:
            yield f"{named}“{word[:20]}…”有 {len(word)} 字，最多 {longest} 字"
        yield from _signs(named, word)


def _signs(where: str, words: str) -> Iterator[str]:
    if UNKEEPABLE.search(words):
        yield f"{where}含有不可见的控制字符"


def _place(where: str, what: str, *, start: int, end: int, length: int) -> Iterator[str]:
    if not 0 <= start <= end <= length:
        yield f"{where}：{what} {start} 至 {end} 不在正文之内（0 至 {length}）"
