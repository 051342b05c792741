"""代办: one's substitutes and those whom one stands in for; acting in their name."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cities.substitutes import hands
from cities.substitutes.actions import end_substitution, name_for_absent, name_substitute
from cities.substitutes.forms import AbsentForm, SubstituteForm
from trust import log
from trust.acts import carry_out
from trust.refusals import Refused

LINES_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def substitutes(request: HttpRequest) -> HttpResponse:
    """Who stands in for whom, newest first; a POST names one's own substitute, or as the
    assessment office that of an office's account."""
    _own_people_or_404(request)
    if request.method != "POST":
        return _page(request)
    if "absent" in request.POST:
        others = AbsentForm(request.POST, user=request.user)
        done = others.is_valid() and _named(
            request, others, name_for_absent, absent=others.cleaned_data["absent"]
        )
        return redirect("substitutes") if done else _page(request, others=others, status=422)
    form = SubstituteForm(request.POST, user=request.user)
    done = form.is_valid() and _named(request, form, name_substitute)
    return redirect("substitutes") if done else _page(request, form, status=422)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a substitution before its day."""
    _own_people_or_404(request)
    found = get_object_or_404(hands.visible_to(request.user), pk=pk)
    carry_out(
        request, end_substitution, done="代办已提前结束；其间办理的仍然有效。", substitution=found
    )
    return redirect("substitutes")


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Go on in the name of who is away, or in one's own again: until one signs out."""
    _own_people_or_404(request)
    request.session.pop(hands.ACTS_BY, None)
    if request.POST.get("act") != "for":
        messages.success(request, "已恢复以本人名义办理。")
        return redirect("substitutes")
    found = hands.standing_in(request.user)
    if found is None:
        messages.error(request, "您今天没有代办的人，仍以本人名义办理。")
        return redirect("substitutes")
    request.session[hands.ACTS_BY] = found.pk
    messages.success(
        request,
        f"现在起以{found.absent}的名义办理：签章、复核、日志和年度经过写明"
        f"“{request.user}（代 {found.absent}）”。",
    )
    return redirect("substitutes")


def _named(request: HttpRequest, form: SubstituteForm, action, **arguments) -> bool:
    """Name as a valid form says, and say so; or say in the form what stands in the way."""
    told = {"absence": form.absence(), "user": request.user, "actor": log.actor_of(request)}
    try:
        made = action(**told, **arguments)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    if made.named_by_id is None:
        messages.success(request, f"已指定{made.substitute}代办，已通知本人。")
    else:
        messages.success(request, f"已指定{made.substitute}代{made.absent}办理，已通知两人。")
    return True


def _own_people_or_404(request: HttpRequest) -> None:
    if not hands.may_name(request.user):
        raise Http404


def _page(
    request: HttpRequest,
    form: SubstituteForm | None = None,
    *,
    others: AbsentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """form, others: what was sent and is wrong."""
    user = request.user
    page = Paginator(hands.visible_to(user), LINES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form or SubstituteForm(user=user),
        "others": (others or AbsentForm(user=user)) if hands.may_name_for_others(user) else others,
        "page": page,
        "now": hands.standing_in(user),
        "acts_for": hands.acts_for(request),
        "lines": [
            (each, not each.is_over and hands.may_end(user, each)) for each in page.object_list
        ],
    }
    return render(request, "cities/substitutes.html", context, status=status)
