"""Figures that are typed into forms are read as those typed into the cells of the tables."""

from decimal import Decimal
from importlib import import_module

import pytest
from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import ValidationError
from django.db import models

from trust.forms import FigureField


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12.5", "12.5"),
        ("１２．５", "12.5"),
        ("1,200", "1200"),
        ("−3", "-3"),
        (Decimal("0.5"), "0.5"),
    ],
)
def test_figures_are_read(typed, read):
    assert FigureField().clean(typed) == Decimal(read)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("1e3", "“1e3”不是数字；请写成完整的数字，不用科学记数。"),
        ("1_000", "“1_000”不是数字；请填阿拉伯数字，不带“_000”。"),
        ("30%", "“30%”不是数字；请填阿拉伯数字，不带“%”。"),
        ("NaN", "“NaN”不是数字；请填阿拉伯数字，不带单位。"),
        (" ", "请填写此项。"),
    ],
)
def test_what_is_no_figure_is_refused_in_one_sentence(typed, why):
    with pytest.raises(ValidationError) as refused:
        FigureField().clean(typed)
    assert refused.value.messages == [why]


def test_a_forms_own_words_come_first():
    own = FigureField(error_messages={"invalid": "请填分数，如 50%。"})
    with pytest.raises(ValidationError, match="请填分数，如 50%。"):
        own.clean("1e3")


def kinds_of(kind: type) -> set[type]:
    return {kind}.union(*(kinds_of(each) for each in kind.__subclasses__()))


def in_setup() -> list[tuple[BaseModelAdmin, models.Field]]:
    """Return the columns of decimals in 系统设置 that somebody may fill in."""
    pages = list(admin.site._registry.values())
    inlines = [inline(page.model, admin.site) for page in pages for inline in page.inlines]
    return [
        (page, column)
        for page in (*pages, *inlines)
        for column in page.model._meta.fields
        if isinstance(column, models.DecimalField)
    ]


def test_every_form_reads_figures_so():
    import_module("config.urls")
    declared = [
        (form.__qualname__, name)
        for form in kinds_of(forms.BaseForm)
        if form.__module__.split(".")[0] in ("assessment", "cities", "portal", "selfeval", "trust")
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.DecimalField) and not isinstance(field, FigureField)
    ]
    assert declared == []
    assert in_setup()
    for page, column in in_setup():
        assert isinstance(page.formfield_for_dbfield(column, None), FigureField), column
