"""The link by which a holder sets another password."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cities import resets
from cities.sign_in_forms import NewPasswordForm
from trust import log
from trust.refusals import Refused


@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "POST"])
def reset_password(request: HttpRequest, mark: str) -> HttpResponse:
    holder = resets.holder_of(mark)
    if holder is None:
        return _void(request)
    form = NewPasswordForm(holder, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            resets.reset_password(
                mark=mark,
                password=form.cleaned_data["new_password1"],
                actor=log.actor_of(request),
            )
        except Refused:
            return _void(request)
        messages.success(request, "密码已重设，请用新密码登录。")
        return redirect("sign-in")
    return render(request, "trust/reset_password.html", {"form": form, "holder": holder})


def _void(request: HttpRequest) -> HttpResponse:
    return render(request, "trust/reset_void.html", {"why": resets.VOID}, status=403)
