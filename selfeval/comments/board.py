"""What a person reads of 内部批注 on a page: the threads of a report, with what may be done."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property

from selfeval.comments.marks import Marked
from selfeval.comments.places import Group, Places
from selfeval.models import Comment, CommentSide, Report
from selfeval.permissions import can_read_comments, is_among, side_of

OFFICE = "考核办"
#: Whom of a unit a side is made of, behind its name.
PEOPLE = {CommentSide.COUNTY: "的填报人", CommentSide.CITY: "的审核人"}


@dataclass(frozen=True, slots=True)
class Said:
    comment: Comment
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """label: of its place, empty of the whole report. is_gone: the report as it is read has the
    place no more. whose: its unit, for who reads those of several. may_write: may answer it."""

    begun: Said
    replies: tuple[Said, ...]
    label: str
    section: str
    anchor: str
    is_gone: bool
    whose: str
    may_write: bool

    @property
    def comment(self) -> Comment:
        return self.begun.comment

    @property
    def is_open(self) -> bool:
        return self.comment.settled_at is None

    @property
    def said(self) -> tuple[Said, ...]:
        return (self.begun, *self.replies)

    @property
    def words(self) -> str:
        return "\n".join(f"{one.comment.written_by}：{one.comment}" for one in self.said)


class Board:
    """A report's comments before one person; read on demand, in one query.

    report: with task, form, county and, for reviewers, latest loaded. places: as the page reads
    it. anchor_of: a cell's id on the page. section: the one that the page shows, "" of all.
    """

    section = ""

    def __init__(self, report: Report, user, *, places: Places, anchor_of: Callable[[str], str]):
        self.report, self.user = report, user
        self.places, self.anchor_of = places, anchor_of

    def within(self, section: str) -> "Board":
        """Return the same for the page of one section."""
        part = copy(self)
        part.section = section
        part.threads = self.threads  # read once for both
        return part

    @property
    def is_shown(self) -> bool:
        return can_read_comments(self.user, self.report)

    @property
    def may_write(self) -> bool:
        return bool(side_of(self.user, self.report))

    @property
    def readers(self) -> str:
        """Return who reads what this person writes, beside the auditor."""
        side = side_of(self.user, self.report)
        return _unit_name(self.report, side) + PEOPLE.get(side, "")

    @property
    def groups(self) -> list[Group]:
        """Return the places to choose from, by section."""
        return self.places.groups(self.section)

    @cached_property
    def threads(self) -> list[Thread]:
        """Return every thread that the person may read, in the order of writing. One query, none
        for who reads none."""
        if not self.is_shown:
            return []
        rows = Comment.objects.visible_to(self.user).filter(report=self.report)
        begun, replies = [], defaultdict(list)
        for row in rows.select_related("written_by", "settled_by"):
            if row.thread_id is None:
                begun.append(row)
            else:
                replies[row.thread_id].append(row)
        return [self._thread(row, replies[row.pk]) for row in begun]

    def _thread(self, begun: Comment, replies: list[Comment]) -> Thread:
        place = self.places.cell(begun.cell)
        may_write = is_among(self.user, begun)
        first, *others = (
            Said(row, may_write and row.written_by_id == self.user.pk and not row.withdrawn_at)
            for row in (begun, *replies)
        )
        return Thread(
            first,
            tuple(others),
            label=place.label if place else begun.cell_label,
            section=place.section if place else "",
            anchor=self.anchor_of(begun.cell) if place else "",
            is_gone=bool(begun.cell) and place is None,
            whose=_unit_name(self.report, begun.side),
            may_write=may_write,
        )

    @property
    def here(self) -> list[Thread]:
        """Return those of the page: of its section and of the whole report."""
        return [one for one in self.threads if self._is_here(one)]

    def _is_here(self, thread: Thread) -> bool:
        return not self.section or not thread.comment.cell or thread.section == self.section

    @property
    def open_here(self) -> list[Thread]:
        return [one for one in self.here if one.is_open]

    @property
    def settled_here(self) -> list[Thread]:
        return [one for one in self.here if not one.is_open]

    @property
    def open_count(self) -> int:
        return sum(one.is_open for one in self.threads)

    @property
    def open_elsewhere(self) -> int:
        return self.open_count - len(self.open_here)

    @cached_property
    def marks(self) -> Mapping[str, Marked]:
        """Return by address what tells at a cell that it is spoken of."""
        found: dict[str, list[Thread]] = defaultdict(list)
        for one in self.threads:
            if one.is_open and one.comment.cell:
                found[one.comment.cell].append(one)
        return {
            cell: Marked(len(those), f"comment-{those[0].comment.pk}", _words(those))
            for cell, those in found.items()
        }


def _words(threads: list[Thread]) -> str:
    return "\n".join(one.words for one in threads)


def _unit_name(report: Report, side: str) -> str:
    """Return how the people of a side are called."""
    if side == CommentSide.COUNTY:
        return report.county_name
    return report.county.city.name if side == CommentSide.CITY else OFFICE
