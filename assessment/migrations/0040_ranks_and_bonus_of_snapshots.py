import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from django.conf import settings
from django.db import migrations, models


def tell(apps, schema_editor):
    """Fill in what pages tell of older snapshots, out of their own files. Of a file that is gone
    nothing is filled in: its page is as it was."""
    for snapshot in apps.get_model("assessment", "Snapshot").objects.select_related("file"):
        sha256 = snapshot.file.sha256
        path = Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256
        try:
            told = json.loads(path.read_bytes())
        except (OSError, ValueError):
            continue
        if not _is_half_recorded(told):
            snapshot.is_ranked = False
            snapshot.save(update_fields=["is_ranked"])
        _tell_bonus(snapshot, told)


def _tell_bonus(snapshot, told):
    """As standings have a bonus: the year counts it, and some rule gives any."""
    bonus = {score["unit"]: score["bonus"] for score in told["scores"]}
    if not told["policy"]["counts_bonus"] or all(points is None for points in bonus.values()):
        return
    for unit in snapshot.units.select_related("place"):
        points = Decimal(bonus.get(unit.place.key) or 0)
        unit.bonus = points.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        unit.save(update_fields=["bonus"])


def _is_half_recorded(told):
    values = [
        measure["record"]["value"]
        for unit in told["units"]
        for section in unit["sections"]
        for item in section["items"]
        for component in item["components"]
        for measure in component["measures"]
    ]
    return 2 * sum(value is not None for value in values) >= len(values)


class Migration(migrations.Migration):
    dependencies = [("assessment", "0039_corrections_of_rules")]

    operations = [
        migrations.AddField(
            model_name="snapshot",
            name="is_ranked",
            field=models.BooleanField(default=True, editable=False, verbose_name="公开名次"),
        ),
        migrations.AddField(
            model_name="snapshotunit",
            name="bonus",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="加分"
            ),
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
