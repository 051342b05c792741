"""A county's report as paper: the one layout that PDF, Word, Excel, the public page, the
preview of a form and the fill-in workbook share.

Two ways of setting a section, as in the official layouts: «table», where every block is a
part of one framed table; and «report», running text with captioned tables between. A
section with narrative parts is a report. Pure: no query, no clock.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lib.wording import of_year, says_year
from selfeval.engine.types import (
    Block,
    Field,
    FieldBlock,
    Form,
    IndicatorBlock,
    Kind,
    Narrative,
    Section,
    SignatureBlock,
    Table,
    TotalBlock,
)
from selfeval.engine.wording import words_for
from selfeval.loading import Assessed
from selfeval.paper.annexes import annexes
from selfeval.paper.blocks import Desk, fields_grid, is_beside, table_grid
from selfeval.paper.indicators import indicator_grid, total_grid, total_words
from selfeval.paper.model import (
    Cell,
    Filing,
    Grid,
    Heading,
    Line,
    Lines,
    Look,
    PaperSection,
    Part,
    Prose,
    ReportPaper,
    Signature,
    joined,
)
from selfeval.paper.sheets import ANNEX, is_running, laid_out

NUMBERED = re.compile(r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]")
CAPTIONED = re.compile(r"表\s*\d")
NUMERALS = "一二三四五六七八九十"
#: What a form calls the unit that files it, the surest first.
UNIT_LABELS = (
    "填报单位",
    "单位名称",
    "部门名称",
    "预算单位",
    "实施单位",
    "项目实施单位",
    "项目单位",
)
NOT_NAME = re.compile(r"[（(][^（）()]*[）)]|[\s:：]")


def paper_of(assessed: Assessed, filing: Filing, *, is_public: bool = False) -> ReportPaper:
    """Return a report as it is printed. is_public: without what was said to reviewers; nobody
    is named if the answers are those of engine.masking."""
    desk = desk_of(assessed)
    title, subtitle = title_of(
        assessed.form, assessed.year, county=filing.county, project=filing.project
    )
    sections = list(_sections(desk, filing))
    if not is_public:
        sections += annexes(desk, filing, assessed.findings)
    total, grade = total_words(desk)
    return ReportPaper(
        title=title,
        subtitle=subtitle,
        year=assessed.year,
        form=assessed.form.title,
        filing=filing,
        sections=tuple(sections),
        total=total,
        grade=grade,
    )


def desk_of(assessed: Assessed, *, is_form: bool = False) -> Desk:
    return Desk(assessed.evaluated, is_form)


def title_of(form: Form, year: int, *, county: str, project: str = "") -> tuple[str, str]:
    """Return the title and what stands under it: a report names its county and year, running
    text its project too."""
    plain = re.sub(r"[（(][^（）()]*[）)]$", "", words_for(form.title, year)).strip()
    first = form.sections[0] if form.sections else None
    if first is None or not is_running(first):
        return plain, _year_under(plain, year)
    if _has_own_title(first):
        plain = words_for(first.label, year)
    return f"{county}{of_year(plain, year)}", f"（{project}）" if project else ""


def _year_under(title: str, year: int) -> str:
    """Return the year as it stands under a title, unless the title says it."""
    return "" if says_year(title, year) else f"（{year}年度）"


def _has_own_title(section: Section) -> bool:
    return not NUMBERED.match(section.label)


# --- sections ---------------------------------------------------------------------------


def _sections(desk: Desk, filing: Filing) -> Iterator[PaperSection]:
    before: Section | None = None
    printed = [s for s in desk.form.sections if any(_is_printed(block) for block in s.blocks)]
    for section, parts in laid_out([(s, tuple(section_parts(desk, s))) for s in printed]):
        yield _section(desk, filing, section, parts=parts, before=before)
        before = section


def _section(
    desk: Desk, filing: Filing, section: Section, *, parts: tuple[Part, ...], before: Section | None
) -> PaperSection:
    label = desk.say(section.label)
    annex, name = _annex(label)
    paper = PaperSection(section.code, label, parts, section.orientation)
    if annex:
        paper = replace(paper, annex=annex, title=name, starts_page=True)
        return paper if is_running(section) else _dated(desk, filing, paper)
    if before is None and is_running(section) and _has_own_title(section):
        return paper  # its name is the paper's title
    if before is not None and is_running(section) != is_running(before) and _has_own_title(section):
        return replace(paper, title=label, starts_page=True)
    if is_running(section):
        return replace(paper, parts=(Heading(label), *parts))
    continues = before is not None and before.orientation is section.orientation
    framed = _framed(section, label, parts, is_glued=continues)
    if before is None:
        framed = (_filed_by(desk, filing), *framed)
    return replace(paper, parts=framed)


def _dated(desk: Desk, filing: Filing, paper: PaperSection) -> PaperSection:
    """Return a table of its own page with the year and, if the form has no line, the county."""
    if paper.parts and isinstance(paper.parts[0], Lines):
        return paper
    parts = (_filed_by(desk, filing), *paper.parts)
    return replace(paper, subtitle=_year_under(paper.title, desk.year), parts=parts)


def _filed_by(desk: Desk, filing: Filing) -> Lines:
    lines = [Line("填报单位（盖章）：", unit_of(desk) or filing.county)]
    if filing.project:
        lines.append(Line("项目：", filing.project))
    return Lines(tuple(lines))


def unit_of(desk: Desk) -> str:
    """Return the unit that a report names as its own: who seals it is a bureau, not a place.
    "" where the form does not ask for it, or nothing is filled in."""
    named = {
        NOT_NAME.sub("", desk.say(item.label)): item.code
        for item in desk.laid.index.fields.values()
        if isinstance(item, Field) and item.kind is Kind.TEXT
    }
    codes = (named[label] for label in UNIT_LABELS if label in named)
    return next((words for words in map(desk.words, codes) if words.strip()), "")


def _framed(
    section: Section, label: str, parts: tuple[Part, ...], *, is_glued: bool
) -> tuple[Part, ...]:
    """Return the parts of a table section under its name, one table with what came before."""
    if _is_named_within(section, label):
        first, *rest = parts
        glued = replace(first, glued=is_glued) if isinstance(first, Grid) else first
        return glued, *rest
    rubric = Grid((1,), ((Cell(label, Look.RUBRIC),),), glued=is_glued)
    first, *rest = parts
    first = replace(first, glued=True) if isinstance(first, Grid) else first
    return rubric, first, *rest


def _is_named_within(section: Section, label: str) -> bool:
    """Say whether a block of the section bears its name already."""
    if NUMBERED.match(label):
        return False
    return any(getattr(block, "label", "") == section.label for block in section.blocks)


def _annex(label: str) -> tuple[str, str]:
    found = ANNEX.fullmatch(label)
    return (found[1].strip(), found[2].strip()) if found and found[2].strip() else ("", label)


def _is_printed(block: Block) -> bool:
    return getattr(block, "printed", True)


def section_parts(desk: Desk, section: Section) -> Iterator[Part]:
    """Yield what stands in a section, without its name."""
    blocks = [block for block in section.blocks if desk.is_form or _is_printed(block)]
    if is_running(section):
        yield from _running_parts(desk, section, blocks)
    else:
        yield from _table_parts(desk, section, blocks)


# --- running text -----------------------------------------------------------------------


def _running_parts(desk: Desk, section: Section, blocks: Sequence[Block]) -> Iterator[Part]:
    numbers = _numbers(desk, section, blocks)
    for block in blocks:
        if isinstance(block, Narrative):
            said = desk.say(block.label)
            if not _repeats(section.label, block.label):
                yield Heading(numbers.get(block.code, "") + said, _level(section, said))
            yield Prose(desk.words(block.code), block.code, said)
        else:
            yield _between(desk, block)


def _between(desk: Desk, block: Block) -> Part:
    """Return what stands between the text: a table under its caption, lines to sign."""
    match block:
        case Table():
            return table_grid(desk, block, has_caption=True)
        case IndicatorBlock():
            return indicator_grid(desk, block, is_titled=True)
        case TotalBlock():
            return total_grid(desk, block)
        case SignatureBlock():
            return _signature_lines(desk, block)
    return fields_grid(desk, block)  # type: ignore[arg-type]


def _repeats(section_label: str, label: str) -> bool:
    return NUMBERED.sub("", section_label) == NUMBERED.sub("", label)


def _level(section: Section, label: str) -> int:
    is_part = _has_own_title(section) and not label.startswith(("（", "("))
    return 1 if is_part else 2


def _numbers(desk: Desk, section: Section, blocks: Sequence[Block]) -> Mapping[str, str]:
    """Return the numbers of narratives that the form left without any (一、 or （一）)."""
    parts = [block for block in blocks if isinstance(block, Narrative)]
    parts = [part for part in parts if not _repeats(section.label, part.label)]
    if len(parts) < 2 or any(NUMBERED.match(part.label) for part in parts):
        return {}
    pattern = "{}、" if _has_own_title(section) else "（{}）"
    return {
        part.code: pattern.format(NUMERALS[place])
        for place, part in enumerate(parts[: len(NUMERALS)])
    }


# --- framed tables ----------------------------------------------------------------------


def _table_parts(desk: Desk, section: Section, blocks: Sequence[Block]) -> Iterator[Part]:
    waiting = list(blocks)
    is_annex = bool(_annex(section.label)[0])
    has_frame = False
    while waiting:
        block, *rest = waiting
        taken = 1
        if isinstance(block, FieldBlock) and not desk.is_form and _signs(block, rest):
            waiting = rest
            continue
        if isinstance(block, FieldBlock) and is_annex and not has_frame and _is_short(block):
            yield Lines(tuple(_line(desk, item.code, item.label) for item in block.fields))
        elif isinstance(block, SignatureBlock):
            is_framed = has_frame and _frames_signatures(section)
            part = _signature(desk, block) if is_framed else _signature_lines(desk, block, blocks)
            yield part
        else:
            grid, taken = _grid(desk, section, block, rest=rest)
            yield replace(grid, glued=has_frame)
            has_frame = True
        waiting = waiting[taken:]


def _frames_signatures(section: Section) -> bool:
    """Say whether hands and seals are a part of the table: where sections are numbered, and where
    several give their opinion, each under its name."""
    opinions = [b for b in section.blocks if isinstance(b, SignatureBlock) and b.label]
    return bool(NUMBERED.match(section.label)) or len(opinions) > 1


def _grid(desk: Desk, section: Section, block: Block, *, rest: Sequence[Block]) -> tuple[Grid, int]:
    """Return the table of a block, and how many blocks went into it."""
    match block:
        case Table():
            if _takes_next(block, rest):
                return _group(desk, block, rest[0]), 2
            if _names(section, block.label) and not is_beside(block):
                block = replace(block, label="")
            return table_grid(desk, block, has_caption=False), 1
        case FieldBlock():
            return fields_grid(desk, block), 1
        case IndicatorBlock():
            is_titled = bool(CAPTIONED.match(block.label))
            return indicator_grid(desk, block, is_titled=is_titled), 1
        case TotalBlock():
            return total_grid(desk, block), 1
    return Grid((1,), ((Cell(_text(desk, block), Look.TEXT, address=block.code),),)), 1


def _text(desk: Desk, block: Block) -> str:
    return desk.words(getattr(block, "code", ""))


def _names(section: Section, label: str) -> bool:
    return NUMBERED.sub("", section.label) == label


def _takes_next(block: Table, rest: Sequence[Block]) -> bool:
    """Say whether nameless fields after the table belong under its label at the left."""
    following = rest[0] if rest else None
    is_nameless = isinstance(following, FieldBlock) and not following.label
    is_plain = is_nameless and all(item.kind in (Kind.MONEY, Kind.NUMBER) for item in
                                   getattr(following, "fields", ()))  # fmt: skip
    return is_plain and is_beside(block) and block.rows[0].label != block.label


def _group(desk: Desk, table: Table, fields: Block) -> Grid:
    """Return a table and the fields under it with one label at the left of both."""
    above = table_grid(desk, table, has_caption=False)
    label, *first = above.rows[0]
    own = replace(above, widths=above.widths[1:], rows=(tuple(first), *above.rows[1:]))
    whole = joined([own, fields_grid(desk, fields, table.unit)])  # type: ignore[arg-type]
    side = replace(label, rowspan=len(whole.rows))
    rows = ((side, *whole.rows[0]), *whole.rows[1:])
    return replace(whole, widths=(above.widths[0], *whole.widths), rows=rows, heads=0)


# --- lines and signatures ---------------------------------------------------------------


def _is_short(block: FieldBlock) -> bool:
    is_brief = all(item.kind is not Kind.LONG_TEXT for item in block.fields)
    return not block.label and len(block.fields) <= 3 and is_brief


def _signs(block: FieldBlock, rest: Sequence[Block]) -> bool:
    """Say whether the fields stand in the lines to be signed anyway (填表人：)."""
    lines = [line for item in rest if isinstance(item, SignatureBlock) for line in item.lines]
    return bool(block.fields) and all(
        any(_is_line_of(line, item.label) for line in lines) for item in block.fields
    )


def _is_line_of(line: str, label: str) -> bool:
    return line.rstrip("：: ") == label


def _line(desk: Desk, code: str, label: str) -> Line:
    return Line(f"{desk.say(label)}：", desk.words(code), code)


def _signature(desk: Desk, block: SignatureBlock) -> Signature:
    return Signature(
        tuple(desk.say(line) for line in block.lines), desk.say(block.label), block.seal
    )


def _signature_lines(desk: Desk, block: SignatureBlock, blocks: Sequence[Block] = ()) -> Lines:
    """Return the lines to be signed, with what fields of the same name say."""
    fields = [item for b in blocks if isinstance(b, FieldBlock) for item in b.fields]
    lines = []
    for line in block.lines:
        item = next((field for field in fields if _is_line_of(line, field.label)), None)
        words = desk.words(item.code) if item else ""
        lines.append(Line(desk.say(line), words, item.code if item else ""))
    return Lines(tuple(lines), is_signature=True, seal=block.seal)
