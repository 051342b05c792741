"""What proves an incident: files laid to it, read, taken back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from assessment.incidents import actions, permissions
from assessment.incidents.views import scope
from assessment.incidents.views.register import page_about
from assessment.models import IncidentEvidence
from cities.permissions import can_read_province
from cities.views.scope import province_or_404
from trust import files, log
from trust.acts import carry_out
from trust.forms import FilesForm


@require_POST
def evidence_lay(request, year, pk):
    province_or_404(request)
    row = scope.incident_or_404(request, year, pk)
    permissions.check(permissions.why_not_change(request.user, row))
    form = FilesForm(request.POST, request.FILES)
    if not form.is_valid():
        return page_about(request, row, status=422, files_form=form)
    good, refused = form.cleaned_data["file"]
    laid = carry_out(
        request,
        actions.lay_evidence,
        incident_id=row.pk,
        files=[(files.store(upload), files.safe_name(upload.name)) for upload in good],
    )
    new, again = laid or ((), ())
    if new:
        messages.success(request, f"已添加{'、'.join(f'“{e.name}”' for e in new)}。")
    for words in (*refused, *(f"“{name}”已经添加过，没有重复添加。" for name in again)):
        messages.warning(request, words)
    return redirect("incident", year=year, pk=pk)


def _evidence(request, year: int, pk: int) -> IncidentEvidence:
    rows = IncidentEvidence.objects.visible_to(request.user).filter(incident__year__number=year)
    return get_object_or_404(rows.select_related("file", "incident__year"), pk=pk)


@require_GET
def evidence_read(request, year, pk):
    """The file itself; a withdrawn one for the province only."""
    evidence = _evidence(request, year, pk)
    if evidence.withdrawn_at and not can_read_province(request.user):
        raise Http404
    try:
        response = files.serve(evidence.file, evidence.name)
    except FileNotFoundError as error:
        raise Http404("文件不在存储中，请联系系统管理员核对备份。") from error
    log.write_alone(
        log.actor_of(request), "下载事件佐证", evidence, after={"SHA-256": evidence.file.sha256}
    )
    return response


@require_POST
def evidence_take_back(request, year, pk):
    province_or_404(request)
    evidence = _evidence(request, year, pk)
    row = scope.incident_or_404(request, year, evidence.incident_id)
    permissions.check(permissions.why_not_change(request.user, row))
    carry_out(
        request,
        actions.take_evidence_back,
        evidence_id=evidence.pk,
        done=f"已撤下“{evidence.name}”，文件仍留存备查。",
    )
    return redirect("incident", year=year, pk=row.pk)
