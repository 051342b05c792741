"""What the lights of a year's rounds cost; nothing, as before, where nobody says so."""

from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError

MODELS = ("roundsettings", "historicalroundsettings")
POINTS = {"null": True, "blank": True, "max_digits": 7, "decimal_places": 3}
COLUMNS = (
    ("red_points", "每次红灯扣分"),
    ("yellow_points", "每次黄灯扣分"),
    ("light_cap", "每个测量项最多扣"),
)


def refuse(apps, schema_editor):
    """The program before would give these points back without a word."""
    held = apps.get_model("assessment", "RoundSettings").objects
    if held.exclude(red_points=None, yellow_points=None).exists():
        raise IrreversibleError(
            "有年度设了灯色扣分，旧版本不认得，退回后得分会变；没有退回。"
            "请先在“调度设置”里清空红灯、黄灯的扣分，或恢复升级前的备份。"
        )


class Migration(migrations.Migration):
    dependencies = [("assessment", "0036_paper_words")]

    operations = [
        *(
            migrations.AddField(model, name, models.DecimalField(label, **POINTS))
            for model in MODELS
            for name, label in COLUMNS
        ),
        *(
            migrations.AddField(
                model,
                "light_indicators",
                models.JSONField("灯色扣分的指标", default=list, blank=True),
            )
            for model in MODELS
        ),
        *(
            migrations.AddConstraint(
                "roundsettings",
                models.CheckConstraint(
                    condition=models.Q((name, None), (f"{name}__gt", 0), _connector="OR"),
                    name=f"round_{name}_positive",
                ),
            )
            for name, _ in COLUMNS
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse),
    ]
