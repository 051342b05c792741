"""People as processes, who do an act each at the same moment."""

import multiprocessing
import random
from collections.abc import Callable, Sequence
from contextlib import contextmanager

PATIENCE = 900  # seconds for one to tell what became of its act
FORK = multiprocessing.get_context("fork")
WON, REFUSED = "won", "refused"
#: SQLite after twenty seconds in which others wrote; the site says so with 503.
CROWDED = "OperationalError: database is locked"


@contextmanager
def people_of(acts: Sequence[Callable[[int], object]]):
    """Processes that wait for a number each, begin together, and tell what became of the act."""
    from django.db import connection

    connection.close()
    start = FORK.Barrier(len(acts))
    pipes = [FORK.Pipe() for _ in acts]
    people = [
        FORK.Process(target=_person, args=(act, start, pipe[1]), daemon=True)
        for act, pipe in zip(acts, pipes, strict=True)
    ]
    for person in people:
        person.start()

    def together(key: int) -> list[str]:
        for pipe in pipes:
            pipe[0].send(key)
        return [pipe[0].recv() if pipe[0].poll(PATIENCE) else "silent" for pipe in pipes]

    try:
        yield together
    finally:
        for pipe, person in zip(pipes, people, strict=True):
            pipe[0].send(None)
            person.join(30)


def _person(act: Callable[[int], object], start, pipe) -> None:
    """Do the act each time. That too many write counts as refused: the page keeps what is typed."""
    from trust.refusals import Refused
    from trust.versions import Outdated

    random.seed()
    while (key := pipe.recv()) is not None:
        start.wait(60)
        try:
            act(key)
        except (Refused, Outdated):
            pipe.send(REFUSED)
        except BaseException as error:
            came = f"{type(error).__name__}: {error}"[:200]
            pipe.send(REFUSED if came == CROWDED else came)
        else:
            pipe.send(WON)
