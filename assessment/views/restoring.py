"""恢复此值: a cell's panel lets it say again what its history keeps."""

from django.views.decorators.http import require_POST

from assessment import permissions
from assessment.actions.restoring import restore_result
from assessment.actions.results import Conflict
from assessment.collection.cell_forms import RestoreForm
from assessment.views.cells import cells_and_rows
from assessment.views.evidence import _panel, _result
from trust.log import actor_of
from trust.refusals import Refused

OUTDATED = "这一格刚被他人改过，没有恢复；下面是现在的值和历史，核对后再决定。"
NOTHING_SENT = "没有收到要恢复哪一个值，请关闭后重新打开这一格；没有作任何改动。"


@require_POST
def restore(request, year, pk):
    """Write an earlier value again; the panel shows what stands then, and so does the grid."""
    result = _result(request.user, year, pk)
    permissions.check_can_record(request.user, result)
    form = RestoreForm(request.POST)
    if not form.is_valid():
        raise Refused(NOTHING_SENT)
    told = {"kept_id": form.cleaned_data["kept"], "version": form.cleaned_data["version"]}
    try:
        restore_result(result_id=pk, user=request.user, actor=actor_of(request), **told)
    except Conflict:
        stands = _result(request.user, year, pk)
        return _panel(request, stands, warning=OUTDATED, status=409)
    stands = _result(request.user, year, pk)
    written = cells_and_rows(year, [stands])
    return _panel(request, stands, note="已恢复，历史中会有记载。", written=written)
