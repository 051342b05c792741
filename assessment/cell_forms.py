"""What may be done to a cell in its panel: a remark, evidence files, an earlier value."""

from django import forms

from trust.guard import EVIDENCE_KINDS, UploadRefused, check_upload

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


class EvidenceForm(forms.Form):
    file = forms.FileField(
        label="添加佐证材料",
        help_text=f"可用 {'、'.join(EVIDENCE_KINDS)}，每个不超过 20 MB。",
        max_length=200,
        error_messages={
            "required": "还没有选择文件，请先选择。",
            "empty": "文件是空的（0 字节），没有保存；请检查原文件后再上传。",
            "max_length": "文件名超过 200 个字，没有保存；请改短后再上传。",
        },
        widget=forms.FileInput(attrs={"accept": ",".join(f".{kind}" for kind in EVIDENCE_KINDS)}),
    )

    def clean_file(self):
        """Look at the bytes before anything reads them."""
        file = self.cleaned_data["file"]
        try:
            check_upload(file.read(), file.name, kinds=EVIDENCE_KINDS)
        except UploadRefused as error:
            raise forms.ValidationError(str(error)) from error
        file.seek(0)
        return file
