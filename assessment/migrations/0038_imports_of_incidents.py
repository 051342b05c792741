"""What imports of incidents wrote, so that they can be taken back."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0037_light_costs"),
        ("trust", "0004_notices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IncidentsImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="文件名")),
                ("made_as", models.CharField(blank=True, max_length=150, verbose_name="导入身份")),
                (
                    "made_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="导入时间"
                    ),
                ),
                (
                    "taken_back_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="撤回时间"),
                ),
                ("rows", models.PositiveIntegerField(verbose_name="变化")),
                ("reason", models.TextField(blank=True, verbose_name="撤回理由")),
                ("left", models.JSONField(blank=True, default=list, verbose_name="没有撤回的")),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust.storedfile",
                        verbose_name="文件",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="导入人",
                    ),
                ),
                (
                    "taken_back_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤回人",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents_imports",
                        to="assessment.year",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "事件台账导入",
                "verbose_name_plural": "事件台账导入",
                "ordering": ["-made_at", "-pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ImportedIncident",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("before", models.JSONField(blank=True, null=True, verbose_name="原内容")),
                ("links", models.JSONField(blank=True, default=list, verbose_name="计入的格")),
                ("version", models.PositiveIntegerField(verbose_name="导入后的版本")),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imports",
                        to="assessment.incident",
                        verbose_name="事件",
                    ),
                ),
                (
                    "incidents_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="assessment.incidentsimport",
                        verbose_name="事件台账导入",
                    ),
                ),
            ],
            options={
                "verbose_name": "导入的事件",
                "verbose_name_plural": "导入的事件",
                "ordering": ["incidents_import", "incident"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("incidents_import", "incident"), name="incident_once_an_import"
                    )
                ],
            },
        ),
    ]
