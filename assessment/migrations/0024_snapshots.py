"""A year as it was frozen, with the papers and codes of its units."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError


def refuse(apps, schema_editor):
    """What was decided on stands in the snapshots alone."""
    if apps.get_model("assessment", "Snapshot").objects.exists():
        raise IrreversibleError(
            "已有年度快照，旧版本不认得，退回后审定的结果和校验码会丢失；没有退回。"
            "请恢复升级前的备份。"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0023_judged_bonus"),
        ("cities", "0002_units_of_any_kind"),
        ("trust", "0003_kept_papers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="号")),
                (
                    "kind",
                    models.CharField(
                        choices=[("finalised", "审定"), ("corrected", "更正")],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("body", models.CharField(blank=True, max_length=100, verbose_name="审定机构")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="审定日期")),
                (
                    "document",
                    models.CharField(blank=True, max_length=100, verbose_name="会议纪要或批复文号"),
                ),
                ("reason", models.TextField(blank=True, verbose_name="更正理由")),
                (
                    "digest_of_log",
                    models.CharField(blank=True, max_length=64, verbose_name="日志摘要"),
                ),
                (
                    "proposed_as",
                    models.CharField(blank=True, max_length=120, verbose_name="提出人姓名"),
                ),
                ("confirmed_as", models.CharField(max_length=120, verbose_name="确认人姓名")),
                ("made_at", models.DateTimeField(verbose_name="形成时间")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust.storedfile",
                        verbose_name="快照文件",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
                (
                    "workbook",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust.storedfile",
                        verbose_name="得分工作簿",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots",
                        to="assessment.year",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度快照",
                "verbose_name_plural": "年度快照",
                "ordering": ["-year__number", "-number"],
            },
        ),
        migrations.CreateModel(
            name="SnapshotUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("city_name", models.CharField(max_length=40, verbose_name="表内名称")),
                (
                    "total",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="总分"),
                ),
                ("rank", models.PositiveIntegerField(verbose_name="名次")),
                ("grade", models.CharField(blank=True, max_length=40, verbose_name="等次")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="校验码")),
                (
                    "paper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust.storedfile",
                        verbose_name="评分卡文件",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.place",
                        verbose_name="市州",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="assessment.snapshot",
                        verbose_name="年度快照",
                    ),
                ),
            ],
            options={
                "verbose_name": "快照中的单位",
                "verbose_name_plural": "快照中的单位",
                "ordering": ["snapshot", "rank", "place__key"],
            },
        ),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.UniqueConstraint(
                fields=("year", "number"), name="snapshot_number_in_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="snapshotunit",
            constraint=models.UniqueConstraint(
                fields=("snapshot", "place"), name="place_once_a_snapshot"
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse),
    ]
