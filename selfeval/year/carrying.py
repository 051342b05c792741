"""The tasks of a year prepared for another one: nobody is asked before they are given out."""

from datetime import datetime

from django.utils.timezone import localtime

from selfeval.models import FormDefinition, FormState, Task
from selfeval.year.actions import TaskEntry, create_task
from trust import log


@log.acting()
def carry_tasks(*, source: int, target: int, user, actor: log.Actor) -> list[str]:
    """Prepare the tasks of a year for another; return what a person has to look at.

    Each with its form in use, so many years later. What the year has already stays; what
    counties filed, more time and reminders do not come along.
    """
    in_use = {row.code: row for row in FormDefinition.objects.filter(state=FormState.IN_USE)}
    there = set(Task.objects.filter(year=target).values_list("form__code", flat=True))
    told = []
    rows = Task.objects.filter(year=source).select_related("form").prefetch_related("audience")
    for task in rows.order_by("title", "pk"):
        form = in_use.get(task.form.code)
        if form is None:
            told.append(f"填报任务“{task.title}”的表式已停用，没有带入；如需要，请另建任务。")
        elif form.code in there:
            told.append(f"{target}年度已有用“{form.title}”的填报任务，没有再建。")
        else:
            there.add(form.code)
            told.append(_carried(task, form, target=target, user=user, actor=actor))
    return told


def _carried(task: Task, form: FormDefinition, *, target: int, user, actor: log.Actor) -> str:
    entry = TaskEntry(
        year=target,
        form=form,
        title=task.title.replace(str(task.year), str(target)),
        opens_at=_moved(task.opens_at, target - task.year),
        deadline=_moved(task.deadline, target - task.year),
        grace_minutes=task.grace_minutes,
        city_review=task.city_review,
        by_project=task.by_project,
        audience=list(task.audience.all()),
    )
    create_task(entry=entry, user=user, actor=actor)
    until = localtime(entry.deadline)
    return (
        f"填报任务“{entry.title}”已备好，没有布置；截止时间暂按 {until:%Y-%m-%d %H:%M}，"
        "请核对后再布置。"
    )


def _moved(moment: datetime, years: int) -> datetime:
    """Return the same day so many years later; of 29 February the day before, if there is none."""
    day = localtime(moment)
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
