"""What every channel out of the site offers, and how it says that it could not."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from trust.notices.models import Notice


class Unreachable(Exception):
    """The channel as a whole is down; str() is why, in words. What waits stays as it is."""


class NotTaken(Exception):
    """This message was refused; str() is why, in words. Others may go."""


@dataclass(frozen=True, slots=True)
class Message:
    """What goes to one person at once. key: the same when the same is sent again."""

    person: Any
    notices: Sequence[Notice]
    key: str


class Sender(Protocol):
    def address_of(self, person) -> str:
        """Return where the person is reached, "" for nowhere. No query."""

    def opened(self) -> AbstractContextManager[Callable[[Message], None]]:
        """Give what sends a message; it raises NotTaken or Unreachable. Raises Unreachable."""
