"""What pages over all units read of each; rebuild_summaries fills it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessment", "0049_self_check_imports")]

    operations = [
        migrations.CreateModel(
            name="UnitSummary",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "made_by",
                    models.CharField(blank=True, max_length=100, verbose_name="生成依据"),
                ),
                (
                    "looks_at_all",
                    models.BooleanField(default=False, verbose_name="与其他单位比较"),
                ),
                ("figures", models.JSONField(default=dict, verbose_name="各项数字")),
                (
                    "table",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="summary",
                        to="assessment.citytable",
                        verbose_name="指标表",
                    ),
                ),
            ],
            options={"verbose_name": "单位摘要", "verbose_name_plural": "单位摘要"},
        ),
    ]
