"""What cities' imports of their own workbooks wrote, so that they can be taken back."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0048_wider_corrections"),
        ("trust", "0005_notice_addresses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SelfCheckImport",
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
                ("cells", models.PositiveIntegerField(verbose_name="变化")),
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
                    "self_check",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="assessment.selfcheck",
                        verbose_name="市州自查",
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
            ],
            options={
                "verbose_name": "自查表导入",
                "verbose_name_plural": "自查表导入",
                "ordering": ["-made_at", "-pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ImportedFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=18,
                        null=True,
                        verbose_name="原自报数",
                    ),
                ),
                ("ticked", models.JSONField(blank=True, default=list, verbose_name="原已完成对象")),
                ("remark", models.TextField(blank=True, verbose_name="原备注")),
                ("version", models.PositiveIntegerField(verbose_name="导入后的版本")),
                (
                    "figure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imports",
                        to="assessment.reportedfigure",
                        verbose_name="自报数",
                    ),
                ),
                (
                    "self_check_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="assessment.selfcheckimport",
                        verbose_name="自查表导入",
                    ),
                ),
            ],
            options={
                "verbose_name": "导入的自报数",
                "verbose_name_plural": "导入的自报数",
                "ordering": ["self_check_import", "figure"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("self_check_import", "figure"), name="figure_once_an_import"
                    )
                ],
            },
        ),
    ]
