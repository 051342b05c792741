"""What is filled in to name a substitute."""

from django import forms
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone

from cities.models import LONGEST_SUBSTITUTION_REASON, Account, Membership, Role
from cities.substitutes.actions import Absence
from cities.substitutes.hands import colleagues_of, may_be_away
from trust.forms import check_day


class _Person(forms.ModelChoiceField):
    def label_from_instance(self, account: Account) -> str:
        name = account.get_username()
        return f"{account.full_name}（{name}）" if account.full_name else name


class _OfficePerson(_Person):
    """With the office; accounts as of _with_offices()."""

    def label_from_instance(self, account: Account) -> str:
        offices = [str(held.office) for held in account.in_offices]
        return f"{'、'.join(offices)} {super().label_from_instance(account)}"


def _with_offices(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """Return accounts in the order of their offices, which they bring as in_offices. One query
    more."""
    held = Membership.objects.in_force().filter(role=Role.OFFICE).select_related("office")
    first = held.filter(account=OuterRef("pk")).order_by("office").values("office")[:1]
    return accounts.order_by(Subquery(first), "username").prefetch_related(
        Prefetch("memberships", held.order_by("office"), to_attr="in_offices")
    )


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
        told = self.cleaned_data
        return Absence(told["substitute"], told["first_day"], told["last_day"], told["reason"])


class AbsentForm(SubstituteForm):
    """The assessment office's: for whom it names, too."""

    absent = _OfficePerson(
        queryset=Account.objects.none(),
        label="被代办人",
        empty_label="请选择",
        help_text="不能登录的处室账号；考核办的账号由本人指定。",
        error_messages={
            "required": "请选择被代办人。",
            "invalid_choice": "所选的人不是处室在用的其他账号，请重新选择。",
        },
    )
    substitute = _OfficePerson(
        queryset=Account.objects.none(),
        label="代办人",
        empty_label="请选择",
        help_text="与被代办人同一处室在用的账号。",
        error_messages={
            "required": "请选择代办人。",
            "invalid_choice": "所选的人不是处室在用的账号，请重新选择。",
        },
    )
    field_order = ("absent", "substitute", "first_day", "last_day", "reason")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, auto_id="absent_%s", **kwargs)
        away = may_be_away(user)
        self.fields["absent"].queryset = _with_offices(away)
        self.fields["substitute"].queryset = _with_offices(away)
