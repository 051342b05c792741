"""A round's workbook out and in: filled in off line, previewed, written whole."""

from collections.abc import Mapping

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessment.actions.exchange import Undecided, decided
from assessment.collection.differences import Comparison
from assessment.models import Round
from assessment.permissions import can_collect
from assessment.rounds import permissions
from assessment.rounds.forms import RoundFileForm
from assessment.rounds.reading import read_round, tables_of_round
from assessment.rounds.recording import RoundConflict
from assessment.rounds.views.scope import round_or_404
from assessment.rounds.workbook import compare_round, import_round, round_xlsx
from assessment.views.downloads import download
from assessment.views.exchange import CHOOSE, open_parcel, status_of
from cities.permissions import persona_of
from press.workbooks.conflicts import Choice, chosen
from trust import files, log
from trust.files import safe_name
from trust.imports import Source
from trust.models import StoredFile
from trust.refusals import Refused

SALT = "round-import"
SAVED_NOTHING = "本次导入未保存任何内容。"


@require_safe
def export(request, year, number):
    """The round's figures: an office's own indicators, for everybody else all of them."""
    held = round_or_404(request, year, number)
    tables = read_round(held, tables_of_round(held)).tables
    data = round_xlsx(held, tables, frozenset(persona_of(request.user).office_ids))
    name = safe_name(f"{year}年度{held.name}调度表.xlsx")
    return download(request, data, name, action="导出调度表", target=held)


@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request, year, number):
    """Upload a filled workbook, see every difference, then write all or nothing."""
    held = round_or_404(request, year, number)
    if not can_collect(request.user):
        raise PermissionDenied
    why = permissions.why_not_report(request.user, held, timezone.localdate())
    form = RoundFileForm(request.POST or None, request.FILES or None)
    context = {"year": held.year, "round": held, "form": form, "why_closed": why}
    if request.method == "POST" and form.is_valid():
        try:
            if why:
                raise Refused(f"{why}{SAVED_NOTHING}")
            if form.cleaned_data["parcel"]:
                return _write(request, held, form, context=context)
            context |= _preview(request, held, form)
        except Refused as refusal:
            context["problems"] = str(refusal).splitlines()
    return render(request, "assessment/rounds/import.html", context, status=status_of(context))


def _salt(held: Round) -> str:
    return f"{SALT}:{held.pk}"


def _preview(request, held: Round, form) -> dict:
    upload = form.cleaned_data["file"]
    data = upload.read()
    comparison = compare_round(held, data, upload.name, user=request.user)
    return _shown(held, comparison, files.store(data), name=upload.name, choices={})


def _shown(
    held: Round,
    comparison: Comparison,
    stored: StoredFile,
    *,
    name: str,
    choices: Mapping[int, Choice],
) -> dict:
    seen = {str(d.result_id): d.version for d in comparison.differences}
    content = [held.year.number, stored.sha256, name, seen]
    return {
        "comparison": comparison,
        "conflicts": [(d, choices.get(d.result_id, "")) for d in comparison.conflicts],
        "parcel": signing.dumps(content, salt=_salt(held)),
        "file_name": name,
    }


def _write(request, held: Round, form, *, context: dict) -> HttpResponse:
    parcel = form.cleaned_data["parcel"]
    _, digest, name, seen = open_parcel(parcel, _salt(held), held.year.number)
    stored = get_object_or_404(StoredFile, sha256=digest)
    comparison = compare_round(held, files.read(stored), name, user=request.user)
    if moved := [d for d in comparison.differences if seen.get(str(d.result_id)) != d.version]:
        raise Refused(_moved(moved[0].measure))
    choices = chosen(request.POST, [d.result_id for d in comparison.conflicts])
    try:
        count = import_round(
            held=held,
            differences=decided(comparison, choices, advice=CHOOSE),
            source=Source(name, stored),
            day=timezone.localdate(),
            user=request.user,
            actor=log.actor_of(request),
        )
    except Undecided as undecided:
        context |= _shown(held, comparison, stored, name=name, choices=choices)
        context["problems"] = undecided.lines
        return render(request, "assessment/rounds/import.html", context, status=422)
    except RoundConflict as conflict:
        raise Refused(_moved(conflict.current.name)) from conflict
    messages.success(request, f"已写入 {count} 处变化。")
    return redirect("round", held.year.number, held.number)


def _moved(measure: str) -> str:
    return f"“{measure}”在预览之后已被他人修改；请重新选择文件预览。{SAVED_NOTHING}"
