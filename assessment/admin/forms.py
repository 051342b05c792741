"""Forms of the assessment's pages of 系统设置."""

from django import forms

from assessment.engine import types as engine
from assessment.models import Concern, Indicator, Item, Policy, Year
from cities.models import Office
from setup.pages import VersionedForm


class NewYearForm(forms.ModelForm):
    class Meta:
        model = Year
        fields = ("number",)
        help_texts = {"number": "四位数字，如 2017。计分口径先按默认设定。"}


class YearForm(VersionedForm):
    class Meta:
        model = Year
        fields = ("collection_opens", "collection_closes")
        help_texts = {"collection_closes": "到期不自动关闭；阶段在“年度进程”页推进。"}


class PolicyForm(VersionedForm):
    reason = forms.CharField(
        label="变更理由",
        required=False,
        max_length=500,
        help_text="得分向市州反馈以后变更口径，须写明理由。",
    )

    class Meta:
        model = Policy
        fields = ("step_reading", "pooling", "cap_components")
        help_texts = {
            "step_reading": "原文“每少完成10%扣…分”没有说明不足 10% 的部分如何计。",
            "pooling": "如“油茶5000亩、茶叶1500亩……每少完成10%”，原文没有说明各项能否相抵。",
            "cap_components": "不勾选则扣到指标 0 分为止。",
        }

    def choice(self) -> engine.Policy:
        told = self.cleaned_data
        return engine.Policy(
            engine.StepReading(told["step_reading"]), engine.Pooling(told["pooling"]),
            told["cap_components"],
        )  # fmt: skip


class IndicatorForm(forms.ModelForm):
    class Meta:
        model = Indicator
        fields = ("year", "order", "name")
        help_texts = {
            "order": "在总览和采集表里的先后。",
            "name": "各市州指标表里同一指标的统一叫法；原表用字不变。",
        }


class SettlementForm(forms.ModelForm):
    class Meta:
        model = Concern
        fields = ("settlement",)
        widgets = {"settlement": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"settlement": "写明以哪个为准、依据是什么。"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "settlement" in self.fields:
            self.fields["settlement"].required = True
            self.fields["settlement"].error_messages["required"] = "请写明核定意见。"


class ItemOfficesForm(forms.ModelForm):
    """Who collects an item."""

    offices_version = forms.IntegerField(widget=forms.HiddenInput)
    offices = forms.ModelMultipleChoiceField(
        Office.objects.order_by("order"),
        label="数据采集责任处室",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label="理由", required=False, max_length=200, help_text="指标表下达以后变更，须写明理由。"
    )

    class Meta:
        model = Item
        fields = ("offices",)
