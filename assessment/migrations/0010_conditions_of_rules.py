"""The words that restrict a rule (在省级检查中). They change no score, so going back may drop them."""

from django.db import migrations, models

MODELS = ("rule", "historicalrule")


class Migration(migrations.Migration):
    dependencies = [("assessment", "0009_rules_beyond_2017")]

    operations = [
        migrations.AddField(
            model,
            "condition",
            models.CharField(blank=True, default="", max_length=200, verbose_name="限定条件"),
            preserve_default=False,
        )
        for model in MODELS
    ]
