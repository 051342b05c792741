"""The most that a rule or a component takes, where the text says so (最高扣6分)."""

from django.db import migrations, models
from django.db.models import Q

ROWS = ("component", "rule")


def cap():
    return models.DecimalField(
        blank=True, decimal_places=3, max_digits=7, null=True, verbose_name="最多扣"
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
    ]
