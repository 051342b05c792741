"""The form of an import that is seen before it is carried out."""

from django import forms

from trust.forms import needed


class PreviewedFileForm(forms.Form):
    """A file to preview, or the signed parcel of a preview to carry out. Of each kind: what the
    file is called, what is said of it, and how its name ends."""

    noun = help_text = accept = ""

    file = needed(forms.FileField(required=False))
    parcel = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.help_text = self.help_text
        field.widget.attrs["accept"] = self.accept

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("parcel") and not cleaned.get("file"):
            self.add_error("file", f"请先选择要导入的{self.noun}。")
        return cleaned
