"""What apps tell the floor below of themselves, each in its ready().

checks: by its name, what an administrator should look at, in sentences; empty where all is well.
A check asks the database and the disk, changes nothing and costs a few queries however large
the site is.

answered_rows: models of which the log answers for every row: what is written to one in an action
leaves an entry with the row's digest, or the action undoes it.

passing: by such a model («app.model»), names of its columns that come and go without an act.

followers: by what it keeps, what brings it up to date when an action is done: called with the rows
that the action wrote, within its transaction.

summaries: by what is summed up, what is kept of records for pages over all of them.

notices: by its key, what a person may be told of.

senders: by its channel, what carries a notice out of the site.

falling_due: what tells people of days that come near: at any moment, each once; returns to how
many. send_notices asks.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Model

from lib.slots import Registry
from trust import touched
from trust.notices.kinds import NoticeKind
from trust.summaries import Summaries

if TYPE_CHECKING:  # apps lay things in before there are models
    from trust.log import Actor
    from trust.notices.senders import Sender

checks: Registry[Callable[[], Iterable[str]]] = Registry("checks")
answered_rows: Registry[type[Model]] = Registry("answered_rows")
passing: dict[str, frozenset[str]] = {}
followers: Registry[Callable[[touched.Rows], None]] = Registry("followers")
summaries: Registry[Summaries] = Registry("summaries")
notices: Registry[NoticeKind] = Registry("notices")
senders: "Registry[Sender]" = Registry("senders")
falling_due: "Registry[Callable[[datetime, Actor], int]]" = Registry("falling due")


def answer_for(*models: type[Model]) -> None:
    """Have the log answer for the rows of these models, of their histories and links."""
    for model in models:
        for watched in touched.watch(model):
            answered_rows.add(watched._meta.label_lower, watched)
