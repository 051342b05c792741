"""A task may be by project: a county then files a report a project."""

from django.core.management.base import CommandError
from django.db import migrations, models
from django.db.models import Count

SEVERAL = (
    "不能退回到 0002：有 {} 个县市区在同一任务里按项目报了几份报告，较早的程序一县只能有一份；"
    "没有做任何改动。"
)


def refuse_several(apps, schema_editor):
    """The earlier program holds one report a county; none is thrown away for it."""
    report = apps.get_model("selfeval", "Report")
    rows = report.objects.order_by().values("task", "county").annotate(reports=Count("pk"))
    several = rows.filter(reports__gt=1).values("county").distinct().count()
    if several:
        raise CommandError(SEVERAL.format(several))


class Migration(migrations.Migration):
    dependencies = [("selfeval", "0003_publications")]

    operations = [
        migrations.AlterModelOptions(
            name="report",
            options={
                "ordering": ["task", "county__key", "pk"],
                "verbose_name": "自评报告",
                "verbose_name_plural": "自评报告",
            },
        ),
        migrations.RemoveConstraint(model_name="report", name="one_report_a_county"),
        migrations.AddField(
            model_name="historicalreport",
            name="project",
            field=models.CharField(blank=True, default="", max_length=80, verbose_name="项目"),
        ),
        migrations.AddField(
            model_name="historicaltask",
            name="by_project",
            field=models.BooleanField(default=False, verbose_name="按项目填报"),
        ),
        migrations.AddField(
            model_name="report",
            name="project",
            field=models.CharField(blank=True, default="", max_length=80, verbose_name="项目"),
        ),
        migrations.AddField(
            model_name="task",
            name="by_project",
            field=models.BooleanField(default=False, verbose_name="按项目填报"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                fields=["task", "county", "project"], name="one_report_a_project"
            ),
        ),
        # Last, so that going back begins with it.
        migrations.RunPython(migrations.RunPython.noop, refuse_several),
    ]
