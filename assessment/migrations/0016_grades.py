"""等次 of a year, and whether vetoes lower them."""

from django.db import migrations, models

POLICIES = ("policy", "historicalpolicy")


class Migration(migrations.Migration):
    dependencies = [("assessment", "0015_bonus_and_veto")]

    operations = [
        *(
            migrations.AddField(
                model,
                "grades",
                models.JSONField(blank=True, default=list, verbose_name="等次"),
            )
            for model in POLICIES
        ),
        *(
            migrations.AddField(
                model,
                "applies_vetoes",
                models.BooleanField(default=False, verbose_name="否决降低等次"),
            )
            for model in POLICIES
        ),
    ]
