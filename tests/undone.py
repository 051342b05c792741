"""What tests share for longer than one test, and undo."""

from contextlib import contextmanager

from django.db import transaction


@contextmanager
def undone():
    """Everything inside happens in one transaction that never ends well.

    Marked as Django marks a test's own: an action inside may take itself for the outermost.
    """
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)
