"""Rules that make a score where something was not done, and points from which others deduct."""

from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError
from django.db.models import Q

MODELS = ("rule", "historicalrule")
NEW = ("set_unless", "award_base")
KINDS = [
    ("shortfall_share", "按比例缺额"),
    ("shortfall_unit", "按数量缺额"),
    ("not_done", "出现即扣"),
    ("below_bar", "未达底线"),
    ("per_occurrence", "按次扣分"),
    ("rate_below", "低于比率"),
    ("excess", "超过上限"),
    ("period", "按时间扣分"),
    ("money", "按金额扣分"),
    ("set_component", "定本要点得分"),
    ("set_item", "定本指标得分"),
    ("set_unless", "未做到定本要点得分"),
    ("award_once", "出现即得"),
    ("award_base", "起步得分"),
    ("award_each", "按完成数量得分"),
    ("award_share", "按完成比例得分"),
    ("judged_deduct", "酌情扣分"),
    ("judged_award", "酌情得分"),
    ("tier_deduct", "按档扣分"),
    ("tier_award", "按档得分"),
]
NOTHING = [
    "set_component",
    "set_item",
    "set_unless",
    "judged_deduct",
    "judged_award",
    "tier_deduct",
    "tier_award",
]
POSITIVE = "rule_deduction_positive"


def refuse(apps, schema_editor):
    """The program before cannot score them at all."""
    if apps.get_model("assessment", "Rule").objects.filter(kind__in=NEW).exists():
        raise IrreversibleError(
            "指标表里有“否则不得分”或起步得分的规则，旧版本不认得，退回后无法计分；没有退回。"
            "请先在“修改规则”页改掉，或恢复升级前的备份。"
        )


class Migration(migrations.Migration):
    dependencies = [("assessment", "0013_tiers_of_rules")]

    operations = [
        *(
            migrations.AlterField(
                model, "kind", models.CharField(choices=KINDS, max_length=20, verbose_name="规则")
            )
            for model in MODELS
        ),
        migrations.RemoveConstraint("rule", POSITIVE),
        migrations.AddConstraint(
            "rule",
            models.CheckConstraint(
                condition=Q(deduction__gt=0) | Q(deduction=0, kind__in=NOTHING), name=POSITIVE
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse),
    ]
