"""Wordings that this site settled and keeps."""

from django.contrib import admin

from assessment.actions.wordings import forget_wording
from assessment.admin.pages import OFFICE
from assessment.models import KeptWording
from assessment.tables.phrase_forms import rule_kept
from setup.columns import column
from setup.pages import SetupAdmin
from trust import log


@admin.register(KeptWording)
class KeptWordingAdmin(SetupAdmin):
    managed_by = OFFICE
    offers = frozenset({"delete"})
    lead = (
        "设定规则时勾选“本单位以后同样写法照此提出”的语句，# 代表数字。"
        "以后导入的指标表里有同样写法的，照此提出，由人确认；删除的不再提出，已设定的规则不变。"
    )
    list_display = (
        "wording", column("处理办法", rule_kept), "source",
        column("保存人", "kept_as", kind="short"), "kept_at",
    )  # fmt: skip
    search_fields = ("wording", "phrase", "source")
    search_help_text = "按写法、原文或出处查找"
    ordering = ("-kept_at", "-pk")
    fields = ("wording", "phrase", column("处理办法", rule_kept), "source",
              column("保存人", "kept_as"), "kept_at")  # fmt: skip
    readonly_fields = ("wording", "phrase", "source", "kept_at")

    def delete_model(self, request, obj):
        forget_wording(wording=obj, user=request.user, actor=log.actor_of(request))
