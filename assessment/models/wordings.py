"""What this site made of phrases that nobody could read, to be proposed when they come again."""

from django.db import models

from assessment.models.people import person
from assessment.reader.by_hand import LONGEST_NAME

LONGEST_WORDING = 400


class KeptWording(models.Model):
    """A wording with # for its figures, and what the form for it was filled in with.

    values: by field of the form, #1 for the phrase's first figure; of one that was settled as
    no scoring at all its settlement alone. phrase: as it was met, in
    the place that source names. Nothing is scored by it: a person confirms it every time.
    """

    wording = models.CharField("写法", max_length=LONGEST_WORDING, unique=True)
    values = models.JSONField("处理办法")
    phrase = models.TextField("原文")
    source = models.CharField("出处", max_length=200)
    kept_by = person("保存人")
    kept_as = models.CharField("保存人姓名", max_length=LONGEST_NAME)
    kept_at = models.DateTimeField("保存时间")
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "本单位写法"
        ordering = ["-kept_at", "-pk"]

    def __str__(self):
        return self.wording

    @property
    def is_rule(self) -> bool:
        return "kind" in self.values
