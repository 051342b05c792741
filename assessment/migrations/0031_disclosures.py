"""To whom a year was published; a snapshot's ranking and joined cards, and its units' parts."""

import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError


def tell_parts(apps, schema_editor):
    """Fill in what each unit scored in each part, out of the snapshots' own files. Of a file
    that is gone nothing is filled in: pages show a dash."""
    for snapshot in apps.get_model("assessment", "Snapshot").objects.select_related("file"):
        sha256 = snapshot.file.sha256
        path = Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256
        try:
            told = json.loads(path.read_bytes())
        except (OSError, ValueError):
            continue
        tables = {unit["key"]: unit for unit in told["units"]}
        scores = {score["unit"]: score for score in told["scores"]}
        for unit in snapshot.units.select_related("place"):
            key = unit.place.key
            if key in tables and key in scores:
                unit.sections = _parts(tables[key], scores[key])
                unit.save(update_fields=["sections"])


def _parts(table, score):
    return [
        {"name": part["name"], "full": part["full"], "score": _fixed(scored["score"])}
        for part, scored in zip(table["sections"], score["sections"], strict=True)
    ]


def _fixed(score):
    return f"{Decimal(score).quantize(Decimal('0.01'), rounding=ROUND_HALF_UP):f}"


def refuse(apps, schema_editor):
    """The program before has no place for to whom a year was published."""
    if apps.get_model("assessment", "Disclosure").objects.exists():
        raise IrreversibleError(
            "已有年度记录了公布范围（主送、抄送、公开网页），旧版本没有这些内容，退回会丢失；"
            "没有退回。如确要退回，请恢复升级前的备份。"
        )


def _file(label):
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="trust.storedfile",
        verbose_name=label,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0030_corrections"),
        ("trust", "0003_kept_papers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("snapshot", "ranking", _file("排名文件")),
        migrations.AddField("snapshot", "cards", _file("全部评分卡文件")),
        migrations.AddField(
            "snapshotunit",
            "sections",
            models.JSONField(blank=True, default=list, verbose_name="各部分得分"),
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("main_to", models.CharField(max_length=500, verbose_name="主送")),
                ("copy_to", models.CharField(blank=True, max_length=500, verbose_name="抄送")),
                (
                    "parts",
                    models.JSONField(blank=True, default=list, verbose_name="公开的内容"),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="理由")),
                ("chosen_as", models.CharField(max_length=120, verbose_name="办理人姓名")),
                (
                    "chosen_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="办理时间"
                    ),
                ),
                (
                    "chosen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="assessment.stepproposal",
                        verbose_name="公布",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="assessment.year",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "公布范围",
                "verbose_name_plural": "公布范围",
                "ordering": ["-year__number", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "number"), name="disclosure_number_in_year"
                    )
                ],
            },
        ),
        migrations.RunPython(tell_parts, refuse),
    ]
