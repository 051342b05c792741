"""A sealed paper says which submission it was sent for, so that it counts for no other."""

from django.db import migrations, models

STAMPED = "@stamped"
WRITABLE = ("draft", "returned")


def say_what_for(apps, schema_editor):
    """Tell it of papers that are there: of what was submitted when they came, or of what was to be
    submitted next where the report lay with the county then."""
    for sent in apps.get_model("selfeval", "Attachment").objects.filter(code=STAMPED):
        submissions = apps.get_model("selfeval", "Submission").objects
        earlier = submissions.filter(report=sent.report_id, submitted_at__lte=sent.added_at).count()
        state = _state_then(apps, sent)
        is_ahead = not earlier or state in WRITABLE
        sent.sent_for = earlier + 1 if is_ahead else earlier
        sent.save(update_fields=["sent_for"])


def _state_then(apps, sent) -> str:
    """Return where the report stood when a paper came; "" where nobody wrote it down."""
    history = apps.get_model("selfeval", "HistoricalReport").objects
    rows = history.filter(id=sent.report_id, history_date__lte=sent.added_at)
    rows = rows.order_by("-history_date", "-history_id")
    return rows.values_list("state", flat=True).first() or ""


class Migration(migrations.Migration):
    dependencies = [("selfeval", "0006_comments")]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="sent_for",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="第几次提交"
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="sent_digest",
            field=models.CharField(blank=True, max_length=64, verbose_name="上传时的内容摘要"),
        ),
        # Going back needs nothing put back: the same is told again of the days on which they came.
        migrations.RunPython(say_what_for, migrations.RunPython.noop),
    ]
