"""A year keeps like which other one it was made."""

from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError


def refuse(apps, schema_editor):
    """What is to be confirmed beside the other year would be confirmed unseen."""
    years = apps.get_model("assessment", "Year").objects
    if years.exclude(cloned_from=None).exists():
        raise IrreversibleError(
            "有照上年新建的年度，旧版本不再列出与上年的差别；没有退回。"
            "请先在“导入记录”里撤回这次新建，或恢复升级前的备份。"
        )


class Migration(migrations.Migration):
    dependencies = [("assessment", "0028_steps")]

    operations = [
        *(
            migrations.AddField(
                model,
                "cloned_from",
                models.PositiveSmallIntegerField(
                    blank=True, editable=False, null=True, verbose_name="照哪个年度新建"
                ),
            )
            for model in ("year", "historicalyear")
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse),
    ]
