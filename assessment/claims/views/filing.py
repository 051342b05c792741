"""What a city does: choose the rule, write, change, lay documents."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessment.claims import actions, permissions
from assessment.claims.forms import ClaimFilesForm, ClaimForm, initial_of
from assessment.claims.views import scope
from assessment.claims.views.pages import answer_page
from assessment.models import BonusClaim, ClaimFile
from cities.permissions import persona_of
from lib.signs import whole_number
from trust import files, log
from trust.acts import carry_out
from trust.refusals import Refused
from trust.versions import Outdated

OUTDATED = "打开本页之后，这件申报已由他人改动，没有保存；您填的仍在下面，请另开一页核对后再保存。"


@require_http_methods(["GET", "HEAD", "POST"])
def new(request, year):
    """The rules that give a bonus; ?rule= of one of them: its form."""
    row = scope.year_of_claims_or_404(request, year)
    if not persona_of(request.user).is_city:
        raise PermissionDenied
    own = scope.own_table(request, row)
    now = timezone.now()
    closed = permissions.why_not_open(row, permissions.window_of(row), now)
    asked = whole_number(request.POST.get("rule", "") or request.GET.get("rule", ""), 2**53)
    if own is None or not asked:
        context = {"year": row, "own": own, "closed": closed}
        return render(request, "assessment/claims/rules.html", context)
    claimable = next((each for each in own.claimables if each.rule.pk == asked), None)
    if claimable is None:
        raise Http404
    rows = BonusClaim.objects.standing().filter(year=row, city=own.table.city_id)
    others = list(rows.order_by("number"))
    form = ClaimForm(request.POST or None, claimable=claimable, year=row, others=others)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write_claim(
                table=own.table,
                claimable=claimable,
                entry=form.entry(),
                now=now,
                user=request.user,
                actor=log.actor_of(request),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已存为{made}的草稿；请上传证明材料，再按“申报”。")
            return redirect("claim", year, made.number)
    context = {"year": row, "form": form, "claimable": claimable, "closed": closed}
    status = 422 if request.method == "POST" else 200
    return render(request, "assessment/claims/form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, year, number):
    """Change a draft, or what was sent back; 409 where another person was first."""
    claim = scope.own_claim(request, year, number)
    if why := actions.why_not_write(request.user, claim):
        raise Refused(why)
    own = scope.own_table(request, claim.year)
    found = own.claimables if own else []
    claimable = next((each for each in found if each.code == claim.code), None)
    if claimable is None:
        raise Refused("申报所依据的加分条款在指标表里已不存在；请撤回这件，另行申报。")
    others = scope.others_of(claim)
    form = ClaimForm(
        request.POST or None,
        initial=initial_of(claim),
        claimable=claimable,
        year=claim.year,
        others=others,
    )
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_claim(
                claim=claim,
                claimable=claimable,
                entry=form.entry(),
                version=form.cleaned_data["version"] or 0,
                user=request.user,
                actor=log.actor_of(request),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Outdated:
            form.add_error(None, OUTDATED)
            status = 409
        else:
            messages.success(request, "已保存。")
            return redirect("claim", year, number)
    context = {"year": claim.year, "form": form, "claimable": claimable, "claim": claim}
    return render(request, "assessment/claims/form.html", context, status=status)


@require_POST
def file_add(request, year, number):
    """Lay documents to a draft; each is judged by itself."""
    claim = scope.own_claim(request, year, number)
    if why := actions.why_not_write(request.user, claim):
        raise Refused(why)
    form = ClaimFilesForm(request.POST, request.FILES)
    if not form.is_valid():
        return answer_page(request, claim, files_form=form, status=422)
    good, refused = form.cleaned_data["file"]
    stored = [(files.store(upload), files.safe_name(upload.name)) for upload in good]
    again = carry_out(request, actions.lay_files, claim=claim, files=stored)
    if isinstance(again, list):
        refused = [*refused, *(f"“{name}”已经在证明材料里，没有重复保存。" for name in again)]
    if refused:
        return answer_page(request, claim, refused=refused)
    return redirect("claim", year, number)


@require_POST
def file_withdraw(request, year, pk):
    rows = ClaimFile.objects.visible_to(request.user).select_related("claim__year")
    found = get_object_or_404(rows, claim__year__number=year, pk=pk)
    if not permissions.is_city(request.user, found.claim):
        raise PermissionDenied
    if why := actions.why_not_write(request.user, found.claim):
        raise Refused(why)
    carry_out(request, actions.take_file_off, file=found, done="已撤下，文件仍留存备查。")
    return redirect("claim", year, found.claim.number)
