"""Rules whose points a person judges within bounds (酌情扣1–3分)."""

from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError
from django.db.models import Q

MODELS = ("rule", "historicalrule")
JUDGED = [("judged_deduct", "酌情扣分"), ("judged_award", "酌情得分")]
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
    ("award_once", "出现即得"),
    ("award_each", "按完成数量得分"),
    ("award_share", "按完成比例得分"),
    *JUDGED,
]
POSITIVE = "rule_deduction_positive"


def refuse_judged(apps, schema_editor):
    """The program before cannot score them at all."""
    judged = [kind for kind, _ in JUDGED]
    if apps.get_model("assessment", "Rule").objects.filter(kind__in=judged).exists():
        raise IrreversibleError(
            "指标表里有酌情评定的计分规则，旧版本不认得，退回后无法计分；没有退回。"
            "请先在“修改规则”页改掉，或恢复升级前的备份。"
        )


class Migration(migrations.Migration):
    dependencies = [("assessment", "0010_conditions_of_rules")]

    operations = [
        *(
            migrations.AddField(
                model,
                "least",
                models.DecimalField(
                    blank=True, decimal_places=3, max_digits=7, null=True, verbose_name="最少"
                ),
            )
            for model in MODELS
        ),
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
                condition=Q(deduction__gt=0)
                | Q(
                    deduction=0,
                    kind__in=["set_component", "set_item", *(kind for kind, _ in JUDGED)],
                ),
                name=POSITIVE,
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse_judged),
    ]
