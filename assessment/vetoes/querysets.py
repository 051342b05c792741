"""The words in which pages ask for vetoes; for what is seen by whom see by_two.querysets."""

from django.apps import apps
from django.db.models import OuterRef, Subquery

from assessment.by_two.querysets import ByTwoQuerySet


class VetoDecisionQuerySet(ByTwoQuerySet):
    def with_cells(self):
        """With what the cell of each says now, as cell_value. No query of its own."""
        path = "measure__component__item__section__table"
        cells = apps.get_model("assessment", "Result").objects.filter(
            **{f"{path}__year": OuterRef("year"), f"{path}__city": OuterRef("city")},
            measure__code=OuterRef("code"),
        )
        return self.annotate(cell_value=Subquery(cells.order_by().values("value")[:1]))

    def with_all(self):
        return self.select_related(
            "year", "city", "incident", "proposed_by", "answered_by", "lifting_by", "lifted_by"
        )
