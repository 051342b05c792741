"""What every channel out of the site offers, and how it says that it could not."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from trust import registries
from trust.notices.models import Channel, Notice


class Unreachable(Exception):
    """The channel as a whole is down; str() is why, in words. What waits stays as it is."""


class NotTaken(Exception):
    """This message was refused; str() is why, in words. Others may go."""


@dataclass(frozen=True, slots=True)
class Message:
    """What goes to one person at once. address: where. key: the same when the same is sent
    again."""

    person: Any
    notices: Sequence[Notice]
    key: str
    address: str = ""


class Sender(Protocol):
    @property
    def nowhere(self) -> str:
        """Return what is said of a person who has no address any more."""

    def is_on(self) -> bool:
        """Say whether the site sends by it. No query."""

    def addresses(self, people: Iterable[Any]) -> Mapping[int, str]:
        """Return by account where people are reached, without those who are nowhere. One query
        at most."""

    def opened(self) -> AbstractContextManager[Callable[[Message], None]]:
        """Give what sends a message; it raises NotTaken or Unreachable. Raises Unreachable."""


def senders_on() -> list[tuple[Channel, Sender]]:
    """Return the channels by which this site sends. No query."""
    return [(Channel(key), each) for key, each in registries.senders.items() if each.is_on()]
