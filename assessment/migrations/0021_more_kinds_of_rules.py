"""Rules that cost more each time, on a recorded place, and bonus for what passes a target."""

from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError
from django.db.models import Q

EARLIER = [
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
    ("bonus_once", "出现即加分"),
    ("bonus_each", "按数量加分"),
    ("veto", "一票否决"),
    ("veto_honours", "取消评优"),
    ("veto_down", "降一等"),
    ("rank_bonus", "按名次加分"),
    ("rank_deduct", "按名次扣分"),
]
NEW = [
    ("growing", "逐次递增扣分"),
    ("rank_award", "按名次得分"),
    ("place_award", "按所获名次得分"),
    ("place_bonus", "按所获名次加分"),
    ("bonus_over", "超额加分"),
    ("bonus_under", "降低加分"),
]
POSITIVE = "rule_deduction_positive"
WITHOUT_POINTS = [
    *("set_component", "set_item", "set_unless", "judged_deduct", "judged_award"),
    *("tier_deduct", "tier_award", "veto", "veto_honours", "veto_down"),
    *("place_award", "place_bonus"),
]


def refuse(apps, schema_editor):
    """The program before cannot score them at all."""
    rules = apps.get_model("assessment", "Rule").objects
    if rules.filter(kind__in=[kind for kind, _ in NEW]).exists():
        raise IrreversibleError(
            "指标表里有逐次递增扣分、按所获名次计分等规则，旧版本不认得，退回后无法计分；没有退回。"
            "请先在“修改规则”页改掉，或恢复升级前的备份。"
        )


class Migration(migrations.Migration):
    dependencies = [("assessment", "0020_ranks")]

    operations = [
        *(
            migrations.AlterField(
                model,
                "kind",
                models.CharField(choices=EARLIER + NEW, max_length=20, verbose_name="规则"),
            )
            for model in ("rule", "historicalrule")
        ),
        migrations.RemoveConstraint("rule", POSITIVE),
        migrations.AddConstraint(
            "rule",
            models.CheckConstraint(
                condition=Q(deduction__gt=0) | Q(deduction=0, kind__in=WITHOUT_POINTS),
                name=POSITIVE,
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse),
    ]
