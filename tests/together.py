"""Several people at once, each with a connection of his own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from trust.refusals import Refused
from trust.versions import Outdated


def at_once(*acts):
    """Run the acts in threads that start together; return their results or errors."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait(30)
            return act()
        except (Refused, Outdated) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(60) for future in [pool.submit(run, act) for act in acts]]
