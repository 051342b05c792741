"""Places and offices, kept by the assessment office; accounts and roles, by administrators."""

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q
from django.http import HttpRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from cities import actions, resets, units
from cities.forms import (
    AccountForm,
    HeldFormSet,
    LastDayForm,
    MembershipForm,
    NewAccountForm,
    OfficeForm,
    PlaceForm,
    names_of,
)
from cities.models import Account, Membership, Office, Place, PlaceName, Role, role_label
from cities.notices import ACCOUNT
from lib.site_words import said
from setup.columns import column, either
from setup.exchange.pages import ExchangeMixin
from setup.pages import AUDITORS, Sent, SetupAdmin, SetupInline
from setup.resources import AccountResource, MembershipResource, OfficeResource, PlaceResource
from trust import log
from trust.notices.actions import goes_by_letter
from trust.refusals import Refused

KEEPERS = frozenset({Role.ASSESSMENT_OFFICE})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


class WithinCity(admin.SimpleListFilter):
    """A city and what lies in it. One query."""

    title, parameter_name = said("市州"), "within"

    def lookups(self, request, model_admin):
        return Place.objects.cities().values_list("key", "name")

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        return queryset.filter(Q(key=self.value()) | Q(city__key=self.value()))


def _by_role(path: str) -> type[admin.SimpleListFilter]:
    """Return a filter by role. path: the way to it from the rows of the list."""

    def lookups(self, request, model_admin):
        return [(role, role_label(role)) for role in Role.values]

    def queryset(self, request, queryset):
        return queryset.filter(**{path: self.value()}) if self.value() else queryset

    body = {"title": "角色", "parameter_name": "role", "lookups": lookups, "queryset": queryset}
    return type("RoleFilter", (admin.SimpleListFilter,), body)


class NameInline(SetupInline):
    model = PlaceName
    managed_by, read_by = KEEPERS, AUDITORS | ADMINISTRATORS
    offers = frozenset({"add", "change", "delete"})
    fields = ("name", "code", "first_year", "last_year")


def _other_names(place: Place) -> list[str]:
    others = [n.name for n in place.names.all() if n.name != place.name]
    return list(dict.fromkeys([*others, *place.aliases]))


OTHER_NAMES = column("曾用名、别名", _other_names)
ROLE = column("角色", Membership.get_role_display, order="role", kind="short")
UNIT = column("单位", "unit_name", kind="short")
SIGN_IN_NAME = column("账号", "username", order="username")


@admin.register(Place)
class PlaceAdmin(ExchangeMixin, SetupAdmin):
    managed_by, read_by = KEEPERS, AUDITORS | ADMINISTRATORS
    offers = frozenset({"add", "change", "delete"})
    lead = "一个地区始终是一条记录；改名、换代码记在“历年名称”里，导入旧文件时按旧名也能找到。"
    resource_classes = [PlaceResource]
    form = PlaceForm
    fields = ("seen", "key", "kind", "city", "name", "aliases")
    inlines = [NameInline]
    list_display = ("key", "name", "kind", "city", OTHER_NAMES)
    list_display_links = ("key", "name")
    list_filter = ("kind", WithinCity)
    list_select_related = ("city",)
    search_fields = ("key", "name", "aliases", "names__name", "names__code")
    search_help_text = "按代码、现名、曾用名或别名查找"
    ordering = ("key",)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("names")

    def get_fields(self, request, obj=None):
        """Readers see the other names as words."""
        if self.is_managed_by(request):
            return self.fields
        return ("key", "kind", "city", "name", OTHER_NAMES)

    def version_of(self, obj):
        return units.version_of_place(obj)

    def save(self, sent):
        entry = sent.form.entry(names_of(sent.formsets[0]))
        return units.save_place(entry=entry, place=sent.row, version=sent.version, actor=sent.actor)

    def delete_model(self, request, obj):
        units.remove_place(place=obj, actor=log.actor_of(request))


