import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cities", "0003_substitutions"),
    ]

    operations = [
        migrations.AddField(
            model_name="substitution",
            name="named_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="代为指定的人",
            ),
        ),
        migrations.AddConstraint(
            model_name="substitution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("named_by", models.F("absent")), _negated=True),
                    models.Q(("named_by", models.F("substitute")), _negated=True),
                ),
                name="substitution_named_by_a_third",
            ),
        ),
    ]
