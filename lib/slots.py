"""What a lower room leaves open for a higher one to fill when the site starts."""

from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


class Slot(Generic[P, R]):
    """A function that a room calls and another one, which it does not know, provides.

    name: what it answers, for whoever forgot to fill it. Filled once, in an app's ready();
    filled a second time with another function it refuses, so that no room silently
    replaces what another one says.
    """

    def __init__(self, name: str):
        self.name = name
        self._function: Callable[P, R] | None = None

    def fill(self, function: Callable[P, R]) -> None:
        if self._function not in (None, function):
            raise RuntimeError(f"slot {self.name} is filled twice")
        self._function = function

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        if self._function is None:
            raise RuntimeError(f"slot {self.name} is not filled: no app's ready() did")
        return self._function(*args, **kwargs)


class Registry(Generic[T]):
    """What higher rooms lay into a lower one by name, each in its app's ready().

    name: what it holds. The same thing twice is one; another one of the same name is refused,
    so that no room silently replaces what another one laid in.
    """

    def __init__(self, name: str):
        self.name = name
        self._held: dict[str, T] = {}

    def add(self, key: str, thing: T) -> None:
        if self._held.setdefault(key, thing) is not thing:
            raise RuntimeError(f"{self.name} holds two things named {key}")

    def __getitem__(self, key: str) -> T:
        return self._held[key]

    def items(self) -> list[tuple[str, T]]:
        """Return all with their names, in the names' order."""
        return sorted(self._held.items(), key=lambda held: held[0])
