"""Items keep the heads of their text columns: the parts of a table may have different ones."""

from django.db import migrations, models


def tell_heads(apps, schema_editor):
    """Give the items of tables that stand the heads of their table."""
    tables = apps.get_model("assessment", "CityTable").objects.exclude(text_heads=[])
    items = apps.get_model("assessment", "Item").objects
    for pk, heads in tables.values_list("pk", "text_heads"):
        items.filter(section__table=pk).update(text_heads=heads)


class Migration(migrations.Migration):
    dependencies = [("assessment", "0021_more_kinds_of_rules")]

    operations = [
        *(
            migrations.AddField(
                model,
                "text_heads",
                models.JSONField(blank=True, default=list, verbose_name="正文各栏的栏名"),
            )
            for model in ("item", "historicalitem")
        ),
        migrations.RunPython(tell_heads, migrations.RunPython.noop),
    ]
