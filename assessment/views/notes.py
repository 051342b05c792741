"""A note below a table that adds points or costs a grade: its rule, tried before it is saved."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from assessment.actions.settling import settle_note_with_rule
from assessment.loading import load_policy, load_tables
from assessment.models import CityTable, Concern, Item
from assessment.tables.examples import preview_rule
from assessment.tables.note_forms import NoteSettling
from trust import log
from trust.refusals import Refused
from trust.versions import Outdated

CHANGED = "打开本页之后，所选的指标已被他人改动，没有保存；请再保存一次。"


def answer_note(
    request, concern: Concern, after: Callable[[Concern], HttpResponse]
) -> HttpResponse:
    """GET: the note with its form. POST preview=1: what the rule would do. POST: save it and go
    on to what after gives. 409: another was first."""
    versions = dict(
        Item.objects.filter(section__table=concern.table_id).values_list("pk", "version")
    )
    table = load_tables(CityTable.objects.filter(pk=concern.table_id))[0]
    data = request.POST if request.method == "POST" else None
    settling = NoteSettling(table, concern.phrase, data=data, number=concern.pk)
    if data is None:
        return _shown(request, concern, settling)
    if not settling.is_valid() or "preview" in data:
        return _shown(request, concern, settling, status=200 if "preview" in data else 422)
    item = Item.objects.get(pk=settling.item.pk)
    try:
        settle_note_with_rule(
            concern=concern,
            item=item,
            clause=settling.clause,
            components=settling.entries(),
            version=versions.get(item.pk, 0),
            reason=settling.reason,
            is_whole=settling.is_whole,
            user=request.user,
            actor=log.actor_of(request),
        )
    except Refused as refusal:
        return _shown(request, concern, settling, problem=str(refusal), status=422)
    except Outdated:
        return _shown(request, concern, settling, problem=CHANGED, status=409)
    left = "" if settling.is_whole else "；备注里其余的内容仍待核定"
    messages.success(request, f"规则已设定在“{item.name}”{left}。")
    return after(concern)


def _shown(
    request, concern: Concern, settling: NoteSettling, *, problem: str = "", status: int = 200
) -> HttpResponse:
    preview = None
    if settling.form.is_bound and settling.is_valid():
        policy = load_policy(concern.table.year)
        entries = settling.entries()
        preview = preview_rule(settling.item, entries, at=settling.component, policy=policy)
    context = {
        "year": concern.table.year,
        "table": concern.table,
        "concern": concern,
        "settling": settling,
        "preview": preview,
        "problem": problem,
    }
    return render(request, "assessment/note_rule.html", context, status=status)
