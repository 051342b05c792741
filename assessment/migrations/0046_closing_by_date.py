from django.db import migrations, models

LATE = models.BooleanField("逾期仍可提出", default=False)
ITSELF = models.BooleanField("采集到期自动关闭", default=False)


class Migration(migrations.Migration):
    """Every year goes on closing as before: objections by themselves, recording by a step."""

    dependencies = [("assessment", "0045_changes_by_two")]

    operations = [
        migrations.AddField("objectionwindow", "accepts_late", LATE),
        migrations.AddField("historicalobjectionwindow", "accepts_late", LATE),
        migrations.AddField("objection", "is_late", models.BooleanField("逾期", default=False)),
        migrations.AddField("year", "collection_closes_itself", ITSELF),
        migrations.AddField("historicalyear", "collection_closes_itself", ITSELF),
    ]
