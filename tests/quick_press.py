"""A press that prints in words: the PDF of a document is its HTML. How it is laid out has its
own tests."""

from press.paper.rendering import Press


def print_in_words(monkeypatch) -> list[str]:
    """Replace the press for one test; return the titles that will have been laid out."""
    titles: list[str] = []

    def join(press, documents, title):
        titles.append(title)
        return "".join(documents).encode()

    def each(press, documents):
        titles.extend(title for title, _ in documents)
        return iter([html.encode() for _, html in documents])

    monkeypatch.setattr(Press, "join", join)
    monkeypatch.setattr(Press, "each", each)
    return titles
