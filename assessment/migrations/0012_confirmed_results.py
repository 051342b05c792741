"""A figure that was judged counts when a second person agreed to it.

Going back needs no question of its own: 0011 asks whether anything is judged.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def fields(model):
    account = settings.AUTH_USER_MODEL
    by = {"blank": True, "null": True, "related_name": "+", "to": account, "verbose_name": "复核人"}
    if model == "result":
        confirmed_by = models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, **by)
    else:
        confirmed_by = models.ForeignKey(
            db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, **by
        )
    return {
        "confirmed_version": models.PositiveIntegerField(
            blank=True, null=True, verbose_name="复核的版本"
        ),
        "confirmed_by": confirmed_by,
        "confirmed_as": models.CharField(
            blank=True, default="", max_length=120, verbose_name="复核人姓名"
        ),
        "confirmed_at": models.DateTimeField(blank=True, null=True, verbose_name="复核时间"),
    }


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0011_judged_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(model, name, field, preserve_default=name != "confirmed_as")
        for model in ("result", "historicalresult")
        for name, field in fields(model).items()
    ]
