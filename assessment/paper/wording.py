"""How figures, people and choices are written on paper."""

import re
from collections.abc import Sequence
from decimal import Decimal

from assessment.collection.values import as_shown
from assessment.engine.explain import describe_policy
from assessment.engine.types import Measure, MeasureKind, Policy
from lib.rounding import format_figure, format_points, round_half_up

NOTHING = "—"


def rounded_points(value: Decimal) -> str:
    """Return points in at most two places (1.6, 0.25); what does not end is rounded."""
    return format_points(round_half_up(value))


def with_unit(value: Decimal | None, measure: Measure) -> str:
    """Return a recorded or wanted figure as a reader says it: 5,000亩, 95%, 是, —."""
    if value is None:
        return NOTHING
    if measure.kind is MeasureKind.YES_NO:
        return as_shown(value, measure.kind)
    return format_figure(value) + _unit(measure)


def _unit(measure: Measure) -> str:
    if measure.kind is MeasureKind.RATE:
        return "%"
    return measure.unit or ("次" if measure.kind is MeasureKind.COUNT else "")


def policy_line(policy: Policy) -> str:
    """Return the year's choices in one sentence: printed under every score."""
    return "；".join(f"{what}：{choice}" for what, choice in describe_policy(policy)) + "。"


def split_heading(heading: str) -> tuple[str, str]:
    """Return 移民业务工作（76） as its name and what stands in brackets."""
    match = re.fullmatch(r"(.*?)\s*([（(].*[）)])", heading.strip(), re.DOTALL)
    return (match[1], match[2]) if match else (heading.strip(), "")


def signing_cells(signers: Sequence[str]) -> tuple[tuple[str | None, ...], ...]:
    """Return who signs and, as "", the day, two a line; None stands for nothing."""
    if not signers:
        return ()
    cells: list[str | None] = [*signers, ""]
    cells += [None] * (len(cells) % 2)
    return tuple((cells[at], cells[at + 1]) for at in range(0, len(cells), 2))


#: What titles end in; a line never breaks within it.
_KINDS_OF_PAPER = ("评分卡", "排名", "指标表")


def split_title(title: str) -> tuple[str, str]:
    """Return a title before its last word, and that: (2017年度…绩效考核, 评分卡)."""
    kind = next((kind for kind in _KINDS_OF_PAPER if title.endswith(kind)), "")
    return title.removesuffix(kind), kind
