"""An item's page: its words, who collects it, its components, measures and rules as
nested rows. Offices and rules are two forms, each with its own version and action."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from assessment import permissions
from assessment.actions.rules import rules_told, save_item_rules, saved_words
from assessment.actions.setup import save_item_offices
from assessment.admin.forms import ItemOfficesForm
from assessment.loading import load_tables
from assessment.models import CityTable, Item
from assessment.tables.marking import pieces
from assessment.tables.rule_forms import RulesEditor, changed, draft_of_item, draft_of_post
from trust.refusals import Refused
from trust.versions import Outdated


class ItemPage:
    """The change view of ItemAdmin."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if object_id is None:
            raise PermissionDenied  # items come with their table
        item = self._row_or_404(request, object_id)
        item = Item.objects.select_related(
            "section__table__year", "section__table__city", "indicator"
        ).get(pk=item.pk)
        if request.method != "POST":
            return self._shown(request, item)
        if not self.has_change_permission(request, item):
            raise PermissionDenied
        if "save_offices" in request.POST:
            return self._save_offices(request, item)
        return self._save_rules(request, item)

    def _save_offices(self, request: HttpRequest, item: Item) -> HttpResponse:
        form = ItemOfficesForm(request.POST, instance=item)
        if not form.is_valid():
            return self._shown(request, item, offices=form, status=422)
        told = form.cleaned_data
        try:
            save_item_offices(
                item=item, offices=told["offices"], version=told["offices_version"],
                reason=told["reason"], user=request.user, actor=self.actor(request),
            )  # fmt: skip
        except (Refused, Outdated) as refusal:
            status = 409 if isinstance(refusal, Outdated) else 422
            form.add_error(None, self._reason(refusal))
            return self._shown(request, item, offices=form, status=status)
        messages.success(request, f"“{item.name}”的责任处室已保存。")
        return redirect(request.path)

    def _reason(self, refusal) -> str:
        if isinstance(refusal, Refused):
            return str(refusal)
        names = "、".join(office.name for office in refusal.current.offices.order_by("order"))
        return (
            f"打开本页之后此指标已被他人修改，没有保存；现在的责任处室是：{names or '无'}。"
            "请刷新页面后再改。"
        )

    def _save_rules(self, request: HttpRequest, item: Item) -> HttpResponse:
        if "change" in request.POST:
            draft = changed(draft_of_post(request.POST), request.POST["change"])
            editor = RulesEditor(item.text, draft=draft, reason=request.POST.get("reason", ""))
            return self._shown(request, item, editor=editor)
        editor = RulesEditor(item.text, data=request.POST)
        if not editor.is_valid():
            return self._shown(request, item, editor=editor, status=422)
        try:
            save_item_rules(
                item=item, components=editor.entries(), version=_version(request),
                reason=editor.given_reason, user=request.user, actor=self.actor(request),
            )  # fmt: skip
        except Refused as refusal:
            return self._shown(request, item, editor=editor, problem=str(refusal), status=422)
        except Outdated as outdated:
            return self._shown(request, outdated.current, editor=editor, theirs=rules_told(item),
                               status=409)  # fmt: skip
        messages.success(request, saved_words(item))
        return redirect(request.path)

    def _shown(
        self, request, item: Item, *, editor=None, offices=None, problem="", theirs=None, status=200
    ) -> HttpResponse:
        """Seven queries for the table beside the item's own."""
        table = item.section.table
        may_change = self.has_change_permission(request, item)
        may_rule = may_change and not table.is_issued
        loaded = _loaded(item)
        is_open = table.year.state not in permissions.FROZEN
        kept = request.POST.get("version") if request.method == "POST" and not theirs else None
        context = {
            **self.admin_site.each_context(request),
            "title": item.name,
            "opts": self.opts,
            "original": item,
            "item": item,
            "table": table,
            "pieces": pieces(loaded),
            "version": kept or item.version,
            "editor": (editor or RulesEditor(item.text, draft=draft_of_item(loaded)))
            if may_rule and is_open
            else None,
            "rules": rules_told(item),
            "offices": offices or ItemOfficesForm(
                instance=item, initial={"offices_version": item.version}
            ),
            "may_assign": may_change and is_open,
            "concerns": item.concerns.filter(settled_at=None),
            "problem": problem,
            "theirs": theirs,
        }  # fmt: skip
        return TemplateResponse(
            request, "admin/assessment/item/change_form.html", context, status=status
        )


def _loaded(item: Item):
    table = load_tables(CityTable.objects.filter(pk=item.section.table_id))[0]
    return next(found for found in table.items if found.pk == item.pk)


def _version(request: HttpRequest) -> int:
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else 0
