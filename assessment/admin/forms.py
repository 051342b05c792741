"""Forms of the assessment's pages of 系统设置."""

from django import forms

from assessment.models import Concern, Indicator, Year
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
