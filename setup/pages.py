"""What every page of 系统设置 shares: access by role, writes through actions, history.

A page names the role that manages it, the roles that read it and what managing
may do (offers). It never saves a row itself: save and its like call a
function of actions, which checks, changes and logs in one transaction.
"""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.forms import DateInput, ModelForm, Textarea
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString, mark_safe
from simple_history.admin import SimpleHistoryAdmin

from cities.models import Role
from cities.permissions import persona_of
from setup.shown import changes_between, gather_lists, kept_fields, shown
from trust import log
from trust.forms import FigureField
from trust.models import AuditEntry
from trust.refusals import OddRequest, Refused
from trust.versions import Outdated

AUDITORS = frozenset({Role.AUDITOR})
OFFICE = frozenset({Role.ASSESSMENT_OFFICE})
READERS = AUDITORS | OFFICE
NOBODY = frozenset()
NO_KEY = "所选的记录无法识别，不是本系统页面所送，没有办理。请返回上一页，刷新后重试。"


class ByRole:
    """Access by the person's roles of today. managed_by: who may do what offers names."""

    managed_by: frozenset[str] = NOBODY
    read_by: frozenset[str] = AUDITORS
    offers: frozenset[str] = frozenset()

    def is_managed_by(self, request: HttpRequest) -> bool:
        return bool(persona_of(request.user).roles & self.managed_by)

    def _may(self, request: HttpRequest, act: str) -> bool:
        return act in self.offers and self.is_managed_by(request)

    def has_view_permission(self, request, obj=None) -> bool:
        return bool(persona_of(request.user).roles & (self.managed_by | self.read_by))

    def has_add_permission(self, request, obj=None) -> bool:
        return self._may(request, "add")

    def has_change_permission(self, request, obj=None) -> bool:
        return self._may(request, "change")

    def has_delete_permission(self, request, obj=None) -> bool:
        return self._may(request, "delete")

    def has_module_permission(self, request) -> bool:
        return self.has_view_permission(request)

    def get_fields(self, request, obj=None):
        """What only a form asks, a reason or the version seen, is not shown to readers."""
        names = super().get_fields(request, obj)
        if self.has_change_permission(request, obj):
            return names
        return [name for name in names if callable(name) or hasattr(self.model, name)]


