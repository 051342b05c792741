"""What a page's script sends, and how it is answered: one reader, one shape of answer.

A body is bounded in bytes, depth, values and digits before and while it is parsed, in linear
time. Whatever no page of ours sends is answered with a sentence, never with a failure.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException

from lib.signs import holds_unkeepable

MOST_BYTES = 1 << 20
DEEPEST = 8
MOST_VALUES = 100_000
MOST_DIGITS = 17  # what a whole number of ours has at the most: below 2**53
UNREADABLE = "收到的内容无法识别，请刷新页面后重试；未保存任何内容。"
TOO_LARGE = "一次送来的内容超过 1 MB，请分几次粘贴或保存；未保存任何内容。"
INVISIBLE = "内容里有不可见的控制字符，请删去后重试；未保存任何内容。"

#: Possessive: a string that never ends is read once, so that time grows with length alone.
_MARKS = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[\]{},]|[-+.\deE]+', re.DOTALL)


class WrongRequest(ValueError):
    """The browser sent something no page of ours sends; str() is a sentence."""


def read_json(body: bytes) -> dict[str, Any]:
    """Return the object that a request's body is. Raises WrongRequest."""
    if len(body) > MOST_BYTES:
        raise WrongRequest(TOO_LARGE)
    _measure(body)
    try:
        told = json.loads(body, parse_constant=_refuse_constant)
    except ValueError as error:
        raise WrongRequest(UNREADABLE) from error
    if not isinstance(told, dict):
        raise WrongRequest(UNREADABLE)
    if holds_unkeepable(told):
        raise WrongRequest(INVISIBLE)
    return told


def text_of(told: Mapping, name: str, *, longest: int = 400) -> str:
    """Return a word that must be there and say something. Raises WrongRequest."""
    value = told.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise WrongRequest(UNREADABLE)
    return value


def whole_of(told: Mapping, name: str, *, least: int = 0, most: int = 2**53 - 1) -> int:
    """Return a whole number within bounds; true and 1.0 are none. Raises WrongRequest."""
    value = told.get(name)
    if type(value) is not int or not least <= value <= most:
        raise WrongRequest(UNREADABLE)
    return value


def whole_or_none(told: Mapping, name: str) -> int | None:
    """Return a whole number, or None where it is not said. Raises WrongRequest."""
    return None if told.get(name) is None else whole_of(told, name)


def list_of(told: Mapping, name: str, *, most: int, too_many: str = UNREADABLE) -> list:
    """Return a list of 1 to most entries. Raises WrongRequest; too_many: its sentence past most."""
    value = told.get(name)
    if not isinstance(value, list) or not value:
        raise WrongRequest(UNREADABLE)
    if len(value) > most:
        raise WrongRequest(too_many)
    return value


def answers_json(view: Callable) -> Callable:
    """Answer what no page of ours sends with a sentence that the page's script can show.

    A refusal goes on to trust.errors, which logs it and answers in JSON too.
    """

    @wraps(view)
    def answering(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except WrongRequest as error:
            return JsonResponse({"error": str(error)}, status=422)
        except RawPostDataException:  # a form, read as one before the view asked for its bytes
            return JsonResponse({"error": UNREADABLE}, status=422)

    return answering


def outcome(
    saved: Mapping[str, Any] | None = None,
    conflicts: Sequence[Mapping[str, Any]] = (),
    refused: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return what became of each cell, the one answer to every write of cells.

    saved: what now stands, by the cell's key. conflicts: cells that somebody else wrote first,
    each with its key. refused: why a cell cannot be, by its key.
    """
    return {
        "saved": dict(saved or {}),
        "conflicts": list(conflicts),
        "refused": dict(refused or {}),
    }


def _measure(body: bytes) -> None:
    """Count depth, values and digits without parsing: what is too much never reaches a parser."""
    depth = 0
    for values, mark in enumerate(_MARKS.finditer(body)):
        sign = mark.group()
        first = sign[:1]
        if first in b"[{":
            depth += 1
        elif first in b"]}":
            depth -= 1
        elif first not in b'",' and len(sign) > MOST_DIGITS:
            raise WrongRequest(UNREADABLE)
        if depth > DEEPEST or values > MOST_VALUES:
            raise WrongRequest(UNREADABLE)


def _refuse_constant(word: str) -> None:
    raise ValueError(word)
