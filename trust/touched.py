"""Which rows an action writes, of those for which the log answers.

save(), delete() and links of many to many are seen by themselves: the models send their signals
here, and so do their histories. What writes by the lot sends no signal and goes through created(),
updated() and the two *_with_history, or says before what it is about to write; the suite counts
rows on every connection and fails where one was forgotten (tests/log_last.py).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.db.models.deletion import Collector
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from simple_history.signals import post_create_historical_m2m_records

M = TypeVar("M", bound=Model)

#: By model the keys of its rows.
Rows = dict[type[Model], set]
#: Looks at rows that are about to be written: (model, their keys).
Look = Callable[[type[Model], Collection], None]

#: By model the tables of links that have an end at it, and that end.
_links_at: dict[type[Model], set[tuple[type[Model], str]]] = defaultdict(set)


@dataclass
class _Act:
    """looked: the rows that were looked at before they were written. going: the row or rows whose
    removal was begun last."""

    rows: Rows
    look: Look
    looked: Rows
    going: object = None


_act: ContextVar[_Act | None] = ContextVar("act", default=None)


def current() -> Rows | None:
    """Return what the action that runs has written so far, None without an action."""
    act = _act.get()
    return act.rows if act else None


@contextmanager
def gathering(look: Look) -> Iterator[Rows]:
    """Note what is written inside. What a savepoint undoes stays noted: rows are looked at as
    they are in the end. look: called with rows that stand already, before they are first
    written."""
    act = _Act(defaultdict(set), look, defaultdict(set))
    token = _act.set(act)
    try:
        yield act.rows
    finally:
        _act.reset(token)


def note(model: type[Model], keys: Iterable) -> None:
    """Say that rows of a model were written or removed; nothing outside of an action."""
    if act := _act.get():
        act.rows[model].update(keys)


def about_to_write(model: type[Model], keys: Iterable) -> None:
    """Have rows looked at that this action is going to write or remove, once each; not those that
    it has written already."""
    act = _act.get()
    if act and (unseen := _unseen(act, model, keys)):
        act.look(model, unseen)
        act.looked[model] |= unseen


def _unseen(act: _Act, model: type[Model], keys: Iterable) -> set:
    return set(keys).difference(act.rows.get(model, ()), act.looked.get(model, ()))


def created(rows: Iterable[M]) -> list[M]:
    """Note the rows that a bulk_create has just made, and return them."""
    made = list(rows)
    for row in made:
        note(type(row), [row.pk])
    return made


def updated(rows: QuerySet, **values) -> int:
    """Write values into rows by the lot; return how many. Two queries more than update()."""
    keys = list(rows.values_list("pk", flat=True))
    about_to_write(rows.model, keys)
    note(rows.model, keys)
    return rows.model._base_manager.filter(pk__in=keys).update(**values)


def bulk_update(rows: Iterable[Model], fields: list[str]) -> None:
    """Write these fields of rows by the lot. One query more than that of Django."""
    held = list(rows)
    if held:
        about_to_write(type(held[0]), [row.pk for row in held])
        type(created(held)[0])._base_manager.bulk_update(held, fields)


def bulk_create_with_history(rows: Iterable[M], model: type[M], *, default_user=None) -> list[M]:
    """Make rows and their first histories; return the rows with their keys. Two queries a lot."""
    made = created(model._default_manager.bulk_create(rows))
    _tell_history(made, model, default_user=default_user)
    return made


def bulk_update_with_history(
    rows: Iterable[M], model: type[M], fields: list[str], *, default_user=None
) -> None:
    """Write these fields of rows, and their histories."""
    held = list(rows)
    bulk_update(held, fields)
    _tell_history(held, model, default_user=default_user, update=True)


def _tell_history(rows: list, model, **told) -> None:
    if rows:
        created(model.history.bulk_history_create(rows, **told))


def watch(model: type[Model]) -> list[type[Model]]:
    """Have what happens to rows of a model noted; return it with its histories and links."""
    through = [f.remote_field.through for f in model._meta.local_many_to_many]
    links = [link for link in through if link is not None and link._meta.auto_created]
    watched = [model, *links]
    if history := getattr(model, "history", None):
        told = history.model._meta.related_objects  # of the histories of its links, too
        watched += [history.model, *(r.related_model for r in told if r.field.name == "history")]
    for link in links:
        for end in _ends_of(link):
            _links_at[end.related_model].add((link, end.name))
            pre_delete.connect(_links_go, sender=end.related_model)
    for each in watched:
        pre_save.connect(_saving, sender=each)
        pre_delete.connect(_going, sender=each)
        post_save.connect(_saved, sender=each)
        post_delete.connect(_saved, sender=each)
        m2m_changed.connect(_linked, sender=each)
        post_create_historical_m2m_records.connect(_links_told, sender=each)
    return watched


def _saving(sender, instance, **signal) -> None:
    if not instance._state.adding:
        about_to_write(sender, [instance.pk])


def _going(sender, instance, *, origin: Model | QuerySet, using, **signal) -> None:
    """Of rows that go together the first is looked at alone, as most go, and the rest at once."""
    act = _act.get()
    if act is None or not _unseen(act, sender, [instance.pk]):
        return
    if act.going is origin:
        rows = origin if isinstance(origin, QuerySet) else [origin]
        collector = Collector(using)
        collector.collect(rows)
        for model, beside in collector.data.items():
            about_to_write(model, [row.pk for row in beside])
    about_to_write(sender, [instance.pk])
    act.going = origin


def _saved(sender, instance, **signal) -> None:
    note(sender, [instance.pk])


def _linked(sender, instance, *, action, pk_set, **signal) -> None:
    """Links that come are there after the change, links that go before it."""
    if _act.get() is None or action not in ("post_add", "pre_remove", "pre_clear"):
        return
    ends = _ends_of(sender)
    mine = next(f for f in ends if isinstance(instance, f.related_model))
    rows = sender._base_manager.filter(**{mine.name: instance})
    if pk_set is not None:
        other = next(f for f in ends if f is not mine)
        rows = rows.filter(**{f"{other.name}__in": pk_set})
    keys = list(rows.values_list("pk", flat=True))
    if action != "post_add":
        about_to_write(sender, keys)
    note(sender, keys)


def _links_go(sender, instance, **signal) -> None:
    """Links go with the row at either end, and Django sends no signal of theirs."""
    if _act.get() is not None:
        for link, end in _links_at[sender]:
            keys = list(link._base_manager.filter(**{end: instance}).values_list("pk", flat=True))
            about_to_write(link, keys)
            note(link, keys)


def _ends_of(link: type[Model]) -> list:
    return [field for field in link._meta.fields if field.remote_field]


def _links_told(sender, created_rows, **signal) -> None:
    created(created_rows)
