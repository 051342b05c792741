"""What both halves say of an import that is kept so that it can be taken back as a whole."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from django.utils import timezone

from trust import log
from trust.models import StoredFile
from trust.refusals import Refused

NAMED = 5


@dataclass(frozen=True)
class Source:
    """Where an import comes from. file None: it was not kept."""

    name: str = ""
    file: StoredFile | None = None

    def told(self, user, actor: log.Actor) -> dict:
        """Return which file and whose import it is, by the columns of KeptImport."""
        return {
            "file": self.file,
            "file_name": self.name[:200],
            "made_by": user,
            "made_as": (actor.role if user else actor.name)[:150],
        }


UNNAMED = Source()


def check_not_taken_back(kept) -> None:
    """Raise Refused if an import (a KeptImport) was taken back already."""
    if kept.taken_back_at:
        raise Refused("这次导入已经撤回，不能再撤回一次。")


def mark_taken_back(kept, user, *also: str) -> None:
    """Write down that an import was taken back, and by whom. also: columns set with it."""
    kept.taken_back_at, kept.taken_back_by = timezone.now(), user
    kept.save(update_fields=["taken_back_at", "taken_back_by", *also])


class KeptEntry(Protocol):
    """What an import keeps of one row: the version it left it at, under the row's key."""

    version: int


Entry = TypeVar("Entry", bound=KeptEntry)


def follow(
    entries: Iterable[Entry], column: str, *, over: Mapping[int, int], now: Mapping[int, int]
) -> list[Entry]:
    """Let earlier imports, whose rows stand again as they left them, be taken back in turn.

    entries: what imports that stand keep of the rows put back; column: the key of the row. over,
    now: by that key the version that the import taken back wrote over, and that the row has now.
    Those below keep their distance, so that they follow in their turn. Returns those whose
    version is another now, for the caller to save.
    """
    below: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.version <= over[getattr(entry, column)]:
            below[getattr(entry, column)].append(entry)
    following: list[Entry] = []
    for key, held in below.items():
        if any(entry.version == over[key] for entry in held):
            for entry in held:
                entry.version += now[key] - over[key]
            following += held
    return following


def next_over(entry: KeptEntry, later: Sequence[tuple[Entry, int]], *, now: int) -> Entry | None:
    """Return what the next import keeps of a row that it wrote straight over an earlier one, None
    where anybody else changed it since: taken back, it is to put back what the earlier found.

    later: what later imports that stand keep of the row, the newest first, each with how many
    versions of it it wrote. now: the version that the row has.
    """
    for each, wrote in later:
        if each.version != now:
            return None
        now -= wrote
    return later[-1][0] if later and now == entry.version else None


def told_next_over(name: str, then: str) -> str:
    """Return why a row stays, without a full stop. name: of the import that wrote straight over
    it; then: what becomes of the row when that one is taken back."""
    return f"之后的导入“{name}”又动过，撤回那一次导入时{then}"


def told_moved(moved: Sequence[str]) -> str:
    """Return that cells were changed since, the first of them by name. moved: who changed which."""
    more = "等" if len(moved) > NAMED else ""
    return (
        f"导入之后有 {len(moved)} 格又被改过，不能整体撤回；没有改动："
        f"{'、'.join(moved[:NAMED])}{more}。请与他们核对后逐格更正。"
    )
