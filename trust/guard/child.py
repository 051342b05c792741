"""The child process: takes its limits upon itself, then reads the foreign file.

python -m trust.guard.child FUNCTION SECONDS; arguments on standard input, the
answer on standard output. Whatever the parser prints goes nowhere.
"""

import importlib
import os
import pickle
import resource
import sys

from trust.guard import limits
from trust.guard.parcel import NotAllowed, pack, unpack


def main(function_path: str, seconds: int) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (limits.CHILD_MEMORY, limits.CHILD_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer_to = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    args = pickle.load(sys.stdin.buffer)  # from the site itself
    try:
        parcel = _parcel(function_path, args)
    except MemoryError:
        return 3
    if len(parcel) > limits.CHILD_ANSWER:
        return 3
    with os.fdopen(answer_to, "wb") as out:
        out.write(parcel)
    return 0


def _parcel(function_path: str, args: tuple) -> bytes:
    try:
        answer = (True, _function(function_path)(*args))
    except MemoryError:
        raise
    except Exception as error:
        answer = (False, _sendable(error, function_path))
    return pack(answer)


def _function(function_path: str):
    module, name = function_path.rsplit(".", 1)
    return getattr(importlib.import_module(module), name)


def _sendable(error: Exception, function_path: str):
    """Return the error itself if the site will take it back, else its kind as text."""
    try:
        unpack(pack(error), function_path)
    except (NotAllowed, pickle.PicklingError, TypeError, AttributeError):
        return type(error).__name__
    return error


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
