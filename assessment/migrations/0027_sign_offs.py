"""完成签章: an office closes what it collected of an indicator with its signature."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError


def refuse(apps, schema_editor):
    """The program before would open again what an office closed, and know nothing of it."""
    if apps.get_model("assessment", "SignOff").objects.exists():
        raise IrreversibleError(
            "本年度已有处室完成签章，旧版本没有这项内容，退回会丢失签章并重新开放录入；没有退回。"
            "如确要退回，请恢复升级前的备份。"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0026_incidents"),
        ("cities", "0002_units_of_any_kind"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SignOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("missing", models.JSONField(blank=True, default=list, verbose_name="未录入的项")),
                ("signed_as", models.CharField(max_length=120, verbose_name="签章人姓名")),
                (
                    "signed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="签章时间"
                    ),
                ),
                (
                    "withdrawn_as",
                    models.CharField(blank=True, max_length=120, verbose_name="撤回人姓名"),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="撤回时间"),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="撤回理由")),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_offs",
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
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签章人",
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
                        related_name="sign_offs",
                        to="assessment.year",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "完成签章",
                "verbose_name_plural": "完成签章",
                "ordering": ["signed_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="result",
            name="sign_off",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="results",
                to="assessment.signoff",
                verbose_name="完成签章",
            ),
        ),
        migrations.AddConstraint(
            model_name="signoff",
            constraint=models.UniqueConstraint(
                condition=models.Q(("office__isnull", False), ("withdrawn_at", None)),
                fields=("indicator", "office"),
                name="sign_off_of_an_office_stands_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="signoff",
            constraint=models.UniqueConstraint(
                condition=models.Q(("office", None), ("withdrawn_at", None)),
                fields=("indicator",),
                name="sign_off_of_what_is_shared_stands_once",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse),
    ]
