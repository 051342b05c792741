"""A figure, a rule or a decision corrected: what it does is seen before it is proposed, and again
before it is made."""

from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assessment import permissions
from assessment.collection.sources import evidence_told
from assessment.corrections.actions import (
    EffectChanged,
    confirm_correction,
    decline_correction,
    open_correction,
    propose_correction,
    why_not_correct,
    withdraw_correction,
)
from assessment.corrections.decisions import CorrectedDecision, decision_at
from assessment.corrections.effect import (
    Corrected,
    CorrectionEffect,
    Footing,
    Value,
    effect_on,
    footing_of,
)
from assessment.corrections.forms import (
    CorrectionAnswerForm,
    CorrectionForm,
    DecisionCorrectionForm,
    RuleCorrectionForm,
)
from assessment.corrections.shifts import details_of, item_shift, names_of, shifts_of
from assessment.corrections.subjects import (
    CorrectedFigure,
    CorrectedRule,
    figure_of,
    rule_at,
)
from assessment.corrections.views.scope import correction_or_404
from assessment.engine.explain import describe_rule
from assessment.flow.proposing import second_persons
from assessment.models import CityTable
from assessment.objections.subjects import lines_told
from assessment.objections.views.pages import stored
from assessment.objections.views.scope import objection_or_404
from assessment.scores.derivations import record_row
from assessment.scores.standing import Standings
from cities.views.scope import province_or_404
from trust import log
from trust.acts import carry_out
from trust.refusals import Refused

