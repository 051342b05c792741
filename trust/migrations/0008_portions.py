import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trust", "0007_operation_records")]

    operations = [
        migrations.CreateModel(
            name="Portion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="序号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "待领取"),
                            ("taken", "协助排版中"),
                            ("made", "已排好"),
                            ("own", "由任务自己排版"),
                        ],
                        default="offered",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("heartbeat_at", models.DateTimeField(null=True, verbose_name="心跳")),
                ("made", models.BinaryField(null=True, verbose_name="排好的 PDF")),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="portions",
                        to="trust.job",
                        verbose_name="任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "任务的一份",
                "verbose_name_plural": "任务的一份",
                "ordering": ["job", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("job", "number"), name="portion_of_a_job_once")
                ],
            },
        ),
    ]