@admin.register(Office)
class OfficeAdmin(ExchangeMixin, SetupAdmin):
    managed_by, read_by = KEEPERS, AUDITORS | ADMINISTRATORS
    offers = frozenset({"add", "change", "delete"})
    lead = "采集数据的处室、中心；名称须与指标表里的写法一致。"
    resource_classes = [OfficeResource]
    form = OfficeForm
    fields = ("seen", "code", "name", "order")
    list_display = ("order", "name", "code")
    list_display_links = ("name",)
    search_fields = ("name", "code")
    ordering = ("order",)

    def version_of(self, obj):
        return units.version_of_office(obj)

    def save(self, sent):
        return units.save_office(
            entry=sent.form.entry(), office=sent.row, version=sent.version, actor=sent.actor
        )

    def delete_model(self, request, obj):
        units.remove_office(office=obj, actor=log.actor_of(request))


class HeldInline(SetupInline):
    """Roles that are or were held: only their last day can change."""

    model = Membership
    form, formset = LastDayForm, HeldFormSet
    managed_by = ADMINISTRATORS
    offers = frozenset({"change"})
    verbose_name_plural = "任职"
    fields = (ROLE, UNIT, "valid_from", "valid_to", "reason")
    readonly_fields = (ROLE, UNIT, "valid_from")

    def get_queryset(self, request):
        held = super().get_queryset(request).select_related("office", "place")
        return held.order_by("-valid_from", "-pk")


class GrantInline(SetupInline):
    """Roles to be granted."""

    model = Membership
    form = MembershipForm
    managed_by, read_by = ADMINISTRATORS, frozenset()
    offers = frozenset({"add"})
    verbose_name, verbose_name_plural = "角色", "授予角色"
    fields = ("role", "office", "place", "valid_from", "valid_to")
    max_num = 20

    def has_view_permission(self, request, obj=None):
        return self.has_add_permission(request)

    def get_queryset(self, request):
        return super().get_queryset(request).none()


def _badge(account: Account) -> str:
    kind, word = ("done", "启用") if account.is_active else ("idle", "停用")
    return format_html('<span class="badge-state is-{}">{}</span>', kind, word)


