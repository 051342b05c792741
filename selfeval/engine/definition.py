"""Forms as JSON and back, exactly: form_of(as_json(form)) == form.

The JSON mirrors types.py by name. What equals its default is left out; amounts are
strings; a block says what it is by "block". Reading is strict: an unknown name, a wrong
type or a missing entry is refused with its place, so that nothing is dropped unseen.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from lib.signs import UNKEEPABLE
from selfeval.engine.errors import WrongForm
from selfeval.engine.types import (
    FieldBlock,
    Form,
    IndicatorBlock,
    Narrative,
    SignatureBlock,
    Table,
    TotalBlock,
)

MAX_ENTRIES = 20_000
MAX_LEVELS = 12
#: Rows, columns, widths, versions: what a form counts.
MAX_COUNT = 1000
MAX_WORDS = 20_000
_BLOCKS: dict[str, type] = {
    "fields": FieldBlock,
    "table": Table,
    "narrative": Narrative,
    "indicators": IndicatorBlock,
    "total": TotalBlock,
    "signatures": SignatureBlock,
}
_BLOCK_NAMES = {block: name for name, block in _BLOCKS.items()}
_NOUNS = {
    "sections": "部分",
    "blocks": "内容",
    "fields": "填报项",
    "columns": "栏目",
    "rows": "行",
    "scoring": "评分",
    "tree": "指标",
    "children": "下级指标",
    "bands": "完成等次",
    "grades": "评价等级",
    "checks": "核对规则",
    "text_figures": "文中数字",
    "links": "关联测量项",
    "growing": "可增行",
    "execution": "预算执行",
    "caps": "总分上限",
    "deviations": "偏差扣分",
}


def form_of(data: object) -> Form:
    """Return JSON data as a form. Raises WrongForm naming the first wrong place.

    Only the shape is judged here; whether the form adds up says validate_form.
    """
    if _size(data, 0) > MAX_ENTRIES:
        raise WrongForm("全表", f"内容超过 {MAX_ENTRIES} 项")
    form: Form = _dataclass(Form, data, "")
    return form


def as_json(form: Form) -> dict[str, Any]:
    """Return form as the JSON that form_of reads back."""
    written: dict[str, Any] = _written(form)
    return written


def _size(data: object, level: int) -> int:
    """Return how many entries data has; deeper than any form is refused unread."""
    if level > MAX_LEVELS:
        raise WrongForm("全表", f"嵌套超过 {MAX_LEVELS} 层")
    if isinstance(data, Mapping):
        return 1 + sum(_size(value, level + 1) for value in data.values())
    if isinstance(data, list):
        return 1 + sum(_size(value, level + 1) for value in data)
    return 1


def _written(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        name = _BLOCK_NAMES.get(type(value))
        entries: dict[str, Any] = {"block": name} if name else {}
        for item in fields(value):
            content = getattr(value, item.name)
            if item.default is MISSING or content != item.default:
                entries[item.name] = _written(content)
        return entries
    if isinstance(value, tuple):
        return [_written(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.value if isinstance(value, StrEnum) else value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _dataclass(kind: Any, data: object, place: str) -> Any:
    if not isinstance(data, Mapping):
        raise WrongForm(place or "全表", "应为一组“名称：内容”")
    known: dict[str, Field[Any]] = {item.name: item for item in fields(kind)}
    for name in data:
        if name not in known and not (name == "block" and kind in _BLOCK_NAMES):
            raise WrongForm(place or "全表", f"不认识“{name[:40]}”")
    values = {}
    for name, item in known.items():
        if name in data:
            values[name] = _read(_hints(kind)[name], data[name], _inside(place, name))
        elif item.default is MISSING:
            raise WrongForm(place or "全表", f"缺少“{name}”")
    return kind(**values)


def _inside(place: str, name: str) -> str:
    noun = _NOUNS.get(name, name)
    return f"{place} › {noun}" if place else noun


def _read(hint: Any, data: object, place: str) -> Any:
    if get_origin(hint) in (Union, UnionType):
        return _union(get_args(hint), data, place)
    if get_origin(hint) is tuple:
        return _tuple(get_args(hint)[0], data, place)
    if is_dataclass(hint):
        return _dataclass(hint, data, place)
    return _scalar(hint, data, place)


def _tuple(hint: Any, data: object, place: str) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise WrongForm(place, "应为列表")
    return tuple(_read(hint, item, f"{place}第 {n} 项") for n, item in enumerate(data, start=1))


def _union(hints: tuple[Any, ...], data: object, place: str) -> Any:
    """Read «X or nothing», or one of the blocks by its name."""
    if NoneType in hints:
        only = next(hint for hint in hints if hint is not NoneType)
        return None if data is None else _read(only, data, place)
    name = data.get("block") if isinstance(data, Mapping) else None
    block = _BLOCKS.get(name) if isinstance(name, str) else None
    if block is None:
        raise WrongForm(place, f"block 应为 {'、'.join(_BLOCKS)} 之一")
    return _dataclass(block, data, place)


def _scalar(hint: Any, data: object, place: str) -> Any:
    if hint is Decimal:
        return _decimal(data, place)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        if isinstance(data, str) and data in list(hint):
            return hint(data)
        raise WrongForm(place, f"应为 {'、'.join(hint)} 之一")
    nouns = {str: "文字", int: "整数", bool: "true 或 false"}
    if type(data) is not hint:
        raise WrongForm(place, f"应为{nouns[hint]}")
    if isinstance(data, int) and not 0 <= data <= MAX_COUNT:
        raise WrongForm(place, f"应为 0 至 {MAX_COUNT} 的整数")
    if isinstance(data, str) and len(data) > MAX_WORDS:
        raise WrongForm(place, f"超过 {MAX_WORDS} 个字符")
    if isinstance(data, str) and UNKEEPABLE.search(data):
        raise WrongForm(place, "含有不可见的控制字符")
    return data


def _decimal(data: object, place: str) -> Decimal:
    try:
        value = Decimal(data) if isinstance(data, str) and len(data) <= 30 else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or abs(value) >= 10**15:
        raise WrongForm(place, "应为写在引号内的数字")
    return value