class PlainWidgets:
    """The browser's own date fields; no buttons that open other pages in small windows."""

    formfield_overrides = {
        models.DecimalField: {"form_class": FigureField},
        models.DateField: {"widget": DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
        models.TextField: {"widget": Textarea(attrs={"rows": 3})},
    }

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class SetupInline(ByRole, PlainWidgets, admin.TabularInline):
    extra = 0
    show_change_link = False


@dataclass(frozen=True)
class Sent:
    """What a valid form brought. row: whose form it is; None where one is to be made."""

    row: models.Model | None
    form: ModelForm
    formsets: list
    request: HttpRequest

    @property
    def actor(self) -> log.Actor:
        return log.actor_of(self.request)

    @property
    def who(self) -> dict:
        """Return by whom, for actions that ask the account and not the log's actor."""
        return {"user": self.request.user, "actor": self.actor}

    @property
    def version(self) -> str | None:
        """Which one the person saw, of a row that is there."""
        return self.form.cleaned_data["seen"] if self.row else None


class SetupAdmin(ByRole, PlainWidgets, admin.ModelAdmin):
    """A page of 系统设置.

    lead: one sentence under its title. new_form: by which a row is made, where it is
    another than the form by which one is changed. readonly_fields: of a row that is there.
    """

    lead = ""
    new_form: type[ModelForm] | None = None
    list_per_page = 50
    show_full_result_count = False
    view_on_site = False
    actions_selection_counter = False
    delete_confirmation_template = "admin/delete_confirmation.html"

    def why_fixed(self, row) -> str:
        """Return why a row is no more to be changed though the person might, or ""."""
        return ""

    def has_change_permission(self, request, obj=None) -> bool:
        """What is fixed is shown; who sends a form all the same is answered by the action."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or request.method == "POST" or not self.why_fixed(obj)

    def title_of(self, row) -> str:
        """How the pages of one row are headed."""
        return str(row)

    def message_user(self, request, message, *args, **kwargs):
        """Django joins two sentences by a space, which Chinese has not."""
        told = str(message).replace("。 ", "。")
        told = mark_safe(told) if isinstance(message, SafeString) else told
        super().message_user(request, told, *args, **kwargs)

    def get_action_choices(self, request, default_choices=(("", "对所选记录……"),)):
        return super().get_action_choices(request, list(default_choices))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["why_fixed"] = self.why_fixed(obj) if obj else ""
        context["heading"] = self.title_of(obj) if obj else f"新建{self.opts.verbose_name}"
        return super().render_change_form(request, context, add, change, form_url, obj)

    # --- Writes: what an action refuses is told on the form, with everything that was typed ---

    def changeform_view(self, request, *args, **kwargs):
        view = partial(super().changeform_view, request, *args, **kwargs)
        try:
            with _one_act(request):
                return view()
        except ValidationError as error:
            request.refusal, status = error.messages, 422
        except Outdated as outdated:
            request.refusal, status = [self._theirs(request, outdated.current)], 409
            request.POST = request.POST.copy()
            request.POST["seen"] = self.version_of(outdated.current)
        except Refused as refusal:
            request.refusal, status = [str(refusal)], 422
        return _refused(view(), status)

    def get_fields(self, request, obj=None):
        is_new = obj is None and self.new_form
        return list(self.new_form.base_fields) if is_new else super().get_fields(request, obj)

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else ()

    def get_form(self, request, obj=None, change=False, **kwargs):
        used = self.form if change else self.new_form or self.form
        form = super().get_form(request, obj, change, **{"form": used} | kwargs)
        if "seen" in form.base_fields and obj is not None:
            form.base_fields["seen"].initial = self.version_of(obj)
        refusal = getattr(request, "refusal", None)
        return _refusing(form, refusal) if refusal else form

    def version_of(self, obj) -> str:
        return str(getattr(obj, "version", ""))

    def _theirs(self, request, current) -> str:
        asked = (name for name in self.get_fields(request, current) if isinstance(name, str))
        names = [name for name in asked if hasattr(current, name)]
        now = "；".join(f"{_label(current, n)}：{shown(current, n)}" for n in names)
        return (
            f"打开本页之后，“{current}”已被他人修改，您填写的内容没有保存，仍在下面。"
            f"现在的内容是——{now}。请对照修改；再按“保存”即以您填写的为准。"
        )

    def save(self, sent: Sent) -> models.Model:
        """Write what was sent by an action; return the row."""
        raise PermissionDenied  # a page that writes says by which action

    def save_model(self, request, obj, form, change):
        """Nothing: save_related, which has the rows below as well, does it."""

    def save_related(self, request, form, formsets, change):
        row = form.instance if change else None
        form.instance.pk = self.save(Sent(row, form, formsets, request=request)).pk

    def delete_model(self, request, obj):
        raise PermissionDenied

    def response_action(self, request, queryset):
        """Django asks the database for whatever was ticked, also for what no key can be."""
        try:
            for key in request.POST.getlist(helpers.ACTION_CHECKBOX_NAME):
                self.opts.pk.clean(key, None)
        except ValidationError as error:
            raise OddRequest(NO_KEY) from error
        return super().response_action(request, queryset)

    def each(self, request, rows, *, act, row: str, verb: str, noun: str, **more) -> None:
        """Do the same with every row that was ticked; where one is refused, with none.

        row: what act calls it. more: what else act is given. verb, noun: of the message.
        """
        try:
            with log.acting():
                for one in rows:
                    act(**{row: one}, actor=log.actor_of(request), **more)
        except Refused as refusal:
            messages.error(request, f"{refusal}没有{verb}任何{noun}。")
        else:
            messages.success(request, f"已{verb} {len(rows)} 个{noun}。")

    def delete_view(self, request, object_id, extra_context=None):
        try:
            with _one_act(request):
                return super().delete_view(request, object_id, extra_context)
        except Refused as refusal:
            request.method, request.POST = "GET", QueryDict()  # Django looks at what was posted
            told = {"refusal": str(refusal)} | (extra_context or {})
            return _refused(super().delete_view(request, object_id, told), 422)

    def get_deleted_objects(self, objs, request):
        """The action decides whether the row may go; nothing goes with it but its own parts."""
        return [str(obj) for obj in objs], {}, set(), []

    def construct_change_message(self, request, form, formsets, add=False):
        return []

    # --- One log: the product's own ---

    def log_addition(self, request, obj, message):
        """Logged by the action."""

    log_change = log_addition

    def log_deletions(self, request, queryset):
        """Logged by the action."""

    # --- History ---

    def history_view(self, request, object_id, extra_context=None):
        """What the audit log tells of the row; the log is the auditor's alone. Three queries."""
        row = self._row_or_404(request, object_id)
        entries = AuditEntry.objects.visible_to(request.user).filter(
            object_type=self.opts.label_lower, object_key=str(row.pk)
        )
        context = {
            **self.admin_site.each_context(request),
            "title": f"历史：{self.title_of(row)}",
            "opts": self.opts,
            "original": row,
            "entries": entries[:100],
            "may_read_log": persona_of(request.user).is_auditor,
        }
        return TemplateResponse(request, "admin/object_history.html", context)

    def _row_or_404(self, request, object_id):
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        return row


class HistoryAdmin(SetupAdmin, SimpleHistoryAdmin):
    """A page of a model that keeps its versions. They are read, never put back from here."""

    history_list_per_page = 50

    def revert_disabled(self, request, obj=None) -> bool:
        return True

    def history_view(self, request, object_id, extra_context=None):
        told = {"title": f"历史：{self.title_of(self._row_or_404(request, object_id))}"}
        return SimpleHistoryAdmin.history_view(self, request, object_id, told)

    def set_history_delta_changes(self, request, historical_records, foreign_keys_are_objs=True):
        """One query for each list of rows that the versions keep."""
        versions = list(historical_records)
        gather_lists(versions)
        for newer, older in zip(versions, versions[1:], strict=False):
            newer.history_delta_changes = changes_between(older, newer, self.model)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        """One version, field by field. Three queries and one a foreign key."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        row = self._row_or_404(request, object_id)
        record = row.history.select_related("history_user").filter(history_id=version_id).first()
        if record is None:
            raise Http404
        gather_lists([record])
        fields = kept_fields(self.model, record) + list(record._history_m2m_fields)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{self.title_of(row)}：当时的内容",
            "opts": self.opts,
            "original": row,
            "record": record,
            "values": [(f.verbose_name, shown(record, f.name)) for f in fields],
        }
        return TemplateResponse(request, "admin/history_version.html", context)


class ShownAdmin(HistoryAdmin):
    """Written elsewhere: looked at here, with its history."""

    read_by = READERS


class KeptAdmin(SetupAdmin):
    """Rows that are written once and never changed."""

    read_by = READERS


def _one_act(request: HttpRequest) -> AbstractContextManager[None]:
    """Make one action of what a view of Django's writes, for which it opens a transaction."""
    return log.acting() if request.method == "POST" else nullcontext()


def _refused(page: HttpResponse, status: int) -> HttpResponse:
    """Return the page that tells of a refusal; of a row that went, Django leads to the list."""
    if not 300 <= page.status_code < 400:
        page.status_code = status
    return page


def _refusing(form_class, refusal: list[str]):
    """Return a form class that shows the refusal beside what was typed."""

    def _post_clean(self):
        super(refusing, self)._post_clean()
        for sentence in refusal:
            self.add_error(None, sentence)

    refusing = type(form_class)(form_class.__name__, (form_class,), {"_post_clean": _post_clean})
    return refusing


def _label(row, name: str) -> str:
    return str(helpers.label_for_field(name, row._meta.model))
