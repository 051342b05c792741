"""Places and offices, kept by the assessment office; accounts and roles, by administrators."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q
from django.http import HttpRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from cities import actions, units
from cities.forms import (
    AccountForm,
    LastDayForm,
    MembershipForm,
    NewAccountForm,
    OfficeForm,
    PlaceForm,
    ResetPasswordForm,
    names_of,
)
from cities.models import Account, Membership, Office, Place, PlaceName, Role
from setup.columns import column, either
from setup.exchange.pages import ExchangeMixin
from setup.pages import AUDITORS, SetupAdmin, SetupInline
from setup.resources import AccountResource, MembershipResource, OfficeResource, PlaceResource
from trust import log
from trust.refusals import Refused

KEEPERS = frozenset({Role.ASSESSMENT_OFFICE})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


class WithinCity(admin.SimpleListFilter):
    """A city and what lies in it. One query."""

    title, parameter_name = "市州", "within"

    def lookups(self, request, model_admin):
        return Place.objects.cities().values_list("key", "name")

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        return queryset.filter(Q(key=self.value()) | Q(city__key=self.value()))


class NameInline(SetupInline):
    model = PlaceName
    managed_by, read_by = KEEPERS, AUDITORS | ADMINISTRATORS
    offers = frozenset({"add", "change", "delete"})
    fields = ("name", "code", "first_year", "last_year")


def _other_names(place: Place) -> list[str]:
    others = [n.name for n in place.names.all() if n.name != place.name]
    return list(dict.fromkeys([*others, *place.aliases]))


OTHER_NAMES = column("曾用名、别名", _other_names)
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

    def get_readonly_fields(self, request, obj=None):
        return () if self.is_managed_by(request) else (OTHER_NAMES,)

    def version_of(self, obj):
        return units.version_of_place(obj)

    def save_model(self, request, obj, form, change):
        """save_related, which knows the names by year too, does it."""

    def save_related(self, request, form, formsets, change):
        saved = units.save_place(
            entry=form.entry(names_of(formsets[0])), place=form.instance if change else None,
            version=form.cleaned_data["seen"] if change else None, actor=self.actor(request),
        )  # fmt: skip
        form.instance.pk = saved.pk

    def delete_model(self, request, obj):
        units.remove_place(place=obj, actor=self.actor(request))


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

    def get_fields(self, request, obj=None):
        return self.fields if self.is_managed_by(request) else self.fields[1:]

    def version_of(self, obj):
        return units.version_of_office(obj)

    def save_model(self, request, obj, form, change):
        saved = units.save_office(
            entry=form.entry(), office=obj if change else None,
            version=form.cleaned_data["seen"] if change else None, actor=self.actor(request),
        )  # fmt: skip
        obj.pk = saved.pk

    def delete_model(self, request, obj):
        units.remove_office(office=obj, actor=self.actor(request))


class HeldInline(SetupInline):
    """Roles that are or were held: only their last day can change."""

    model = Membership
    form = LastDayForm
    managed_by = ADMINISTRATORS
    offers = frozenset({"change"})
    verbose_name_plural = "任职"
    readonly_fields = ("role", UNIT, "valid_from")

    def get_fields(self, request, obj=None):
        """The reason of a change is asked of whoever may change."""
        names = ("role", UNIT, "valid_from", "valid_to")
        return (*names, "reason") if self.has_change_permission(request, obj) else names

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
    list_display = (
        SIGN_IN_NAME, "full_name", column("状态", _badge, order="is_active", kind="short"),
        column("现任角色", "held_now"), "last_login",
    )  # fmt: skip
    list_filter = (
        either("状态", "active", ("启用", "停用"), condition=lambda: Q(is_active=True)),
        "memberships__role",
    )
    search_fields = ("username", "full_name", "memberships__place__name")
    search_help_text = "按账号、姓名或地区查找"
    ordering = ("username",)
    actions = ("disable", "enable")

    def get_queryset(self, request):
        held = Membership.objects.in_force().select_related("office", "place").order_by("role")
        return (
            super().get_queryset(request)
            .prefetch_related(Prefetch("memberships", held, to_attr="held_now"))
        )  # fmt: skip

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = AccountForm if change else NewAccountForm
        return super().get_form(request, obj, change, **{"form": form} | kwargs)

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            names = ("username", "full_name", "email", "password", "password_again")
        else:
            names = (SIGN_IN_NAME, "last_login", "password_changed_at", "full_name", "email")
            names += ("is_active",)
            names += ("reason",) if self.has_change_permission(request, obj) else ()
        return [(None, {"fields": names})]

    def get_readonly_fields(self, request, obj=None):
        return (SIGN_IN_NAME, "last_login", "password_changed_at") if obj else ()

    def get_inlines(self, request, obj):
        return [HeldInline, GrantInline] if obj else [GrantInline]

    def save_model(self, request, obj, form, change):
        told, actor = form.cleaned_data, self.actor(request)
        if not change:
            saved = actions.create_account(
                username=told["username"], full_name=told["full_name"], email=told["email"],
                password=told["password"],
                must_change=True, actor=actor,
            )  # fmt: skip
            obj.pk = saved.pk
            return
        saved = actions.describe_account(
            account=obj, full_name=told["full_name"], email=told["email"], actor=actor
        )
        if saved.is_active != told["is_active"]:
            act = actions.enable_account if told["is_active"] else actions.disable_account
            act(account=saved, actor=actor, reason=told["reason"])

    def save_related(self, request, form, formsets, change):
        account = Account.objects.get(pk=form.instance.pk)
        for formset in formsets:
            for row in formset.forms:
                if row.has_changed() and isinstance(row, MembershipForm):
                    actions.grant_membership(
                        account=account, actor=self.actor(request), **row.told()
                    )
                elif "valid_to" in row.changed_data:
                    _end(row, self.actor(request))

    def get_urls(self):
        own = path(
            "<int:pk>/password/", self.admin_site.admin_view(self.password_view),
            name="cities_account_password",
        )  # fmt: skip
        return [own, *super().get_urls()]

    def password_view(self, request: HttpRequest, pk: int):
        """Give an account a first password anew; its owner changes it at the next sign-in."""
        account = self._row_or_404(request, str(pk))
        if not self.has_change_permission(request, account):
            raise PermissionDenied
        form = ResetPasswordForm(account, request.POST or None)
        if request.method == "POST" and form.is_valid():
            actions.set_password(
                account=account, password=form.cleaned_data["password"], must_change=True,
                actor=self.actor(request),
            )  # fmt: skip
            messages.success(request, f"已重设 {account.username} 的密码；本人下次登录时须修改。")
            return redirect(reverse("admin:cities_account_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request), "title": f"重设密码：{account.username}",
            "opts": self.opts, "original": account, "form": form,
        }  # fmt: skip
        return TemplateResponse(request, "admin/cities/account/password.html", context)

    @admin.action(description="停用所选账号", permissions=["change"])
    def disable(self, request, queryset):
        self._each(request, queryset, actions.disable_account, "停用")

    @admin.action(description="启用所选账号", permissions=["change"])
    def enable(self, request, queryset):
        self._each(request, queryset, actions.enable_account, "启用")

    def _each(self, request, queryset, act, word):
        try:
            with log.acting():
                for account in queryset:
                    act(account=account, actor=self.actor(request))
        except Refused as refusal:
            messages.error(request, f"{refusal}没有{word}任何账号。")
        else:
            messages.success(request, f"已{word} {len(queryset)} 个账号。")


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
    list_display = ("account", "role", UNIT, "valid_from", "valid_to", column("状态", _stands))
    list_filter = (
        "role",
        either("状态", "in_force", ("在任", "已结束或未开始"), condition=_in_force),
        "office",
    )
    list_select_related = ("account", "office", "place")
    search_fields = ("account__username", "account__full_name", "office__name", "place__name")
    search_help_text = "按账号、姓名、处室或地区查找"
    ordering = ("account__username", "role", "pk")
    actions = ("end_now",)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = LastDayForm if change else MembershipForm
        return super().get_form(request, obj, change, **{"form": form} | kwargs)

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [(None, {"fields": MembershipForm.Meta.fields})]
        names = ("account", "role", "office", "place", "valid_from", "valid_to")
        names += ("reason",) if self.has_change_permission(request, obj) else ()
        return [(None, {"fields": names})]

    def get_readonly_fields(self, request, obj=None):
        return ("account", "role", "office", "place", "valid_from") if obj else ()

    def save_model(self, request, obj, form, change):
        if change:
            if "valid_to" in form.changed_data:
                _end(form, self.actor(request))
            return
        saved = actions.grant_membership(
            account=form.cleaned_data["account"], actor=self.actor(request), **form.told()
        )
        obj.pk = saved.pk

    @admin.action(description="即日收回所选角色", permissions=["change"])
    def end_now(self, request, queryset):
        held = list(queryset.in_force().select_related("account", "office", "place"))
        try:
            with log.acting():
                for membership in held:
                    actions.end_membership(membership=membership, actor=self.actor(request))
        except Refused as refusal:
            messages.error(request, f"{refusal}没有收回任何角色。")
        else:
            messages.success(request, f"已收回 {len(held)} 个角色。")


def _end(form: LastDayForm, actor) -> None:
    held = Membership.objects.select_related("account", "office", "place").get(pk=form.instance.pk)
    actions.end_membership(
        membership=held, last_day=form.cleaned_data["valid_to"], actor=actor,
        reason=form.cleaned_data.get("reason", ""),
    )  # fmt: skip
