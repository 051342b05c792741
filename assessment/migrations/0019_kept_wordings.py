"""Wordings that a site keeps, so that they are proposed at the next import."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0018_columns_of_texts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptWording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("wording", models.CharField(max_length=400, unique=True, verbose_name="写法")),
                ("values", models.JSONField(verbose_name="处理办法")),
                ("phrase", models.TextField(verbose_name="原文")),
                ("source", models.CharField(max_length=200, verbose_name="出处")),
                ("kept_as", models.CharField(max_length=120, verbose_name="保存人姓名")),
                ("kept_at", models.DateTimeField(verbose_name="保存时间")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                (
                    "kept_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="保存人",
                    ),
                ),
            ],
            options={
                "verbose_name": "本单位写法",
                "verbose_name_plural": "本单位写法",
                "ordering": ["-kept_at", "-pk"],
            },
        ),
    ]
