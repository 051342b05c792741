"""What Django says of a field, in this house's words: what is wrong, and what to do about it.

Django keeps these sentences in tables of its classes; they are changed there once, before any
form is made, so that no form has to name them again. A form's own words still come first. What it
says on pages stands in its translation, and is laid over there.
"""

from gettext import NullTranslations
from typing import Any

from django import forms
from django.conf import settings
from django.core import validators
from django.db import models
from django.forms.formsets import BaseFormSet
from django.utils.translation import trans_real

_AGAIN = "请重新选择。"
_DAY, _MOMENT = "2017-12-31", "2017-12-31 18:00"
_LIST = "这一项送来的不是一组选择，没有保存；请刷新本页后重新选择。"

#: By class of a form's field.
OF_FIELDS: dict[Any, dict[str, str]] = {
    forms.Field: {"required": "请填写此项。"},
    forms.IntegerField: {"invalid": "这里应填整数，如 12；请不要写单位、小数或文字。"},
    forms.FloatField: {"invalid": "这里应填数字，如 12.5；请不要写单位或文字。"},
    forms.DecimalField: {"invalid": "这里应填数字，如 12.5；请不要写单位或文字。"},
    forms.DateField: {"invalid": f"这里应填日期，请照 {_DAY} 的写法。"},
    forms.DateTimeField: {"invalid": f"这里应填日期和时间，请照 {_MOMENT} 的写法。"},
    forms.TimeField: {"invalid": "这里应填时间，请照 18:00 的写法。"},
    forms.ChoiceField: {"invalid_choice": f"“%(value)s”不在可选的内容里，{_AGAIN}"},
    forms.MultipleChoiceField: {
        "invalid_choice": f"“%(value)s”不在可选的内容里，{_AGAIN}",
        "invalid_list": _LIST,
    },
    forms.ModelChoiceField: {"invalid_choice": f"所选的一项已经没有或不能选，{_AGAIN}"},
    forms.ModelMultipleChoiceField: {
        "invalid_choice": f"所选的“%(value)s”已经没有或不能选，{_AGAIN}",
        "invalid_pk_value": f"所选的“%(pk)s”认不出来，{_AGAIN}",
        "invalid_list": _LIST,
    },
    forms.FileField: {
        "required": "还没有选择文件，请先选择。",
        "invalid": "文件没有送到，请重新选择后再提交。",
        "missing": "文件没有送到，请重新选择后再提交。",
        "empty": "所选的文件是空的，请检查后重新选择。",
        "max_length": "文件名有 %(length)d 个字，最多 %(max)d 个字；请改短文件名后重新选择。",
        "contradiction": "请要么选择新文件，要么勾选清除，不要两样都做。",
    },
    forms.JSONField: {"invalid": "这一项的内容不完整，没有保存；请刷新本页后重新填写。"},
}

#: By class of a model's field.
OF_COLUMNS: dict[Any, dict[str, str]] = {
    models.Field: {
        "invalid_choice": f"“%(value)s”不在可选的内容里，{_AGAIN}",
        "null": "请填写此项。",
        "blank": "请填写此项。",
        "unique": "已有一个%(model_name)s用了这个%(field_label)s，请另换一个。",
    },
    models.ForeignKey: {"invalid": f"所选的%(model)s已经没有，{_AGAIN}"},
}

#: By class of a validator.
OF_VALIDATORS: dict[Any, str] = {
    validators.MaxLengthValidator: "写了 %(show_value)d 个字，最多 %(limit_value)d 个字；请删减。",
    validators.MinLengthValidator: "写了 %(show_value)d 个字，至少 %(limit_value)d 个字；请补足。",
    validators.MaxValueValidator: "不能大于 %(limit_value)s，请核对后改正。",
    validators.MinValueValidator: "不能小于 %(limit_value)s，请核对后改正。",
    validators.EmailValidator: "这不是电子邮件地址，请照 name@example.com 的写法。",
    validators.URLValidator: "这不是网址，请照 https://example.com/ 的写法。",
    validators.ProhibitNullCharactersValidator: "里面有看不见的字符（NUL），请删去后重新填写。",
    validators.RegexValidator: "写法不合要求，请照说明改正。",
}
_DIGITS = {
    "invalid": "这里应填数字，如 12.5；请不要写单位或文字。",
    "max_digits": "数字太长，一共最多 %(max)s 位；请核对后改正。",
    "max_decimal_places": "小数最多 %(max)s 位，请按要求取舍。",
    "max_whole_digits": "小数点前最多 %(max)s 位，请核对是否多写了。",
}


