"""补充规则: an item's components, measures and rules by hand, beside its words."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessment import permissions
from assessment.actions.rules import rules_told, save_item_rules, saved_words
from assessment.actions.tables import check_not_issued
from assessment.loading import load_tables
from assessment.models import CityTable, Item
from assessment.tables.marking import pieces
from assessment.tables.rule_forms import (
    RulesEditor,
    changed,
    draft_of_item,
    draft_of_post,
    with_phrase,
)
from assessment.views import scope
from trust import log
from trust.refusals import Refused
from trust.versions import Outdated, version_sent


@require_http_methods(["GET", "HEAD", "POST"])
def item_rules(request, year, pk):
    """GET: the editor. POST change=…: add or remove a row. POST: save. 409: another was first."""
    item = scope.item_or_404(request, year, pk)
    permissions.check_can_set_up(request.user)
    check_not_issued(item.section.table)
    if request.method != "POST":
        return _shown(request, item, _first_editor(request, item))
    if "change" in request.POST:
        draft = changed(draft_of_post(request.POST), request.POST["change"])
        return _shown(request, item, _drafted(request, item, draft))
    return _saved(request, item, RulesEditor(item.text, data=request.POST))


def _drafted(request, item: Item, draft) -> RulesEditor:
    return RulesEditor(item.text, draft=draft, reason=request.POST.get("reason", ""))


def _first_editor(request, item: Item) -> RulesEditor:
    draft = draft_of_item(_loaded(item))
    number = request.GET.get("phrase", "")
    if number.isdecimal() and int(number[:4]) < len(item.unsettled):
        draft = with_phrase(draft, item.unsettled[int(number[:4])])
    return RulesEditor(item.text, draft=draft)


def _saved(request, item: Item, editor: RulesEditor):
    if not editor.is_valid():
        return _shown(request, item, editor, status=422)
    try:
        save_item_rules(
            item=item,
            components=editor.entries(),
            version=version_sent(request.POST),
            reason=editor.given_reason,
            user=request.user,
            actor=log.actor_of(request),
        )
    except Refused as refusal:
        return _shown(request, item, editor, problem=str(refusal), status=422)
    except Outdated as outdated:
        return _shown(request, outdated.current, editor, theirs=rules_told(item), status=409)
    messages.success(request, saved_words(item))
    return redirect(
        "city-table", year=item.section.table.year.number, city=item.section.table.city.key
    )


def _shown(request, item: Item, editor: RulesEditor, *, problem="", theirs=None, status=200):
    table = item.section.table
    version = request.POST.get("version") if request.method == "POST" and theirs is None else None
    context = {
        "year": table.year,
        "table": table,
        "item": item,
        "pieces": pieces(_loaded(item)),
        "editor": editor,
        "version": version or item.version,
        "problem": problem,
        "theirs": theirs,
        "concerns": item.concerns.filter(settled_at=None),
    }
    return render(request, "assessment/item_rules.html", context, status=status)


def _loaded(item: Item):
    """Return the item as it was loaded with its table. Seven queries."""
    table = load_tables(CityTable.objects.filter(pk=item.section.table_id))[0]
    found = next((i for i in table.items if i.pk == item.pk), None)
    if found is None:
        raise Http404
    return found
