"""县级自评 in 系统设置: forms, tasks, reports and what became of them, only to look at.

Forms are edited on their own pages, reports by their counties; every change is made there.
What counties typed is read on the reports' pages, which know who may see a draft.
"""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from lib.site_words import said
from selfeval.models import (
    Extension,
    ExtensionRequest,
    FormDefinition,
    Reminder,
    Report,
    Return,
    Submission,
    Task,
)
from setup.columns import column
from setup.pages import HistoryAdmin, KeptAdmin, ShownAdmin

#: Of a row that belongs to a report.
COUNTY = column(said("县市区"), "report.named")
TASK = column("任务", "report.task")


def _link(form: FormDefinition) -> str:
    return format_html('<a href="{}">打开</a>', reverse("selfeval-form", args=[form.pk]))


@admin.register(FormDefinition)
class FormAdmin(ShownAdmin):
    lead = "表式在“评价表式”页编制、启用；启用后即冻结。"
    list_display = (
        "title", "code", "version", "state", "in_use_at", column("表式页", _link),
    )  # fmt: skip
    list_filter = ("state", "code")
    search_fields = ("title", "code")
    search_help_text = "按名称或编码查找"
    ordering = ("code", "-version")
    fields = (*list_display, "in_use_by", "created_by", "created_at", "revision", "digest")

    def get_queryset(self, request):
        return super().get_queryset(request).defer("definition")


@admin.register(Task)
class TaskAdmin(ShownAdmin):
    lead = "任务在“填报任务”页布置；这里供查阅，改动见“历史”。"
    list_display = ("title", "year", "form", "opens_at", "deadline", "city_review", "by_project",
                    "opened_at")  # fmt: skip
    list_filter = ("year", "city_review")
    list_select_related = ("form",)
    search_fields = ("title",)
    ordering = ("-year", "title")
    fields = ("title", "year", "form", "opens_at", "deadline", "grace_minutes", "city_review",
              "by_project", "audience", "opened_at", "version")  # fmt: skip


@admin.register(Report)
class ReportAdmin(HistoryAdmin):
    """For the auditor alone: score and history are the draft's, which no reviewer sees."""

    lead = "一县一表，按项目填报的任务一个项目一份；填报内容在报告页查阅，这里只列办理情况。"
    list_display = (
        "county_name",
        "project",
        "task",
        "state",
        "total_shown",
        "grade",
        "submitted_at",
    )
    list_display_links = ("county_name",)
    list_filter = ("state", "task__year", ("county__city", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("task",)
    search_fields = ("county_name", "project", "task__title")
    search_help_text = said("按县市区、项目或任务查找")
    ordering = ("-task__year", "county__key")
    fields = ("county_name", "project", "task", "state", "total_shown", "grade", "submitted_at",
              "extended_until", "correct_by", "accepted_at", "published_at", "version")  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).defer("data", "cells")


@admin.register(Submission)
class SubmissionAdmin(KeptAdmin):
    lead = "每次提交的完整版本，只增不改；摘要可与回执上的校验码核对。"
    list_display = (
        "receipt", COUNTY, TASK, "number", "total_shown", "grade", "submitted_at",
        column("到达", lambda submission: "逾期" if submission.is_late else "按时"),
    )  # fmt: skip
    list_filter = ("is_late", "report__task__year")
    list_select_related = ("report__task",)
    search_fields = ("receipt", "report__county_name")
    search_help_text = said("按回执号或县市区查找")
    ordering = ("-submitted_at",)
    fields = (*list_display, "submitted_by", "submitted_as", "digest")

    def get_queryset(self, request):
        return super().get_queryset(request).defer("data", "findings")


@admin.register(Extension)
class ExtensionAdmin(KeptAdmin):
    lead = "考核办逐个批准的延期；在“填报任务”页办理。"
    list_display = fields = ("county", "task", "until", "reason", "granted_by", "granted_at")
    list_filter = ("task__year",)
    list_select_related = ("county", "task", "granted_by")
    search_fields = ("county__name", "reason")
    ordering = ("-granted_at",)


@admin.register(ExtensionRequest)
class ExtensionRequestAdmin(KeptAdmin):
    lead = said("县市区提出的延期申请和答复；在“提交情况”页答复。")
    list_display = ("county", "task", "until", "reason", "asked_at", "is_granted", "answered_at")
    list_filter = ("is_granted", "task__year")
    list_select_related = ("county", "task")
    search_fields = ("county__name", "reason")
    ordering = ("-asked_at",)
    fields = (*list_display, "asked_by", "answer", "answered_by")


def _opened(returned: Return) -> str:
    return "全部" if returned.cells is None else f"{len(returned.cells)} 处"


@admin.register(Return)
class ReturnAdmin(KeptAdmin):
    lead = "退回修改的每一次，理由必写。"
    list_display = (COUNTY, TASK, "returned_from", "reason", "returned_by", "returned_at")
    list_filter = ("returned_from", "report__task__year")
    list_select_related = ("report__task", "returned_by")
    search_fields = ("report__county_name", "reason")
    ordering = ("-returned_at",)
    fields = (COUNTY, TASK, "returned_from", "reason", column("开放修改", _opened), "correct_by",
              "returned_by", "returned_at", "answered_by")  # fmt: skip


@admin.register(Reminder)
class ReminderAdmin(KeptAdmin):
    lead = "已发出的催报，同一期限不重复。"
    list_display = fields = (
        COUNTY, TASK, "kind", "due_at", "sent_at",
        column("收件人", lambda row: f"{len(row.recipients)} 人" if row.recipients else ""),
    )  # fmt: skip
    list_filter = ("kind", "report__task__year")
    list_select_related = ("report__task",)
    search_fields = ("report__county_name",)
    ordering = ("-sent_at",)
