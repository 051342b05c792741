"""From an uploaded file to table readings: the guarded way in for page and command."""

import json
from collections.abc import Sequence
from dataclasses import replace

from assessment.exports.tables import WrongShape, readings_of_json
from assessment.reader.errors import DocumentError
from assessment.reader.reading import read_table
from assessment.reader.rechecking import rechecked
from assessment.reader.types import Finding, Severity, TableReading
from cities.lookup import Gazetteer
from trust import guard
from trust.refusals import Refused

KINDS = ("docx", "xlsx", "txt", "json")


def read_tables(
    data: bytes, filename: str, year: int
) -> tuple[list[TableReading], dict[str, list[str]] | None]:
    """Return the tables of a document, and for a .json its measure codes by city.

    The file is checked before any parser sees it, and parsed in a process with
    limits. Raises Refused with a sentence that says what, where and what to do.
    """
    filename = filename if filename != "-" else guess_name(data)
    check(data, filename, KINDS)
    if filename.lower().endswith(".json"):
        return _read_json(data)
    raws = parse("assessment.reader.documents.read_document", data, filename)
    return [_read_table(raw, year) for raw in raws], None


def check(data: bytes, filename: str, kinds: Sequence[str]) -> None:
    """Look at an upload before any parser does. Raises Refused."""
    try:
        guard.check_upload(data, filename, kinds=kinds)
    except guard.UploadRefused as refusal:
        raise Refused(str(refusal)) from refusal


def parse(function_path: str, *args):
    """Run a pure parser in the limited process. Raises Refused for all that goes wrong."""
    try:
        return guard.run_limited(function_path, *args)
    except (guard.UploadRefused, DocumentError) as refusal:
        raise Refused(str(refusal)) from refusal


def guess_name(data: bytes) -> str:
    """Return a name with the suffix that fits bytes which came without one (standard input)."""
    if data[:2] == b"PK":
        return "document.xlsx" if b"xl/workbook.xml" in data else "document.docx"
    return "document.json" if data.lstrip()[:1] in (b"{", b"[") else "document.txt"


def _read_json(data: bytes):
    try:
        readings, codes = readings_of_json(json.loads(data))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise Refused(f"文件不是完整的 JSON：{error}。本次未导入任何内容。") from error
    except WrongShape as error:
        raise Refused(f"{error}。本次未导入任何内容。") from error
    gazetteer = Gazetteer.load()
    known = {"known_places": gazetteer.knows, "places_of": gazetteer.counties_of}
    return [rechecked(reading, **known) for reading in readings], codes


def _read_table(raw, year: int) -> TableReading:
    gazetteer = Gazetteer.load()
    reading = read_table(raw, known_places=gazetteer.knows, places_of=gazetteer.counties_of)
    if reading.year is not None and reading.year != year:
        notice = Finding(
            Severity.NOTICE,
            "year_differs",
            f"标题写的是{reading.year}年度，导入到了{year}年度；请核对是否选错了年度。",
            city=reading.city,
            phrase=reading.title,
        )
        reading = replace(reading, findings=(*reading.findings, notice))
    return reading


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
