"""What an address asks to be tried of a year's grades: bars, places, quotas. No query."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from assessment.collection.values import WrongValue, parse_value
from assessment.engine.grades import grade_faults
from assessment.engine.types import Grade, MeasureKind, Policy
from assessment.year.forms import first_shown, read_first
from lib.numerals import plain

#: A grade by its place from above, counted from 0, and what of it is tried.
FIELD = re.compile(r"g(?P<place>\d)(?P<part>[lfq])", re.ASCII)
WORDS = {"l": "分数线", "f": "前几名", "q": "限额"}
_MOST = Decimal(1000)

#: Name of its field, which grade, what of it, before, after.
Changed = tuple[str, str, str, str, str]


def grade_fields(policy: Policy) -> Iterator[tuple[str, str, str]]:
    """Yield what may be tried of each grade: field, label, what stands."""
    for place, grade in enumerate(policy.grades):
        is_last = place == len(policy.grades) - 1
        for part in "q" if is_last else "lfq":
            yield f"g{place}{part}", f"{grade.name}{WORDS[part]}", shown(grade, part)


def shown(grade: Grade, part: str) -> str:
    if part == "f":
        return first_shown(grade)
    figure = grade.least if part == "l" else grade.quota
    return "" if figure is None else plain(figure)


def read_grades(
    sent: Mapping[str, str], policy: Policy
) -> tuple[tuple[Grade, ...], list[Changed], list[str]]:
    """Return the grades as tried, what that changes, and what of it cannot be; grades that cannot
    work together are not tried at all. sent: fields that FIELD matches."""
    grades, changed, faults = list(policy.grades), [], []
    for name, typed in sent.items():
        match = FIELD.fullmatch(name)
        place = int(match["place"]) if match else len(grades)
        if match is None or place >= len(grades):
            faults.append(f"链接里的“{name[:20]}”不是本年度的等次，没有计入。")
            continue
        grade, part = policy.grades[place], match["part"]
        try:
            parts = _read(part, typed.strip())
        except (ValidationError, WrongValue) as error:
            why = error.messages[0] if isinstance(error, ValidationError) else str(error)
            faults.append(f"{grade.name}{WORDS[part]}：{why.rstrip('。')}，没有计入。")
            continue
        grades[place] = replace(grades[place], **parts)
        before, after = shown(grade, part), shown(grades[place], part)
        if before != after:
            changed.append((name, grade.name, WORDS[part], before or "—", after or "—"))
    wrong = [fault for _, fault in grade_faults(grades)] if changed else []
    if wrong:
        return policy.grades, [], [*faults, *(f"等次没有计入：{fault}" for fault in wrong)]
    return tuple(grades), changed, faults


def _read(part: str, typed: str) -> dict[str, Any]:
    if part == "f":
        first, is_share = read_first(typed) if typed else (None, False)
        return {"first": first, "is_share": is_share}
    figure = parse_value(typed, MeasureKind.QUANTITY) if typed else None
    most = _MOST if part == "l" else Decimal(100)
    if figure is not None and not 0 <= figure <= most:
        raise WrongValue(f"“{typed[:20]}”应为 0 到 {plain(most)} 的数")
    return {"least": figure or Decimal(0)} if part == "l" else {"quota": figure or None}