@admin.register(Account)
class AccountAdmin(ExchangeMixin, SetupAdmin):
    managed_by = ADMINISTRATORS
    offers = frozenset({"add", "change"})
    lead = "三员分离：审计员、系统管理员与考核评分角色不得由同一账号担任。账号只停用，不删除。"
    resource_classes = [AccountResource]
    form, new_form = AccountForm, NewAccountForm
    fields = (
        SIGN_IN_NAME, "last_login", "password_changed_at", "full_name", "email",
        "unified_number", "is_active", "reason",
    )  # fmt: skip
    readonly_fields = (SIGN_IN_NAME, "last_login", "password_changed_at")
    list_display = (
        SIGN_IN_NAME, "full_name", column("状态", _badge, order="is_active", kind="short"),
        column("现任角色", "held_now"), "last_login",
    )  # fmt: skip
    list_filter = (
        either("状态", "active", ("启用", "停用"), condition=lambda: Q(is_active=True)),
        _by_role("memberships__role"),
    )
    search_fields = ("username", "full_name", "unified_number", "memberships__place__name")
    search_help_text = "按账号、姓名、统一身份编号或地区查找"
    ordering = ("username",)
    actions = ("disable", "enable")

    def get_queryset(self, request):
        held = Membership.objects.in_force().select_related("office", "place").order_by("role")
        return (
            super().get_queryset(request)
            .prefetch_related(Prefetch("memberships", held, to_attr="held_now"))
        )  # fmt: skip

    def get_inlines(self, request, obj):
        return [HeldInline, GrantInline] if obj else [GrantInline]

    def save(self, sent):
        account = _changed(sent) if sent.row else _made(sent)
        for row in (row for formset in sent.formsets for row in formset.forms):
            if row.has_changed() and isinstance(row, MembershipForm):
                actions.grant_membership(account=account, actor=sent.actor, **row.told())
            elif "valid_to" in row.changed_data:
                _end(row, sent.actor)
        return account

    def get_urls(self):
        own = path(
            "<int:pk>/password/", self.admin_site.admin_view(self.password_view),
            name="cities_account_password",
        )  # fmt: skip
        return [own, *super().get_urls()]

    def password_view(self, request: HttpRequest, pk: int):
        """Send the holder a link to set another password; to hand over, it is shown once."""
        account = self._row_or_404(request, str(pk))
        if not self.has_change_permission(request, account):
            raise PermissionDenied
        link = self._sent_link(request, account) if request.method == "POST" else None
        if link is not None and link.is_mailed:
            messages.success(request, f"链接已寄往 {account.email}；本人打开后自行设置密码。")
            return redirect(reverse("admin:cities_account_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request), "title": f"重设密码：{account.username}",
            "opts": self.opts, "original": account, "link": link,
            "is_mailed": goes_by_letter(account, ACCOUNT),
        }  # fmt: skip
        return TemplateResponse(request, "admin/cities/account/password.html", context)

    def _sent_link(self, request: HttpRequest, account: Account) -> resets.ResetLink | None:
        site = settings.SITE_URL or request.build_absolute_uri("/")
        try:
            return resets.send_reset_link(account=account, site=site, actor=log.actor_of(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
            return None

    @admin.action(description="停用所选账号", permissions=["change"])
    def disable(self, request, queryset):
        self.each(
            request, queryset, act=actions.disable_account, row="account", verb="停用", noun="账号"
        )

    @admin.action(description="启用所选账号", permissions=["change"])
    def enable(self, request, queryset):
        self.each(
            request, queryset, act=actions.enable_account, row="account", verb="启用", noun="账号"
        )


def _made(sent: Sent) -> Account:
    told = sent.form.cleaned_data
    return actions.create_account(
        username=told["username"], full_name=told["full_name"], email=told["email"],
        unified_number=told["unified_number"], password=told["password"], must_change=True,
        actor=sent.actor,
    )  # fmt: skip


def _changed(sent: Sent) -> Account:
    told, actor = sent.form.cleaned_data, sent.actor
    saved = actions.describe_account(
        account=sent.row, full_name=told["full_name"], email=told["email"],
        unified_number=told["unified_number"], actor=actor,
    )  # fmt: skip
    if saved.is_active != told["is_active"]:
        act = actions.enable_account if told["is_active"] else actions.disable_account
        act(account=saved, actor=actor, reason=told["reason"])
    return saved


def _stands(membership: Membership) -> str:
    today = timezone.localdate()
    if membership.valid_from > today:
        return "未开始"
    return "已结束" if membership.valid_to and membership.valid_to < today else "在任"


def _in_force() -> Q:
    return Q(pk__in=Membership.objects.in_force().values("pk"))


@admin.register(Membership)
class MembershipAdmin(ExchangeMixin, SetupAdmin):
    managed_by = ADMINISTRATORS
    offers = frozenset({"add", "change"})
    lead = "谁从何日起以何种角色代表哪个单位；收回角色从下一次请求起生效，记录保留。"
    resource_classes = [MembershipResource]
    form, new_form = LastDayForm, MembershipForm
    fields = ("account", ROLE, "office", "place", "valid_from", "valid_to", "reason")
    readonly_fields = ("account", ROLE, "office", "place", "valid_from")
    list_display = ("account", ROLE, UNIT, "valid_from", "valid_to", column("状态", _stands))
    list_filter = (
        _by_role("role"),
        either("状态", "in_force", ("在任", "已结束或未开始"), condition=_in_force),
        "office",
    )
    list_select_related = ("account", "office", "place")
    search_fields = ("account__username", "account__full_name", "office__name", "place__name")
    search_help_text = "按账号、姓名、处室或地区查找"
    ordering = ("account__username", "role", "pk")
    actions = ("end_now",)

    def save(self, sent):
        form, actor = sent.form, sent.actor
        if sent.row is None:
            account = form.cleaned_data["account"]
            return actions.grant_membership(account=account, actor=actor, **form.told())
        if "valid_to" in form.changed_data:
            _end(form, actor)
        return sent.row

    @admin.action(description="即日收回所选角色", permissions=["change"])
    def end_now(self, request, queryset):
        held = list(queryset.in_force().select_related("account", "office", "place"))
        self.each(
            request, held, act=actions.end_membership, row="membership", verb="收回", noun="角色"
        )


def _end(form: LastDayForm, actor) -> None:
    actions.end_membership(
        membership=form.instance, last_day=form.cleaned_data["valid_to"], actor=actor,
        reason=form.cleaned_data.get("reason", ""),
    )  # fmt: skip
