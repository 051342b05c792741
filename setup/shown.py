"""A row's fields as people read them, and what differs between two versions of a row."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

NONE = "—"
LONGEST = 160


@dataclass(frozen=True)
class Change:
    field: str
    old: str
    new: str


def shown(row, name: str) -> str:
    """Return a field's value in words; of a version, a list of rows is the one it had then.

    A model's words say, by field, how to tell a value that is made of several.
    """
    if name in getattr(row, "lists", ()):
        return "、".join(row.lists[name]) or NONE
    field = row._meta.get_field(name)
    if field.many_to_many:
        return "、".join(str(other) for other in getattr(row, name).all()) or NONE
    try:
        value = getattr(row, name)
    except ObjectDoesNotExist:
        return "（已删除）"
    if getattr(field, "flatchoices", None):
        value = getattr(row, f"get_{name}_display")()
    model = getattr(row, "instance_type", type(row))  # of a version: whose it is
    if value and name in getattr(model, "words", {}):
        return model.words[name](value)
    return as_words(value)


def as_words(value) -> str:
    match value:
        case None | "" | []:
            return NONE
        case bool():
            return "是" if value else "否"
        case datetime():
            return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
        case Decimal():
            text = format(value, "f")
            return text.rstrip("0").rstrip(".") if "." in text else text
        case list() | tuple():
            return "、".join(str(part) for part in value)
    return str(value)


def kept_fields(model, version) -> list:
    """Return the fields of a model that its versions keep, without its key."""
    kept = {f.name for f in version._meta.concrete_fields}
    return [f for f in model._meta.concrete_fields if not f.primary_key and f.name in kept]


def changes_between(older, newer, model) -> list[Change]:
    """Return what differs between two versions (see gather_lists), in the order of the fields."""
    names = [f.name for f in kept_fields(model, newer) if f.name != "version"]
    names += [field.name for field in newer._history_m2m_fields]
    return [
        Change(
            str(model._meta.get_field(name).verbose_name),
            _short(shown(older, name)),
            _short(shown(newer, name)),
        )
        for name in names
        if _differs(older, newer, name)
    ]


def _differs(older, newer, name: str) -> bool:
    """Whether the words are worth asking for: rows of other tables may cost a query."""
    if name in newer.lists:
        return newer.lists[name] != older.lists[name]
    field = newer._meta.get_field(name)
    return getattr(older, field.attname) != getattr(newer, field.attname)


def gather_lists(versions: list) -> None:
    """Read the lists of rows that versions of one model keep, for all of them at once.

    One query a list. They are kept on the versions, where shown finds them.
    """
    for version in versions:
        version.lists = {field.name: [] for field in version._history_m2m_fields}
    for field in versions[0]._history_m2m_fields if versions else ():
        other = field.m2m_reverse_field_name()
        kept = getattr(versions[0], field.name).model.objects
        links = kept.filter(history__in=[version.pk for version in versions]).select_related(other)
        by_version = {version.pk: version.lists[field.name] for version in versions}
        for link in links:
            by_version[link.history_id].append(str(getattr(link, other)))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}……"
