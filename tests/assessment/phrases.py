"""Phrases that nobody could read, waiting in a table, and the forms beside them."""

from django.urls import reverse

from assessment.models import Concern, Item

#: 左右 says that the amount is not one amount: no pattern will ever read that.
EACH = "台账混乱每起扣0.5分左右"
ONCE = "拒不改正的扣1分左右"
GIVEN = "争先创优的得2分左右"


def waits(table, *phrases, item="移民培训") -> list[Concern]:
    """Write phrases into an item that nobody could read; each is a concern, as after an import."""
    item = Item.objects.get(section__table=table, name=item)
    item.text += "".join(f"{phrase}。" for phrase in phrases)
    item.unsettled = list(phrases)
    item.save()
    return [
        Concern.objects.create(
            table=table, item=item, severity="unsettled", code="unsettled",
            message=f"“{item.name}”中“{phrase}”读不出。", phrase=phrase,
        )
        for phrase in phrases
    ]  # fmt: skip


def address_of(concern) -> str:
    return reverse("concern-rule", args=[concern.table.year.number, concern.pk])


def shown_fields(desk, concern, **changed) -> dict:
    """Return what the form beside the phrase would send as it is shown, but for what is changed."""
    context = desk.get(address_of(concern)).context
    initial = context["settling"].form.initial
    return {**initial, "version": context["version"], **changed}
