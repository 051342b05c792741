"""Which version of a row a person saw, and what happens when somebody else wrote first."""

from collections.abc import Mapping
from typing import Any, Protocol

from django.db import models
from django.forms import BaseForm

from trust.refusals import Refused


class Versioned(Protocol):
    """A row that counts its changes."""

    version: Any


class Outdated(Exception):
    """Somebody else changed the same thing first. current: as it stands now."""

    def __init__(self, current: Versioned):
        self.current = current
        super().__init__(f"{current} 已被他人修改")


def version_sent(posted: Mapping[str, str], name: str = "version", *, absent: int = 0) -> int:
    """Return the version the person saw; absent, which never fits, where none was sent.

    absent: 0 for rows whose versions begin at 1, −1 for those that begin at 0.
    """
    sent = posted.get(name, "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else absent


def is_outdated(form: BaseForm, row: Versioned) -> bool:
    """Return whether a form, valid or not, was sent from a page of an earlier version."""
    form.is_valid()  # what is right in it is known only then
    return form.cleaned_data.get("version", row.version) != row.version


def check_version(row: Versioned, version: int | None) -> None:
    """Raise Outdated if somebody wrote after the person looked. None accepts any."""
    if version is not None and row.version != version:
        raise Outdated(row)


def still_there(rows: models.QuerySet, pk):
    """Return the row of this key. Raises Refused: it went while somebody had its page open."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Refused("打开页面之后，要办理的内容被替换或撤去，没有做任何改动；请刷新后重新办理。")
    return row
