"""市州自查: what cities report of themselves, hand in and send back sealed."""

import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError


def refuse(apps, schema_editor):
    """The program before has no place for them."""
    windows = apps.get_model("assessment", "SelfCheckWindow").objects
    if apps.get_model("assessment", "SelfCheck").objects.exists() or windows.exists():
        raise IrreversibleError(
            "已有市州填报自查或设定过上报期，旧版本没有地方保存；没有退回。请恢复升级前的备份。"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0031_disclosures"),
        ("cities", "0002_units_of_any_kind"),
        ("trust", "0003_kept_papers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalSelfCheckWindow",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("opens_at", models.DateTimeField(blank=True, null=True, verbose_name="上报开始")),
                ("closes_at", models.DateTimeField(blank=True, null=True, verbose_name="上报截止")),
                ("accepts_late", models.BooleanField(default=False, verbose_name="逾期仍可上报")),
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
                "verbose_name_plural": "historical 自查上报期",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ReportedFigure",
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
                        verbose_name="自报数",
                    ),
                ),
                ("ticked", models.JSONField(blank=True, default=list, verbose_name="已完成对象")),
                ("remark", models.TextField(blank=True, verbose_name="备注")),
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
            ],
            options={
                "verbose_name": "自报数",
                "verbose_name_plural": "自报数",
                "ordering": ["self_check", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReportedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                (
                    "added_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="上传时间"
                    ),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="撤下时间"),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
                (
                    "figure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="assessment.reportedfigure",
                        verbose_name="自报数",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust.storedfile",
                        verbose_name="文件",
                    ),
                ),
            ],
            options={
                "verbose_name": "自查佐证材料",
                "verbose_name_plural": "自查佐证材料",
                "ordering": ["added_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReportedTaking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "value",
                    models.DecimalField(decimal_places=4, max_digits=18, verbose_name="自报数"),
                ),
                ("receipt", models.CharField(max_length=40, verbose_name="回执号")),
                ("files", models.JSONField(blank=True, default=list, verbose_name="佐证材料")),
                ("taken_as", models.CharField(blank=True, max_length=80, verbose_name="采用身份")),
                (
                    "taken_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="采用时间"
                    ),
                ),
                (
                    "figure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="takings",
                        to="assessment.reportedfigure",
                        verbose_name="自报数",
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
            ],
            options={
                "verbose_name": "自报数采用",
                "verbose_name_plural": "自报数采用",
                "ordering": ["taken_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SelfCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "填报中"),
                            ("handed_in", "已上报"),
                            ("returned", "已退回"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
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
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="self_checks",
                        to="assessment.year",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "市州自查",
                "verbose_name_plural": "市州自查",
                "ordering": ["year", "city__key"],
            },
        ),
        migrations.AddField(
            model_name="reportedfigure",
            name="self_check",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="figures",
                to="assessment.selfcheck",
                verbose_name="市州自查",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalReportedFigure",
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
                        verbose_name="自报数",
                    ),
                ),
                ("ticked", models.JSONField(blank=True, default=list, verbose_name="已完成对象")),
                ("remark", models.TextField(blank=True, verbose_name="备注")),
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
                    "self_check",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="assessment.selfcheck",
                        verbose_name="市州自查",
                    ),
                ),
            ],
            options={
                "verbose_name": "历史",
                "verbose_name_plural": "historical 自报数",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="SelfCheckSubmission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("serial", models.PositiveIntegerField(verbose_name="回执序号")),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几次上报")),
                ("figures", models.JSONField(default=list, verbose_name="上报内容")),
                ("digest", models.CharField(max_length=64, verbose_name="内容摘要")),
                (
                    "total",
                    models.DecimalField(decimal_places=3, max_digits=7, verbose_name="自评得分"),
                ),
                (
                    "unreported",
                    models.PositiveSmallIntegerField(default=0, verbose_name="未填项数"),
                ),
                ("is_late", models.BooleanField(default=False, verbose_name="逾期")),
                ("submitted_as", models.CharField(max_length=80, verbose_name="上报身份")),
                (
                    "submitted_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="上报时间"
                    ),
                ),
                (
                    "ended_how",
                    models.CharField(
                        blank=True,
                        choices=[("withdrawn", "撤回"), ("returned", "退回")],
                        max_length=10,
                        verbose_name="终止",
                    ),
                ),
                ("ended_as", models.CharField(blank=True, max_length=80, verbose_name="办理身份")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="办理时间")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="理由")),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人",
                    ),
                ),
                (
                    "self_check",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="submissions",
                        to="assessment.selfcheck",
                        verbose_name="市州自查",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上报人",
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
                "verbose_name": "自查上报",
                "verbose_name_plural": "自查上报",
                "ordering": ["self_check", "number"],
            },
        ),
        migrations.CreateModel(
            name="SelfCheckScan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("added_as", models.CharField(max_length=80, verbose_name="上传身份")),
                (
                    "added_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="上传时间"
                    ),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="撤下时间"),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust.storedfile",
                        verbose_name="文件",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scans",
                        to="assessment.selfchecksubmission",
                        verbose_name="自查上报",
                    ),
                ),
            ],
            options={
                "verbose_name": "自查盖章扫描件",
                "verbose_name_plural": "自查盖章扫描件",
                "ordering": ["added_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SelfCheckWindow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opens_at", models.DateTimeField(blank=True, null=True, verbose_name="上报开始")),
                ("closes_at", models.DateTimeField(blank=True, null=True, verbose_name="上报截止")),
                ("accepts_late", models.BooleanField(default=False, verbose_name="逾期仍可上报")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                (
                    "year",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="self_check_window",
                        to="assessment.year",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "自查上报期",
                "verbose_name_plural": "自查上报期",
            },
        ),
        migrations.AddConstraint(
            model_name="selfcheck",
            constraint=models.UniqueConstraint(
                fields=("year", "city"), name="one_self_check_a_city"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportedfigure",
            constraint=models.UniqueConstraint(
                fields=("self_check", "item_name", "component", "name", "kind", "nth"),
                name="one_reported_figure_a_measure",
            ),
        ),
        migrations.AddConstraint(
            model_name="selfchecksubmission",
            constraint=models.UniqueConstraint(
                fields=("year", "serial"), name="self_check_receipt_in_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="selfchecksubmission",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_how", "")),
                fields=("self_check",),
                name="one_standing_submission_a_self_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="selfcheckwindow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opens_at", None),
                    ("closes_at", None),
                    ("closes_at__gt", models.F("opens_at")),
                    _connector="OR",
                ),
                name="self_check_closes_after_it_opens",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse),
    ]
