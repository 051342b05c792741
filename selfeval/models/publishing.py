"""What was decided when a report was published."""

from django.db import models
from django.utils import timezone

from selfeval.models.forms import PERSON
from selfeval.models.reports import Submission
from selfeval.querysets import PublicationQuerySet


class Publication(models.Model):
    """A version as it was last published, so that everything made of it hides the same names.

    hidden, kept: keys of the names that somebody decided about (selfeval.engine.masking). masks:
    {kind: places} as the publisher saw them. A version that was published before anybody was
    asked has none. Earlier decisions on the same version are in the log.
    """

    submission = models.OneToOneField(
        Submission, models.PROTECT, related_name="publication", verbose_name="公开的版本"
    )
    hidden = models.JSONField("确认遮盖的姓名", default=list)
    kept = models.JSONField("确认保留的文字", default=list)
    masks = models.JSONField("遮盖处数", default=dict)
    published_by = models.ForeignKey(**PERSON, verbose_name="公开人")
    published_at = models.DateTimeField("公开时间", default=timezone.now, editable=False)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公开稿"
        ordering = ["-published_at"]

    def __str__(self):
        return f"{self.submission} 公开稿"
