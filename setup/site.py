"""系统设置: the admin site, who may open it, and in which groups it shows its pages.

What a page allows to whom is told by the page itself (setup.pages).
"""

from dataclasses import dataclass
from functools import update_wrapper
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse

from cities.models import Role
from cities.permissions import persona_of
from lib.site_words import said
from trust.refusals import Refused

ROLES = frozenset({Role.ASSESSMENT_OFFICE, Role.ADMINISTRATOR, Role.AUDITOR})
NOT_FOR_YOU = "系统设置只供考核办、系统管理员和审计员使用；如有需要请联系系统管理员。"
#: Pages of Django's own that the product has better ones for.
LEFT_OUT = frozenset({"logout", "password_change", "password_change_done", "autocomplete"})


@dataclass(frozen=True)
class Group:
    """Pages that belong together; models as app_label.model_name."""

    title: str
    about: str
    models: tuple[str, ...]


GROUPS = (
    Group("年度", "年度的采集日期、计分口径和指标清单。",
          ("assessment.year", "assessment.policy", "assessment.indicator")),
    Group("指标表", said("各市州的指标表、指标及其计分规则、待核事项，本单位以后照此提出的写法。"),
          ("assessment.citytable", "assessment.item", "assessment.concern",
           "assessment.keptwording")),
    Group("采集记录", said("处室录入的结果、佐证材料和采用的县级合计，只供查阅。"),
          ("assessment.result", "assessment.evidence", "assessment.countysource")),
    Group(said("县级自评"),
          "评价表式、填报任务、自评报告和提交的版本，延期、退回和催报，只供查阅。",
          ("selfeval.formdefinition", "selfeval.task", "selfeval.report", "selfeval.submission",
           "selfeval.extension", "selfeval.extensionrequest", "selfeval.return",
           "selfeval.reminder")),
    Group("规则明细", "部分、要点、测量项和规则的逐条记录与历史，只供查阅。",
          ("assessment.section", "assessment.component", "assessment.measure", "assessment.rule")),
    Group("地区和处室", said("被考核的市州、县市区及其历年名称，采集数据的处室。"),
          ("cities.place", "cities.office")),
    Group("账号", "登录账号，以及谁在何时以何种角色办事。",
          ("cities.account", "cities.membership")),
    Group("日志和任务", "只增不改的审计日志，后台任务的进展。",
          ("trust.auditentry", "trust.job")),
)  # fmt: skip


class SetupSite(admin.AdminSite):
    site_title = site_header = index_title = "系统设置"
    enable_nav_sidebar = False
    final_catch_all_view = False
    empty_value_display = "—"

    def has_permission(self, request: HttpRequest) -> bool:
        """By role, never by is_staff. At most one query."""
        return bool(persona_of(request.user).roles & ROLES)

    def register(self, model_or_iterable, admin_class=None, **options):
        """Take in the product's own pages; other packages' stay out."""
        if getattr(admin_class, "managed_by", None) is not None:
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view, cacheable=False):
        """Refuse the signed-in who may not be here; a sign-in page would not help them."""
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise Refused(NOT_FOR_YOU)
            return inner(request, *args, **kwargs)

        return update_wrapper(guarded, inner)

    def get_urls(self):
        return [
            pattern for pattern in super().get_urls()
            if getattr(pattern, "name", None) not in LEFT_OUT
            and not str(pattern.pattern).startswith("r/")
        ]  # fmt: skip

    @login_not_required
    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Lead to the product's own sign-in page, and from there to where one wanted to go."""
        goal = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        return redirect(f"{resolve_url('sign-in')}?{urlencode({REDIRECT_FIELD_NAME: goal})}")

    def app_index(self, request: HttpRequest, app_label, extra_context=None) -> HttpResponse:
        """Apps are no notion of the people here: groups are."""
        return redirect("admin:index")

    def each_context(self, request: HttpRequest) -> dict:
        return {**super().each_context(request), "groups": self.groups(request)}

    def groups(self, request: HttpRequest) -> list[dict]:
        """Return the groups with the pages this person may open. No query beyond the roles."""
        shown = {
            f"{page['model']._meta.app_label}.{page['model']._meta.model_name}": page
            for app in self.get_app_list(request)
            for page in app["models"]
        }
        found = (
            (group, [shown[name] for name in group.models if name in shown]) for group in GROUPS
        )
        return [_marked(group, pages, request.path) for group, pages in found if pages]


def _marked(group: Group, pages: list[dict], path: str) -> dict:
    for page in pages:
        page["is_current"] = path.startswith(page["admin_url"])
    return {
        "title": group.title,
        "about": group.about,
        "pages": pages,
        "url": pages[0]["admin_url"],
        "is_current": any(page["is_current"] for page in pages),
    }
