"""What every form that takes a day or a file refuses."""

from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError

from lib.days import FIRST_YEAR, LAST_YEAR, is_meant
from trust.guard import EVIDENCE_KINDS, UploadRefused, check_upload

ACCEPTED = ",".join(f".{kind}" for kind in EVIDENCE_KINDS)


def check_day(day: date | datetime) -> None:
    """Validate a day or moment that was typed: one of a year that nobody means is refused."""
    if not is_meant(day):
        raise ValidationError(f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，请核对。", code="year")


class VersionedForm(forms.ModelForm):
    """A form that knows which version its reader saw; the action compares it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class EvidenceForm(forms.Form):
    """One file, with what is wrong with it."""

    file = forms.FileField(
        label="添加佐证材料",
        help_text=f"可用 {'、'.join(EVIDENCE_KINDS)}，每个不超过 20 MB。",
        max_length=200,
        error_messages={
            "required": "还没有选择文件，请先选择。",
            "empty": "文件是空的（0 字节），没有保存；请检查原文件后再上传。",
            "max_length": "文件名超过 200 个字，没有保存；请改短后再上传。",
        },
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
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
