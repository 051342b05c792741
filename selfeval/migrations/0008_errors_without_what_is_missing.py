"""What is yet to be filled in is no error: reports that lie with counties are counted anew."""

from django.db import migrations

#: As selfeval.engine.results.UNFILLED was then.
MISSING = ("required", "score_missing", "rows", "no_indicators")
MOST = 32767


def count_anew(apps, schema_editor):
    """Count the errors of drafts and of what was sent back; of what was submitted there are none.

    One that cannot be worked out keeps its count until somebody saves it.
    """
    reports = apps.get_model("selfeval", "Report").objects
    rows = reports.filter(state__in=("draft", "returned"), errors__gt=0)
    for report in rows.select_related("task__form").iterator(chunk_size=100):
        errors = _errors_of(report)
        if errors is not None:
            reports.filter(pk=report.pk).update(errors=min(errors, MOST))


def _errors_of(report) -> int | None:
    # Here, so that later programs need not load an engine to know their migrations.
    from selfeval.engine.answers import answers_of  # noqa: PLC0415
    from selfeval.engine.checks import check  # noqa: PLC0415
    from selfeval.engine.definition import form_of  # noqa: PLC0415
    from selfeval.engine.errors import EngineError  # noqa: PLC0415
    from selfeval.engine.evaluate import evaluate_form  # noqa: PLC0415

    try:
        form = form_of(report.task.form.definition)
        findings = check(evaluate_form(form, answers_of(report.data), report.task.year))
    except EngineError:
        return None
    return sum(found.severity == "error" and found.code not in MISSING for found in findings)


class Migration(migrations.Migration):
    dependencies = [("selfeval", "0007_sealed_for_a_submission")]

    # Going back leaves the counts; the program before counts anew with each save.
    operations = [migrations.RunPython(count_anew, migrations.RunPython.noop)]
