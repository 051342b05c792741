"""What a browser would send back from a page, without a browser."""

from html.parser import HTMLParser


def posted(response) -> dict[str, list[str]]:
    """Return the fields of the editor of rules as they were served, ready to be posted:
    with a reason, as nothing is saved without one."""
    reader = _Fields()
    reader.feed(response.content.decode())
    return reader.data | {"reason": ["原文印错"]}


class _Fields(HTMLParser):
    def __init__(self):
        super().__init__()
        self.data: dict[str, list[str]] = {}
        self.inside: tuple[str, str] | None = None  # the select or textarea being read

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        name = told.get("name", "")
        if tag == "input" and (name.startswith("c-") or name == "version"):
            self._input(name, told)
        elif tag in ("select", "textarea"):
            self.inside = (tag, name)
            if tag == "textarea":
                self.data[name] = [""]
        elif tag == "option" and "selected" in told and self.inside:
            self.data[self.inside[1]] = [told["value"]]

    def _input(self, name, told):
        if told.get("type") != "checkbox" or "checked" in told:
            self.data.setdefault(name, []).append(told.get("value", ""))

    def handle_endtag(self, tag):
        if self.inside and tag == self.inside[0]:
            if tag == "textarea":
                name = self.inside[1]
                self.data[name] = [self.data[name][0].removeprefix("\n")]
            self.inside = None

    def handle_data(self, data):
        if self.inside and self.inside[0] == "textarea":
            self.data[self.inside[1]][0] += data
