"""What of a city's table does not count in a year, agreed by two persons."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError


def refuse(apps, schema_editor):
    """The program before would count what is exempt."""
    if apps.get_model("assessment", "Exemption").objects.exists():
        raise IrreversibleError(
            "已有豁免，旧版本没有地方保存，得分会变；没有退回。请恢复升级前的备份。"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0041_files_of_corrections"),
        ("cities", "0002_units_of_any_kind"),
        ("trust", "0004_notices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Exemption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="编号")),
                ("city_name", models.CharField(max_length=40, verbose_name="表内名称")),
                ("item_name", models.CharField(max_length=60, verbose_name="指标名称")),
                (
                    "component",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="要点"),
                ),
                ("codes", models.TextField(blank=True, verbose_name="测量项编码")),
                ("words", models.TextField(blank=True, verbose_name="原文")),
                (
                    "points",
                    models.DecimalField(decimal_places=3, max_digits=7, verbose_name="分值"),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[("force_majeure", "不可抗力"), ("changed_target", "目标调整")],
                        max_length=20,
                        verbose_name="原因",
                    ),
                ),
                ("plea", models.TextField(max_length=1000, verbose_name="事实和理由")),
                ("document", models.CharField(max_length=200, verbose_name="依据文件")),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="文件名")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待确认"),
                            ("declined", "不同意"),
                            ("taken_back", "已撤回"),
                            ("in_force", "已生效"),
                            ("lifting", "待撤销"),
                            ("lifted", "已撤销"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("proposed_as", models.CharField(max_length=80, verbose_name="提出身份")),
                (
                    "proposed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="提出时间"
                    ),
                ),
                (
                    "answered_as",
                    models.CharField(blank=True, max_length=80, verbose_name="确认身份"),
                ),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="确认时间"),
                ),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="答复")),
                (
                    "lifting_as",
                    models.CharField(blank=True, max_length=80, verbose_name="提出撤销身份"),
                ),
                (
                    "lifting_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="提出撤销时间"),
                ),
                (
                    "lifting_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="撤销理由"),
                ),
                (
                    "lifted_as",
                    models.CharField(blank=True, max_length=80, verbose_name="确认撤销身份"),
                ),
                ("lifted_at", models.DateTimeField(blank=True, null=True, verbose_name="撤销时间")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.place",
                        verbose_name="市州",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust.storedfile",
                        verbose_name="证明材料",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exemptions",
                        to="assessment.indicator",
                        verbose_name="指标",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认撤销人",
                    ),
                ),
                (
                    "lifting_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出撤销人",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exemptions",
                        to="assessment.year",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "豁免",
                "verbose_name_plural": "豁免",
                "ordering": ["year", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "number"), name="exemption_number_in_year"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("document", ""), _negated=True),
                            models.Q(("plea", ""), _negated=True),
                        ),
                        name="exemption_has_a_plea",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_by", None),
                            models.Q(("answered_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="exemption_answered_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lifted_by", None),
                            models.Q(("lifted_by", models.F("lifting_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="exemption_lifted_by_another",
                    ),
                ],
            },
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse),
    ]
