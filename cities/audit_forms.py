"""How the auditor narrows the log."""

from django import forms

from trust.forms import check_day
from trust.models import AuditEntry, Outcome
from trust.proof import Head, WrongHead


class AuditFilterForm(forms.Form):
    """Which entries to show; every field may stay empty. One query: the actions there are."""

    since = forms.DateField(
        label="从",
        required=False,
        validators=[check_day],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label="到",
        required=False,
        validators=[check_day],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    person = forms.CharField(label="操作人", required=False, max_length=60)
    action = forms.ChoiceField(label="操作", required=False)
    subject = forms.CharField(label="对象", required=False, max_length=120)
    outcome = forms.ChoiceField(
        label="结果", required=False, choices=[("", "全部"), *Outcome.choices]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        actions = AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct()
        self.fields["action"].choices = [("", "全部"), *((name, name) for name in actions)]

    def clean(self) -> dict:
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", "截止日期早于起始日期，请改正。")
        return cleaned


class HeadForm(forms.Form):
    """A head of the log that somebody kept; cleaned_data["head"] is a Head."""

    head = forms.CharField(
        label="链头",
        max_length=200,
        help_text="每天寄来的“序号:摘要”，或印在 PDF 页脚的 16 位日志摘要。",
    )

    def clean_head(self) -> Head:
        try:
            return Head.read(self.cleaned_data["head"])
        except WrongHead as error:
            raise forms.ValidationError(str(error)) from error
