"""Grades may ask for a place: nothing to change, and something to lose on the way back."""

from django.db import migrations
from django.db.migrations.exceptions import IrreversibleError


def refuse(apps, schema_editor):
    """The program before would grade by points alone."""
    rows = apps.get_model("assessment", "Policy").objects.values_list("grades", flat=True)
    if any("first" in grade for grades in rows for grade in grades):
        raise IrreversibleError(
            "有的年度按名次评定等次，旧版本只看分数，等次会变；没有退回。请先在计分口径里取消名次。"
        )


class Migration(migrations.Migration):
    dependencies = [("assessment", "0042_exemptions")]

    operations = [migrations.RunPython(migrations.RunPython.noop, refuse)]
