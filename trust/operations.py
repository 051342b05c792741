"""What keeps the site going leaves a sign here when it is done: backups, timers, the worker.

The checks of trust.health read the signs; a sign says when, how it ended and a few words more.
"""

from django.utils import timezone

from trust.models import OperationRecord


def note(kind: str, *, ok: bool = True, **detail) -> None:
    """Keep that a thing of this kind has just ended, well or not, over what was kept before.

    detail: JSON values for people. When one last ended well stays, though this one did not.
    Two queries, three for the first of its kind.
    """
    now = timezone.now()
    said = {"at": now, "ok": ok, "detail": detail} | ({"ok_at": now} if ok else {})
    OperationRecord.objects.update_or_create(kind=kind, defaults=said)


def last(kind: str) -> OperationRecord | None:
    """Return what was last noted of this kind. One query."""
    return OperationRecord.objects.filter(kind=kind).first()
