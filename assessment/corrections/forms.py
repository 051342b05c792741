"""What is filled in about a correction: the figure or the parameter of a rule, why, and the answer
of the second person."""

from decimal import Decimal

from django import forms

from assessment.collection.values import WrongValue, as_shown, parse_value
from assessment.corrections.actions import Wanted
from assessment.corrections.decisions import CorrectedDecision, DecisionWording
from assessment.corrections.subjects import (
    MAY_BE_NONE,
    Bands,
    CorrectedFigure,
    CorrectedRule,
    why_not_this,
)
from assessment.engine.bands import points_told
from assessment.engine.types import MeasureKind
from assessment.flow.forms import AnswerForm
from assessment.models import Correction, Outcome
from assessment.models.corrections import LONGEST_CORRECTION_REASON
from assessment.models.objections import LONGEST_REASON
from assessment.objections.forms import FilesIfAny
from assessment.tables.band_words import EXAMPLE, WrongBands, bands_shown, bands_typed
from lib.numerals import plain
from lib.site_words import said


class _Reasoned(forms.Form):
    """Why, and on what document. seal: of the effect shown."""

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
    files = FilesIfAny(label="依据材料")
    seal = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def asked(self) -> dict:
        """Return what both kinds of corrections name; of a valid form."""
        told = self.cleaned_data
        return {name: told[name] for name in ("reason", "document", "seal")}


