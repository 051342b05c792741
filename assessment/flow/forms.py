"""What people hand in to take a step of the year, and when each is planned."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from assessment.models import Year, YearState
from assessment.models.sign_offs import LONGEST_REASON
from assessment.models.steps import LONGEST_STEP_REASON
from assessment.states import DETAILS, STEPS, Transition
from assessment.year.forms import day_field

INCOMPLETE = "提交的内容不完整，没有办理；请刷新页面后重试。"
TOO_LONG = (
    "不同意的理由不超过 %(limit_value)d 个字，现有 %(show_value)d 个，没有办理；请删减后重新提交。"
)
_DAYS = ("decided_on", "published_on")
_HELP = {
    "body": "如“省移民工作领导小组”“局长办公会”。",
    "document": "如“局长办公会议纪要〔2018〕3号”。",
    "circular": "如“关于2017年度考核结果的通报（湘移字〔2018〕12号）”。",
}


class StepForm(forms.Form):
    """A step with what it asks for: the grounds it is taken on, a reason, reasons for what is
    missing. The page's list of what is missing is the form's."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, step: Transition, lacks, year: Year, **kwargs):
        super().__init__(*args, **kwargs)
        self.step, self.year = step, year
        self.fields["version"].initial = year.version
        for name in step.details:
            if name not in self.fields:  # else a form of the step's own says what it is
                self.fields[name] = _detail_field(name)
        if step.is_backward:
            self.fields["reason"] = forms.CharField(
                label="理由",
                max_length=LONGEST_STEP_REASON,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"required": "请写明理由。"},
            )
        self.excusable = [lack for lack in lacks if lack.is_excusable]
        for lack in self.excusable:
            self.fields[lack.field] = forms.CharField(
                label=lack.text,
                max_length=LONGEST_REASON,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
                error_messages={"required": "请先办理，或写明不等的原因。"},
            )

    def clean(self):
        cleaned = super().clean()
        for name in _DAYS:
            day = cleaned.get(name)
            if day is not None and day > timezone.localdate():
                self.add_error(name, f"{DETAILS[name]}不能晚于今天，请核对。")
            elif day is not None and day.year < self.year.number:
                self.add_error(name, f"{DETAILS[name]}早于{self.year}，请核对。")
        return cleaned

    @property
    def detail_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.step.details]

    @property
    def excuse_of(self) -> dict[str, forms.BoundField]:
        return {lack.key: self[lack.field] for lack in self.excusable}

    def told(self) -> dict:
        """Return what the actions take beside year and step; of a valid form."""
        told = self.cleaned_data
        return {
            "version": told["version"],
            "reason": told.get("reason", ""),
            "details": {name: _written(told[name]) for name in self.step.details},
            "excuses": {lack.key: told[lack.field] for lack in self.excusable},
        }


class _Lines(forms.CharField):
    """Words of several lines, whose breaks count one each, as the browser counts them."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class AnswerForm(forms.Form):
    """What becomes of a proposal; its page shows no errors, so that each is a whole sentence."""

    longest = LONGEST_STEP_REASON

    act = forms.ChoiceField(
        choices=[(a, a) for a in ("confirm", "decline", "withdraw")],
        error_messages=dict.fromkeys(("required", "invalid_choice"), INCOMPLETE),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"] = _Lines(
            required=False,
            max_length=self.longest,
            error_messages={"max_length": TOO_LONG},
        )

    def sentence(self) -> str:
        """Return what is wrong; of an invalid form."""
        return "".join(str(error) for errors in self.errors.values() for error in errors)


class StepDatesForm(forms.Form):
    """From when to when each step is planned."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    closes_itself = forms.BooleanField(
        label="采集到期自动关闭录入",
        required=False,
        help_text="不勾选的，到期只提醒，由考核办推进阶段才关闭。勾选的，截止日期的次日起"
        "处室不能再录入，仍可签章；顺延截止日期即重新开放。",
    )

    def __init__(self, *args, year: Year | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        for step in STEPS:
            names = days_of(step)
            planned = year.planned(step) if year else (None, None)
            what = "采集" if step == YearState.COLLECTING else step.said
            for name, label, day in zip(names, ("开始", "截止"), planned, strict=True):
                self.fields[name] = day_field(f"{what}{label}")
                self.fields[name].initial = day
        if year:
            self.fields["seen"].initial = year.version
            self.fields["closes_itself"].initial = year.collection_closes_itself

    @property
    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        return [(step.said, *(self[name] for name in days_of(step))) for step in STEPS]

    def told(self) -> dict:
        """Return what save_dates takes beside the year; of a valid form."""
        told = self.cleaned_data
        days: dict[str, tuple[date | None, ...]] = {
            step.value: tuple(told[name] for name in days_of(step)) for step in STEPS
        }
        return {
            "dates": days,
            "version": told["seen"],
            "closes_itself": told["closes_itself"],
        }

    def sentence(self) -> str:
        """Return what is wrong with which day; of an invalid form."""
        return "".join(
            f"{self.fields[name].label or '页面'}：{error}"
            for name, errors in self.errors.items()
            for error in errors
        )


def days_of(step: YearState) -> tuple[str, str]:
    """Return what the fields of a step's two days are called."""
    if step == YearState.COLLECTING:
        return "collection_opens", "collection_closes"
    return f"{step.value}_opens", f"{step.value}_closes"


def _detail_field(name: str) -> forms.Field:
    label = DETAILS[name]
    if name in _DAYS:
        return day_field(label, required=True)
    return forms.CharField(
        label=label,
        max_length=120,
        help_text=_HELP[name],
        error_messages={"required": f"请填{label}。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _written(told: str | date) -> str:
    return told.isoformat() if isinstance(told, date) else told
