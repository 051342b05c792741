"""What a browser would send back from the look that goes before an import."""

import re


def parcel_of(response) -> str:
    """Return what the page of a preview carries for its confirmation."""
    return re.search(r'name="parcel" value="([^"]+)"', response.content.decode())[1]


def words_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()
