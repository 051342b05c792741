"""What both halves say of an import that is kept so that it can be taken back as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass

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


def told_moved(moved: Sequence[str]) -> str:
    """Return that cells were changed since, the first of them by name. moved: who changed which."""
    more = "等" if len(moved) > NAMED else ""
    return (
        f"导入之后有 {len(moved)} 格又被改过，不能整体撤回；没有改动："
        f"{'、'.join(moved[:NAMED])}{more}。请与他们核对后逐格更正。"
    )
