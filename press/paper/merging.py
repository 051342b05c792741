"""Merged label cells that begin anew on every page.

A cell that spans rows is drawn badly where a page breaks inside it: its label
stays on the first page and its lower border is lost. So a template writes the
label cells in every row between marks, and after a first lay-out has shown
where pages break, each page gets its own merged cell.

    <tr id="{row_id}"><!--label 一 0--><td rowspan="§">…</td><!--/label-->…</tr>

A row may have several labels, each of a group of its own name. rowspan="§" stands for
the number of rows. Marks cannot come from a person's text, which is escaped. Imports
nothing of Django.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

LABEL = re.compile(r"<!--label ([^ ]+)-->(.*?)<!--/label-->", re.DOTALL)
_MARK = re.compile(rf'<tr id="([^"]+)"([^>]*)>|{LABEL.pattern}', re.DOTALL)
SPAN = 'rowspan="{}"'

#: Each row with the groups whose labels it bears.
Rows = list[tuple[str, list[str]]]


def merge_labels(html: str, first_rows: Collection[str] = ()) -> str:
    """Return html with one label a group, and one more at each of first_rows.

    first_rows: ids of rows that begin a page; the page is broken before them.
    """
    spans = _spans(_rows(html), first_rows)
    row_id = ""

    def write(match: re.Match) -> str:
        nonlocal row_id
        if match[1] is None:
            span = spans.get((row_id, match[3]))
            return match[4].replace(SPAN.format("§"), SPAN.format(span)) if span else ""
        row_id = match[1]
        broken = ' style="break-before:page"' if row_id in first_rows else ""
        return f'<tr id="{row_id}"{match[2]}{broken}>'

    return _MARK.sub(write, html)


def rows_after_a_break(html: str, pages: Iterable[Mapping[str, object]]) -> list[str]:
    """Return the labelled rows that begin a page within one of their groups.

    pages: the anchors of each page, as laid out.
    """
    page_of = {row: number for number, page in enumerate(pages) for row in page}
    rows = _rows(html)
    return [
        row
        for (before, groups_before), (row, groups) in zip(rows, rows[1:], strict=False)
        if set(groups) & set(groups_before) and page_of.get(row) != page_of.get(before)
    ]


def _rows(html: str) -> Rows:
    rows: Rows = []
    for match in _MARK.finditer(html):
        if match[1] is not None:
            rows.append((match[1], []))
        elif rows:
            rows[-1][1].append(match[3])
    return rows


def _spans(rows: Rows, first_rows: Collection[str]) -> dict[tuple[str, str], int]:
    """Return which row bears the label of which group, and how many rows it covers."""
    spans: dict[tuple[str, str], int] = {}
    bearers: dict[str, str] = {}
    for row_id, groups in rows:
        bearers = dict(_bearers(row_id, groups, {} if row_id in first_rows else bearers))
        for group, bearer in bearers.items():
            spans[bearer, group] = spans.get((bearer, group), 0) + 1
    return spans


def _bearers(
    row_id: str, groups: Iterable[str], before: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield each group of a row with the row that bears its label: the one before, or this."""
    for group in groups:
        yield group, before.get(group, row_id)
