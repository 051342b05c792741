"""What no page of ours sends, and what somebody's script or an old bookmark does."""

import json
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.urls.converters import IntConverter

from tests.access.asking import ROUTES, named
from tests.access.world import World

#: Every name by which a page of ours reads its address' query, and by which its forms are sent.
GET_NAMES = (
    "q", "since", "until", "page", "order", "year", "part", "phrase", "state", "here", "with",
    "next", "section", "number", "step", "task", "report", "draft", "code", "attachment", "block",
    "indicator", "compare", "person", "action", "subject", "outcome", "city", "status", "sort",
    "step_reading", "pooling", "cap_components", "counts_bonus", "bonus_cap",
    "grade0_name", "grade0_least", "grade0_first", "grade0_quota", "applies_vetoes", "groups",
    "kind", "on", "cell", "round", "draw", "check", "incident", "rule",
)  # fmt: skip
POST_NAMES = (
    "text", "version", "remark", "reason", "settlement", "parcel", "total", "answer", "step",
    "report", "scope", "cell", "until", "code", "title", "revision", "change", "replace",
    "password", "username", "deadline", "opens_at", "form", "audience", "year", "grace_minutes",
    "substitute", "first_day", "last_day",
    "opens", "closes", "step_reading", "pooling", "to", "state", "table", "row", "count", "phrase",
    "c-TOTAL_FORMS", "c-INITIAL_FORMS", "c-0-m-TOTAL_FORMS", "c-0-r-TOTAL_FORMS", "c-0-points",
    "wants", "claimed", "outcome", "value0", "preview", "seal", "opens_at", "closes_at",
    "answer_days", "appeal_days", "c-0-r-0-measures",
    "item", "city", "note", "place", "path", "name", "cells", "correct_by",
    "incident", "seen", "on", "act", "subject", "cell_version", "happened_on", "due_on", "kind",
    "county", "office", "description", "document_number", "value", "ticked", "document",
    "main_to", "copy_to", "page", "parts", "accepts_late", "file",
    "as_of", "weight", "counting", "green", "yellow", "takes_present", "wanted", "reply_by",
    "indicator",
    "size_kind", "size", "cell_version", "problem", "demand", "responsible",
    "paper", "of", "heading", "opening", "closing", "signers", "look", "usual",
    "rule", "level", "issuer", "amount", "words", "date_reason", "same_as", "not_same", "same",
    "ground", "general", "text0", "plea", "cause",
)  # fmt: skip
VALUES = (
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "0001-01-01", "9999-12-31",
    "9" * 30, "9" * 5000, "9223372036854775808", "2147483648", "-1", "１２", "²", "NaN", "1e400",
    "[]", "甲" * 3000, "", "\u202eabc", "0",
)  # fmt: skip
#: How often the values go round until most names have met most kinds of them.
ROUNDS = (0, 5, 11)
NUMBERS = ("9" * 30, "9223372036854775808", "2147483648", "0")
WORDS = ("%FF%FE", "%ED%A0%80", "²" * 200, "..%2F", "%0D%0A")


def odd_urls(world: World, name: str, turn: int) -> Iterator[str]:
    """Yield the route's address with something odd in each of its places, one after another."""
    converters = ROUTES[name].pattern.converters
    for argument, kind in converters.items():
        values: Sequence[str] = NUMBERS if isinstance(kind, IntConverter) else WORDS
        yield url_with(world, name, argument, values[turn % len(values)])


def url_with(world: World, name: str, argument: str, value: str) -> str:
    """Return the route's address with this argument written as it is (percent signs stay)."""
    converters = ROUTES[name].pattern.converters
    mark = 987654321 if isinstance(converters[argument], IntConverter) else "mark-mark"
    given = {a: world.arguments[named(name, a, kind)] for a, kind in converters.items()}
    address = reverse(name, kwargs=given | {argument: mark})
    return address.replace(str(mark), value if "%" in value else quote(value))


def odd_query(turn: int) -> str:
    """Return a query in which every name has some odd value, another one each turn."""
    return "&".join(f"{name}={quote(value)}" for name, value in _paired(GET_NAMES, turn))


def odd_forms(turn: int) -> Iterator[dict]:
    """Yield what may be posted to a form, as arguments of the test client's post."""
    yield {"data": dict(_paired(POST_NAMES, turn))}
    if turn == 0:
        yield {"data": {name: ["1", "x", "9" * 30] for name in POST_NAMES}}
        yield {"data": {"file": SimpleUploadedFile("甲.txt", b""), "code": "x"}}
        yield {"data": b"\xff\xfe{", "content_type": "multipart/form-data; boundary=x"}
        yield {"data": b"abc", "content_type": "multipart/form-data"}
        yield {"data": b"[1]", "content_type": "application/json"}


def _paired(names: Sequence[str], turn: int) -> list[tuple[str, str]]:
    return [(name, VALUES[(place * 7 + turn) % len(VALUES)]) for place, name in enumerate(names)]


#: Routes that are sent JSON by the pages' scripts.
JSON_ROUTES = (
    "result-record",
    "collection-block",
    "self-check-cell",
    "self-check-block",
    "self-check-paste",
    "round-cell",
    "round-block",
    "round-paste",
    "report-cells",
    "report-row-add",
    "report-row-remove",
    "report-indicator-add",
    "report-indicator-remove",
)
_NUL, _HALF = "\\u0000", "\\ud800"
_WORDS = (
    '{{"text": "{0}", "version": 1, "table": "{0}", "row": "{0}", "code": "{0}", "parent": "{0}",'
    ' "label": "{0}", "section": "{0}", "cells": [{{"address": "{0}", "words": "{0}"}}]}}'
)
CELL = {"text": "7", "version": 1, "id": 1}
SOUND = {"address": "summary", "words": "改过的概述", "version": None}
JSON_BODIES = {
    "deep": b"[" * 200_000 + b"]" * 200_000,
    "deep in an object": b'{"cells":' * 3000 + b"1" + b"}" * 3000,
    "digits": b'{"version": ' + b"9" * 5000 + b', "cells": []}',
    "a list": b"[1, 2]",
    "a word": b'"words"',
    "constants": b'{"version": NaN, "text": Infinity}',
    "half a pair": _WORDS.format(_HALF).encode(),
    "NUL": _WORDS.format(_NUL).encode(),
    "broken": b'{"text": ',
    "no UTF-8": b'{"text": "\xff"}',
    "names twice": b'{"version": 1, "version": [], "text": "1", "text": {}}',
    "other kinds": json.dumps(
        {"section": {"a": 1}, "since": "x", "table": [], "row": 5, "count": "9", "code": None,
         "parent": {}, "label": [], "cells": [{"address": 5, "words": [], "version": "1"}, 7, None]}
    ).encode(),
    "a section that is none": json.dumps({"section": {"a": 1}, "cells": [SOUND]}).encode(),
    "a moment that is none": json.dumps({"since": [1], "cells": [SOUND]}).encode(),
    "true for numbers": json.dumps({"text": True, "version": True, "ticked": "x"}).encode(),
    "too large": json.dumps({"text": "7", "version": 2**60, "cells": [CELL | {"id": 2**70}]}
                            ).encode(),
    "below zero": json.dumps({"text": "-7", "version": -1, "cells": [CELL | {"id": -1}]}).encode(),
    "long words": json.dumps({"text": "9" * 5000, "version": 1, "table": "表" * 5000}).encode(),
    "an empty object": b"{}",
    "nothing": b"",
}  # fmt: skip
