"""What the assessment's pages of 系统设置 share."""

from django.contrib import admin

from setup.pages import OFFICE, HistoryAdmin


class AssessmentAdmin(HistoryAdmin):
    """Kept by the assessment office, read by the auditor; scored rows are never deleted here."""

    managed_by = OFFICE


def by_year_and_city(path: str = "") -> tuple:
    """Return the filters of a model from which `path` leads to the city's table."""
    related = admin.RelatedOnlyFieldListFilter
    return ((f"{path}year", related), (f"{path}city", related))
