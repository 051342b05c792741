"""Forms by which the assessment office sets up a year."""

from decimal import Decimal

from django import forms

from assessment.engine.types import Policy as EnginePolicy
from assessment.engine.types import Pooling, StepReading
from assessment.models import FIRST_YEAR, LAST_YEAR, Indicator, Policy, Year
from lib.numerals import plain
from lib.site_words import said
from trust.forms import VersionedForm, check_day
from trust.versions import version_sent


class YearForm(forms.ModelForm):
    number = forms.IntegerField(
        label="年度",
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text="四位数字，如 2017。计分口径先按默认设定。",
    )

    class Meta:
        model = Year
        fields = ("number",)

    def validate_unique(self):
        """Nothing: create_year says it, and that nothing was done."""


class MoveForm(forms.Form):
    """A step on the year's line."""

    to = forms.CharField()
    reason = forms.CharField(required=False, max_length=500)
    version = forms.IntegerField()


def _day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        validators=[check_day],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=help_text,
        error_messages={"invalid": "请按“年-月-日”填写。"},
    )


class DatesForm(VersionedForm):
    collection_opens = _day("采集开始")
    collection_closes = _day("采集截止", "到期不自动关闭，由考核办推进阶段。")

    class Meta:
        model = Year
        fields = ("collection_opens", "collection_closes")

    def told(self) -> dict:
        """Return what save_dates takes beside the year; of a valid form."""
        told = self.cleaned_data
        return {
            "opens": told["collection_opens"],
            "closes": told["collection_closes"],
            "version": version_sent(told, "seen"),
        }

    def sentence(self) -> str:
        """Return what is wrong with which day; of an invalid form."""
        return "".join(
            f"{self.fields[name].label}：{error}"
            for name, told in self.errors.items()
            for error in told
        )


#: What of the form is the policy itself.
CHOICES = {"step_reading", "pooling", "cap_components", "counts_bonus", "bonus_cap"}


class PolicyForm(forms.Form):
    step_reading = forms.ChoiceField(
        label="不足一档的部分",
        choices=Policy.StepReading.choices,
        widget=forms.RadioSelect,
        help_text="原文“每少完成10%扣…分”没有说明不足 10% 的部分如何计。",
    )
    pooling = forms.ChoiceField(
        label="一项任务含多项数量",
        choices=Policy.Pooling.choices,
        widget=forms.RadioSelect,
        help_text="如“油茶5000亩、茶叶1500亩……每少完成10%”，原文没有说明各项能否相抵。",
    )
    cap_components = forms.TypedChoiceField(
        label="要点扣分上限",
        choices=[("1", "扣完为止，以要点分值为限"), ("0", "不设上限，扣到指标 0 分为止")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        help_text="原文没有写“扣完为止”。",
    )
    counts_bonus = forms.TypedChoiceField(
        label="加分",
        choices=[("0", "不计入总分，只列出"), ("1", "计入总分")],
        coerce=lambda value: value == "1",
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
        help_text="指标表中 100 分以外的加分规则。",
    )
    bonus_cap = forms.DecimalField(
        label="加分上限",
        required=False,
        min_value=Decimal("0.01"),
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text="各项加分合计最多计多少分；不填为不设上限。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="变更理由",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=said("得分向市州反馈以后变更口径，须写明理由。"),
    )

    def choice(self) -> EnginePolicy:
        """Return what was chosen; of a valid form."""
        told = self.cleaned_data
        return EnginePolicy(
            step_reading=StepReading(told["step_reading"]),
            pooling=Pooling(told["pooling"]),
            cap_components=told["cap_components"],
            counts_bonus=told["counts_bonus"],
            bonus_cap=told["bonus_cap"] if told["counts_bonus"] else None,
        )

    def chosen(self) -> EnginePolicy | None:
        """Return what was chosen, whatever else is refused; None unless each is chosen."""
        if not self.is_bound or CHOICES & self.errors.keys():
            return None
        return self.choice()


def initial_of(choice: EnginePolicy) -> dict:
    return {
        "step_reading": choice.step_reading.value,
        "pooling": choice.pooling.value,
        "cap_components": "1" if choice.cap_components else "0",
        "counts_bonus": "1" if choice.counts_bonus else "0",
        "bonus_cap": "" if choice.bonus_cap is None else plain(choice.bonus_cap),
    }


class IndicatorForm(forms.ModelForm):
    class Meta:
        model = Indicator
        fields = ("year", "order", "name")
        help_texts = {
            "order": "在总览和采集表里的先后。",
            "name": said("各市州指标表里同一指标的统一叫法；原表用字不变。"),
        }
