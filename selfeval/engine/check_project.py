"""Reminders: a field that asks for the name of the project, and says another one."""

import unicodedata
from collections.abc import Iterator

from selfeval.engine.addresses import owner_of
from selfeval.engine.checking import Checking, remind
from selfeval.engine.names import PROJECT_LABEL
from selfeval.engine.results import Finding


def check_project(case: Checking, project: str) -> Iterator[Finding]:
    """Find fields whose name is not the report's own. project: "" where it is of none."""
    if not project:
        return
    asking = [cell for cell in case.laid.cells if cell.label == PROJECT_LABEL]
    for cell in (cell for cell in asking if not owner_of(cell.address)):
        said = case.value(cell.address).raw
        if said and _plain(said) != _plain(project):
            words = f"表内项目名称“{said}”与本报告的项目“{project}”不一致，请核对"
            yield remind("other_project", cell.address, words)


def _plain(name: str) -> str:
    """Return a name without spaces; full-width signs are their narrow ones."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
