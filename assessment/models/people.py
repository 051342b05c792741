"""The column for somebody who did something."""

from django.conf import settings
from django.db import models


def person(label: str, **options) -> models.ForeignKey:
    """Return a column for somebody who did something; what was done is never lost with him."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=label,
        **options,
    )
