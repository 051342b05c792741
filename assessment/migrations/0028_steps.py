"""复核 of columns, steps that two persons take, and when each step is planned."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError


def refuse(apps, schema_editor):
    """The program before has no place for who agreed, and why a step was taken all the same."""
    told = (
        apps.get_model("assessment", "ColumnReview").objects.exists()
        or apps.get_model("assessment", "StepProposal").objects.exists()
        or apps.get_model("assessment", "Year").objects.exclude(dates={}).exists()
    )
    if told:
        raise IrreversibleError(
            "已有处室数据的复核、年度各步的办理记录或各步日期，旧版本没有这些内容，退回会丢失；"
            "没有退回。如确要退回，请恢复升级前的备份。"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0027_sign_offs"),
        ("cities", "0002_units_of_any_kind"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalyear",
            name="dates",
            field=models.JSONField(blank=True, default=dict, verbose_name="各步日期"),
        ),
        migrations.AddField(
            model_name="year",
            name="dates",
            field=models.JSONField(blank=True, default=dict, verbose_name="各步日期"),
        ),
        migrations.CreateModel(
            name="ColumnReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mark", models.CharField(max_length=32, verbose_name="所见内容的摘要")),
                ("confirmed_as", models.CharField(max_length=120, verbose_name="复核人姓名")),
                (
                    "confirmed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="复核时间"
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复核人",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="column_reviews",
                        to="assessment.indicator",
                        verbose_name="指标",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.office",
                        verbose_name="处室",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="column_reviews",
                        to="assessment.year",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "处室数据复核",
                "verbose_name_plural": "处室数据复核",
                "ordering": ["confirmed_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="StepProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("preparing", "准备"),
                            ("issued", "下达"),
                            ("self_check", "市州自查"),
                            ("collecting", "处室采集"),
                            ("review", "复核"),
                            ("feedback", "反馈与申诉"),
                            ("finalised", "审定"),
                            ("published", "公布"),
                        ],
                        max_length=12,
                        verbose_name="原阶段",
                    ),
                ),
                (
                    "target",
                    models.CharField(
                        choices=[
                            ("preparing", "准备"),
                            ("issued", "下达"),
                            ("self_check", "市州自查"),
                            ("collecting", "处室采集"),
                            ("review", "复核"),
                            ("feedback", "反馈与申诉"),
                            ("finalised", "审定"),
                            ("published", "公布"),
                        ],
                        max_length=12,
                        verbose_name="新阶段",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="理由")),
                ("details", models.JSONField(blank=True, default=dict, verbose_name="办理依据")),
                ("exceptions", models.JSONField(blank=True, default=list, verbose_name="例外事项")),
                (
                    "standing",
                    models.JSONField(blank=True, default=dict, verbose_name="提议时的内容"),
                ),
                ("proposed_as", models.CharField(max_length=120, verbose_name="提议人姓名")),
                (
                    "proposed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="提议时间"
                    ),
                ),
                (
                    "confirmed_as",
                    models.CharField(blank=True, max_length=120, verbose_name="确认人姓名"),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="确认时间"),
                ),
                (
                    "declined_as",
                    models.CharField(blank=True, max_length=120, verbose_name="不同意的人姓名"),
                ),
                (
                    "declined_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="不同意时间"),
                ),
                (
                    "answer",
                    models.CharField(blank=True, max_length=500, verbose_name="不同意的理由"),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="撤回时间"),
                ),
                ("moved_at", models.DateTimeField(blank=True, null=True, verbose_name="办理时间")),
                (
                    "moved_version",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="办理后的版本"),
                ),
                (
                    "confirmed_by",
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
                    "declined_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="不同意的人",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提议人",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="step_proposals",
                        to="assessment.year",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度办理",
                "verbose_name_plural": "年度办理",
                "ordering": ["proposed_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("declined_at", None), ("moved_at", None), ("withdrawn_at", None)
                        ),
                        fields=("year",),
                        name="one_open_step_proposal_a_year",
                    )
                ],
            },
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse),
    ]
