"""A press that prints in words: the PDF of a document is its HTML. How it is laid out has its
own tests."""

from press.paper.rendering import Press


def print_in_words(monkeypatch) -> list[str]:
    """Replace the press for one test; return the titles that will have been laid out."""
    titles: list[str] = []

    def join(press, documents, title):
        titles.append(title)
        return "".join(documents).encode()

    def begin(press, runs):
        titles.extend(title for title, _ in runs)
        return iter(["".join(documents).encode() for _, documents in runs])

    monkeypatch.setattr(Press, "join", join)
    monkeypatch.setattr(Press, "begin", begin)
    monkeypatch.setattr(Press, "bind", lambda press, parts, title: b"".join(parts))
    return titles
