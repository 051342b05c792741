"""What every file keeps to that is handed out: it is an attachment, and the log tells of it."""

from urllib.parse import quote

from trust.models import AuditEntry


def check_download(response, *, name: str, content_type: str) -> bytes:
    """Check the head of an answer; return its bytes. The name goes as RFC 5987 has it."""
    assert response.status_code == 200
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(name)}"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store, private"
    return b"".join(response) if response.streaming else response.content


def logged() -> list[tuple]:
    """Return action, person, role, label and outcome of every entry, oldest first."""
    entries = AuditEntry.objects.order_by("sequence")
    return [(e.action, e.actor_name, e.role, e.object_label, e.outcome) for e in entries]
