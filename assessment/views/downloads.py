"""What is handed out to be kept: each download is logged."""

from django.http import HttpResponse

from trust import log
from trust.files import handed_out


def download(request, data: bytes, name: str, *, action: str, target=None) -> HttpResponse:
    """target: what the log says it is of; without one it has the file's name alone."""
    told = {"label": name} if target is None else {"after": {"文件": name}}
    log.write_alone(log.actor_of(request), action, target, **told)
    return handed_out(data, name)
