"""使用手册: the same words as in docs/handbook, for whoever is signed in."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.handbook import reading


@require_safe
def handbook(request):
    """What everybody has to know, and the way to the chapters. No query but the frame's."""
    return _page(request, "")


@require_safe
def handbook_chapter(request, chapter):
    return _page(request, chapter)


@require_safe
def handbook_picture(request, name):
    found = reading.picture(name)
    if found is None:
        raise Http404
    return HttpResponse(found.read_bytes(), content_type="image/png")


def _page(request, code: str):
    found = reading.chapter(code)
    if found is None:
        raise Http404
    chapters = [reading.chapter(each) for each in ("", *reading.codes())]
    return render(request, "portal/handbook.html", {"chapter": found, "chapters": chapters})
