"""A year: its overview; tasks given out, extended, reminded of."""

from django.urls import path

from selfeval.year.views import extensions, overview, rollup, tasks

TASK = "tasks/<int:task>"

urlpatterns = [
    path("<int:year>/overview/", overview.year_overview, name="selfeval-overview"),
    path("<int:year>/overview.pdf", overview.overview_pdf, name="selfeval-overview-pdf"),
    path("tasks/", tasks.tasks, name="selfeval-tasks"),
    path("tasks/new/", tasks.task_new, name="selfeval-task-new"),
    path(f"{TASK}/", tasks.task, name="selfeval-task"),
    path(f"{TASK}/edit/", tasks.task_edit, name="selfeval-task-edit"),
    path(f"{TASK}/open/", tasks.task_open, name="selfeval-task-open"),
    path(f"{TASK}/discard/", tasks.task_discard, name="selfeval-task-discard"),
    path(f"{TASK}/extend/", tasks.extend, name="selfeval-extend"),
    path("reports/<int:report>/extension/", extensions.ask, name="report-extension-ask"),
    path(
        "extension-requests/<int:asked>/answer/",
        extensions.answer,
        name="selfeval-extension-answer",
    ),
    path(f"{TASK}/remind/", tasks.remind, name="selfeval-remind"),
    path(f"{TASK}/missing/", tasks.missing, name="selfeval-missing"),
    path(f"{TASK}/rollup/", rollup.rollup, name="selfeval-rollup"),
    path(f"{TASK}/rollup.xlsx", rollup.rollup_xlsx, name="selfeval-rollup-xlsx"),
    path(f"{TASK}/rollup.pdf", rollup.rollup_pdf, name="selfeval-rollup-pdf"),
    path(f"{TASK}/missing.xlsx", tasks.missing_xlsx, name="selfeval-missing-xlsx"),
]
