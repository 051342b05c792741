"""Tables keep the heads of their text columns: texts of several were joined behind them."""

import re

from django.db import migrations, models

# As the reader joined them: 【考核内容】… on lines of its own; 【2分】 opens a row with points.
WORDS = (
    "内容|要求|标准|细则|办法|方法|方式|任务|目标|依据|规则|要点|说明|解释|措施|指标|项目|事项|类别"
)
HEAD = re.compile(rf"^【([^【】\n\d]{{0,18}}(?:{WORDS})[^【】\n\d]{{0,18}})】", re.MULTILINE)


def tell_heads(apps, schema_editor):
    """Give tables that stand the heads that their texts bear."""
    tables = apps.get_model("assessment", "CityTable").objects
    items = apps.get_model("assessment", "Item").objects.order_by("section__order", "order")
    for pk in tables.values_list("pk", flat=True):
        texts = items.filter(section__table=pk).values_list("text", flat=True)
        if heads := heads_of(list(texts)):
            tables.filter(pk=pk).update(text_heads=heads)


def heads_of(texts):
    """Return the heads in the order of the columns, [] where no text has two of them."""
    found = [list(dict.fromkeys(HEAD.findall(t))) for t in texts if t.startswith("【")]
    if not any(len(heads) > 1 for heads in found):
        return []
    united = []
    for heads in found:
        at = 0
        for head in heads:
            if head not in united:
                united.insert(at, head)
            at = united.index(head) + 1
    return united


class Migration(migrations.Migration):
    dependencies = [("assessment", "0017_groups")]

    operations = [
        *(
            migrations.AddField(
                model,
                "text_heads",
                models.JSONField(blank=True, default=list, verbose_name="正文各栏的栏名"),
            )
            for model in ("citytable", "historicalcitytable")
        ),
        migrations.RunPython(tell_heads, migrations.RunPython.noop),
    ]
