"""Readings of uploads that are remembered for a run: the same file, the same answer.

Reading a file starts a process, a fifth of a second of it imports. Each file is still read by one,
and what it answered is unpacked and judged for each test anew. How it is held in its limits has
its own tests (tests/trust), which remember nothing.
"""

from trust.guard import limited
from trust.guard.parcel import pack

_answers: dict[tuple[str, bytes], bytes] = {}


def remember_readings(monkeypatch) -> None:
    """Ask a child only what none was asked before, for one test."""
    read = limited._answer_of_child

    def answer(function_path, args, seconds):
        key = function_path, pack(args)
        if key not in _answers:
            _answers[key] = read(function_path, args, seconds)
        return _answers[key]

    monkeypatch.setattr(limited, "_answer_of_child", answer)
