"""否决决定: what is done about one, by two persons."""

from django.contrib import messages
from django.views.decorators.http import require_POST

from assessment.by_two import acts
from assessment.models import VetoDecision, VetoState
from assessment.vetoes import actions
from assessment.vetoes.forms import VetoLiftingForm
from assessment.vetoes.views.pages import page_about, veto_or_404


def _warn(request, came: VetoDecision) -> None:
    if came.state == VetoState.LIFTED and actions.still_holds(came):
        messages.warning(request, "这一格另有记录或其他决定，否决条款仍然成立；请到这一格核对。")


_PAGES = acts.DecisionPages(
    name="veto",
    called="决定",
    found=veto_or_404,
    page=page_about,
    lifting_form=VetoLiftingForm,
    answer=actions.answer_veto,
    take_back=actions.take_veto_back,
    propose_lifting=actions.propose_lifting,
    answer_lifting=actions.answer_lifting,
    argument="decision",
    warn=_warn,
)


@require_POST
def answer(request, year, number):
    """Confirm or decline what another person proposed: a veto, or that one is lifted."""
    return acts.answer(request, year, number, pages=_PAGES)


@require_POST
def lift(request, year, number):
    return acts.lift(request, year, number, pages=_PAGES)


@require_POST
def take_back(request, year, number):
    return acts.take_back(request, year, number, pages=_PAGES)
