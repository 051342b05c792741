import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trust", "0006_row_digests")]

    operations = [
        migrations.CreateModel(
            name="OperationRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60, unique=True, verbose_name="事项")),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间"),
                ),
                ("ok", models.BooleanField(default=True, verbose_name="成功")),
                (
                    "ok_at",
                    models.DateTimeField(null=True, verbose_name="最近一次成功"),
                ),
                ("detail", models.JSONField(default=dict, verbose_name="说明")),
            ],
            options={
                "verbose_name": "运行记录",
                "verbose_name_plural": "运行记录",
                "ordering": ["kind"],
            },
        ),
    ]
