"""How a command is told what stands where somebody wrote a cell since a workbook was made."""

from collections.abc import Mapping
from typing import Any

from press.workbooks.conflicts import Choice
from trust.command import Command

MINE_HELP = "与工作簿导出之后他人的录入冲突时，用工作簿的"
THEIRS_HELP = "与工作簿导出之后他人的录入冲突时，保留现有的"


def choice_of(command: Command, options: Mapping[str, Any]) -> Choice | None:
    """Return what --mine or --theirs says, None for neither. Stops the command told both."""
    if options["mine"] and options["theirs"]:
        command.fail(["--mine 与 --theirs 只能用一个。没有导入任何内容。"])
    if options["mine"]:
        return Choice.MINE
    return Choice.THEIRS if options["theirs"] else None
