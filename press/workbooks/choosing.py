"""How a command is told what stands where somebody wrote a cell since a workbook was made."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from press.workbooks.conflicts import Choice
from trust.command import Command


def add_choice(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--mine", action="store_true", help="与工作簿导出之后他人的录入冲突时，用工作簿的"
    )
    parser.add_argument(
        "--theirs", action="store_true", help="与工作簿导出之后他人的录入冲突时，保留现有的"
    )


def choice_of(command: Command, options: Mapping[str, Any]) -> Choice | None:
    """Return what was chosen, None for nothing. Stops the command that is told both."""
    if options["mine"] and options["theirs"]:
        command.fail(["--mine 与 --theirs 只能用一个。没有导入任何内容。"])
    if options["mine"]:
        return Choice.MINE
    return Choice.THEIRS if options["theirs"] else None
