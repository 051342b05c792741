"""What people hand in about places, offices and accounts, cleaned and converted."""

import re

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db.models.fields import BLANK_CHOICE_DASH

from cities.models import Account, Membership, Office, Place, Role, role_label
from cities.units import CODE_HELP, NameEntry, OfficeEntry, PlaceEntry
from lib.site_words import said, site_words
from trust.forms import VersionedForm

_BETWEEN = re.compile(r"[、，,；;\n]+")


class PlaceForm(VersionedForm):
    aliases = forms.CharField(
        label="别名",
        required=False,
        max_length=200,
        help_text="文件里可能出现的其他写法，用顿号分隔。导入时按别名也能找到。",
    )

    class Meta:
        model = Place
        fields = ("key", "kind", "city", "name", "aliases")
        labels = {"city": said("所属市州")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "city" not in self.fields:
            return  # only to look at
        self.fields["city"].queryset = Place.objects.cities()
        self.fields["city"].help_text = f"被考核的{site_words().unit}不填。"
        self.fields["key"].help_text = CODE_HELP
        self.initial["aliases"] = "、".join(self.instance.aliases)

    def clean_aliases(self) -> list[str]:
        words = (word.strip() for word in _BETWEEN.split(self.cleaned_data["aliases"]))
        return list(dict.fromkeys(word for word in words if word))

    def entry(self, names) -> PlaceEntry:
        told = self.cleaned_data
        return PlaceEntry(
            key=told["key"],
            kind=told["kind"],
            city=told["city"],
            name=told["name"],
            aliases=tuple(told["aliases"]),
            names=names,
        )


def names_of(formset) -> tuple[NameEntry, ...]:
    """Return the names by year that a valid form-set leaves standing."""
    kept = [
        form.cleaned_data for form in formset.forms
        if form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]  # fmt: skip
    return tuple(NameEntry(n["name"], n["code"], n["first_year"], n["last_year"]) for n in kept)


class OfficeForm(VersionedForm):
    class Meta:
        model = Office
        fields = ("code", "name", "order")
        help_texts = {"code": "字母和数字，如 hqfc。", "order": "在表格和列表中的先后。"}

    def entry(self) -> OfficeEntry:
        # the admin's form is a subclass whose Meta names "seen", too
        return OfficeEntry(**{name: self.cleaned_data[name] for name in OfficeForm.Meta.fields})


class _TwicePassword(forms.Form):
    password = forms.CharField(
        label="初始密码",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="至少 10 位，不能全是数字，不能太常见；本人首次登录时必须改掉。",
    )
    password_again = forms.CharField(
        label="再输入一次",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def check_twice(self, account: Account) -> None:
        told = self.cleaned_data
        password, again = told.get("password"), told.get("password_again")
        if password and again and password != again:
            self.add_error("password_again", "两次输入的密码不一致，请重新输入。")
        elif password:
            try:
                validate_password(password, account)
            except forms.ValidationError as error:
                self.add_error("password", error)


NUMBER_HELP = "省统一身份平台里本人的编号；填了才能用“统一身份登录”。没有就不填。"
EMAIL_HELP = "用来接收催报邮件，可不填。"


class NewAccountForm(_TwicePassword, forms.ModelForm):
    class Meta:
        model = Account
        fields = ("username", "full_name", "email", "unified_number")
        labels = {"username": "账号", "email": "电子邮箱"}
        help_texts = {
            "username": "登录用的名字，建好后不能改。",
            "email": EMAIL_HELP,
            "unified_number": NUMBER_HELP,
        }

    def clean(self):
        cleaned = super().clean()
        self.check_twice(Account(
            username=cleaned.get("username", ""), full_name=cleaned.get("full_name", "")
        ))  # fmt: skip
        return cleaned


class AccountForm(forms.ModelForm):
    reason = forms.CharField(
        label="启用、停用的理由", required=False, max_length=200, help_text="记入审计日志。"
    )

    class Meta:
        model = Account
        fields = ("full_name", "email", "unified_number", "is_active")
        labels = {"is_active": "启用", "email": "电子邮箱"}
        help_texts = {
            "is_active": "停用后立即不能登录，已打开的页面随之失效；所做的记录都保留。",
            "email": EMAIL_HELP,
            "unified_number": NUMBER_HELP,
        }


class MembershipForm(forms.ModelForm):
    """A role to be granted."""

    class Meta:
        model = Membership
        fields = ("account", "role", "office", "place", "valid_from", "valid_to")
        help_texts = {
            "office": "角色为“处室”时填写。",
            "place": said("角色为“市州”“县市区”时填写。"),
            "valid_to": "含当日；不填为长期。",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "role" in self.fields:  # not where it is only to look at
            roles = [(role, role_label(role)) for role in Role.values]
            self.fields["role"].choices = [*BLANK_CHOICE_DASH, *roles]

    def told(self) -> dict:
        """Return what grant_membership takes beside the account."""
        names = ("role", "office", "place", "valid_from", "valid_to")
        return {name: self.cleaned_data[name] for name in names}


GONE = "打开页面之后，此任职已被他人收回并撤去，没有保存任何内容；请刷新页面后再改。"


class LastDayForm(forms.ModelForm):
    """When a role that is held ends."""

    reason = forms.CharField(label="理由", required=False, max_length=200)

    class Meta:
        model = Membership
        fields = ("valid_to",)
        help_texts = {"valid_to": "含当日。要立即收回，填昨天的日期。"}

    def _post_clean(self):
        """A role that went meanwhile is no new one to check; HeldFormSet tells of it."""
        if self.instance.pk is not None:
            super()._post_clean()

    def clean_valid_to(self):
        day = self.cleaned_data["valid_to"]
        if day is None and "valid_to" in self.changed_data:
            raise forms.ValidationError("截止日期不能清空；要恢复任职，请另行授予。")
        return day


class HeldFormSet(forms.BaseInlineFormSet):
    """The last days of an account's roles."""

    def clean(self):
        super().clean()
        if any(form.instance.pk is None for form in self.initial_forms):
            raise forms.ValidationError(GONE)
