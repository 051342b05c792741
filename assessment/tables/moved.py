"""Which tables that an import made are no longer as it left them; what changed, and by whom."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Model
from django.utils import timezone

from assessment.models import (
    CityTable,
    Concern,
    CountySource,
    Evidence,
    ImportedTable,
    IncidentLink,
    Item,
    Result,
)
from assessment.tables.copies import changed_rows, copies_of, mark_of
from lib.wording import who
from trust.backup.rows import label_of

_ITEM = "measure__component__item"
#: What is told first; rows of other kinds change with their item.
_TOLD: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (Result, (_ITEM, "recorded_by")),
    (Evidence, (f"result__{_ITEM}", "added_by")),
    (CountySource, (f"result__{_ITEM}", "taken_by")),
    (IncidentLink, (f"result__{_ITEM}", "linked_by")),
    (Item, ()),
    (Concern, ("item", "settled_by")),
    (CityTable, ("confirmed_by", "issued_by")),
)


@dataclass(frozen=True)
class Moved:
    """What became of a table since it was imported. gone: replaced or removed again;
    changed: the keys of rows that came, went or differ, by label."""

    entry: ImportedTable
    gone: bool = False
    changed: dict[str, set[int]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.gone or bool(self.changed)

    @property
    def count(self) -> int:
        """How many things differ, as told counts them."""
        told = sum(len(self.changed.get(label_of(model), ())) for model, _ in _TOLD)
        return told or int(bool(self.changed))


def moved_since(entries: Iterable[ImportedTable]) -> list[Moved]:
    """Return what became of each entry's table. Fourteen queries for any number, one for none."""
    entries = list(entries)
    copies = copies_of(entry.table_key for entry in entries)
    return [_moved(entry, copies.get(entry.table_key)) for entry in entries]


def _moved(entry: ImportedTable, copy) -> Moved:
    if copy is None:
        return Moved(entry, gone=True)
    return Moved(entry, changed=changed_rows(entry.left, mark_of(copy)))


def told(moved: Moved) -> Iterator[str]:
    """Yield what differs, each with its place and who wrote it when. At most two queries a row."""
    city = moved.entry.city_name
    named = False
    for model, related in _TOLD:
        keys = sorted(moved.changed.get(label_of(model), ()))
        rows = model._base_manager.select_related(*related).in_bulk(keys) if keys else {}
        for key in keys:
            named = True
            yield f"{city}{_words(model, rows.get(key), key)}"
    if not named:
        yield f"{city}的指标表"


def _words(model, row, key: int) -> str:
    """Return what a row is, with the person of its last change."""
    if row is None:
        return f"删去的{model._meta.verbose_name}{_by_history(model, key)}"
    match row:
        case Result():
            who = by_whom(row.recorded_as, row.recorded_by, row.recorded_at)
            signed = f"，{row.sign_off.told} 完成签章" if row.sign_off else ""
            return f"“{row.measure}”的采集结果（{who}{signed}）"
        case Evidence() | CountySource() | IncidentLink():
            return f"“{row.result.measure}”的{_proof(row)}"
        case Item():
            return f"“{row}”的计分规则或责任处室{_by_history(model, key)}"
        case Concern():
            place = f"“{row.item}”" if row.item else ""
            return f"{place}的待核事项{_by_history(model, key)}"
        case CityTable():
            done = "下达" if row.is_issued else "规则确认" if row.confirmed_at else "表头、表注"
            return f"的{done}{_by_history(model, key)}"
    return ""


def _proof(row: Evidence | CountySource | IncidentLink) -> str:
    match row:
        case Evidence():
            return f"佐证材料（{by_whom('', row.added_by, row.added_at)}）"
        case CountySource():
            return f"县级合计来源（{by_whom(row.taken_as, row.taken_by, row.taken_at)}）"
    return f"事件挂接（{by_whom(row.linked_as, row.linked_by, row.linked_at)}）"


def by_whom(role: str, person, moment) -> str:
    """Return who did something and when, as a refusal names it."""
    at = f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
    return " ".join(filter(None, (who(role, str(person or "")), at)))


def _by_history(model, key: int) -> str:
    """One query."""
    if not hasattr(model, "history"):
        return ""
    newest = model.history.filter(id=key).select_related("history_user").order_by("-history_id")
    last = newest.first()
    return f"（{by_whom('', last.history_user, last.history_date)}）" if last else ""
