"""What people type to prove who they are, and how the auditor narrows the log."""

from datetime import date, datetime

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from lib.days import FIRST_YEAR, LAST_YEAR, is_meant
from trust.models import AuditEntry, Outcome


def check_day(day: date | datetime) -> None:
    """Validate a day or moment that was typed: one of a year that nobody means is refused."""
    if not is_meant(day):
        raise ValidationError(f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，请核对。", code="year")


#: Of an account, as the model has it.
LONGEST_NAME = 150


def failures_left(request) -> int | None:
    """How often the person may still be wrong before the lock; None if nothing was counted."""
    failures = getattr(request, "axes_failures_since_start", None)
    return None if failures is None else max(0, settings.AXES_FAILURE_LIMIT - failures)


def lock_minutes() -> int:
    return int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)


def wrong_password(request, what: str) -> ValidationError:
    left = failures_left(request)
    warning = f"再错 {left} 次将锁定 {lock_minutes()} 分钟。" if left else ""
    return ValidationError(f"{what}不正确，请检查大小写和输入法后重试。{warning}", code="wrong")


class SignInForm(AuthenticationForm):
    """The account's name and password; says the same for an unknown name, a shut account
    and a wrong password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "账号"
        # Django's form only tells the browser; axes would try to keep whatever is sent.
        self.fields["username"].validators.append(MaxLengthValidator(LONGEST_NAME))
        self.fields["username"].error_messages["required"] = "请填写账号。"
        self.fields["password"].label = "密码"
        self.fields["password"].error_messages["required"] = "请填写密码。"

    def get_invalid_login_error(self) -> ValidationError:
        return wrong_password(self.request, "账号或密码")


class ConfirmPasswordForm(forms.Form):
    """The password of the person who is signed in; wrong ones count towards the lock."""

    password = forms.CharField(
        label="密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
        error_messages={"required": "请填写密码。"},
    )

    def __init__(self, request, *args, **kwargs):
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        return check_own_password(self.request, self.cleaned_data["password"])


class ChangePasswordForm(PasswordChangeForm):
    """The old password once, the new one twice."""

    def __init__(self, request, *args, **kwargs):
        self.request = request
        super().__init__(request.user, *args, **kwargs)
        self.fields["old_password"].label = "现在的密码"
        self.fields["new_password1"].label = "新密码"
        self.fields["new_password2"].label = "再输入一次新密码"
        self.fields["new_password1"].help_text = password_rules()
        self.fields["new_password2"].help_text = ""
        for field in self.fields.values():
            field.error_messages["required"] = f"请填写{field.label}。"

    def clean_old_password(self) -> str:
        return check_own_password(self.request, self.cleaned_data["old_password"])


def password_rules() -> str:
    """Return what the validators ask for, as one line."""
    return "".join(
        text.replace("你的密码", "密码") for text in password_validators_help_texts() if text
    )


def check_own_password(request, password: str) -> str:
    if authenticate(request, username=request.user.get_username(), password=password) is None:
        raise wrong_password(request, "密码")
    return password


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
