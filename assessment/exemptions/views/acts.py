"""豁免: what is done about one, by two persons."""

from django.views.decorators.http import require_POST

from assessment.by_two import acts
from assessment.exemptions import actions
from assessment.exemptions.forms import ExemptionLiftingForm
from assessment.exemptions.views.pages import exemption_or_404, page_about

_PAGES = acts.DecisionPages(
    name="exemption",
    called="豁免",
    found=exemption_or_404,
    page=page_about,
    lifting_form=ExemptionLiftingForm,
    answer=actions.answer_exemption,
    take_back=actions.take_exemption_back,
    propose_lifting=actions.propose_lifting,
    answer_lifting=actions.answer_lifting,
    argument="exemption",
)


@require_POST
def answer(request, year, number):
    """Confirm or decline what another person proposed: an exemption, or that one is lifted."""
    return acts.answer(request, year, number, pages=_PAGES)


@require_POST
def lift(request, year, number):
    return acts.lift(request, year, number, pages=_PAGES)


@require_POST
def take_back(request, year, number):
    return acts.take_back(request, year, number, pages=_PAGES)
