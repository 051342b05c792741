"""From an uploaded file to table readings: the guarded way in for page and command."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assessment.reader.columns import without_marks
from assessment.reader.errors import DocumentError
from assessment.reader.types import Finding, Severity, TableReading
from cities.lookup import Gazetteer
from cities.models import Office
from lib.site_words import said, said_around, site_words
from trust import guard
from trust.refusals import Refused

KINDS = ("docx", "xlsx", "txt", "json")
#: Where the nouns of scoring live that a reading is made of.
NOUNS = ("assessment.engine.types",)


def read_tables(
    data: bytes, filename: str, year: int, *, city: str = ""
) -> tuple[list[TableReading], dict[str, list[str]] | None]:
    """Return the tables of a document, and for a .json its measure codes by city.

    city: any name of whose table it is, where the document does not say it.
    The file is checked before any parser sees it, and read to its rules and findings in a
    process with limits. Raises Refused with a sentence that says what, where and what to do.
    """
    filename = filename if filename != "-" else guess_name(data)
    check(data, filename, KINDS)
    is_exported = filename.lower().endswith(".json")
    gazetteer = Gazetteer.load()
    if city and gazetteer.city(city) is None:
        raise Refused(f"没有“{city}”这个" + said("市州；请检查市州名称。本次未导入任何内容。"))
    readings, codes = parse(
        f"assessment.reader.taking.{'take_exported' if is_exported else 'take_document'}",
        data,
        filename,
        year,
        gazetteer.names_by_city(),
        city,
        tuple(Office.objects.values_list("name", flat=True)),
    )
    return [_in_words_of_site(reading) for reading in readings], codes


def _in_words_of_site(reading: TableReading) -> TableReading:
    """Return a reading whose findings say 市州 as this site does: who read it does not know."""
    found = (replace(f, message=said_around(f.message)) for f in reading.findings)
    return replace(reading, findings=tuple(found))


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
        raise Refused(said_around(str(refusal))) from refusal


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


@dataclass(frozen=True)
class ToldFinding:
    """What was found, once for all cities that it was found in. phrase: as people read it."""

    severity: Severity
    item: str
    message: str
    phrase: str
    cities: tuple[str, ...]

    @property
    def place(self) -> str:
        """Where: the city and the item, of several cities how many and which."""
        named = "、".join(self.cities)
        several = f"{len(self.cities)} 个{site_words().unit}（{named}）"
        where = several if len(self.cities) > 1 else named
        return " · ".join(filter(None, (where, self.item)))


def fold(findings: Iterable[Finding]) -> list[ToldFinding]:
    """Return errors, then what is unsettled, then notices; what is the same of several cities
    is said once."""
    cities: dict[tuple[Severity, str, str, str], dict[str, None]] = {}
    for f in findings:
        key = (Severity(f.severity), f.item, f.message, without_marks(f.phrase))
        cities.setdefault(key, {})[f.city] = None
    told = [ToldFinding(*key, tuple(filter(None, names))) for key, names in cities.items()]
    return sorted(told, key=lambda each: list(Severity).index(each.severity))


def finding_lines(findings: Iterable[Finding]) -> list[str]:
    """Return one line a finding: severity, city, item, message, phrase; folded."""
    return [
        f"[{SEVERITY_WORDS[f.severity]}] {f.place}：{f.message}"
        + (f" 原文：“{f.phrase}”" if f.phrase and f.phrase not in f.message else "")
        for f in fold(findings)
    ]
