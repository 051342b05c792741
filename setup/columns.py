"""Columns and filters of the lists of 系统设置, each told in one expression.

A column is a callable that Django takes in list_display, and in fields as well where
a page only shows.
"""

from collections.abc import Callable
from operator import attrgetter

from django.contrib import admin
from django.db.models import Q

from setup.shown import as_words


def column(
    label: str, read: str | Callable, *, order: str = "", kind: str = "words"
) -> Callable[..., str]:
    """Return the column of this heading.

    read: what it shows of a row, or the way there by attributes (“item.section.name”).
    order: the lookup it is sorted by, if at all. kind: words, short (never broken) or
    figure (to the right), by which the sheet knows its cells.
    """
    take = attrgetter(read) if isinstance(read, str) else read

    def words_of(row) -> str:
        return as_words(take(row))

    words_of.__name__ = kind
    return admin.display(description=label, ordering=order or None)(words_of)


def either(label: str, parameter: str, words: tuple[str, str], *, condition: Callable[[], Q]):
    """Return a filter of two answers, the rows that fit the condition and the others.

    condition: asked for anew with every request, for it may depend on the day.
    """

    def lookups(self, request, model_admin):
        return list(zip(("yes", "no"), words, strict=True))

    def queryset(self, request, queryset):
        answers = {"yes": condition(), "no": ~condition()}
        return queryset.filter(answers[self.value()]) if self.value() in answers else queryset

    body = {"title": label, "parameter_name": parameter,
            "lookups": lookups, "queryset": queryset}  # fmt: skip
    return type(f"{parameter.title()}Filter", (admin.SimpleListFilter,), body)
