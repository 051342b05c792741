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
    done: str | Callable[..., str] = "",
    outdated: str = "",
    **arguments,
):
    """Do it as this person and say so, or say what stands in the way.

    Return what the action returned, True if that is nothing, None where it was refused.
    done: the words, or how they are made of what it returned; empty: the caller says it.
    outdated: the words where another was first; without them Outdated goes on to the caller.
    """
    try:
        found = action(user=request.user, actor=log.actor_of(request), **arguments)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return None
    except Outdated:
        if not outdated:
            raise
        messages.error(request, outdated)
        return None
    if words := done(found) if callable(done) else done:
        messages.success(request, words)
    return True if found is None else found
