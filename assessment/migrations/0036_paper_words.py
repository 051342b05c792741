"""The words of a year's papers, by version; and the papers that were issued."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0035_bonus_claims"),
        ("cities", "0002_units_of_any_kind"),
        ("trust", "0004_notices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IssuedPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("paper", models.CharField(max_length=20, verbose_name="文书")),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几次印发")),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("title", models.CharField(max_length=300, verbose_name="标题")),
                ("wording", models.PositiveSmallIntegerField(default=0, verbose_name="用语的次序")),
                ("issued_as", models.CharField(max_length=120, verbose_name="印发人姓名")),
                (
                    "issued_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="印发时间"
                    ),
                ),
                (
                    "docx",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust.storedfile",
                        verbose_name="Word",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="印发人",
                    ),
                ),
                (
                    "pdf",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust.storedfile",
                        verbose_name="PDF",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.place",
                        verbose_name="市州",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.snapshot",
                        verbose_name="快照",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issued_papers",
                        to="assessment.year",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "印发的文书",
                "verbose_name_plural": "印发的文书",
                "ordering": ["year", "paper", "place", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "paper", "place", "number"),
                        name="issued_paper_number_of_place",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("place", None)),
                        fields=("year", "paper", "number"),
                        name="issued_paper_number_of_year",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperWords",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("paper", models.CharField(max_length=20, verbose_name="文书")),
                ("number", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("heading", models.CharField(max_length=100, verbose_name="标题")),
                ("opening", models.TextField(blank=True, max_length=2000, verbose_name="开头")),
                ("closing", models.TextField(blank=True, max_length=2000, verbose_name="结尾")),
                ("signers", models.CharField(blank=True, max_length=200, verbose_name="署名")),
                ("changed_as", models.CharField(max_length=120, verbose_name="修改人姓名")),
                (
                    "changed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="修改时间"
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="修改人",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="paper_words",
                        to="assessment.year",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "文书用语",
                "verbose_name_plural": "文书用语",
                "ordering": ["year", "paper", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "paper", "number"), name="paper_words_number_in_year"
                    )
                ],
            },
        ),
    ]
