"""What is filled in about a correction: the figure, why, and the answer of the second person."""

from decimal import Decimal

from django import forms

from assessment.collection.values import WrongValue, as_shown, parse_value
from assessment.corrections.actions import Wanted
from assessment.corrections.effect import CorrectedFigure
from assessment.engine.types import MeasureKind
from assessment.models.corrections import LONGEST_CORRECTION_REASON
from lib.site_words import said

ACTS = (("confirm", "确认"), ("decline", "不同意"), ("withdraw", "撤回"))


class CorrectionForm(forms.Form):
    """A figure, typed or as places that are done, with the reason. seal: of the effect shown."""

    value = forms.CharField(
        label="更正为",
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": "请填写更正后的数；审定以后不能改成未录入。"},
    )
    ticked = forms.MultipleChoiceField(
        label="更正为：已完成的对象", required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label="更正理由",
        max_length=LONGEST_CORRECTION_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=said("写明错在哪里、依据什么改；所涉市州会看到，也印在更正通知上。"),
        error_messages={
            "required": "请写明更正理由。",
            "max_length": f"更正理由不超过 {LONGEST_CORRECTION_REASON} 个字，请删减。",
        },
    )
    document = forms.CharField(
        label="依据文号",
        required=False,
        max_length=100,
        help_text="批准更正的文件或会议纪要的名称、文号。",
    )
    seal = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args, figure: CorrectedFigure, **kwargs):
        super().__init__(*args, **kwargs)
        self.figure = figure
        measure = figure.measure
        kind, record = measure.engine.kind, measure.record
        if record.ticked:
            del self.fields["value"]
            self.fields["ticked"].choices = [(place, place) for place in measure.places]
            self.fields["ticked"].initial = list(record.ticked)
            return
        del self.fields["ticked"]
        self.fields["value"].initial = as_shown(record.value, kind)
        self.fields["value"].help_text = _how(kind, measure.engine.unit)

    def clean(self):
        found = super().clean()
        found["figure"] = self._figure(found)
        return found

    def _figure(self, found: dict) -> Decimal | None:
        if "ticked" in self.fields:
            return Decimal(len(found.get("ticked", ())))
        measure = self.figure.measure
        try:
            value = parse_value(found.get("value", ""), measure.engine.kind, measure.engine.unit)
        except WrongValue as wrong:
            self.add_error("value", f"{wrong}。")
            return None
        if value is None and "value" not in self.errors:
            self.add_error("value", self.fields["value"].error_messages["required"])
        if measure.bounds and value is not None and (why := measure.bounds.why_not(value)):
            self.add_error("value", f"{why}。")
            return None
        return value

    def wanted(self) -> Wanted:
        """Return what is asked for; of a valid form."""
        told = self.cleaned_data
        ticked = told.get("ticked")
        return Wanted(
            city=self.figure.city,
            measure=self.figure.measure.pk,
            value=told["figure"],
            reason=told["reason"],
            ticked=None if ticked is None else self._in_order(ticked),
            document=told["document"],
            seal=told["seal"],
        )

    def _in_order(self, ticked: list[str]) -> tuple[str, ...]:
        return tuple(place for place in self.figure.measure.places if place in ticked)


class CorrectionAnswerForm(forms.Form):
    act = forms.ChoiceField(choices=ACTS)
    reason = forms.CharField(required=False, max_length=LONGEST_CORRECTION_REASON)


def _how(kind: MeasureKind, unit: str) -> str:
    if kind is MeasureKind.YES_NO:
        return "填“是”或“否”。"
    if kind is MeasureKind.RATE:
        return "单位：%。"
    return f"单位：{unit}。" if unit else "填数字。"
