"""From an uploaded workbook to rows with their line numbers: guarded, in a limited process."""

from dataclasses import dataclass

import tablib

from press.workbooks.opening import open_book
from press.workbooks.rows import rows_of_words
from press.workbooks.types import WrongBook
from setup.exchange.resource import MasterData
from trust.refusals import Refused

NOTHING_SAVED = "本次导入未保存任何内容。"


@dataclass(frozen=True)
class Rows:
    """lines[n]: where row n stood in the sheet, blank ones between not counted out."""

    dataset: tablib.Dataset
    lines: list[int]


def read_rows(data: bytes, filename: str, resource: MasterData) -> Rows:
    """Return the rows of the first sheet. Raises Refused with what is wrong where."""
    try:
        rows = rows_of_words(open_book(data, filename))
    except (Refused, WrongBook) as refusal:
        raise Refused(f"{str(refusal).removesuffix('。')}。{NOTHING_SAVED}") from refusal
    if len(rows) < 2:
        raise Refused(f"工作簿第一张表里没有数据行；请先导出一份，照样填写。{NOTHING_SAVED}")
    header = rows[0]
    if wrong := resource.check_header(header):
        raise Refused(f"{wrong}{NOTHING_SAVED}")
    return _numbered(header, rows[1:])


def _numbered(header: list[str], rows: list[list[str]]) -> Rows:
    places = [place for place, name in enumerate(header) if name]
    filled = [(line, row) for line, row in enumerate(rows, 2) if any(row)]
    dataset = tablib.Dataset(headers=[header[place] for place in places])
    for _, row in filled:
        dataset.append([row[place] if place < len(row) else "" for place in places])
    return Rows(dataset, [line for line, _ in filled])