class CorrectionForm(_Reasoned):
    """A figure, typed or as places that are done, with the reason."""

    value = forms.CharField(
        label="更正为",
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": "请填写更正后的数；审定以后不能改成未录入。"},
    )
    ticked = forms.MultipleChoiceField(
        label="更正为：已完成的对象", required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("value", "ticked")

    def __init__(self, *args, subject: CorrectedFigure, **kwargs):
        super().__init__(*args, **kwargs)
        self.subject = subject
        measure = subject.measure
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
        measure = self.subject.measure
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

    @property
    def is_readable(self) -> bool:
        """Whether what it does can be computed, of a form that was cleaned."""
        return self.cleaned_data.get("figure") is not None

    def wanted(self) -> Wanted:
        """Return what is asked for; of a form whose figure was read."""
        told = self.cleaned_data
        ticked = told.get("ticked")
        return Wanted(
            city=self.subject.city,
            row=self.subject.measure.pk,
            value=told["figure"],
            ticked=None if ticked is None else self._in_order(ticked),
            **self.asked(),
        )

    def _in_order(self, ticked: list[str]) -> tuple[str, ...]:
        return tuple(place for place in self.subject.measure.places if place in ticked)


class RuleCorrectionForm(_Reasoned):
    """Which parameter of a rule is to be what, with the reason."""

    parameter = forms.ChoiceField(
        label="更正哪一项", error_messages={"required": "请选择更正规则的哪一项。"}
    )
    value = forms.CharField(
        label="更正为",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="填数字，不填单位；“最多”不设的填“—”。",
        error_messages={"required": "请填写更正后的数；“最多”不设的填“—”。"},
    )
    bands = forms.CharField(
        label="各档更正为",
        required=False,
        strip=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=f"更正“各档”的填这里，一行一档，如 {EXAMPLE}；没有改的档照写。",
    )
    field_order = ("parameter", "value", "bands")

    def __init__(self, *args, subject: CorrectedRule, **kwargs):
        super().__init__(*args, **kwargs)
        if subject.rule.engine.bands:
            self.fields["value"].required = False
            self.fields["bands"].initial = bands_shown(subject.rule.engine.bands)
        else:
            del self.fields["bands"]
        self.first = subject
        self.held = {each.parameter.key: each for each in subject.others}
        choices = [
            (key, f"{_named(each)}（现为 {_stands(each)}）") for key, each in self.held.items()
        ]
        self.fields["parameter"].choices = choices

    @property
    def subject(self) -> CorrectedRule:
        """Return the rule with the parameter that was chosen, else the first."""
        chosen = getattr(self, "cleaned_data", {}).get("parameter", "")
        return self.held.get(chosen, self.first)

    def clean(self):
        found = super().clean()
        if {"parameter", "value"} <= found.keys():
            found["figure"] = self._figure(found)
        return found

    def _figure(self, found: dict) -> Decimal | Bands | None:
        subject = self.held[found["parameter"]]
        if subject.parameter.part == Correction.Part.BANDS:
            return self._bands(subject, found.get("bands", ""))
        try:
            if not found["value"]:
                raise WrongValue("请填写更正后的数")
            value = parse_value(found["value"], *_counted(subject))
            if value is None and subject.parameter.part not in MAY_BE_NONE:
                raise WrongValue("请填写更正后的数")
            if value is not None and (why := why_not_this(subject, value)):
                raise WrongValue(why)
        except WrongValue as wrong:
            self.add_error("value", f"{wrong}。")
            return None
        if why := subject.why_not(value):
            self.add_error("value", why)
        return value

    def _bands(self, subject: CorrectedRule, typed: str) -> Bands | None:
        try:
            value = bands_typed(typed)
        except WrongBands as wrong:
            self.add_error("bands", str(wrong))
            return None
        if why := subject.why_not(value):
            self.add_error("bands", why)
        return value

    @property
    def is_readable(self) -> bool:
        return "figure" in self.cleaned_data and not {"value", "bands"} & self.errors.keys()

    def wanted(self) -> Wanted:
        """Return what is asked for; of a form whose figure was read."""
        return Wanted(
            city=self.subject.city,
            row=self.subject.rule.pk,
            value=self.cleaned_data["figure"],
            parameter=self.subject.parameter,
            **self.asked(),
        )


class DecisionCorrectionForm(_Reasoned):
    """What the decision on an objection is to say, with the reason of the correction."""

    outcome = forms.ChoiceField(
        label="结果更正为",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择更正后的结果。"},
    )
    words = forms.CharField(
        label="决定的理由更正为",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="不改理由的，保留原来的。",
        error_messages={
            "required": "请写明决定的理由；不改的保留原来的。",
            "max_length": f"决定的理由不超过 {LONGEST_REASON} 个字，请删减。",
        },
    )
    field_order = ("outcome", "words")

    def __init__(self, *args, subject: CorrectedDecision, **kwargs):
        super().__init__(*args, **kwargs)
        self.subject = subject
        self.fields["outcome"].initial, self.fields["words"].initial = subject.before

    def clean(self):
        found = super().clean()
        if {"outcome", "words"} <= found.keys():
            found["figure"] = DecisionWording(found["outcome"], found["words"])
        return found

    @property
    def is_readable(self) -> bool:
        return "figure" in self.cleaned_data

    def wanted(self) -> Wanted:
        """Return what is asked for; of a form that was read."""
        return Wanted(
            city=self.subject.city,
            row=self.subject.decision.pk,
            value=None,
            wording=self.cleaned_data["figure"],
            **self.asked(),
        )


class CorrectionAnswerForm(AnswerForm):
    longest = LONGEST_CORRECTION_REASON


def _counted(subject: CorrectedRule) -> tuple[MeasureKind, str]:
    """Return as what a parameter is read: a target as a record of its measure."""
    measure = subject.aimed.engine if subject.aimed else None
    if measure is None or measure.kind is MeasureKind.YES_NO:
        return MeasureKind.QUANTITY, ""
    return measure.kind, measure.unit


def _named(subject: CorrectedRule) -> str:
    label = str(Correction.Part(subject.parameter.part).label)
    return f"{label}：{subject.aimed.short}" if subject.aimed else label


def _stands(subject: CorrectedRule) -> str:
    if subject.before is None:
        return "不设"
    if isinstance(subject.before, tuple):
        return points_told(subject.before, subject.unit)
    return f"{plain(subject.before)} {subject.unit}".rstrip()


def _how(kind: MeasureKind, unit: str) -> str:
    if kind is MeasureKind.YES_NO:
        return "填“是”或“否”。"
    if kind is MeasureKind.RATE:
        return "单位：%。"
    return f"单位：{unit}。" if unit else "填数字。"
