"""What is filled in about self-checks: the window, a remark, files, why one is sent back."""

from django import forms

from assessment.collection.cell_forms import LONGEST_REMARK
from assessment.models import SelfCheckWindow
from assessment.models.self_checks import LONGEST_RETURN
from assessment.self_check.actions import TERMS
from assessment.year.window_forms import WindowForm, reason_field
from lib.site_words import said
from trust.forms import EvidenceFilesField, MomentField


class SelfCheckWindowForm(WindowForm):
    opens_at = MomentField(
        label="上报开始", required=False, help_text=said("不填的，从进入“市州自查”阶段起。")
    )
    closes_at = MomentField(
        label="上报截止",
        required=False,
        help_text="以到达的时间为准；不填的，到转入“处室采集”为止。",
    )
    accepts_late = forms.BooleanField(
        label="逾期仍可上报",
        required=False,
        help_text=said("勾选的，截止以后、处室采集期间市州仍可填报和上报，记为逾期。"),
    )
    reason = reason_field(LONGEST_RETURN, "自查开始以后再改，须写明理由。")

    class Meta:
        model = SelfCheckWindow
        fields = TERMS


class ReportedRemarkForm(forms.Form):
    """version: of the cell the writer saw."""

    remark = forms.CharField(
        label="备注",
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"备注不超过 {LONGEST_REMARK} 个字，请删减后再保存。"},
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class ReportedFilesForm(forms.Form):
    """Several files for a cell."""

    file = EvidenceFilesField(label="添加佐证材料")


class ReturnForm(forms.Form):
    """version: of the self-check that its reader saw."""

    reason = forms.CharField(
        label="退回理由",
        max_length=LONGEST_RETURN,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "退回须写明理由：哪些数、为什么。"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
