"""What a browser would send back from the look that goes before an import."""

import re


def parcel_of(response) -> str:
    """Return what the page of a preview carries for its confirmation."""
    return re.search(r'name="parcel" value="([^"]+)"', response.content.decode())[1]


def words_of(response) -> str:
    """Return a page's words: one that refuses what was handed in answers 422, any other 200."""
    form = response.context.get("form")
    is_refused = response.context.get("problems") or (form is not None and form.errors)
    assert response.status_code == (422 if is_refused else 200)
    return response.content.decode()
