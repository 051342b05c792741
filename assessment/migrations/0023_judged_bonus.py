"""Points outside the 100 that a person judges within bounds (可酌情加4-8分)."""

from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError

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
    ("growing", "逐次递增扣分"),
    ("rank_award", "按名次得分"),
    ("place_award", "按所获名次得分"),
    ("place_bonus", "按所获名次加分"),
    ("bonus_over", "超额加分"),
    ("bonus_under", "降低加分"),
]
NEW = [("judged_bonus", "酌情加分")]


def refuse(apps, schema_editor):
    """The program before cannot score them at all."""
    rules = apps.get_model("assessment", "Rule").objects
    if rules.filter(kind__in=[kind for kind, _ in NEW]).exists():
        raise IrreversibleError(
            "指标表里有酌情加分的规则，旧版本不认得，退回后无法计分；没有退回。"
            "请先在“修改规则”页改掉，或恢复升级前的备份。"
        )


class Migration(migrations.Migration):
    dependencies = [("assessment", "0022_columns_of_items")]

    operations = [
        *(
            migrations.AlterField(
                model,
                "kind",
                models.CharField(choices=EARLIER + NEW, max_length=20, verbose_name="规则"),
            )
            for model in ("rule", "historicalrule")
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse),
    ]
