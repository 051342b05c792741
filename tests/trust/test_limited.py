"""The parser's own process: answers like a call, dies alone, brings nothing bad back."""

import os
import time
from decimal import Decimal

import pytest

from assessment.engine.types import MeasureKind
from tests.trust.parsers import Kind, Row, RowError
from trust.guard import UploadRefused, run_limited

HERE = "tests.trust.parsers."


def test_answer_is_what_the_function_returns():
    assert run_limited(HERE + "rows", 2) == [
        Row("第0行", Decimal("0.10"), Kind.RATE),
        Row("第1行", Decimal("0.10"), Kind.RATE),
    ]


def test_child_knows_neither_django_nor_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "s")
    monkeypatch.setenv("DATABASE_URL", "postgresql://x")
    found = run_limited(HERE + "surroundings")
    assert found["django"] is False
    assert not {"SECRET_KEY", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"} & set(found["names"])
    assert max(found["files"]) < 8


def test_start_up_is_light():
    began = time.monotonic()
    run_limited("math.gcd", 12, 18)
    assert time.monotonic() - began < 5  # 0.1 s on a quiet machine


def test_errors_of_the_package_come_back_as_they_are():
    with pytest.raises(RowError) as error:
        run_limited(HERE + "wrong_row")
    assert (error.value.sheet, error.value.row) == ("表一", 12)


def test_refusals_come_back_in_their_words():
    with pytest.raises(UploadRefused, match="^第 12 行不是数字。$"):
        run_limited(HERE + "refuse", "第 12 行不是数字。")


def test_unexpected_errors_become_a_sentence_without_internals():
    with pytest.raises(UploadRefused, match="文件没有保存") as refusal:
        run_limited(HERE + "unexpected")
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    "function", ["hungry", "hungry_lists", "dies", "crash", "long_answer", "deep"]
)
def test_a_child_that_dies_becomes_a_refusal(function):
    with pytest.raises(UploadRefused, match="文件没有保存"):
        run_limited(HERE + function)


@pytest.mark.parametrize("function", ["sleepy", "busy"])
def test_a_slow_child_is_ended(function):
    began = time.monotonic()
    with pytest.raises(UploadRefused, match="仍未完成"):
        run_limited(HERE + function, seconds=1)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("function", ["evil", "evil_error"])
def test_a_hostile_answer_is_not_unpacked(function, monkeypatch):
    ran = []
    monkeypatch.setattr(os, "system", lambda command: ran.append(command))
    with pytest.raises(UploadRefused, match="文件没有保存"):
        run_limited(HERE + function)
    assert ran == []


def test_a_function_that_is_not_there_becomes_a_refusal():
    with pytest.raises(UploadRefused):
        run_limited("tests.trust.parsers.nothing_of_the_kind")


def test_too_many_at_once_wait_and_then_are_refused(monkeypatch):
    import threading

    from trust.guard import limited

    full = threading.BoundedSemaphore(1)
    full.acquire()
    monkeypatch.setattr(limited, "_children", full)
    with pytest.raises(UploadRefused, match="过一分钟"):
        run_limited("math.gcd", 1, 2, seconds=0.1)


def test_classes_of_another_module_come_back_only_where_they_are_named():
    with pytest.raises(UploadRefused, match="读取结果不正常"):
        run_limited("tests.assessment.kinds.a_kind")
    found = run_limited("tests.assessment.kinds.a_kind", also=("assessment.engine.types",))
    assert found is MeasureKind.RATE
