"""What is filled in about objections: the window, the objection, the thread, the decision."""

from decimal import Decimal

from django import forms
from django.utils.html import escape

from assessment.collection.shown import shown_value
from assessment.collection.values import WrongValue, as_shown, parse_value
from assessment.flow.changes import TERMS
from assessment.models import ObjectionWindow, Outcome
from assessment.models.objections import LONGEST_REASON
from assessment.objections.deciding import Ruling
from assessment.objections.subjects import Subject
from assessment.year.window_forms import WindowForm
from lib.site_words import said
from trust.forms import EvidenceFilesField, MomentField, needed

MOST_DAYS = 90
FIGURE, NOTHING = "figure", "nothing"


class FilesIfAny(EvidenceFilesField):
    """Files that need not be there; one that is refused refuses all, so that none is missed."""

    def __init__(self, **options):
        super().__init__(required=False, **options)

    def clean(self, sent):
        if not any(sent or ()):
            return []
        good, refused = super().clean(sent)
        if refused:
            raise forms.ValidationError([*refused, "其余文件也没有保存，请一并重新选择。"])
        return good


def _words(label: str, rows: int, *, required: str = "", help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
        error_messages={
            "required": required,
            "max_length": f"{label}不超过 {LONGEST_REASON} 个字，请删减；详情可以写在附件里。",
        },
    )


def _figure(label: str, help_text: str = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.CharField(
        label=label, required=False, max_length=60, widget=widget, help_text=help_text
    )


class ObjectionWindowForm(WindowForm):
    """The window and the terms."""

    opens_at = MomentField(label="申诉开始", required=False)
    closes_at = MomentField(
        label="申诉截止",
        required=False,
        help_text=said("以申诉到达的时间为准；已提出的照常办理。"),
    )
    accepts_late = forms.BooleanField(
        label="逾期仍可提出",
        required=False,
        help_text=said(
            "不勾选的，到截止时间自动关闭；勾选的，到期不自动关闭，其后到达的记为逾期，"
            "到考核办改为不勾选或审定时才关闭。"
        ),
    )
    answer_days = forms.IntegerField(
        label="处室答复期限（天）",
        min_value=0,
        max_value=MOST_DAYS,
        help_text="从提出起算，按自然日；过了期限没有答复的，考核办可以直接决定。",
    )
    has_second_stage = forms.BooleanField(
        label="可以申请复议",
        required=False,
        help_text=said("市州对决定不服的，可以申请一次复议，由考核办另一人决定。"),
    )
    appeal_days = forms.IntegerField(
        label="申请复议期限（天）",
        min_value=1,
        max_value=MOST_DAYS,
        help_text="从决定起算，按自然日。",
    )
    reason = _words("变更理由", 2, help_text=said("得分向市州反馈以后再改，须写明理由。"))

    class Meta:
        model = ObjectionWindow
        fields = TERMS

    def clean(self):
        found = super().clean()
        opens, closes = found.get("opens_at"), found.get("closes_at")
        if bool(opens) != bool(closes) and not self.errors:
            self.add_error("closes_at" if opens else "opens_at", "开始和截止须一并填写。")
        return found


class ObjectionForm(forms.Form):
    """What a city wants and why. A figure can be claimed where the subject is of one."""

    wants = forms.ChoiceField(label="申诉要求", widget=forms.RadioSelect)
    claimed = needed(_figure("应为"))
    reason = _words(
        "申诉理由",
        5,
        required="请写明申诉理由。",
        help_text="写明依据：哪份文件、哪一页、怎么算的。",
    )
    files = FilesIfAny(label="证明材料")

    def __init__(self, *args, subject: Subject, **kwargs):
        super().__init__(*args, **kwargs)
        self.subject = subject
        choices = []
        if len(subject.measures) == 1:
            choices.append((FIGURE, "记录的数不对"))
        else:
            del self.fields["claimed"]
        if subject.deduction:
            choices.append((NOTHING, "不应扣分"))
        self.fields["wants"].choices = choices
        self.fields["wants"].error_messages["required"] = "请选择申诉要求。"
        if len(choices) == 1:
            self.fields["wants"].initial = choices[0][0]
        if "claimed" in self.fields:
            measure = subject.measures[0].engine
            is_yes_no = measure.kind.value == "是否"
            unit = "填“是”或“否”。" if is_yes_no else f"单位：{escape(measure.unit or '次')}。"
            self.fields["claimed"].help_text = f"{unit}选“记录的数不对”时填写。"

    def clean(self):
        found = super().clean()
        found["figure"] = None
        if found.get("wants") == FIGURE:
            found["figure"] = self._figure(found.get("claimed", ""))
        return found

    def _figure(self, typed: str) -> Decimal | None:
        measure = self.subject.measures[0].engine
        try:
            value = parse_value(typed, measure.kind, measure.unit)
        except WrongValue as wrong:
            self.add_error("claimed", f"{wrong}。")
            return None
        if value is None:
            self.add_error("claimed", "请填写应为多少。")
        bounds = self.subject.measures[0].bounds
        if value is not None and bounds and (why := bounds.why_not(value)):
            self.add_error("claimed", f"{why}。")
            return None
        return value


class MessageForm(forms.Form):
    """A line of the thread. version: of the objection, where the line moves it on."""

    text = _words("内容", 4, required="请填写内容；没有保存。")
    files = FilesIfAny(label="附件")
    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1
    )


