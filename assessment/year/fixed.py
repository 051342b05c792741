"""Up to which step each of a year's settings may be changed: every form and action asks here.

A form shows what is fixed, says why, and does not offer it; an action refuses it all the same, as
the year may have gone on meanwhile.
"""

from dataclasses import dataclass

from django.forms import BaseForm

from assessment.models import Year, YearState

_ORDER = tuple(YearState)


@dataclass(frozen=True, slots=True)
class YearSetting:
    """Something of a year that is set. until: the last step in which it may be changed."""

    name: str
    until: YearState


POLICY = YearSetting("计分口径", YearState.FEEDBACK)
CONSEQUENCES = YearSetting("结果运用", YearState.FEEDBACK)
INDICATORS = YearSetting("指标清单", YearState.FEEDBACK)
DATES = YearSetting("各步日期", YearState.FINALISED)
SELF_CHECK_WINDOW = YearSetting("自查上报期", YearState.COLLECTING)
CLAIM_WINDOW = YearSetting("加分申报期", YearState.REVIEW)
OBJECTION_WINDOW = YearSetting("申诉期", YearState.FEEDBACK)
ROUNDS = YearSetting("调度设置", YearState.FEEDBACK)
#: It moves scores that people have signed for, seen or proposed.
LIGHT_COSTS = YearSetting("灯色扣分和计入的灯色线（直接计入得分）", YearState.COLLECTING)


def why_fixed(year: Year, setting: YearSetting) -> str:
    """Return why a setting may not be changed in the year's step, a clause without a full stop, or
    an empty string. No query."""
    stage, until = YearState(year.state), setting.until
    if _ORDER.index(stage) <= _ORDER.index(until):
        return ""
    return (
        f"{year}处于“{stage.said}”阶段，{setting.name}不再改动：最迟在“{until.said}”阶段设定；"
        f"确需改动的，请先把年度退回“{until.said}”阶段"
    )


def fix(form: BaseForm, names=None) -> None:
    """Show fields of a form, all without names, as they stand, closed to typing.

    What was sent all the same, from a page opened before, stays open: the action refuses it.
    """
    for name in form.fields if names is None else names:
        if not form.is_bound or name not in form.data:
            form.fields[name].disabled = True
