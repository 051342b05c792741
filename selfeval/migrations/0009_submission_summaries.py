import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("selfeval", "0008_errors_without_what_is_missing"),
    ]

    operations = [
        migrations.CreateModel(
            name="SubmissionSummary",
            fields=[
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="summary",
                        serialize=False,
                        to="selfeval.submission",
                        verbose_name="提交版本",
                    ),
                ),
                ("made_of", models.CharField(max_length=64, verbose_name="依据摘要")),
                ("figures", models.JSONField(verbose_name="数字")),
            ],
            options={
                "verbose_name": "提交摘要",
                "verbose_name_plural": "提交摘要",
            },
        ),
    ]
