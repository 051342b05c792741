"""What a form says by itself: in our words, never in Django's, with what to do."""

import gettext
import re
from pathlib import Path

import django
import pytest
from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from trust.stock_words import OF_PAGES

pytestmark = pytest.mark.pure

#: Words of Django's own translation that are none of ours.
STOCK = ("这个字段", "确保该", "确保这个", "选择一个有效", "输入一个", "输入整数", "有效的")


class Everything(forms.Form):
    words = forms.CharField(max_length=3)
    whole = forms.IntegerField(min_value=1, max_value=9)
    figure = forms.DecimalField(max_digits=4, decimal_places=2)
    day = forms.DateField()
    moment = forms.DateTimeField()
    kind = forms.ChoiceField(choices=[("a", "甲")])
    kinds = forms.MultipleChoiceField(choices=[("a", "甲")])
    mail = forms.EmailField()
    file = forms.FileField()


WRONG = {
    "words": ("四个字了", "写了 4 个字，最多 3 个字；请删减。"),
    "whole": ("三", "这里应填整数，如 12；请不要写单位、小数或文字。"),
    "figure": ("1.234", "小数最多 2 位，请按要求取舍。"),
    "day": ("去年", "这里应填日期，请照 2017-12-31 的写法。"),
    "moment": ("去年", "这里应填日期和时间，请照 2017-12-31 18:00 的写法。"),
    "kind": ("b", "“b”不在可选的内容里，请重新选择。"),
    "kinds": (["b"], "“b”不在可选的内容里，请重新选择。"),
    "mail": ("某人", "这不是电子邮件地址，请照 name@example.com 的写法。"),
}


def test_what_is_missing_is_asked_for():
    errors = Everything({}).errors
    assert errors["words"] == ["请填写此项。"]
    assert errors["file"] == ["还没有选择文件，请先选择。"]


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_what_to_do(name):
    typed, told = WRONG[name]
    assert Everything({name: typed}).errors[name] == [told]


def test_figures_beyond_their_bounds_name_the_bound():
    assert Everything({"whole": "10"}).errors["whole"] == ["不能大于 9，请核对后改正。"]
    assert Everything({"whole": "0"}).errors["whole"] == ["不能小于 1，请核对后改正。"]
    assert Everything({"figure": "123.4"}).errors["figure"] == [
        "小数点前最多 2 位，请核对是否多写了。"
    ]


def test_empty_file_is_told():
    form = Everything({}, {"file": SimpleUploadedFile("空.txt", b"")})
    assert form.errors["file"] == ["所选的文件是空的，请检查后重新选择。"]


def test_no_field_speaks_in_words_of_django():
    kinds = [kind for kind in vars(forms).values() if isinstance(kind, type)]
    shown = [kind for kind in kinds if issubclass(kind, forms.Field) and kind in USED]
    for kind in shown:
        for words in {
            k: v
            for c in reversed(kind.__mro__)
            for k, v in c.__dict__.get("default_error_messages", {}).items()
        }.values():
            assert not any(stock in str(words) for stock in STOCK), (kind, str(words))


USED = {
    forms.CharField, forms.IntegerField, forms.DecimalField, forms.DateField, forms.DateTimeField,
    forms.ChoiceField, forms.TypedChoiceField, forms.MultipleChoiceField, forms.EmailField,
    forms.FileField, forms.ModelChoiceField, forms.ModelMultipleChoiceField, forms.BooleanField,
}  # fmt: skip


def test_a_weak_password_is_refused_with_what_to_do():
    with pytest.raises(ValidationError) as refused:
        validate_password("12345")
    assert refused.value.messages == [
        "密码太短，至少 10 个字符；请加长，例如用几个不相干的词。",
        "这个密码太常见，容易被猜到；请另换一个。",
        "密码不能全是数字，请加上字母或其他字符。",
    ]
    assert "至少 10 个字符。" in password_validators_help_texts()


def test_pages_speak_in_our_words_where_django_has_others():
    """Each sentence is one that Django still says; else an update has changed it."""
    theirs = {}
    for place in ("", "contrib/admin/", "contrib/auth/"):
        path = Path(django.__file__).parent / place / "conf/locale/zh_Hans/LC_MESSAGES/django.mo"
        if place:
            path = Path(django.__file__).parent / place / "locale/zh_Hans/LC_MESSAGES/django.mo"
        with path.open("rb") as file:
            theirs |= gettext.GNUTranslations(file)._catalog
    for said, ours in OF_PAGES.items():
        assert said in theirs
        one, number = said if isinstance(said, tuple) else (said, None)
        found = translation.gettext(one) if number is None else translation.ngettext(one, one, 1)
        assert found == ours
        assert "成功" not in ours
        names = re.findall(r"%\(\w+\)[sd]|\{\w*\}", one)
        assert set(re.findall(r"%\(\w+\)[sd]|\{\w*\}", ours)) == set(names)


def test_what_is_no_word_of_ours_stays_as_django_translates_it():
    assert translation.gettext("Yes") == "是"