_DONE = "“{obj}”已保存"
_NOT_WHOLE = "页面的内容没有送全，没有保存；请刷新本页后重新填写。"
#: By what Django says in English; with (…, 0) what it says of any number.
OF_PAGES: dict[str | tuple[str, int], str] = {
    "The {name} “{obj}” was added successfully.": "已新建{name}“{obj}”。",
    "The {name} “{obj}” was added successfully. You may add another {name} below.": (
        "已新建{name}“{obj}”，可以接着新建。"
    ),
    "You may edit it again below.": "可以继续修改。",
    "The {name} “{obj}” was changed successfully.": f"{{name}}{_DONE}。",
    "The {name} “{obj}” was changed successfully. You may add another {name} below.": (
        f"{{name}}{_DONE}，可以接着新建。"
    ),
    "The {name} “{obj}” was changed successfully. You may edit it again below.": (
        f"{{name}}{_DONE}，可以继续修改。"
    ),
    "The %(name)s “%(obj)s” was deleted successfully.": "%(name)s“%(obj)s”已删除。",
    "Successfully deleted %(count)d %(items)s.": "已删除 %(count)d 个%(items)s。",
    ("%(count)s %(name)s was changed successfully.", 0): "已保存 %(count)s 个%(name)s。",
    "%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?": (
        "没有编号为“%(key)s”的%(name)s，可能已经删除；请从列表里重新打开。"
    ),
    "No action selected.": "还没有选择要办的事，没有改动；请选一项，再按“执行”。",
    "Items must be selected in order to perform actions on them. No items have been changed.": (
        "还没有勾选记录，没有改动；请先勾选左侧方框，再选择要办的事。"
    ),
    "Select all objects on this page for an action": "勾选本页全部记录",
    "Select this object for an action - {}": "勾选：{}",
    ("Please correct the error below.", 0): "有栏目须改正，见标红处；尚未保存任何内容。",
    "This object doesn’t have a change history. It probably wasn’t added via this admin site.": (
        "还没有改动过。"
    ),
    "Home": "系统设置",
    "String to return when truncating text\x04%(truncated_text)s…": "%(truncated_text)s…",
    "(Hidden field %(name)s) %(error)s": f"{_NOT_WHOLE}（%(name)s：%(error)s）",
    "%(model_name)s with this %(field_labels)s already exists.": (
        "已有一个%(model_name)s用了同样的%(field_labels)s，请另换。"
    ),
    "Please correct the duplicate data for %(field)s.": "“%(field)s”有重复，请改正。",
    "Please correct the duplicate data for %(field)s, which must be unique.": (
        "“%(field)s”有重复，请改正。"
    ),
    "Please correct the duplicate values below.": "下面有重复的内容，请改正。",
    "Constraint “%(name)s” is violated.": (
        "内容与已有的重复或互相矛盾，没有保存；请核对后改正。（%(name)s）"
    ),
}


def say_on_pages_our_way() -> None:
    """Lay these words over Django's translation. Asks for the apps to be there."""
    held = trans_real.translation(settings.LANGUAGE_CODE)
    own: Any = NullTranslations()
    own._catalog, own.plural = dict(OF_PAGES), held.plural
    held.merge(own)


def say_it_our_way() -> None:
    """Put these words in the place of Django's; done twice it is the same."""
    for field, told in (OF_FIELDS | OF_COLUMNS).items():
        field.default_error_messages = {**field.__dict__.get("default_error_messages", {}), **told}
    for validator, words in OF_VALIDATORS.items():
        validator.message = words
    validators.DecimalValidator.messages = {**validators.DecimalValidator.messages, **_DIGITS}
    BaseFormSet.default_error_messages = {
        **BaseFormSet.default_error_messages,
        "missing_management_form": _NOT_WHOLE,
    }
    validators.validate_slug.message = "只能写字母、数字、下划线和连字符，请改正。"
