"""What is filled in about any decision of two persons: an answer, why it is to be lifted."""

from django import forms

from trust.forms import line_field

LONGEST_WORDS = 200


def short_words(label: str, *, required: str = "", help_text: str = "") -> forms.CharField:
    """Return a line of words. required: what is said where it is empty; without, it may be."""
    return line_field(label, LONGEST_WORDS, required=required, help_text=help_text)


class DecisionAnswerForm(forms.Form):
    """agree or decline, with why. version: of the decision that its reader saw."""

    AGREE, DECLINE = "agree", "decline"
    act = forms.ChoiceField(
        label="答复",
        choices=[(AGREE, "同意"), (DECLINE, "不同意")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择同意或不同意。"},
    )
    answer = short_words("意见", help_text="不同意的须写明理由。")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class DecisionLiftingForm(forms.Form):
    """Of a kind, which says what lifting is called. version: as above."""

    what, undoing = "", ""
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    field_order = ("reason", "version")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        required = f"{self.undoing}{self.what}须写明理由。"
        self.fields["reason"] = short_words(f"{self.undoing}理由", required=required)
        self.order_fields(self.field_order)
