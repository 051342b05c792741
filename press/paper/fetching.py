"""What a document may fetch while it is laid out: our own static files and nothing else.

WeasyPrint's own fetcher would put files of the server into the PDF and call
addresses on the intranet. Imports nothing of Django.
"""

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote

from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "static:"
CONTENT_TYPES = {
    ".css": "text/css",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


class RefusedAddress(ValueError):  # noqa: N818 -- named for what is wrong
    """A document asked for something that is not ours."""


class StaticOnlyFetcher(URLFetcher):
    """Serves static:css/print.css out of the given folders; refuses every other address.

    refused: the addresses that were asked for in vain.
    """

    def __init__(self, folders: Iterable[str | Path] = ()):
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._folders = [Path(folder).resolve() for folder in folders]
        self.refused: list[str] = []

    def fetch(self, url, headers=None):
        path = self._find(url)
        if path is None:
            self.refused.append(url)
            raise RefusedAddress(f"not one of our static files: {url[:200]}")
        content_type = CONTENT_TYPES[path.suffix.lower()]
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": content_type})

    def _find(self, url: str) -> Path | None:
        if not url.startswith(SCHEME):
            return None
        name = unquote(url.removeprefix(SCHEME))
        if "\0" in name:
            return None
        for folder in self._folders:
            path = (folder / name).resolve()
            inside = path.is_relative_to(folder) and path.suffix.lower() in CONTENT_TYPES
            if inside and path.is_file():
                return path
        return None
