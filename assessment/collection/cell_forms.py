"""What may be done to a cell in its panel: a remark, evidence files, an earlier value."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from assessment.models import Evidence
from lib.site_words import said
from trust.forms import ACCEPTED, EvidenceForm
from trust.guard import EVIDENCE_KINDS

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


MOST_FILES = 20


class RestoreForm(forms.Form):
    """kept: the row of the cell's history to write again. version: of the cell the person saw."""

    kept = forms.IntegerField(min_value=1, max_value=2**53)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class ConfirmForm(forms.Form):
    """version: of the cell the person saw and agrees to."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class _Files(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name)


class _FilesField(forms.Field):
    """What was chosen, each file judged by itself: the good ones, and why others are refused."""

    widget = _Files(attrs={"accept": ACCEPTED, "multiple": True})

    def clean(self, sent) -> tuple[list[UploadedFile], list[str]]:
        chosen = [file for file in sent or () if file]
        if not chosen:
            raise forms.ValidationError(self.error_messages["required"])
        if len(chosen) > MOST_FILES:
            raise forms.ValidationError(f"一次最多上传 {MOST_FILES} 个文件，请分几次上传。")
        good: list[UploadedFile] = []
        refused: list[str] = []
        for file in chosen:
            one = EvidenceForm(files={"file": file})
            if one.is_valid():
                good.append(one.cleaned_data["file"])
            else:
                refused += [_named(file.name, why) for why in one.errors["file"]]
        if not good:
            raise forms.ValidationError(refused)
        return good, refused


def _named(name: str, why: str) -> str:
    """Return why a file is refused with its name, where the sentence has it not already."""
    return why if why.startswith("文件“") else f"“{name[:60]}”：{why}"


class EvidenceFilesForm(forms.Form):
    """Several files for a cell, its indicator or its city."""

    file = _FilesField(
        label="添加佐证材料",
        help_text=f"可一次选几个；可用 {'、'.join(EVIDENCE_KINDS)}，每个不超过 20 MB，"
        "一次合计不超过 30 MB。",
        error_messages={"required": "还没有选择文件，请先选择。"},
    )
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
