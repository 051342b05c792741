"""What is handed out to be kept: each download is logged."""

from pathlib import Path

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from trust import log
from trust.files import CONTENT_TYPES


def download(request, data: bytes, name: str, *, action: str, target=None) -> HttpResponse:
    """target: what the log says it is of; without one it has the file's name alone."""
    told = {"label": name} if target is None else {"after": {"文件": name}}
    log.write_alone(log.actor_of(request), action, target, **told)
    response = HttpResponse(data, content_type=CONTENT_TYPES[Path(name).suffix])
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
