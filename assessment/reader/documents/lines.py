"""What the lines around a table's rows are: its title, notes, sections."""

import re
from dataclasses import dataclass

from assessment.reader.cleantext import CleanText
from assessment.reader.patterns import SCORING
from assessment.reader.titles import year_in

_TITLE = re.compile(
    r"(?:指标|考核|考评|评分|评估|评价|计分|任务|责任)(?:指标)?(?:体系)?(?:考核|考评|评分|评价)?(?:表|细则|标准|办法)"
)
_LONGEST_TITLE = 80
_SHEET_NAME = re.compile(r"[市州]$|年度")
_LONGEST_SECTION = 60
_SECTION = re.compile(
    r"(?P<number>[一二三四五六七八九十]{1,3})\s*[、.．]\s*(?P<heading>.+)"
    r"|[（(](?P<other>[一二三四五六七八九十]{1,3})[)）]\s*(?P<rest>.+)"
    r"|(?P<whole>第[一二三四五六七八九十]{1,2}部分.*|[^：:。；;]{1,30}?[（(]\s*[\d.．]+\s*分?\s*[)）])"
)
_REMARK = re.compile(r"^(?:备\s*注|附?注|说\s*明)")
_SUM = re.compile(
    r"^(?:合计|总计|总分|小计|共计|总得分|合计得分|得分合计|满分合计|分值合计)"
    r"|^.{0,12}(?:小计|合计|总计)$"
)
_SIGNATURE = re.compile(
    r"签[字名章]|盖章|审核人|考核人|考评人|填表人|负责人|经办人|年\s*月\s*日|日期"
)


@dataclass(frozen=True)
class Heading:
    """The lines before a row of heads: notes belong to the table above, captions to this one."""

    title: str
    notes: tuple[str, ...]
    captions: tuple[str, ...]


def heading_of(lines: list[str], *, is_first: bool, sheet: str) -> Heading:
    """Tell the title of a table from the lines around it; sheet serves where there is none."""
    titles = [i for i, line in enumerate(lines) if is_title(line)]
    titles = [i for i in titles if year_in(lines[i]) is not None] or titles
    if titles:
        at = titles[-1]
        before, after = tuple(lines[:at]), tuple(lines[at + 1 :])
        return Heading(
            lines[at], () if is_first else before, (*before, *after) if is_first else after
        )
    if not lines:
        return Heading(sheet if is_first else "", (), ())
    if is_first and _SHEET_NAME.search(sheet):
        return Heading(sheet, (), tuple(lines))
    rest = tuple(lines[:-1])
    return Heading(lines[-1], () if is_first else rest, rest if is_first else ())


def is_title(line: str) -> bool:
    return len(line) <= _LONGEST_TITLE and "。" not in line and _TITLE.search(line) is not None


def section_of(line: str) -> tuple[str, str] | None:
    """Return number and heading of a row that opens a section, None if it does not."""
    words = "".join(part.strip() for part in line.splitlines())
    if len(words) > _LONGEST_SECTION or _REMARK.match(words) or words.endswith(("。", "；")):
        return None
    found = _SECTION.fullmatch(words)
    if found is None:
        return None
    number = found["number"] or found["other"] or ""
    return number, (found["heading"] or found["rest"] or found["whole"]).strip()


def may_be_section(line: str) -> bool:
    """Whether a row that covers the whole table may open a section, though it has no number."""
    return len(line) <= 30 and not _REMARK.match(line) and not re.search("[。；：:]", line)


def is_sum(words: str) -> bool:
    return _SUM.match(re.sub(r"\s", "", words)) is not None


def is_signature(words: list[str]) -> bool:
    """Whether a row's cells are only to be signed and dated."""
    return all(len(w) <= 30 for w in words) and any(_SIGNATURE.search(w) for w in words)


def bears_points(words: str) -> bool:
    """Whether words give, take or withhold points."""
    return SCORING.search(CleanText(words).clean) is not None


def bears_figure(words: str) -> bool:
    return bears_points(words) or re.search(r"\d", words) is not None
