"""What a request may open by the places a person sees."""

from django.http import Http404

from cities.permissions import can_read_province


def province_or_404(request) -> None:
    """Hide a page over all cities from whoever may not see all cities. At most one query."""
    if not can_read_province(request.user):
        raise Http404
