"""From a file to its tables, word for word: .docx, .xlsx and plain text."""

import zipfile
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from io import BytesIO
from pathlib import PurePath

from assessment.reader.documents.assemble import assemble, bearing_lines
from assessment.reader.documents.lines import bears_points
from assessment.reader.documents.plain import text_page
from assessment.reader.documents.sheet import workbook_pages
from assessment.reader.errors import DocumentError
from assessment.reader.types import Finding, RawTable, Severity
from press.documents.page import DocumentRow, Page, words_in
from press.documents.word import Undecided, document_page

__all__ = ["DocumentError", "read_document"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc and .xls of the years before 2007
_ACCEPTED = "请提供 .docx、.xlsx 或纯文本（.txt）格式的考核指标表"


def read_document(
    data: bytes, filename: str, offices: Collection[str] = ()
) -> tuple[RawTable, ...]:
    """Return the indicator tables of a file in the order of the document.

    The format is told from the content; filename serves for the messages. offices: the names
    of the site's, by which a column of 数据来源 is told from one that names them.
    At least one table. Raises DocumentError, and nothing else, on any input.
    """
    name = PurePath(filename.replace("\\", "/")).name or "上传的文件"
    try:
        pages = _pages(data, name)
        tables = _tables(pages, offices)
    except (DocumentError, Undecided) as error:
        raise DocumentError(f"《{name}》：{error}") from error
    except Exception as error:  # a parser met what its authors did not foresee
        raise DocumentError(
            f"《{name}》无法读取：文件已损坏，或不是所说的格式。"
            f"请用 Word、Excel 或 WPS 打开后另存一次再导入。"
        ) from error
    if not tables:
        raise DocumentError(
            f"《{name}》中没有找到考核指标表：没有一行表头同时写有“指标名称”和"
            f"“评估内容与计分方法”（或“评分标准”等）。{_first_row(pages)}{_ACCEPTED}。"
        )
    return tables


def _tables(pages: Iterable[Page], offices: Collection[str]) -> tuple[RawTable, ...]:
    """Return the tables of all pages; what gives points on a page without any stands in the
    notes of them all. What does beside a page's words is to be settled with each of its tables,
    of a page without any with all."""
    found: list[RawTable] = []
    beside: list[str] = []
    of_all: list[Finding] = []
    for page in pages:
        tables = assemble(page, offices)
        asides = [*map(_aside, filter(_bears_points, page.asides))]
        found += (replace(table, findings=(*table.findings, *asides)) for table in tables)
        beside += [] if tables else bearing_lines(page)
        of_all += [] if tables else asides
    return tuple(
        replace(t, notes=(*t.notes, *beside), findings=(*t.findings, *of_all)) for t in found
    )


def _bears_points(aside: tuple[str, str]) -> bool:
    return bears_points(aside[1])


def _aside(aside: tuple[str, str]) -> Finding:
    where, words = aside
    message = (
        f"{where}写有“{words}”，涉及得分或扣分，没有读入指标表。"
        f"算数的，请写进表内或表下注后重新导入；不算数的，请在核定时写明。"
    )
    return Finding(Severity.UNSETTLED, "aside_unsettled", message, phrase=words)


def _first_row(pages: Iterable[Page]) -> str:
    """Say how the first table of the file begins, so that its maker sees what was met."""
    rows = (b for page in pages for b in page.blocks if isinstance(b, DocumentRow))
    words = next((words_in(row)[:8] for row in rows if len(words_in(row)) > 1), [])
    shown = "、".join(f"“{w if len(w) <= 20 else w[:20] + '…'}”" for w in words)
    return f"文中第一个表格以{shown}开头。" if words else ""


def _pages(data: bytes, name: str) -> tuple[Page, ...]:
    if not data.strip():
        raise DocumentError(f"文件是空的。{_ACCEPTED}。")
    if data.startswith(_OLE):
        raise DocumentError(_old_format_message(data, name))
    if data.startswith(b"%PDF"):
        raise DocumentError(f"这是 PDF 文件，表格结构已经丢失。{_ACCEPTED}。")
    if data.startswith(b"PK"):
        return _office_reader(data)(data)
    return (text_page(data),)


def _old_format_message(data: bytes, name: str) -> str:
    is_workbook = name.lower().endswith((".xls", ".et")) or "Workbook".encode("utf-16-le") in data
    if is_workbook:
        return (
            "这是旧版 Excel 或 WPS 表格格式（.xls、.et），无法读取。"
            "请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。"
        )
    return (
        "这是旧版 Word 或 WPS 文字格式（.doc、.wps），无法读取。"
        "请用 Word 或 WPS 打开后另存为 .docx 再导入。"
    )


def _office_reader(data: bytes) -> Callable[[bytes], tuple[Page, ...]]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile as error:
        raise DocumentError(
            "文件不完整，可能上传或复制时中断。请重新取得这份文件再导入。"
        ) from error
    if "word/document.xml" in names:
        return lambda content: (document_page(content),)
    if "xl/workbook.xml" in names:
        return workbook_pages
    raise DocumentError(f"这是压缩包，不是 Word 或 Excel 文件。{_ACCEPTED}。")