Form = CorrectionForm | RuleCorrectionForm | DecisionCorrectionForm
SORTS = {CorrectedFigure: "记录", CorrectedRule: "规则", CorrectedDecision: "复核决定"}
MOVED = (
    "影响与您上次看到的不同：改过所填的数，或者打开本页之后数据有变。"
    "下面已按所填的数重新计算，没有提出；核对后再按。"
)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, year, pk):
    """pk: of the measure. A POST computes what the figure does (preview), or proposes it."""
    table = _table_or_404(request, year, sections__items__components__measures=pk)
    return _asked(request, table, CorrectionForm, find=lambda s: figure_of(s, table.city.key, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def propose_rule(request, year, pk):
    """pk: of the rule; else as propose."""
    table = _table_or_404(request, year, sections__items__components__rules=pk)
    return _asked(request, table, RuleCorrectionForm, find=lambda s: rule_at(s, table.city.key, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def propose_decision(request, year, number):
    """number: of the objection whose last decision it is; else as propose."""
    province_or_404(request)
    permissions.check_can_set_up(request.user)
    found = objection_or_404(request, year, number)
    decision = found.decisions.select_related("objection__year", "objection__city").last()
    if decision is None:
        raise Http404
    tables = CityTable.objects.visible_to(request.user).for_year(year)
    table = get_object_or_404(tables.filter(city=found.city_id).select_related("year", "city"))
    return _asked(request, table, DecisionCorrectionForm, find=lambda s: decision_at(s, decision))


def _table_or_404(request, year: int, **which) -> CityTable:
    province_or_404(request)
    tables = CityTable.objects.visible_to(request.user).for_year(year)
    table = get_object_or_404(tables.filter(**which).select_related("year", "city"))
    permissions.check_can_set_up(request.user)
    return table


def _asked(
    request, table: CityTable, form: type[Form], *, find: Callable[[Standings], Corrected]
) -> HttpResponse:
    """find: the subject in what stands; it may raise Refused."""
    number, why = table.year.number, why_not_correct(table.year)
    if not why and (waiting := open_correction(table.year)) is not None:
        messages.error(
            request, f"{waiting.proposed_as}提出的更正还没有答复；一次只更正一处，请先办完这一项。"
        )
        return redirect("correction", number, waiting.pk)
    try:
        footing = None if why else footing_of(table.year)
        subject = find(footing.standings) if footing else None
    except Refused as refusal:
        why = str(refusal)
    if why:
        messages.error(request, why)
        return redirect("corrections", number)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    return _answered(request, table, footing, form=form(*sent, subject=subject))


def _answered(request, table: CityTable, footing: Footing, *, form: Form) -> HttpResponse:
    if not form.is_bound:
        return _page(request, table, form)
    is_preview = "preview" in request.POST
    if is_preview:
        form.fields["reason"].required = False
    is_sound = form.is_valid()
    form.fields["reason"].required = True  # of a preview alone it is not asked
    try:
        effect = _effect(footing, form)
        if is_preview or not is_sound:
            return _page(request, table, form, effect=effect, status=200 if is_sound else 422)
        made = propose_correction(
            year=table.year,
            wanted=replace(form.wanted(), files=stored(form.cleaned_data["files"])),
            user=request.user,
            actor=log.actor_of(request),
        )
    except EffectChanged as moved:
        form.add_error(None, MOVED)
        return _page(request, table, form, effect=moved.effect, status=409)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, table, form, effect=None, status=422)
    messages.success(
        request, "更正已提出，等考核办的另一人在本页确认；确认以前数据、得分和名次都不变。"
    )
    return redirect("correction", table.year.number, made.pk)


def _effect(footing: Footing, form: Form) -> CorrectionEffect | None:
    """Return what it does, None where what was typed cannot be read. Raises Refused."""
    if not form.is_readable:
        return None
    return effect_on(footing, form.subject, form.cleaned_data["figure"])


def _page(
    request,
    table: CityTable,
    form: Form,
    *,
    effect: CorrectionEffect | None = None,
    status=200,
) -> HttpResponse:
    """The form beside the effect; what is sent next is bound to the effect shown here."""
    if form.is_bound:
        form.data = form.data.copy()
        form.data["seal"] = effect.seal if effect else ""
    subject = form.subject
    is_figure = isinstance(subject, CorrectedFigure)
    is_rule = isinstance(subject, CorrectedRule)
    context = {
        "year": table.year,
        "table": table,
        "form": form,
        "subject": subject,
        "rule": _rule_told(subject) if is_rule else None,
        "record": record_row(subject.measure, _evidence(table, subject)) if is_figure else None,
        "decision": subject if isinstance(subject, CorrectedDecision) else None,
        "sort": SORTS[type(subject)],
        "effect": _told(effect, subject, form.cleaned_data["figure"]) if effect else None,
        "is_file_dropped": bool(request.FILES),
        "is_alone": not second_persons(request.user),
    }
    return render(request, "assessment/corrections/propose.html", context, status=status)


def _rule_told(subject: CorrectedRule) -> dict:
    rule = subject.rule
    return {
        "clause": rule.engine.clause,
        "sentence": describe_rule(rule.engine, subject.measures),
        "mark": rule.mark,
        "records": [
            record_row(m) for m in subject.part_of.measures if m.code in rule.engine.measures
        ],
    }


def _evidence(table: CityTable, figure: CorrectedFigure) -> list[str]:
    told = evidence_told(CityTable.objects.filter(pk=table.pk))
    return told.get(figure.measure.record.result_id, [])


def _told(effect: CorrectionEffect, subject: Corrected, value: Value) -> dict:
    impact = effect.impact
    return {
        "shifts": shifts_of(effect.kept),
        "item": item_shift(effect.kept),
        "details": details_of(effect.kept),
        "names": names_of(effect.kept),
        "before": lines_told(impact.subject_before),
        "after": lines_told(impact.subject_after),
        "doubts": subject.doubts(value, impact),
    }


@require_POST
def answer(request, year, pk):
    """Confirm a correction, decline it, or take one's own back."""
    province_or_404(request)
    found = correction_or_404(request, year, pk)
    permissions.check_can_set_up(request.user)
    form = CorrectionAnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.sentence())
        return redirect("correction", year, pk)
    told = {"correction_id": found.pk}
    match form.cleaned_data["act"]:
        case "confirm":
            carry_out(
                request,
                confirm_correction,
                done=lambda made: f"{made.named}已作出，{made.year}形成{made.snapshot.named}快照。",
                **told,
            )
        case "decline":
            told["reason"] = form.cleaned_data["reason"]
            carry_out(request, decline_correction, done="已答复“不同意”，数据不变。", **told)
        case _:
            carry_out(request, withdraw_correction, done="更正已撤回，数据不变。", **told)
    return redirect("correction", year, pk)
