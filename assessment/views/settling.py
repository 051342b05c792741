"""A phrase that nobody could read: the small form for its rule, tried before it is saved."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assessment import permissions
from assessment.actions.rules import rules_told
from assessment.actions.settling import is_note, is_phrase, settle_with_rule
from assessment.actions.tables import check_not_issued, check_not_settled
from assessment.loading import LoadedItem, load_policy, load_tables
from assessment.models import CityTable, Concern
from assessment.tables.adopting import Chosen, adopt, kept_of, offers, rules_of
from assessment.tables.examples import preview_rule
from assessment.tables.marking import pieces
from assessment.tables.phrase_forms import PhraseSettling
from assessment.views import scope
from assessment.views.notes import answer_note
from cities.views.scope import province_or_404
from trust import log
from trust.acts import carry_out
from trust.refusals import Refused
from trust.versions import Outdated, version_sent

CHANGED = "打开本页之后，指标或本单位写法已被他人改动，没有保存；请核对下面的最新内容后再办。"
OFFERS_A_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def phrase_rule(request, year, pk):
    """GET: the phrase with its form. POST preview=1: what the rule would do. POST: save it and
    go to the next phrase. 409: another was first."""
    province_or_404(request)
    concern = _concern_or_404(request, year, pk)
    permissions.check_can_set_up(request.user)
    check_not_issued(concern.table)
    check_not_settled(concern)
    if is_note(concern):
        return answer_note(request, concern, after_settling)
    item = _loaded(concern)
    data = request.POST if request.method == "POST" else None
    kept = rules_of(kept_of([concern])).get(pk)
    settling = PhraseSettling(item, concern.phrase, data=data, kept=kept, number=pk)
    if data is None:
        return _shown(request, concern, settling)
    if "preview" in data:
        settling.is_valid()
        return _shown(request, concern, settling)
    return _saved(request, concern, settling)


@require_http_methods(["GET", "HEAD", "POST"])
def kept_wordings(request, year, city):
    """Phrases of a table that were settled before in the same wording. GET: what each would
    become. POST: those that are ticked, all or none."""
    province_or_404(request)
    table = scope.table_or_404(request, year, city)
    permissions.check_can_set_up(request.user)
    check_not_issued(table)
    if request.method == "POST":
        chosen = [Chosen.from_seen(seen) for seen in request.POST.getlist("take")]
        done = "已照本单位写法设定 {} 条规则，有关事项已核定。".format
        if not chosen:
            messages.error(request, "没有勾选任何一条，没有办理。")
        elif carry_out(request, adopt, done=done, outdated=CHANGED, chosen=chosen, table=table):
            return redirect(f"{reverse('city-table', args=[year, city])}#concerns")
    concerns = [c for c in table.concerns.select_related("item") if c.blocks_issue and is_phrase(c)]
    kept = rules_of(kept_of(concerns))
    known = [concern for concern in concerns if concern.pk in kept]
    loaded = load_tables(CityTable.objects.filter(pk=table.pk))[0]
    policy = load_policy(table.year)
    context = {
        "year": table.year,
        "table": table,
        "offers": offers(loaded, known[:OFFERS_A_PAGE], kept, policy=policy),
        "later": max(len(known) - OFFERS_A_PAGE, 0),
    }
    return render(request, "assessment/kept_wordings.html", context)


def after_settling(concern: Concern) -> HttpResponse:
    """Go back to the table, to what is to be settled next, opened. One query."""
    table = concern.table
    address = reverse("city-table", args=[table.year.number, table.city.key])
    waiting = table.concerns.filter(settled_at=None).exclude(severity=Concern.Severity.NOTICE)
    left = sorted(waiting.values_list("severity", "pk"))
    later = [place for place in left if place > (concern.severity, concern.pk)]
    for _, pk in [*later, *left][:1]:
        return redirect(f"{address}?next={pk}#concern-{pk}")
    return redirect(f"{address}#concerns")


def _concern_or_404(request, year: int, pk: int) -> Concern:
    seen = CityTable.objects.visible_to(request.user).for_year(year)
    rows = Concern.objects.filter(table__in=seen).select_related(
        "table__year", "table__city", "item__section", "settled_by"
    )
    concern = get_object_or_404(rows, pk=pk)
    if not (is_phrase(concern) or is_note(concern)):
        raise Http404
    return concern


def _loaded(concern: Concern) -> LoadedItem:
    """Seven queries."""
    table = load_tables(CityTable.objects.filter(pk=concern.table_id))[0]
    return next(item for item in table.items if item.pk == concern.item_id)


def _saved(request, concern: Concern, settling: PhraseSettling) -> HttpResponse:
    if not settling.is_valid():
        return _shown(request, concern, settling, status=422)
    try:
        settle_with_rule(
            concern=concern,
            components=settling.entries(),
            version=version_sent(request.POST),
            reason=settling.reason,
            user=request.user,
            actor=log.actor_of(request),
            keep=settling.to_keep,
        )
    except Refused as refusal:
        return _shown(request, concern, settling, problem=str(refusal), status=422)
    except Outdated as outdated:
        theirs = rules_told(outdated.current)
        concern.item = outdated.current
        return _shown(request, concern, settling, theirs=theirs, status=409)
    messages.success(request, f"“{concern.phrase}”的规则已保存，此事项已核定。")
    return after_settling(concern)


def _shown(
    request, concern: Concern, settling: PhraseSettling, *, problem="", theirs=None, status=200
) -> HttpResponse:
    tried = settling if settling.form.is_bound else settling.as_proposed()
    preview = None
    if tried.is_valid():
        policy = load_policy(concern.table.year)
        preview = preview_rule(settling.item, tried.entries(), at=tried.component, policy=policy)
    sent = request.POST.get("version") if request.method == "POST" and theirs is None else None
    context = {
        "year": concern.table.year,
        "table": concern.table,
        "item": settling.item,
        "pieces": pieces(settling.item),
        "concern": concern,
        "settling": settling,
        "preview": preview,
        "version": sent or concern.item.version,
        "problem": problem,
        "theirs": theirs,
    }
    return render(request, "assessment/phrase_rule.html", context, status=status)
