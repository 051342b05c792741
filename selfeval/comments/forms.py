"""What is written as 内部批注."""

from django import forms

from selfeval.comments.actions import LONGEST
from selfeval.filing.addresses import LONGEST_ADDRESS


class CommentForm(forms.Form):
    """A comment on a place, or a reply to a thread. How long the words may be says the action,
    which counts them as they are kept: a line's end is one sign, not two."""

    cell = forms.CharField(required=False, max_length=LONGEST_ADDRESS)
    thread = forms.IntegerField(required=False, min_value=1)
    text = forms.CharField(
        max_length=LONGEST * 2, error_messages={
            "required": "批注是空的，没有保存。",
            "max_length": f"批注超过 {LONGEST} 字；请精简，没有保存。",
        }
    )  # fmt: skip
