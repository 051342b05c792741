"""补充规则: an item's components, measures and rules by hand, beside its words; its offices."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from assessment import permissions
from assessment.actions.rules import rules_told, save_item_rules, saved_words
from assessment.actions.setup import save_item_offices
from assessment.actions.tables import check_not_issued
from assessment.forms import ItemOfficesForm
from assessment.loading import LoadedItem, load_tables
from assessment.models import CityTable, Item, KeptWording
from assessment.tables.adopting import still_otherwise
from assessment.tables.marking import marked_rows
from assessment.tables.phrase_forms import rule_kept
from assessment.tables.rule_drafts import changed, draft_of_item, draft_of_post, with_phrase
from assessment.tables.rule_forms import RulesEditor
from assessment.views import scope
from assessment.views.roads import Road
from trust import log
from trust.refusals import Refused
from trust.versions import Outdated, version_sent


@require_http_methods(["GET", "HEAD", "POST"])
def item_rules(request, year, pk):
    item = scope.item_or_404(request, year, pk)
    table = item.section.table
    permissions.check_can_set_up(request.user)
    check_not_issued(table)
    after = reverse("city-table", args=[year, table.city.key])
    crumbs = (
        (reverse("city-tables", args=[year]), f"{table.year}指标表"),
        (f"{after}#row-{pk}", table.city_name),
    )
    address = reverse("item-rules", args=[year, pk])
    return answer_rules(request, item, Road(address=address, crumbs=crumbs, after=after))


def answer_rules(request, item: Item, road: Road) -> HttpResponse:
    """GET: the editor, or the rules where they cannot be changed. POST change=…: add or remove
    a row. POST: save rules, or offices. 409: another was first.

    item: with its table, year and city. Seven queries for the table, two more to show it.
    """
    if request.method != "POST":
        return _shown(request, item, road)
    permissions.check_can_set_up(request.user)
    if "save_offices" in request.POST:
        return _offices_saved(request, item, road)
    if "change" in request.POST:
        draft = changed(draft_of_post(request.POST), request.POST["change"])
        editor = RulesEditor(_words(item), draft=draft, reason=request.POST.get("reason", ""))
        return _shown(request, item, road, editor=editor)
    return _saved(request, item, road, editor=RulesEditor(_words(item), data=request.POST))


def _words(item: Item) -> str:
    """Return what clauses may stand in: the item's text and the notes below the table."""
    return "\n".join((item.text, *item.section.table.notes))


def _first_editor(request, item: Item, loaded: LoadedItem) -> RulesEditor:
    draft = draft_of_item(loaded)
    number = request.GET.get("phrase", "")
    if number.isdecimal() and int(number[:4]) < len(item.unsettled):
        draft = with_phrase(draft, item.unsettled[int(number[:4])])
    return RulesEditor(_words(item), draft=draft)


def _saved(request, item: Item, road: Road, *, editor: RulesEditor) -> HttpResponse:
    if not editor.is_valid():
        return _shown(request, item, road, editor=editor, status=422)
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
        return _shown(request, item, road, editor=editor, problem=str(refusal), status=422)
    except Outdated as outdated:
        theirs = rules_told(item)
        return _shown(request, outdated.current, road, editor=editor, theirs=theirs, status=409)
    messages.success(request, saved_words(item))
    for kept in still_otherwise(editor.entries()):
        messages.warning(request, _kept_words(kept))
    return redirect(road.after or road.address)


def _kept_words(kept: KeptWording) -> str:
    return format_html(
        "“{}”存有本单位写法，以后仍照原来的提出：{}。不再这样提出的，请打开"
        '<a href="{}">这条写法</a>删除；下次设定同样写法时再勾选，即照新的提出。',
        kept.wording,
        rule_kept(kept),
        reverse("admin:assessment_keptwording_change", args=[kept.pk]),
    )


def _offices_saved(request, item: Item, road: Road) -> HttpResponse:
    form = ItemOfficesForm(request.POST)
    status = 422
    if form.is_valid():
        who = {"user": request.user, "actor": log.actor_of(request)}
        try:
            changed = save_item_offices(item=item, **form.told(), **who)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Outdated as outdated:
            status = 409
            names = "、".join(o.name for o in outdated.current.offices.order_by("order"))
            form.add_error(
                None,
                "打开本页之后此指标已被他人修改，没有保存；"
                f"现在的责任处室是：{names or '无'}。请刷新页面后再改。",
            )
        else:
            also = f"，共 {changed} 张指标表" if changed > 1 else ""
            messages.success(request, f"“{item.name}”的责任处室已保存{also}。")
            return redirect(road.address)
    return _shown(request, item, road, offices=form, status=status)


def _shown(
    request, item: Item, road: Road, *, editor=None, offices=None, problem="", theirs=None,
    status=200,
) -> HttpResponse:  # fmt: skip
    table = item.section.table
    loaded = _loaded(item)
    is_open = permissions.can_set_up(request.user) and table.year.state not in permissions.FROZEN
    may_rule = is_open and not table.is_issued
    version = request.POST.get("version") if request.method == "POST" and theirs is None else None
    context = {
        "road": road,
        "year": table.year,
        "table": table,
        "item": item,
        "text_rows": marked_rows(loaded),
        "editor": (editor or _first_editor(request, item, loaded)) if may_rule else None,
        "rules": [] if may_rule else rules_told(item),
        "offices": offices or ItemOfficesForm.of(item) if road.is_setup and is_open else None,
        "version": version or item.version,
        "problem": problem,
        "theirs": theirs,
        "concerns": item.concerns.filter(settled_at=None),
    }
    return render(request, "assessment/item_rules.html", context, status=status)


def _loaded(item: Item) -> LoadedItem:
    """Return the item as it was loaded with its table. Seven queries."""
    table = load_tables(CityTable.objects.filter(pk=item.section.table_id))[0]
    found = next((i for i in table.items if i.pk == item.pk), None)
    if found is None:
        raise Http404
    return found
