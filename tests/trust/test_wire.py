"""What a page's script sends: read within bounds, or refused with a sentence."""

import time

import pytest

from trust import wire
from trust.wire import WrongRequest, list_of, outcome, read_json, text_of, whole_of, whole_or_none


def test_read_json_gives_the_object():
    body = '{"cells": [{"id": 7, "text": "1,050 亩\\n", "version": null}]}'.encode()
    assert read_json(body) == {"cells": [{"id": 7, "text": "1,050 亩\n", "version": None}]}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[1]",
        b'"words"',
        b"{",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e999999}' + b" " * 3 + b"x",
        b'{"version": ' + b"9" * 5000 + b"}",
        b'{"version": 1' + b"0" * 17 + b"}",
        b"[" * 200_000 + b"]" * 200_000,
        b'{"a":' * 9 + b"1" + b"}" * 9,
        b'{"a":[' + b"1," * 120_000 + b"1]}",
        b'{"a": "' + b"x" * 1000,
    ],
)
def test_read_json_refuses_what_no_page_sends(body):
    with pytest.raises(WrongRequest, match="无法识别.*未保存任何内容"):
        read_json(body)


def test_read_json_refuses_more_than_a_megabyte():
    body = b'{"a": "' + b"x" * wire.MOST_BYTES + b'"}'
    with pytest.raises(WrongRequest, match="超过 1 MB"):
        read_json(body)


def test_read_json_takes_what_is_just_within_its_bounds():
    body = b'{"a": "' + b"x" * (wire.MOST_BYTES - 9) + b'"}'
    assert len(read_json(body)["a"]) == wire.MOST_BYTES - 9
    assert read_json(b'{"a":' * 8 + b"1" + b"}" * 8)
    assert read_json(b'{"a": ' + b"9" * 17 + b"}") == {"a": 99_999_999_999_999_999}


@pytest.mark.parametrize("word", ["\\u0000", "\\ud800"])
def test_read_json_refuses_signs_that_cannot_be_kept(word):
    for body in (f'{{"a": [{{"b": "x{word}"}}]}}', f'{{"{word}": 1}}'):
        with pytest.raises(WrongRequest, match="不可见"):
            read_json(body.encode())


def test_read_json_time_grows_with_length_alone():
    def seconds(size):
        body = b'{"a": "' + b'\\"' * size
        start = time.process_time()
        with pytest.raises(WrongRequest):
            read_json(body)
        return time.process_time() - start

    assert seconds(400_000) < 2  # quadratic: hours


def test_whole_of_takes_whole_numbers_within_bounds_only():
    assert whole_of({"n": 0}, "n") == 0
    assert whole_or_none({}, "n") is None
    for value in (True, 1.0, "1", None, -1, 2**53, [1]):
        with pytest.raises(WrongRequest):
            whole_of({"n": value}, "n")
    with pytest.raises(WrongRequest):
        whole_or_none({"n": [1]}, "n")


def test_text_of_and_list_of_want_something_to_be_there():
    assert text_of({"a": "x"}, "a") == "x"
    assert list_of({"a": [1]}, "a", most=1) == [1]
    for told in ({}, {"a": " "}, {"a": 1}, {"a": "x" * 401}):
        with pytest.raises(WrongRequest):
            text_of(told, "a")
    for told in ({}, {"a": []}, {"a": {"b": 1}}):
        with pytest.raises(WrongRequest):
            list_of(told, "a", most=1)
    with pytest.raises(WrongRequest, match="太多"):
        list_of({"a": [1, 2]}, "a", most=1, too_many="太多")


def test_outcome_has_one_shape():
    assert outcome() == {"saved": {}, "conflicts": [], "refused": {}}
    told = outcome({"a": 2}, [{"address": "b"}], {"c": "为什么"})
    assert told == {"saved": {"a": 2}, "conflicts": [{"address": "b"}], "refused": {"c": "为什么"}}
