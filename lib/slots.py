"""What a lower room leaves open for a higher one to fill when the site starts."""

from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


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
