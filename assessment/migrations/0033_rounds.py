"""调度: rounds with their figures, alerts, and what was taken over of them."""

from decimal import Decimal

import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError


def refuse(apps, schema_editor):
    """The program before has no place for them."""
    settings_of = apps.get_model("assessment", "RoundSettings").objects
    if apps.get_model("assessment", "Round").objects.exists() or settings_of.exists():
        raise IrreversibleError(
            "已开展过调度或改过调度设置，旧版本没有地方保存；没有退回。请恢复升级前的备份。"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0032_self_checks"),
        ("cities", "0002_units_of_any_kind"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalRound",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("as_of", models.DateField(verbose_name="截至日期")),
                ("due_on", models.DateField(verbose_name="报送截止")),
                ("accepts_late", models.BooleanField(default=True, verbose_name="逾期仍可报送")),
                (
                    "weight",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("1"), max_digits=5, verbose_name="权重"
                    ),
                ),
                ("opened_as", models.CharField(blank=True, max_length=80, verbose_name="开展身份")),
                (
                    "opened_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="开展时间"
                    ),
                ),
                ("closed_as", models.CharField(blank=True, max_length=80, verbose_name="结束身份")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                (
                    "reopened_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="重新开放的理由"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="结束人",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="开展人",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="assessment.year",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "历史",
                "verbose_name_plural": "historical 调度",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRoundSettings",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "counting",
                    models.CharField(
                        choices=[
                            ("year_end", "仅年终数"),
                            ("last", "末次调度"),
                            ("mean", "各次平均"),
                            ("weighted", "按权重"),
                        ],
                        default="year_end",
                        max_length=10,
                        verbose_name="计入考核的数",
                    ),
                ),
                (
                    "green",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("100"),
                        max_digits=5,
                        verbose_name="绿灯线",
                    ),
                ),
                (
                    "yellow",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("80"), max_digits=5, verbose_name="黄灯线"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="assessment.year",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "历史",
                "verbose_name_plural": "historical 调度设置",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("as_of", models.DateField(verbose_name="截至日期")),
                ("due_on", models.DateField(verbose_name="报送截止")),
                ("accepts_late", models.BooleanField(default=True, verbose_name="逾期仍可报送")),
                (
                    "weight",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("1"), max_digits=5, verbose_name="权重"
                    ),
                ),
                ("opened_as", models.CharField(blank=True, max_length=80, verbose_name="开展身份")),
                (
                    "opened_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="开展时间"
                    ),
                ),
                ("closed_as", models.CharField(blank=True, max_length=80, verbose_name="结束身份")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                (
                    "reopened_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="重新开放的理由"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="结束人",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="开展人",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="assessment.year",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "调度",
                "verbose_name_plural": "调度",
                "ordering": ["year", "as_of"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalRoundFigure",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("item_name", models.CharField(max_length=60, verbose_name="指标名称")),
                ("component", models.PositiveSmallIntegerField(verbose_name="要点")),
                ("name", models.CharField(max_length=200, verbose_name="测量项")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("数量", "数量"),
                            ("比率", "比率"),
                            ("是否", "是否"),
                            ("次数", "次数"),
                        ],
                        max_length=4,
                        verbose_name="类型",
                    ),
                ),
                ("nth", models.PositiveSmallIntegerField(default=1, verbose_name="同名第几项")),
                (
                    "value",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=18,
                        null=True,
                        verbose_name="调度数",
                    ),
                ),
                ("ticked", models.JSONField(blank=True, default=list, verbose_name="已完成对象")),
                ("remark", models.TextField(blank=True, verbose_name="备注")),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="来源")),
                ("is_late", models.BooleanField(default=False, verbose_name="逾期")),
                (
                    "recorded_as",
                    models.CharField(blank=True, max_length=80, verbose_name="填报身份"),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="填报时间"),
                ),
                ("version", models.PositiveIntegerField(default=0, verbose_name="版本")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cities.place",
                        verbose_name="市州",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填报人",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="assessment.round",
                        verbose_name="调度",
                    ),
                ),
            ],
            options={
                "verbose_name": "历史",
                "verbose_name_plural": "historical 调度数",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="RoundAlert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("serial", models.PositiveIntegerField(verbose_name="编号")),
                ("city_name", models.CharField(max_length=40, verbose_name="表内名称")),
                ("round_name", models.CharField(max_length=40, verbose_name="调度名称")),
                ("as_of", models.DateField(verbose_name="截至日期")),
                ("gone", models.CharField(max_length=20, verbose_name="序时进度")),
                ("lines", models.JSONField(default=list, verbose_name="预警事项")),
                ("wanted", models.TextField(max_length=1000, verbose_name="工作要求")),
                ("reply_by", models.DateField(blank=True, null=True, verbose_name="反馈期限")),
                ("issued_as", models.CharField(max_length=80, verbose_name="签发身份")),
                (
                    "issued_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="签发时间"
                    ),
                ),
                (
                    "withdrawn_as",
                    models.CharField(blank=True, max_length=80, verbose_name="撤回身份"),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="撤回时间"),
                ),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="撤回理由"),
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
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签发人",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="assessment.round",
                        verbose_name="调度",
                    ),
                ),
                (
                    "withdrawn_by",
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
                        related_name="alerts",
                        to="assessment.year",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "预警通知单",
                "verbose_name_plural": "预警通知单",
                "ordering": ["year", "-serial"],
            },
        ),
        migrations.CreateModel(
            name="RoundFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item_name", models.CharField(max_length=60, verbose_name="指标名称")),
                ("component", models.PositiveSmallIntegerField(verbose_name="要点")),
                ("name", models.CharField(max_length=200, verbose_name="测量项")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("数量", "数量"),
                            ("比率", "比率"),
                            ("是否", "是否"),
                            ("次数", "次数"),
                        ],
                        max_length=4,
                        verbose_name="类型",
                    ),
                ),
                ("nth", models.PositiveSmallIntegerField(default=1, verbose_name="同名第几项")),
                (
                    "value",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=18,
                        null=True,
                        verbose_name="调度数",
                    ),
                ),
                ("ticked", models.JSONField(blank=True, default=list, verbose_name="已完成对象")),
                ("remark", models.TextField(blank=True, verbose_name="备注")),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="来源")),
                ("is_late", models.BooleanField(default=False, verbose_name="逾期")),
                (
                    "recorded_as",
                    models.CharField(blank=True, max_length=80, verbose_name="填报身份"),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="填报时间"),
                ),
                ("version", models.PositiveIntegerField(default=0, verbose_name="版本")),
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
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填报人",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="assessment.round",
                        verbose_name="调度",
                    ),
                ),
            ],
            options={
                "verbose_name": "调度数",
                "verbose_name_plural": "调度数",
                "ordering": ["round", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RoundSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "counting",
                    models.CharField(
                        choices=[
                            ("year_end", "仅年终数"),
                            ("last", "末次调度"),
                            ("mean", "各次平均"),
                            ("weighted", "按权重"),
                        ],
                        default="year_end",
                        max_length=10,
                        verbose_name="计入考核的数",
                    ),
                ),
                (
                    "green",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("100"),
                        max_digits=5,
                        verbose_name="绿灯线",
                    ),
                ),
                (
                    "yellow",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("80"), max_digits=5, verbose_name="黄灯线"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                (
                    "year",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="round_settings",
                        to="assessment.year",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "调度设置",
                "verbose_name_plural": "调度设置",
            },
        ),
        migrations.CreateModel(
            name="RoundTaking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item_name", models.CharField(max_length=60, verbose_name="指标名称")),
                ("component", models.PositiveSmallIntegerField(verbose_name="要点")),
                ("name", models.CharField(max_length=200, verbose_name="测量项")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("数量", "数量"),
                            ("比率", "比率"),
                            ("是否", "是否"),
                            ("次数", "次数"),
                        ],
                        max_length=4,
                        verbose_name="类型",
                    ),
                ),
                ("nth", models.PositiveSmallIntegerField(default=1, verbose_name="同名第几项")),
                (
                    "value",
                    models.DecimalField(decimal_places=4, max_digits=18, verbose_name="计入的数"),
                ),
                ("how", models.TextField(verbose_name="由来")),
                ("taken_as", models.CharField(blank=True, max_length=80, verbose_name="采用身份")),
                (
                    "taken_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="采用时间"
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
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="采用人",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.year",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "调度数采用",
                "verbose_name_plural": "调度数采用",
                "ordering": ["taken_at", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(
                fields=("year", "number"), name="round_number_in_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(fields=("year", "as_of"), name="one_round_a_day"),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gte", models.F("as_of"))),
                name="round_due_after_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__gte", 0)), name="round_weight_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="roundalert",
            constraint=models.UniqueConstraint(
                fields=("year", "serial"), name="alert_serial_in_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="roundalert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("round", "city"),
                name="one_standing_alert_a_round",
            ),
        ),
        migrations.AddConstraint(
            model_name="roundalert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at", None),
                    models.Q(("withdrawn_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="alert_withdrawn_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="roundfigure",
            constraint=models.UniqueConstraint(
                fields=("round", "city", "item_name", "component", "name", "kind", "nth"),
                name="one_round_figure_a_measure",
            ),
        ),
        migrations.AddConstraint(
            model_name="roundsettings",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("green__lte", 100), ("yellow__gt", 0), ("yellow__lt", models.F("green"))
                ),
                name="round_lights_in_order",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse),
    ]
