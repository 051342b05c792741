"""The sheet 「核对码」: whose workbook it is, where each cell stands, and the code over it all."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.crypto import constant_time_compare, salted_hmac

from press.workbooks.types import Book, Sheet
from trust.refusals import Refused
from trust.spreadsheet import append_row, safe_cell

SHEET = "核对码"
#: The first kind, of earlier programs, kept no list of what is printed.
FIRST_KIND, KIND = "县市区自评填报表 1", "县市区自评填报表 2"
NAMES = ("格式", "表式", "表式版本", "县市区", "地区编码", "年度", "报告", "报告版本")
CODE_ROW = len(NAMES) + 1
FIRST_ROW = CODE_ROW + 3
HEAD = ("工作表", "单元格", "地址", "下载时的内容", "修订")
#: Beside them what is printed, to tell what was changed; a formula by its sign alone.
PRINTED, PRINTED_COLUMN, FORMULA = ("工作表", "单元格", "原文"), 7, "="
#: Longer words are kept by their digest: they need only be compared.
LONG, DIGEST = 2000, "sha256:"
# The name that signed the workbooks which counties have: it outlives the module it came from.
_SALT = "selfeval.exports.workbook"
_AGAIN = "本次没有导入任何内容，请在本任务页面重新下载填报表，填好后再导入。"


@dataclass(frozen=True, slots=True)
class Entry:
    """An input cell. words: when it was made, or their digest. version: of the cell then."""

    sheet: str
    cell: str
    address: str
    words: str
    version: int = 0

    def says(self, words: str) -> bool:
        return self.words == kept(words)


@dataclass(frozen=True, slots=True)
class Original:
    """A cell that is not to be filled in, with its words when the workbook was made."""

    sheet: str
    cell: str
    words: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose workbook it is. key: of the county. report: its number, 0 in a blank form."""

    form: str
    form_version: int
    county: str
    key: str
    year: int
    report: int = 0
    report_version: int = 0

    def as_rows(self, kind: str = KIND) -> list[tuple[str, str]]:
        said = (
            kind, self.form, self.form_version, self.county, self.key, self.year, self.report,
            self.report_version,
        )  # fmt: skip
        return [(name, str(value)) for name, value in zip(NAMES, said, strict=True)]


def kept(words: str) -> str:
    if len(words) <= LONG and not words.startswith(DIGEST):
        return words
    return f"{DIGEST}{hashlib.sha256(words.encode()).hexdigest()}"


def write_map(
    sheet, identity: Identity, entries: Sequence[Entry], *, originals: Sequence[Original]
) -> None:
    for row in identity.as_rows():
        append_row(sheet, row)
    append_row(sheet, ("核对码", _code(identity, entries, originals)))
    append_row(sheet, ("本页供系统核对用，请勿改动、删除或移动。",))
    append_row(sheet, HEAD)
    for entry in entries:
        said = (entry.sheet, entry.cell, entry.address, entry.words, str(entry.version))
        append_row(sheet, said)
    printed = (PRINTED, *((o.sheet, o.cell, kept(o.words)) for o in originals))
    for row, said in enumerate(printed, FIRST_ROW - 1):
        for column, words in enumerate(said, PRINTED_COLUMN):
            safe_cell(sheet.cell(row, column), words)
    for column, width in zip("ABCDEGHI", (20, 12, 36, 40, 8, 20, 12, 40), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.protection.sheet = True


def read_map(book: Book) -> tuple[Identity, list[Entry]]:
    """Return whose workbook it is and its cells. Raises Refused if it is not ours as made."""
    found = book.sheet(SHEET)
    if found is None:
        raise Refused(f"这不是从本系统下载的填报表（没有工作表“{SHEET}”）。{_AGAIN}")
    said = [_words(found, f"B{row}") for row in range(1, CODE_ROW + 1)]
    if said[0] not in (FIRST_KIND, KIND):
        raise Refused(f"填报表的格式无法识别（工作表“{SHEET}”B1）。{_AGAIN}")
    try:
        identity = Identity(
            form=said[1],
            form_version=int(said[2]),
            county=said[3],
            key=said[4],
            year=int(said[5]),
            report=int(said[6]),
            report_version=int(said[7]),
        )
        entries = list(_entries(found))
    except ValueError:
        raise Refused(f"填报表的核对信息已被改动（工作表“{SHEET}”）。{_AGAIN}") from None
    code = _code(identity, entries, read_originals(book), kind=said[0])
    if not constant_time_compare(said[-1], code):
        raise Refused(f"填报表的核对信息已被改动（工作表“{SHEET}”），与核对码不符。{_AGAIN}")
    return identity, entries


def read_originals(book: Book) -> list[Original]:
    """Return what was printed; nothing of a workbook of the first kind."""
    found = book.sheet(SHEET)
    originals: list[Original] = []
    row = FIRST_ROW
    if found is None or _words(found, "B1") != KIND:
        return originals
    while (row, PRINTED_COLUMN + 2) in found.cells:
        at = (found.cells.get((row, PRINTED_COLUMN + n)) for n in range(3))
        originals.append(Original(*("" if cell is None else cell.text for cell in at)))
        row += 1
    return originals


def check_identity(found: Identity, wanted: Identity) -> None:
    """Refuse a workbook of another county, year, form or version: what, where, what to do."""
    place = f"（见工作表“{SHEET}”）"
    if found.key != wanted.key:
        raise Refused(f"这是{found.county}的填报表，不是{wanted.county}的{place}。{_AGAIN}")
    if found.year != wanted.year:
        raise Refused(
            f"这是 {found.year} 年度的填报表，本任务是 {wanted.year} 年度{place}。{_AGAIN}"
        )
    if found.form != wanted.form:
        raise Refused(f"这份填报表用的是另一种评价表式（{found.form}）{place}。{_AGAIN}")
    if found.form_version != wanted.form_version:
        raise Refused(
            f"这份填报表是表式第 {found.form_version} 版，本任务用第 {wanted.form_version} 版"
            f"{place}。{_AGAIN}"
        )
    if found.report != wanted.report:
        raise Refused(f"这份填报表属于另一项填报任务或另一个项目{place}。{_AGAIN}")


def _entries(found: Sheet):
    row = FIRST_ROW
    while found.at(f"C{row}") is not None:
        said = [_words(found, f"{column}{row}") for column in "ABCDE"]
        yield Entry(said[0], said[1], said[2], said[3], int(said[4]))
        row += 1


def _words(found: Sheet, name: str) -> str:
    cell = found.at(name)
    return "" if cell is None else cell.text


def _code(
    identity: Identity,
    entries: Sequence[Entry],
    originals: Sequence[Original],
    *,
    kind: str = KIND,
) -> str:
    """Return the code over it all: of what is printed only the places, for without their list
    nobody would see that rows were moved; another program may write the words a little otherwise.
    """
    said = [
        identity.as_rows(kind),
        [[e.sheet, e.cell, e.address, e.words, e.version] for e in entries],
    ]
    if kind != FIRST_KIND:
        said.append([[o.sheet, o.cell] for o in originals])
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return salted_hmac(_SALT, text, algorithm="sha256").hexdigest()
