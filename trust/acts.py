"""What every button of a page does that writes at once: carry it out, and say what came of it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from trust import log
from trust.refusals import Refused
from trust.versions import Outdated


def carry_out(
    request: HttpRequest,
    action: Callable,
    *,
    done: str | Callable[..., str],
    outdated: str = "",
    **arguments,
) -> None:
    """Do it as this person and say so, or say what stands in the way.

    done: the words, or how they are made of what the action returned. outdated: the words
    where another was first, for actions that compare versions.
    """
    try:
        found = action(user=request.user, actor=log.actor_of(request), **arguments)
    except Refused as refusal:
        messages.error(request, str(refusal))
    except Outdated:
        messages.error(request, outdated)
    else:
        messages.success(request, done(found) if callable(done) else done)
