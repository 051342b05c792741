"""Merged label cells that begin anew on every page.

A cell that spans rows is drawn badly where a page breaks inside it: its label
stays on the first page and its lower border is lost. So a template writes the
label cells in every row between marks, and after a first lay-out has shown
where pages break, each page gets its own merged cell.

    <tr id="{row_id}"><!--label 一 0--><td rowspan="§">…</td><!--/label-->…</tr>

§ stands for the number of rows. Marks cannot come from a person's text, which
is escaped. Imports nothing of Django.
"""

import re
from collections.abc import Collection, Iterable, Mapping

LABEL = re.compile(r'<tr id="([^"]+)"([^>]*)><!--label ([^ ]+)-->(.*?)<!--/label-->', re.DOTALL)
SPAN = "§"


def merge_labels(html: str, first_rows: Collection[str] = ()) -> str:
    """Return html with one label a group, and one more at each of first_rows.

    first_rows: ids of rows that begin a page; the page is broken before them.
    """
    rows = [(m.group(1), m.group(3)) for m in LABEL.finditer(html)]
    spans = _spans(rows, first_rows)

    def write(match: re.Match) -> str:
        row_id, attributes, _, cells = match.groups()
        if row_id in first_rows:
            attributes += ' style="break-before:page"'
        label = cells.replace(SPAN, str(spans[row_id])) if row_id in spans else ""
        return f'<tr id="{row_id}"{attributes}>{label}'

    return LABEL.sub(write, html)


def rows_after_a_break(html: str, pages: Iterable[Mapping[str, object]]) -> list[str]:
    """Return the labelled rows that begin a page within their group.

    pages: the anchors of each page, as laid out.
    """
    page_of = {row: number for number, page in enumerate(pages) for row in page}
    rows = [(m.group(1), m.group(3)) for m in LABEL.finditer(html)]
    return [
        row
        for (before, group_before), (row, group) in zip(rows, rows[1:], strict=False)
        if group == group_before and page_of.get(row) != page_of.get(before)
    ]


def _spans(rows: list[tuple[str, str]], first_rows: Collection[str]) -> dict[str, int]:
    """Return the rows that carry a label, and how many rows it covers."""
    spans: dict[str, int] = {}
    label, group_before = "", ""
    for row_id, group in rows:
        if group != group_before or row_id in first_rows:
            label, group_before = row_id, group
            spans[label] = 0
        spans[label] += 1
    return spans
