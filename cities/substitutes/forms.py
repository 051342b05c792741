"""What is filled in to name a substitute."""

from django import forms
from django.utils import timezone

from cities.models import LONGEST_SUBSTITUTION_REASON, Account
from cities.substitutes.actions import Absence
from cities.substitutes.hands import colleagues_of
from trust.forms import check_day


class _Person(forms.ModelChoiceField):
    def label_from_instance(self, account: Account) -> str:
        name = account.get_username()
        return f"{account.full_name}（{name}）" if account.full_name else name


def _day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        validators=[check_day],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请按“年-月-日”填写。", "required": f"请填写{label}。"},
    )


class SubstituteForm(forms.Form):
    substitute = _Person(
        queryset=Account.objects.none(),
        label="代办人",
        empty_label="请选择",
        help_text="同一处室（或考核办）在用的其他账号。",
        error_messages={
            "required": "请选择代办人。",
            "invalid_choice": "所选的人不是同一处室（或考核办）在用的账号，请重新选择。",
        },
    )
    first_day = _day("起始日期")
    last_day = _day("截止日期", "当天仍算在内；提前回来的可以提前结束。")
    reason = forms.CharField(
        label="事由",
        max_length=LONGEST_SUBSTITUTION_REASON,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="如“出差”“休假”；记入日志。",
        error_messages={
            "required": "请写明事由。",
            "max_length": f"事由不超过 {LONGEST_SUBSTITUTION_REASON} 个字，请删减。",
        },
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["substitute"].queryset = colleagues_of(user)
        self.fields["first_day"].initial = timezone.localdate()

    def clean(self):
        found = super().clean()
        first, last = found.get("first_day"), found.get("last_day")
        if first and first < timezone.localdate():
            self.add_error("first_day", "起始日期早于今天，已经过去的日子不能代办；请改正。")
        if first and last and last < first:
            self.add_error("last_day", "截止日期早于起始日期，请改正。")
        return found

    def absence(self) -> Absence:
        """Return what was filled in; of a valid form."""
        return Absence(**self.cleaned_data)
