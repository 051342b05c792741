import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

_OUTCOMES = [("upheld", "成立"), ("partly", "部分成立"), ("rejected", "不成立")]


class Migration(migrations.Migration):
    """A correction may be of the decision on an objection, of bands, and of a component's cap."""

    dependencies = [("assessment", "0047_running_appeals")]

    operations = [
        migrations.AddField(
            "correction",
            "decision",
            models.ForeignKey(
                "assessment.objectiondecision",
                django.db.models.deletion.PROTECT,
                null=True,
                blank=True,
                related_name="corrections",
                verbose_name="复核决定",
            ),
        ),
        migrations.AddField(
            "correction",
            "outcome_before",
            models.CharField("原结果", max_length=10, choices=_OUTCOMES, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "correction",
            "outcome_after",
            models.CharField(
                "结果更正为", max_length=10, choices=_OUTCOMES, blank=True, default=""
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "correction",
            "words_before",
            models.TextField("原决定理由", blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "correction",
            "words_after",
            models.TextField("决定理由更正为", blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "correction", "bands_before", models.JSONField("原各档", default=list, blank=True)
        ),
        migrations.AddField(
            "correction", "bands_after", models.JSONField("各档更正为", default=list, blank=True)
        ),
        migrations.AlterField(
            "correction",
            "part",
            models.CharField(
                "规则的哪一项",
                max_length=10,
                blank=True,
                choices=[
                    ("deduction", "分数"),
                    ("step", "每档"),
                    ("least", "最少"),
                    ("cap", "最多"),
                    ("target", "界限"),
                    ("aim", "目标值"),
                    ("bands", "各档"),
                    ("most", "要点最多扣"),
                ],
            ),
        ),
        migrations.RemoveConstraint("correction", "correction_is_of_a_figure_or_a_rule"),
        migrations.AddConstraint(
            "correction",
            models.CheckConstraint(
                condition=Q(part="", decision=None, after__isnull=False, place=None)
                | ~Q(part="") & Q(decision=None, place__isnull=False)
                | Q(part="", decision__isnull=False, after=None, place=None),
                name="correction_is_of_one_thing",
            ),
        ),
    ]
