from datetime import timedelta

from django.db import migrations, models


def keep_terms(apps, schema_editor):
    """Keep until when each decision may be appealed against, as the year's terms say today."""
    windows = apps.get_model("assessment", "ObjectionWindow").objects.filter(has_second_stage=True)
    objections = apps.get_model("assessment", "Objection").objects
    for window in windows:
        decided = objections.filter(year=window.year_id).exclude(decided_at=None)
        for objection in decided:
            until = objection.decided_at + timedelta(days=window.appeal_days)
            objections.filter(pk=objection.pk).update(appealable_until=until)


class Migration(migrations.Migration):
    """Going back loses nothing that the terms of the year do not say."""

    dependencies = [("assessment", "0046_closing_by_date")]

    operations = [
        migrations.AddField(
            "objection",
            "appealable_until",
            models.DateTimeField("复议申请期限", null=True, blank=True),
        ),
        migrations.RunPython(keep_terms, migrations.RunPython.noop),
    ]
