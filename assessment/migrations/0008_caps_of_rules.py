"""The most that a rule or a component takes, where the text says so (最高扣6分)."""

from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError
from django.db.models import Q

ROWS = ("component", "rule")


def cap():
    return models.DecimalField(
        blank=True, decimal_places=3, max_digits=7, null=True, verbose_name="最多扣"
    )


def refuse_caps(apps, schema_editor):
    """The program before knows no caps, and would take more points than the text allows."""
    for row in ROWS:
        if apps.get_model("assessment", row).objects.exclude(cap=None).exists():
            raise IrreversibleError(
                "指标表里填有“最多扣”，旧版本不认得，退回后会多扣分；没有退回。"
                "请先在“修改规则”页清空，或恢复升级前的备份。"
            )


class Migration(migrations.Migration):
    dependencies = [("assessment", "0007_imports_of_tables")]

    operations = [
        *(
            migrations.AddField(model, "cap", cap())
            for row in ROWS
            for model in (row, f"historical{row}")
        ),
        *(
            migrations.AddConstraint(
                row,
                models.CheckConstraint(
                    condition=Q(cap=None) | Q(cap__gt=0), name=f"{row}_cap_positive"
                ),
            )
            for row in ROWS
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse_caps),
    ]
