"""What may be done to a cell in its panel: a remark, evidence files, an earlier value."""

from django import forms

from assessment.models import Evidence
from lib.site_words import said
from trust.forms import EvidenceFilesField

LONGEST_REMARK = 500


class RemarkForm(forms.Form):
    """version: of the cell the writer saw."""

    remark = forms.CharField(
        label="备注",
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"备注不超过 {LONGEST_REMARK} 个字，请删减后再保存。"},
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class RestoreForm(forms.Form):
    """kept: the row of the cell's history to write again. version: of the cell the person saw."""

    kept = forms.IntegerField(min_value=1, max_value=2**53)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class ConfirmForm(forms.Form):
    """version: of the cell the person saw and agrees to."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class EvidenceFilesForm(forms.Form):
    """Several files for a cell, its indicator or its city."""

    file = EvidenceFilesField(label="添加佐证材料")
    scope = forms.ChoiceField(
        label="用于",
        choices=[
            (Evidence.Scope.CELL, "只用于这一格"),
            (Evidence.Scope.ITEM, said("本市州本指标的全部测量项")),
            (Evidence.Scope.CITY, said("本市州由本处室采集的全部指标")),
        ],
        initial=Evidence.Scope.CELL,
        required=False,
    )

    def clean_scope(self) -> str:
        return self.cleaned_data["scope"] or Evidence.Scope.CELL
