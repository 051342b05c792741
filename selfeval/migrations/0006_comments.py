"""What colleagues say among themselves of a report, beside it."""

import django.db.models.deletion
from django.conf import settings
from django.core.management.base import CommandError
from django.db import migrations, models

HELD = "不能退回到 0005：已有 {} 条内部批注，较早的程序没有地方保存；没有做任何改动。"


def refuse_to_lose(apps, schema_editor):
    """The earlier program has no place for them; none is thrown away for it."""
    held = apps.get_model("selfeval", "Comment").objects.count()
    if held:
        raise CommandError(HELD.format(held))


class Migration(migrations.Migration):
    dependencies = [
        ("cities", "0002_units_of_any_kind"),
        ("selfeval", "0005_extension_requests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("county", "县市区"), ("city", "市州"), ("province", "考核办")],
                        max_length=10,
                        verbose_name="一方",
                    ),
                ),
                ("cell", models.CharField(blank=True, max_length=200, verbose_name="单元格")),
                (
                    "cell_label",
                    models.CharField(blank=True, max_length=300, verbose_name="位置名称"),
                ),
                ("text", models.TextField(blank=True, verbose_name="内容")),
                ("written_at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="处理时间"),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="撤回时间"),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="selfeval.report",
                        verbose_name="自评报告",
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
                (
                    "thread",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="selfeval.comment",
                        verbose_name="答复的批注",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.place",
                        verbose_name="单位",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="批注人",
                    ),
                ),
            ],
            options={
                "verbose_name": "内部批注",
                "verbose_name_plural": "内部批注",
                "ordering": ["written_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("side", "province"), ("unit", None)),
                            models.Q(("side__in", ["county", "city"]), ("unit__isnull", False)),
                            _connector="OR",
                        ),
                        name="comment_unit_of_its_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("thread", None), ("settled_at", None), _connector="OR"),
                        name="comment_thread_is_settled",
                    ),
                ],
            },
        ),
        # Last, so that going back begins with it.
        migrations.RunPython(migrations.RunPython.noop, refuse_to_lose),
    ]
