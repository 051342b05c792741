"""What people type to prove who they are."""

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

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
        _name_fields(self)

    def clean_old_password(self) -> str:
        return check_own_password(self.request, self.cleaned_data["old_password"])


class NewPasswordForm(SetPasswordForm):
    """The new one twice, of who holds a link to set it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _name_fields(self)


def _name_fields(form: forms.Form) -> None:
    form.fields["new_password1"].label = "新密码"
    form.fields["new_password2"].label = "再输入一次新密码"
    form.fields["new_password1"].help_text = password_rules()
    form.fields["new_password2"].help_text = ""
    for field in form.fields.values():
        field.error_messages["required"] = f"请填写{field.label}。"


def password_rules() -> str:
    """Return what the validators ask for, as one line."""
    return "".join(
        text.replace("你的密码", "密码") for text in password_validators_help_texts() if text
    )


def check_own_password(request, password: str) -> str:
    if authenticate(request, username=request.user.get_username(), password=password) is None:
        raise wrong_password(request, "密码")
    return password
