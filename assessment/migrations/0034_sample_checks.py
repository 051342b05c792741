"""抽查核查 and 问题清单: what is drawn to be checked, what a city is to put right."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError


def refuse(apps, schema_editor):
    """The program before has no place for them."""
    held = ("SampleDraw", "Rectification")
    if any(apps.get_model("assessment", name).objects.exists() for name in held):
        raise IrreversibleError(
            "已抽查核查或下发过问题清单，旧版本没有地方保存；没有退回。请恢复升级前的备份。"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0033_rounds"),
        ("cities", "0002_units_of_any_kind"),
        ("trust", "0004_notices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Rectification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="编号")),
                ("city_name", models.CharField(max_length=40, verbose_name="市州名称")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("check", "抽查核查"),
                            ("incident", "事件台账"),
                            ("deduction", "评分卡扣分"),
                            ("hand", "其他"),
                        ],
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                ("origin", models.CharField(blank=True, max_length=300, verbose_name="来源说明")),
                ("problem", models.TextField(max_length=1000, verbose_name="问题")),
                ("demand", models.TextField(max_length=1000, verbose_name="整改要求")),
                ("due_on", models.DateField(verbose_name="整改期限")),
                ("responsible", models.CharField(max_length=100, verbose_name="责任单位、责任人")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("issued", "待整改"),
                            ("answered", "待核查"),
                            ("returned", "退回整改"),
                            ("closed", "已销号"),
                            ("withdrawn", "已撤销"),
                        ],
                        default="issued",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("issued_as", models.CharField(max_length=150, verbose_name="下发身份")),
                (
                    "issued_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="下发时间"
                    ),
                ),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="最近报送整改时间"),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="销号时间")),
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
                    "incident",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rectifications",
                        to="assessment.incident",
                        verbose_name="事件",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="下发人",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rectifications",
                        to="assessment.year",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "问题",
                "verbose_name_plural": "问题",
                "ordering": ["year", "number"],
            },
        ),
        migrations.CreateModel(
            name="RectificationMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("answer", "整改情况"),
                            ("return", "退回"),
                            ("close", "销号"),
                            ("reopen", "重新打开"),
                            ("withdraw", "撤销"),
                            ("change", "改变期限"),
                        ],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="内容")),
                ("written_as", models.CharField(max_length=150, verbose_name="身份")),
                (
                    "written_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="时间"
                    ),
                ),
                (
                    "rectification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="assessment.rectification",
                        verbose_name="问题",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="写的人",
                    ),
                ),
            ],
            options={
                "verbose_name": "整改往来",
                "verbose_name_plural": "整改往来",
                "ordering": ["written_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RectificationFile",
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
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="assessment.rectificationmessage",
                        verbose_name="往来",
                    ),
                ),
            ],
            options={
                "verbose_name": "整改佐证",
                "verbose_name_plural": "整改佐证",
                "ordering": ["added_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SampledCell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveIntegerField(verbose_name="序号")),
                ("city_name", models.CharField(max_length=40, verbose_name="表内名称")),
                ("item_name", models.CharField(max_length=60, verbose_name="指标名称")),
                ("code", models.CharField(max_length=40, verbose_name="测量项编码")),
                ("measure_name", models.CharField(max_length=200, verbose_name="测量项")),
                ("kind", models.CharField(max_length=4, verbose_name="类型")),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="单位")),
                ("offices", models.CharField(blank=True, max_length=200, verbose_name="责任处室")),
                ("is_picked", models.BooleanField(default=False, verbose_name="另加")),
                (
                    "picked_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="另加理由"),
                ),
                (
                    "picked_as",
                    models.CharField(blank=True, max_length=150, verbose_name="另加的人"),
                ),
                (
                    "reported",
                    models.DecimalField(decimal_places=4, max_digits=18, verbose_name="上报数"),
                ),
                ("reported_version", models.PositiveIntegerField(verbose_name="抽取时的版本")),
                (
                    "recorded_as",
                    models.CharField(blank=True, max_length=150, verbose_name="录入身份"),
                ),
                (
                    "found",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=18,
                        null=True,
                        verbose_name="核查数",
                    ),
                ),
                ("finding", models.TextField(blank=True, max_length=1000, verbose_name="核查情况")),
                (
                    "checked_as",
                    models.CharField(blank=True, max_length=150, verbose_name="核查人姓名"),
                ),
                (
                    "checked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="核查时间"),
                ),
                (
                    "settled_how",
                    models.CharField(
                        blank=True,
                        choices=[("adopted", "采用核查数"), ("explained", "已说明")],
                        default="",
                        max_length=10,
                        verbose_name="处理",
                    ),
                ),
                (
                    "settled_reason",
                    models.TextField(blank=True, max_length=1000, verbose_name="处理理由"),
                ),
                (
                    "settled_as",
                    models.CharField(blank=True, max_length=150, verbose_name="处理人姓名"),
                ),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="处理时间"),
                ),
                (
                    "adopted_version",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="采用后的版本"),
                ),
                ("effect", models.JSONField(blank=True, default=dict, verbose_name="影响")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核查人",
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
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sampled_cells",
                        to="assessment.indicator",
                        verbose_name="指标",
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
                        verbose_name="录入人",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="处理人",
                    ),
                ),
            ],
            options={
                "verbose_name": "抽查的格",
                "verbose_name_plural": "抽查的格",
                "ordering": ["draw", "order"],
            },
        ),
        migrations.AddField(
            model_name="rectification",
            name="cell",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rectifications",
                to="assessment.sampledcell",
                verbose_name="抽查的格",
            ),
        ),
        migrations.CreateModel(
            name="CheckFile",
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
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust.storedfile",
                        verbose_name="文件",
                    ),
                ),
                (
                    "cell",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="assessment.sampledcell",
                        verbose_name="抽查的格",
                    ),
                ),
            ],
            options={
                "verbose_name": "核查佐证",
                "verbose_name_plural": "核查佐证",
                "ordering": ["added_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SampleDraw",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几次")),
                ("seed", models.CharField(max_length=32, verbose_name="随机种子")),
                (
                    "size_kind",
                    models.CharField(
                        choices=[("cells", "每市州若干格"), ("percent", "各市州按百分比")],
                        max_length=10,
                        verbose_name="抽取办法",
                    ),
                ),
                ("size", models.PositiveSmallIntegerField(verbose_name="数量")),
                ("is_weighted", models.BooleanField(default=False, verbose_name="按分值加权")),
                ("population", models.PositiveIntegerField(verbose_name="总体格数")),
                ("frame", models.JSONField(verbose_name="总体")),
                ("frame_digest", models.CharField(max_length=64, verbose_name="总体摘要")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="重抽理由")),
                ("drawn_as", models.CharField(max_length=150, verbose_name="抽取人姓名")),
                (
                    "drawn_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="抽取时间"
                    ),
                ),
                (
                    "drawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="抽取人",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sample_draws",
                        to="assessment.year",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "抽样",
                "verbose_name_plural": "抽样",
                "ordering": ["year", "number"],
            },
        ),
        migrations.AddField(
            model_name="sampledcell",
            name="draw",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cells",
                to="assessment.sampledraw",
                verbose_name="抽样",
            ),
        ),
        migrations.AddConstraint(
            model_name="rectification",
            constraint=models.UniqueConstraint(
                fields=("year", "number"), name="rectification_number_in_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="rectification",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("cell",),
                name="one_rectification_a_sampled_cell",
            ),
        ),
        migrations.AddConstraint(
            model_name="rectification",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("incident",),
                name="one_rectification_an_incident",
            ),
        ),
        migrations.AddConstraint(
            model_name="rectification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("state", "closed")),
                    models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at", None)),
                    _connector="OR",
                ),
                name="rectification_closed_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="sampledraw",
            constraint=models.UniqueConstraint(
                fields=("year", "number"), name="sample_draw_number_in_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="sampledraw",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("number", 1), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="sample_drawn_anew_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="sampledraw",
            constraint=models.CheckConstraint(
                condition=models.Q(("size__gt", 0)), name="sample_size_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="sampledcell",
            constraint=models.UniqueConstraint(
                fields=("draw", "city", "code"), name="cell_once_a_sample"
            ),
        ),
        migrations.AddConstraint(
            model_name="sampledcell",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_picked", False),
                    models.Q(("picked_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="cell_picked_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="sampledcell",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_at", None), ("found", None)),
                    models.Q(("checked_at__isnull", False), ("found__isnull", False)),
                    _connector="OR",
                ),
                name="cell_checked_with_its_figure",
            ),
        ),
        migrations.AddConstraint(
            model_name="sampledcell",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at", None), ("settled_how", "")),
                    models.Q(
                        ("found__isnull", False),
                        ("settled_at__isnull", False),
                        ("settled_how", "adopted"),
                    ),
                    models.Q(
                        ("found__isnull", False),
                        ("settled_at__isnull", False),
                        ("settled_how", "explained"),
                        models.Q(("settled_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="cell_settled_once_checked",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse),
    ]
