"""What the forms of a year's windows have in common: days in their order, a reason, the version."""

from django import forms


class WindowForm(forms.ModelForm):
    """The window of something that cities hand in, with opens_at and closes_at. version: that its
    reader saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def clean(self):
        found = super().clean()
        opens, closes = found.get("opens_at"), found.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", "截止时间须晚于开始时间。")
        return found

    def terms(self) -> dict:
        """Return the columns that the window's action takes; of a valid form."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


def reason_field(longest: int, help_text: str) -> forms.CharField:
    """Why what cities have been told is changed."""
    return forms.CharField(
        label="变更理由",
        required=False,
        max_length=longest,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=help_text,
    )
