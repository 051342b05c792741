"""What people hand in through the assessment's pages, cleaned and converted."""

from django import forms

from assessment.actions.tables import NO_SETTLEMENT
from assessment.models import Concern, Item
from cities.lookup import Gazetteer
from cities.models import Office
from lib.site_words import said
from trust.forms import needed


class _FileOrParcel(forms.Form):
    """A file to preview, or the signed parcel of a preview to carry out."""

    file = needed(forms.FileField(label="文件", required=False))
    parcel = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("parcel") and not cleaned.get("file") and "file" not in self.errors:
            self.add_error("file", "请先选择要导入的文件。")
        return cleaned


class TablesFileForm(_FileOrParcel):
    city = forms.ChoiceField(
        label=said("市州"),
        required=False,
        help_text=said("只在文件没有写明市州、且只有一张指标表时选；写明了的以文件为准。"),
    )
    replace = forms.BooleanField(
        label="覆盖已下达或已有采集结果的指标表",
        required=False,
        help_text="仍适用的记录会保留，不再适用的会逐条列出并记入日志；导错了可在“导入记录”整体撤回。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = [city.name for city in Gazetteer.load().cities]
        self.fields["city"].choices = [("", "文件中已写明"), *((name, name) for name in names)]
        self.fields["file"].help_text = said(
            "可用 .docx（各市州可以在一个文件里）、.xlsx、纯文本，或本系统导出的 .json。"
        )
        self.fields["file"].widget.attrs["accept"] = ".docx,.xlsx,.txt,.json"


class ResultsFileForm(_FileOrParcel):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[
            "file"
        ].help_text = (
            "用“导出采集表”得到的 .xlsx，填好后上传；一行一个测量项的、按指标分表的都可以。"
        )
        self.fields["file"].widget.attrs["accept"] = ".xlsx"


class TakeBackForm(forms.Form):
    """Why an import is taken back."""

    reason = forms.CharField(
        label="撤回理由",
        max_length=200,
        error_messages={
            "required": "请填写撤回理由；没有撤回。",
            "max_length": "撤回理由不超过 200 个字；没有撤回。",
        },
    )


class ItemOfficesForm(forms.Form):
    """Who collects an item."""

    offices_version = forms.IntegerField(widget=forms.HiddenInput)
    offices = forms.ModelMultipleChoiceField(
        Office.objects.order_by("order"),
        label="责任处室",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    alike = forms.BooleanField(
        label="各表同名指标一并设定",
        required=False,
        help_text=said("本年度其他市州的指标表，已下达的不动。"),
    )
    reason = forms.CharField(
        label="理由", required=False, max_length=200, help_text="指标表下达以后变更，须写明理由。"
    )

    @classmethod
    def of(cls, item: Item) -> "ItemOfficesForm":
        """One query."""
        return cls(initial={"offices": item.offices.all(), "offices_version": item.version})

    def told(self) -> dict:
        """Return what save_item_offices takes beside the item; of a valid form."""
        told = self.cleaned_data
        return {
            "offices": told["offices"],
            "version": told["offices_version"],
            "alike": told["alike"],
            "reason": told["reason"],
        }


KEEP = "本单位以后同样写法照此提出"


class SettlementForm(forms.ModelForm):
    """What was decided about a concern."""

    settlement = forms.CharField(
        label="核定意见",
        max_length=2000,
        error_messages={"required": NO_SETTLEMENT},
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "以哪个为准，依据是什么"}),
    )

    class Meta:
        model = Concern
        fields = ("settlement",)


class NotScoringForm(SettlementForm):
    """Why a phrase that nobody could read is no scoring."""

    keep = forms.BooleanField(label=KEEP, required=False)
