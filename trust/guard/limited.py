"""Runs a parser in a process of its own, short of time and memory."""

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from trust.guard import limits
from trust.guard.parcel import NotAllowed, pack, unpack
from trust.guard.refusal import UploadRefused

ROOT = Path(__file__).resolve().parent.parent.parent
ADVICE = "请用 Word、Excel 或 WPS 打开原文件，检查并删去多余内容，另存为新文件后再上传。"

_children = threading.BoundedSemaphore(limits.CHILDREN)


def run_limited(
    function_path: str,
    *args,
    seconds: float = limits.CHILD_SECONDS,
    also: Sequence[str] = (),
):
    """Return function(*args), computed in a child process of 30 s and 1 GB.

    function_path: "assessment.reader.docx.read"; the module must not need Django.
    args and the answer: plain values, Decimals, dates, and classes of the
    function's own package; also: modules and packages whose classes may come back too.
    Raises what the function raises if that is of its package; UploadRefused
    for everything else that goes wrong. The child inherits no database
    connection, no environment, no open file.
    """
    if not _children.acquire(timeout=seconds):
        raise UploadRefused("系统正在读取别的文件，暂时排不上。文件没有保存，请过一分钟再试。")
    try:
        answer = _answer_of_child(function_path, args, seconds)
    finally:
        _children.release()
    return _result(answer, function_path, also)


def _answer_of_child(function_path: str, args: tuple, seconds: float) -> bytes:
    try:
        child = subprocess.run(
            [sys.executable, "-B", "-m", "trust.guard.child", function_path, str(int(seconds) + 1)],
            input=pack(args),
            capture_output=True,
            cwd=ROOT,
            env=_environment(),
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UploadRefused(
            f"文件没有保存：读取超过 {int(seconds)} 秒仍未完成，内容过于庞杂。{ADVICE}"
        ) from None
    if child.returncode != 0:
        raise UploadRefused(f"文件没有保存：读取时占用的内存或时间超过上限，或文件已损坏。{ADVICE}")
    return child.stdout


def _environment() -> dict[str, str]:
    """What the child may know: where programs are, and that text is UTF-8. No secrets."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return kept | {"LANG": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONHASHSEED": "random"}


def _result(answer: bytes, function_path: str, also: Sequence[str]):
    try:
        worked, value = unpack(answer, function_path, also)
    except NotAllowed as error:
        raise UploadRefused(f"文件没有保存：读取结果不正常。{ADVICE}") from error
    if worked:
        return value
    if isinstance(value, Exception):
        raise value
    raise UploadRefused(f"文件没有保存：内容无法读取，可能已损坏（{value}）。{ADVICE}")
