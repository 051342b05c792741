"""The documents of a corpus as workbooks, in one and in two text columns, read back as items."""

import re
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook

from assessment.reader.documents import read_document
from assessment.reader.reading import read_table
from assessment.reader.types import ItemReading

Phrase = dict
#: Heads of the text columns.
LAYOUTS: dict[str, tuple[str, ...]] = {
    "one column": ("评估内容与计分方法",),
    "two columns": ("考核内容", "评分标准"),
}
_PROBE_POINTS = Decimal(10)
Row = tuple[str, str, str, str]  # name, requirement, scoring, points


def tables_of(corpus: dict, layout: str) -> Iterator[tuple[str, ItemReading, str, list[Phrase]]]:
    """Yield each item: where it is from, how it was read, its text and its phrases.

    A probe is a table of one item, worth what its text says, in the first layout only the
    text of one cell; in two columns the demand stands in the first.
    """
    for document in corpus["documents"]:
        rows = [
            (item["name"], item["requirement"], item["scoring"], item["points"])
            for item in document["items"]
        ]
        items = _read(document["title"], rows, layout)
        for item, told in zip(items, document["items"], strict=True):
            yield f"{document['key']} {told['name']}", item, item.text, told["phrases"]
    for number, probe in enumerate(corpus["probes"], 1):
        demand, scoring = _parted(probe, layout)
        row = ("要求落实情况", demand, scoring, str(_worth(probe)))
        [item] = _read("2019年度考核指标表", [row], layout)
        yield f"probe {number}", item, item.text, probe["phrases"]


def _worth(probe: dict) -> Decimal:
    worths = [
        Decimal(p["amount"])
        for p in probe["phrases"]
        if p["effect"] == "demand" and isinstance(p["amount"], str) and p["amount"] != "points"
    ]
    return sum(worths, Decimal(0)) or _PROBE_POINTS


def _parted(probe: dict, layout: str) -> tuple[str, str]:
    """Part a probe behind its demand, where it begins with one that stands before all else."""
    text, first = probe["text"], probe["phrases"][0]
    demand = first["text"] if first["effect"] == "demand" and text.startswith(first["text"]) else ""
    rest = text[len(demand) :]
    if layout == "one column" or not demand or not re.match("[，。；]", rest):
        return text, ""
    return demand, rest[1:]


def _read(title: str, rows: list[Row], layout: str) -> list[ItemReading]:
    book = Workbook()
    sheet = book.active
    heads = LAYOUTS[layout]
    sheet.append([title])
    sheet.append(["指标名称", *heads, "分值", "责任处室"])
    for name, *words, points in rows:
        texts = words if len(heads) > 1 else ["\n".join(filter(None, words))]
        if not all(texts) and len(heads) > 1:
            texts = [texts[0] or "见评分标准。", texts[1] or "见考核内容。"]
        sheet.append([name, *texts, points, "监督科"])
    saved = BytesIO()
    book.save(saved)
    [table] = read_document(saved.getvalue(), "corpus.xlsx")
    return list(read_table(table).items)