class WithdrawalForm(MessageForm):
    text = _words("撤回说明", 2)
    files = None


class DecisionForm(forms.Form):
    """The outcome with the figures that it makes; seal: of the effect that was shown."""

    outcome = forms.ChoiceField(
        label="结果",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择结果。"},
    )
    without_change = forms.BooleanField(
        label="不改数据",
        required=False,
        help_text="规则或口径另行更正的才勾选；“不成立”的本来就不改数据，不用勾选。",
    )
    reason = _words("理由", 5, required="请写明决定的理由；市州和处室都会看到。")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    seal = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args, subject: Subject, claimed: Decimal | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.subject = subject
        for number, measure in enumerate(subject.measures):
            kind, value = measure.engine.kind, measure.record.value
            unit = f"（{measure.engine.unit}）" if measure.engine.unit else ""
            field = _figure(
                f"{measure.short}{unit}", f"现在的记录：{shown_value(value, kind) or '—'}"
            )
            field.required = value is not None
            field.error_messages["required"] = "请填写；不改的填现在的记录。"
            field.initial = as_shown(value if claimed is None else claimed, kind)
            if measure.places and measure.record.ticked:
                field.help_text += "；改数以后，已勾选的对象清空"
            self.fields[f"value{number}"] = field

    @property
    def figures(self) -> list[forms.BoundField]:
        return [self[f"value{number}"] for number in range(len(self.subject.measures))]

    def parsed(self) -> dict[str, Decimal | None]:
        """Return the figures that can be read, by code, of a form that was cleaned."""
        rejected = self.cleaned_data.get("outcome") == Outcome.REJECTED
        return {} if rejected else self.cleaned_data.get("values", {})

    def choice(self) -> Ruling:
        """Return what was decided; of a valid form."""
        told = self.cleaned_data
        return Ruling(
            outcome=told["outcome"],
            reason=told["reason"],
            values=self.parsed(),
            seal=told["seal"],
            without_change=told["without_change"],
        )

    def clean(self):
        found = super().clean()
        found["values"] = {}
        for number, measure in enumerate(self.subject.measures):
            name = f"value{number}"
            try:
                value = parse_value(found.get(name, ""), measure.engine.kind, measure.engine.unit)
            except WrongValue as wrong:
                self.add_error(name, f"{wrong}。")
                continue
            if (
                name not in self.errors
                and measure.bounds
                and (why := measure.bounds.why_not(value))
            ):
                self.add_error(name, f"{why}。")
            found["values"][measure.code] = value
        return found
