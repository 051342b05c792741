"""Who made a component, a measure or a rule other than its words say, when and why.

Rows that were changed before bear no mark: nobody was asked for a reason then.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ROWS = ("component", "measure", "rule")


def person(**options):
    return models.ForeignKey(
        blank=True,
        editable=False,
        null=True,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        verbose_name="修改人",
        **options,
    )


def columns(changed_by):
    return {
        "changed_by": changed_by,
        "changed_as": models.CharField(
            blank=True, editable=False, max_length=120, verbose_name="修改人姓名"
        ),
        "changed_at": models.DateTimeField(
            blank=True, editable=False, null=True, verbose_name="修改时间"
        ),
        "reason": models.CharField(
            blank=True, editable=False, max_length=200, verbose_name="修改理由"
        ),
    }


def added(model, changed_by):
    return [migrations.AddField(model, name, field) for name, field in columns(changed_by).items()]


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0002_county_sums_taken_over"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        operation
        for row in ROWS
        for operation in (
            *added(row, person(on_delete=django.db.models.deletion.PROTECT)),
            *added(
                f"historical{row}",
                person(on_delete=django.db.models.deletion.DO_NOTHING, db_constraint=False),
            ),
        )
    ]
