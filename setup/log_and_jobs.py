"""The audit log for auditors, background jobs for whoever keeps the site running. To look at."""

from django.contrib import admin

from cities.models import Role
from setup.columns import column
from setup.pages import AUDITORS, SetupAdmin
from trust.models import AuditEntry, Job


@admin.register(AuditEntry)
class AuditEntryAdmin(SetupAdmin):
    lead = "只增不改；检索、导出和核验请用“审计日志”页。"
    list_display = ("sequence", "at", "actor_name", "role", "action", "object_label", "outcome")
    list_filter = ("outcome", "at")
    search_fields = ("actor_name", "action", "object_label")
    search_help_text = "按操作人、操作或对象查找"
    fields = (
        "sequence", "at", "actor_name", "role", "address", "request", "action", "object_type",
        "object_key", "object_label", "before", "after", "reason", "outcome", "digest",
    )  # fmt: skip

    def get_queryset(self, request):
        return AuditEntry.objects.visible_to(request.user)


@admin.register(Job)
class JobAdmin(SetupAdmin):
    read_by = AUDITORS | {Role.ADMINISTRATOR}
    lead = "后台任务的进展；结果由发起人在“任务”页下载。"
    list_display = (
        "title", "owner", "state",
        column("进度", lambda job: f"{job.done} / {job.total}" if job.total else "", kind="figure"),
        "message", "created_at", "finished_at", "attempts",
    )  # fmt: skip
    list_filter = ("state", "kind")
    list_select_related = ("owner",)
    search_fields = ("title", "owner__username", "owner__full_name")
    search_help_text = "按名称或发起人查找"
    fields = (
        "title", "kind", "parameters", "owner", "state", "done", "total", "message", "created_at",
        "heartbeat_at", "finished_at", "attempts",
    )  # fmt: skip
