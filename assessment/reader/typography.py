"""How a text is typed: worth a look, changes nothing. One notice a kind and table."""

import re
from collections.abc import Callable

from assessment.reader.types import Finding, RawItem, RawTable, Severity

_SPACE = re.compile(r"[扣计记][ \u3000]+\d[\d.]*分|[扣计记]\d[\d.]*[ \u3000]+[\d.]*分")
_DOUBLED = re.compile(r"[，,、；;。]{2,}")
_HALF = re.compile(r"\([^()（）]*\)|\([^()（）]*）|（[^()（）]*\)")
_FULL = re.compile(r"（[^()（）]*）")
_JI = (re.compile(r"计\s*\d[\d.]*\s*分"), re.compile(r"记\s*\d[\d.]*\s*分"))

Finder = Callable[[RawItem], str]  # the phrase, "" if the item has none


def findings(raw: RawTable) -> list[Finding]:
    """Return at most one notice of each kind; it names the items."""
    items = [item for section in raw.sections for item in section.items]
    found = [
        _notice(
            raw,
            items,
            _first(_SPACE),
            code="space_in_number",
            what="数字前后有空格，已按没有空格读取",
        ),
        _notice(raw, items, _first(_DOUBLED), code="doubled_punctuation", what="标点重复"),
    ]
    if _any(items, _JI[0]) and _any(items, _JI[1]):
        what = "“计”与“记”混用，已按“计”读取"
        found.append(_notice(raw, items, _first(_JI[1]), code="mixed_ji", what=what))
    if _any(items, _FULL):
        found.append(
            _notice(raw, items, _first(_HALF), code="mixed_brackets", what="全角与半角括号混用")
        )
    return [finding for finding in found if finding is not None]


def _any(items: list[RawItem], pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(item.text) for item in items)


def _first(pattern: re.Pattern[str]) -> Finder:
    def find(item: RawItem) -> str:
        match = pattern.search(item.text)
        return match[0] if match else ""

    return find


def _notice(
    raw: RawTable, items: list[RawItem], find: Finder, *, code: str, what: str
) -> Finding | None:
    hits = [(item.name, find(item)) for item in items if find(item)]
    if not hits:
        return None
    where = "、".join(f"“{name}”" for name, _ in hits)
    return Finding(
        severity=Severity.NOTICE,
        code=code,
        message=f"{where}：{what}（如“{hits[0][1]}”）。不影响计分，重印时可改正。",
        city=raw.city,
        item=hits[0][0] if len(hits) == 1 else "",
        phrase=hits[0][1],
    )
