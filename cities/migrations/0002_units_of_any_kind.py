from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("city", "市州"),
    ("district", "市辖区"),
    ("county_city", "县级市"),
    ("county", "县"),
    ("zone", "开发区、管理区"),
    ("township", "乡镇、街道"),
    ("department", "部门、单位"),
]


class Migration(migrations.Migration):
    """Counties, townships and departments may be assessed, too; a city is within none as before.

    The way back fails where a site has come to use it: its units would lose their level.
    """

    dependencies = [("cities", "0001_places_offices_accounts")]

    operations = [
        migrations.RemoveConstraint("place", "place_city_or_within_a_city"),
        migrations.AlterField(
            "place", "kind", models.CharField("类别", max_length=12, choices=KINDS)
        ),
        migrations.AddConstraint(
            "place",
            models.CheckConstraint(
                condition=~Q(kind="city") | Q(city=None), name="place_city_is_within_none"
            ),
        ),
    ]
