"""How moments, titles and digests are written on paper."""

from datetime import datetime

from django.utils import timezone

#: As many characters of 小标宋 2号 as fit between the margins.
TITLE_WIDTH = 20


def moment(at: datetime | None) -> str:
    if at is None:
        return ""
    local = timezone.localtime(at) if timezone.is_aware(at) else at
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def is_long_title(title: str) -> bool:
    """Say whether a title needs closer letters to stay on one line."""
    width = sum(0.55 if c.isascii() else 1 for c in title)
    return width > TITLE_WIDTH - 0.1


def short_digest(digest: str) -> str:
    """Return what of a digest is printed; nothing but letters and digits gets in."""
    return digest[:16] if digest.isalnum() else ""
