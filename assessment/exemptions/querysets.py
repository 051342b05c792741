"""The words in which pages ask for exemptions; for what is seen by whom see by_two.querysets."""

from django.apps import apps
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from assessment.by_two.querysets import ByTwoQuerySet


class ExemptionQuerySet(ByTwoQuerySet):
    def with_all(self):
        return self.select_related(
            "year", "city", "file", "proposed_by", "answered_by", "lifting_by", "lifted_by"
        )


def exempting(component: str = "") -> Subquery:
    """Return what exempts a component, as cause, number and codes, null where nothing does; to
    annotate components with, or rows from which component leads to theirs. No query of its own."""
    to = f"{component}__" if component else ""
    rows = apps.get_model("assessment", "Exemption").objects.standing()
    own = rows.filter(
        Q(component=None) | Q(component=OuterRef(f"{to}number")),
        year=OuterRef(f"{to}item__section__table__year"),
        city=OuterRef(f"{to}item__section__table__city"),
        indicator=OuterRef(f"{to}item__indicator"),
    )
    told = JSONObject(cause=F("cause"), number=F("number"), codes=F("codes"))
    return Subquery(own.order_by("number").values(told=told)[:1])


def is_exempted(told: dict | None, code: str) -> bool:
    """Say whether what exempts a component (see exempting) means the one of a measure's code."""
    return told is not None and (not told["codes"] or code in told["codes"].split("\n"))
