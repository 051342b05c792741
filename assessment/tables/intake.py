"""From an uploaded file to table readings: the guarded way in for page and command."""

from collections.abc import Sequence

from assessment.reader.errors import DocumentError
from assessment.reader.types import Finding, Severity, TableReading
from cities.lookup import Gazetteer
from trust import guard
from trust.refusals import Refused

KINDS = ("docx", "xlsx", "txt", "json")
#: Where the nouns of scoring live that a reading is made of.
NOUNS = ("assessment.engine.types",)


def read_tables(
    data: bytes, filename: str, year: int
) -> tuple[list[TableReading], dict[str, list[str]] | None]:
    """Return the tables of a document, and for a .json its measure codes by city.

    The file is checked before any parser sees it, and read to its rules and findings in a
    process with limits. Raises Refused with a sentence that says what, where and what to do.
    """
    filename = filename if filename != "-" else guess_name(data)
    check(data, filename, KINDS)
    is_exported = filename.lower().endswith(".json")
    return parse(
        f"assessment.reader.taking.{'take_exported' if is_exported else 'take_document'}",
        data,
        filename,
        year,
        Gazetteer.load().names_by_city(),
    )


def check(data: bytes, filename: str, kinds: Sequence[str]) -> None:
    """Look at an upload before any parser does. Raises Refused."""
    try:
        guard.check_upload(data, filename, kinds=kinds)
    except guard.UploadRefused as refusal:
        raise Refused(str(refusal)) from refusal


def parse(function_path: str, *args):
    """Run a pure parser in the limited process. Raises Refused for all that goes wrong."""
    try:
        return guard.run_limited(function_path, *args, also=NOUNS)
    except (guard.UploadRefused, DocumentError) as refusal:
        raise Refused(str(refusal)) from refusal


def guess_name(data: bytes) -> str:
    """Return a name with the suffix that fits bytes which came without one (standard input)."""
    if data[:2] == b"PK":
        return "document.xlsx" if b"xl/workbook.xml" in data else "document.docx"
    return "document.json" if data.lstrip()[:1] in (b"{", b"[") else "document.txt"


SEVERITY_WORDS = {
    Severity.ERROR: "错误",
    Severity.UNSETTLED: "待核定",
    Severity.NOTICE: "提示",
}


def finding_lines(findings: Sequence[Finding]) -> list[str]:
    """Return one line a finding: severity, city, item, message, phrase."""
    return [
        f"[{SEVERITY_WORDS[Severity(f.severity)]}] "
        + " · ".join(filter(None, (f.city, f.item)))
        + f"：{f.message}"
        + (f" 原文：“{f.phrase}”" if f.phrase and f.phrase not in f.message else "")
        for f in findings
    ]
