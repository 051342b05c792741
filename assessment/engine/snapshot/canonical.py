"""One way to write a value as bytes, and only that one is read back.

Keys in order, no spaces, UTF-8, one line feed at the end. Scores, points and amounts are strings
of exact decimals, so that there is no float; whole numbers count and name things.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NoReturn

#: What 434 units take is a fifth of it.
MOST_BYTES = 1 << 28
_LONGEST_NUMBER = 15
_CHECKSUM = "checksum"


class WrongSnapshot(ValueError):
    """No snapshot that can be relied on; str() is a Chinese sentence that can be shown."""


def written(value: Mapping[str, Any]) -> bytes:
    """Return a snapshot's bytes."""
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode() + b"\n"


def checksum_of(value: Mapping[str, Any]) -> str:
    """Return the SHA-256 over all that a snapshot says beside this digest itself."""
    rest = {key: told for key, told in value.items() if key != _CHECKSUM}
    return hashlib.sha256(written(rest)).hexdigest()


def sealed(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a snapshot with its checksum."""
    return {**value, _CHECKSUM: checksum_of(value)}


def read(data: bytes) -> dict[str, Any]:
    """Return what the bytes say. Raises WrongSnapshot unless they are those that it is written
    as. Their shape is not looked at."""
    if len(data) > MOST_BYTES:
        raise too_large(len(data))
    try:
        value = json.loads(
            data.decode(),
            parse_float=_no_float,
            parse_constant=_no_float,
            parse_int=_whole,
            object_pairs_hook=_object,
        )
        if not isinstance(value, dict):
            raise WrongSnapshot("文件不是快照：最外层应为一个对象；请用系统导出的快照文件。")
        again = written(value)
    except json.JSONDecodeError as error:
        raise WrongSnapshot(
            f"文件不完整或不是 JSON：第 {error.lineno} 行第 {error.colno} 个字符处读不下去；"
            "请重新导出。"
        ) from error
    except UnicodeError as error:
        raise WrongSnapshot("文件不是 UTF-8 编码的文本；请用系统导出的快照文件。") from error
    except RecursionError as error:
        raise WrongSnapshot("文件层次过深，不是快照；请用系统导出的快照文件。") from error
    if again != data:
        raise WrongSnapshot(
            f"文件写法与系统导出的不一致（{_where(data, again)}），"
            "可能被其他程序改写过；请用系统导出的原文件。"
        )
    return value


def too_large(size: int) -> WrongSnapshot:
    """Return what is wrong with a file of this many bytes."""
    return WrongSnapshot(
        f"文件过大（{size} 字节，最多 {MOST_BYTES} 字节），不是快照；请用系统导出的快照文件。"
    )


def _where(data: bytes, again: bytes) -> str:
    short = min(len(data), len(again))
    at = next((n for n in range(short) if data[n] != again[n]), short)
    return f"自第 {at + 1} 个字节起"


def _no_float(written: str) -> NoReturn:
    raise WrongSnapshot(f"文件里有不带引号的小数 {written[:40]}，快照的数值一律为文字；没有核验。")


def _whole(written: str) -> int:
    if len(written) > _LONGEST_NUMBER:
        raise WrongSnapshot(f"文件里的整数 {written[:40]}…… 过长，不是快照；没有核验。")
    return int(written)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise WrongSnapshot(f"文件里同一处的“{twice[:60]}”写了两次，不知以哪个为准；没有核验。")
    return told
