"""Recording one cell from the grid: results.record_result in as few queries as can be."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from assessment import permissions
from assessment.actions.results import Entry, _write
from assessment.collection.cells import TypedCell
from assessment.collection.judging import bounds_of
from assessment.collection.plausibility import with_last_year
from assessment.collection.values import WrongValue, parse_value
from assessment.engine import types as engine
from assessment.engine.types import MeasureKind
from assessment.loading import LoadedItem
from assessment.loading.building import MARK
from assessment.models import Item, Result
from assessment.summaries.rescoring import scored_item, watching
from cities.permissions import persona_of
from trust import log

_ITEM = "measure__component__item"
#: Columns that neither permission nor label nor score looks at: each is read and unpacked a row.
UNASKED = (
    *(f"{_ITEM}__section__{name}" for name in ("order", "number", "name", "heading", "full")),
    *(
        f"{_ITEM}__section__table__{name}"
        for name in (
            "title",
            "notes",
            "source",
            "confirmed_at",
            "confirmed_by",
            "issued_by",
            "version",
        )
    ),
    *(f"{_ITEM}__{name}" for name in ("order", "version")),
    *(
        f"{path}__{name}"
        for path in ("measure", "measure__component")
        for name in ("changed_by", *MARK)
    ),
    *(
        f"{_ITEM}__section__table__year__{name}"
        for name in ("collection_opens", "collection_closes", "version")
    ),
)


@dataclass(frozen=True, slots=True)
class RecordedCell:
    """The written result (with last year's value as .last), its item as it now stands, and the
    policy that scores it."""

    result: Result
    item: LoadedItem
    policy: engine.Policy


class _OwnOffices(permissions.ItemOffices):
    """Stands for permissions.ItemOffices where the row itself said whether it is the person's."""

    def __init__(self, office_ids: frozenset[int]):
        super().__init__()
        self.office_ids = office_ids

    def of(self, item: Item) -> frozenset[int]:
        return self.office_ids


def record_cell(*, typed: TypedCell, year: int, user, actor: log.Actor) -> RecordedCell:
    """Write one cell as it was typed.

    Raises Result.DoesNotExist for what the person may not see, Refused, WrongValue,
    or Conflict. Queries: result 1, update 1, history 1, log 4 (5 on PostgreSQL), and the
    summary's, which reads the item; where that did not have to be written, three for the item.
    """
    with watching() as rescored:
        result = _record(typed, year, user=user, actor=actor)
    item = result.measure.component.item
    own = rescored.get(item.pk) or scored_item(result.pk, item.section.table_id)
    return RecordedCell(result, own.item, own.policy)


@log.acting()
def _record(typed: TypedCell, year: int, *, user, actor: log.Actor) -> Result:
    result = _result(typed.result_id, year, user).get()
    own = persona_of(user).office_ids if result.is_own else frozenset()
    permissions.check_can_record(user, result, _OwnOffices(own))
    value = parse_value(typed.text, MeasureKind(result.measure.kind), result.measure.unit)
    bounds = bounds_of([result.measure]).get(result.measure_id)
    if bounds and (why := bounds.why_not(value)):
        raise WrongValue(why)
    _write(result, Entry(result.pk, value, typed.version, typed.ticked), user=user, actor=actor)
    return result


def _result(pk: int, year: int, user) -> QuerySet:
    """Lock the result, with all that is asked of it."""
    offices = Item.offices.through.objects.filter(
        item=OuterRef(_ITEM), office__in=persona_of(user).office_ids
    )
    own = Result.objects.visible_to(user).for_year(year).filter(pk=pk)
    return (
        with_last_year(own, pk)
        .annotate(is_own=Exists(offices))
        .select_for_update(of=("self",))
        .select_related(f"{_ITEM}__section__table__year")
        .defer(*UNASKED)
        .order_by()
    )
