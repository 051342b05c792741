"""What the assessment's pages of 系统设置 share."""

from django.contrib import admin
from django.urls import reverse

from assessment.views.roads import Road
from setup.pages import OFFICE, HistoryAdmin


class AssessmentAdmin(HistoryAdmin):
    """Kept by the assessment office, read by the auditor; scored rows are never deleted here."""

    managed_by = OFFICE


class SharedAdmin(AssessmentAdmin):
    """One row is shown and changed by the same page as among those of the year."""

    offers = frozenset({"change"})

    def change_view(self, request, object_id, *ignored, **also_ignored):
        return self.answer(request, self._row_or_404(request, object_id))

    def road_of(self, row, *above: tuple[str, str]) -> Road:
        """above: what stands over the row, (address, words), if not the list."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        over = above or ((reverse(f"{name}_changelist"), self.opts.verbose_name_plural),)
        return Road(
            address=reverse(f"{name}_change", args=[row.pk]),
            crumbs=((reverse("admin:index"), "系统设置"), *over),
            base="admin/base_site.html",
            history=reverse(f"{name}_history", args=[row.pk]),
        )


def by_year_and_city(path: str = "") -> tuple:
    """Return the filters of a model from which `path` leads to the city's table."""
    related = admin.RelatedOnlyFieldListFilter
    return ((f"{path}year", related), (f"{path}city", related))
