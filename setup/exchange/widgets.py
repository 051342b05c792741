"""Cells to values and back, with sentences for what cannot be read.

On the way in every cell is text (press.workbooks.rows); on the way out numbers and dates
keep their type.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from import_export import widgets

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


class Choice(widgets.Widget):
    """One of a field's choices, by its label. also: other words that are read for a choice."""

    def __init__(self, choices, also: Mapping[str, object] | None = None):
        super().__init__()
        self.labels = dict(choices)
        self.values = {label: value for value, label in self.labels.items()}
        self.also = also or {}

    def clean(self, value, row=None, **kwargs):
        if value in self.values:
            return self.values[value]
        if value in self.also:
            return self.also[value]
        raise ValueError(f"“{value}”不在可选范围内；请填 {'、'.join(self.values)} 之一")

    def render(self, value, obj=None, **kwargs):
        return self.labels.get(value, "")


class YesNo(Choice):
    def __init__(self):
        super().__init__([(True, "是"), (False, "否")])


class Whole(widgets.Widget):
    """A whole number that is not negative."""

    def clean(self, value, row=None, **kwargs):
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite() or number != int(number) or number < 0:
            raise ValueError(f"“{value}”不是整数；请填阿拉伯数字")
        return int(number)

    def render(self, value, obj=None, **kwargs):
        return value


class Day(widgets.Widget):
    """A date as 2017-01-31, 2017/1/31 or 2017年1月31日; an empty cell is none."""

    def clean(self, value, row=None, **kwargs):
        if not value:
            return None
        found = _DATE.fullmatch(value)
        try:
            return date(*map(int, found.groups()))
        except (AttributeError, ValueError):
            raise ValueError(f"“{value}”不是日期；请按 2017-01-31 的样子填写") from None

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else value


class Parts(widgets.Widget):
    """A list of words, written with 、 between them."""

    def clean(self, value, row=None, **kwargs):
        words = (word.strip() for word in re.split(r"[、，,；;]", value))
        return list(dict.fromkeys(word for word in words if word))

    def render(self, value, obj=None, **kwargs):
        return "、".join(value or [])


class Named(widgets.CachedForeignKeyWidget):
    """A row of another table by a field that people know; all of them are read once.

    what: the word for it in the sentence of refusal.
    """

    def __init__(self, queryset, field: str, what: str):
        super().__init__(queryset.model, field)
        self.queryset, self.what = queryset, what

    def get_queryset(self, value, row, *args, **kwargs):
        return self.queryset.all()

    def clean(self, value, row=None, **kwargs):
        try:
            return super().clean(value, row, **kwargs)
        except self.model.DoesNotExist:
            raise ValueError(f"没有{self.what}“{value}”；请核对，或先在系统设置里新建") from None
