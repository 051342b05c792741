"""复核: a second person agrees, in a cell's panel, to what was judged."""

from django.views.decorators.http import require_POST

from assessment import permissions
from assessment.actions.confirming import confirm_result
from assessment.actions.results import Conflict
from assessment.collection.cell_forms import ConfirmForm
from assessment.views.cells import cells_and_rows
from assessment.views.evidence import _panel, _result
from trust.log import actor_of
from trust.refusals import Refused

OUTDATED = "这一格刚被他人改过，没有复核；下面是现在的分数和依据，核对后再决定。"
NOTHING_SENT = "没有收到要复核哪一个版本，请关闭后重新打开这一格；没有复核。"


@require_POST
def confirm(request, year, pk):
    """Let the figure count; the panel shows what stands then, and so does the grid."""
    result = _result(request.user, year, pk)
    permissions.check_can_confirm(request.user, result)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        raise Refused(NOTHING_SENT)
    told = {"version": form.cleaned_data["version"]}
    try:
        confirm_result(result_id=pk, user=request.user, actor=actor_of(request), **told)
    except Conflict:
        stands = _result(request.user, year, pk)
        return _panel(request, stands, warning=OUTDATED, status=409)
    except Refused as refusal:
        return _panel(request, result, warning=str(refusal), status=422)
    stands = _result(request.user, year, pk)
    written = cells_and_rows(year, [stands])
    return _panel(request, stands, note="已复核，这一格计入得分。", written=written)
