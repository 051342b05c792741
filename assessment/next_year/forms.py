"""What is filled in to make a year like another one."""

from django import forms

from assessment.models import FIRST_YEAR, LAST_YEAR


class CloneForm(forms.Form):
    number = forms.IntegerField(
        label="新建年度",
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="四位数字。已经建立、还没有指标表的年度也可以。",
    )


class DecideForm(forms.Form):
    """One answer for the same words in several tables."""

    KEEP, REWORD = "keep", "reword"
    do = forms.ChoiceField(choices=[(KEEP, "照原文"), (REWORD, "改写")])
    concerns = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sent = self.data.getlist("concerns") if self.is_bound else []
        numbers = [pk for pk in sent if pk.isascii() and pk.isdigit() and len(pk) < 18]
        self.fields["concerns"].choices = [(pk, pk) for pk in numbers]
