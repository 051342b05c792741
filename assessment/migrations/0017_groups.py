"""Groups of units that a year ranks apart."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessment", "0016_grades")]

    operations = [
        migrations.AddField(
            model,
            "groups",
            models.JSONField(blank=True, default=list, verbose_name="分组"),
        )
        for model in ("policy", "historicalpolicy")
    ]
