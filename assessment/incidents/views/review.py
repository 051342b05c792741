"""What is asked of the register, and like cases across cities."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessment.incidents import actions, permissions
from assessment.incidents.forms import IncidentReasonForm
from assessment.incidents.like_cases import like_incidents
from assessment.incidents.questions import Question, question_of, questions_of
from assessment.views.scope import page_of, year_or_404
from cities.views.scope import province_or_404
from trust.acts import carry_out
from trust.refusals import Refused

QUESTIONS_A_PAGE = 50
GONE = "台账已有变动，这一问不再成立，没有保存答复；请看最新的清单。"


@require_http_methods(["GET", "HEAD", "POST"])
def incident_questions(request, year):
    """Incidents counted twice, and those that look like one: the open ones first."""
    province_or_404(request)
    row = year_or_404(request, year)
    if request.method == "POST":
        return _answer(request, row)
    return _list(request, row)


def _answer(request, year):
    asked = question_of(year, request.POST.get("subject", "")[:200])
    if asked is None:
        permissions.check(permissions.why_not_decide(request.user, year, ()))
        raise Refused(GONE)
    permissions.check(permissions.why_not_decide(request.user, year, asked.incidents))
    form = IncidentReasonForm(request.POST)
    if not form.is_valid():
        return _list(request, year, wrong=(asked.subject, form), status=422)
    carry_out(
        request,
        actions.answer_question,
        year=year,
        question=asked,
        reason=form.cleaned_data["reason"],
        done="答复已保存。",
    )
    return redirect("incident-questions", year=year.number)


def _list(request, year, *, wrong: tuple[str, IncidentReasonForm] | None = None, status=200):
    found = questions_of(year)
    page = page_of(request, found, QUESTIONS_A_PAGE)
    context = {
        "year": year,
        "page": page,
        "lines": [_line(request.user, year, question, wrong=wrong) for question in page],
        "open": sum(question.is_open for question in found),
    }
    return render(request, "assessment/incidents/questions.html", context, status=status)


def _line(user, year, question: Question, *, wrong) -> dict:
    is_wrong = wrong is not None and wrong[0] == question.subject
    why = permissions.why_not_decide(user, year, question.incidents)
    return {
        "question": question,
        "why_closed": why,
        "form": wrong[1] if is_wrong else IncidentReasonForm(),
    }


@require_safe
def incidents_alike(request, year):
    """同责同罚: the same kind across cities, with what each cost."""
    province_or_404(request)
    row = year_or_404(request, year)
    context = {"year": row, "groups": like_incidents(row)}
    return render(request, "assessment/incidents/alike.html", context)
