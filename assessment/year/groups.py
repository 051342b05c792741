"""分组: which units a year ranks together, as a person writes them."""

import re
from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError

from assessment.engine.types import Group
from assessment.scores.standing import IN_NONE
from cities.lookup import Gazetteer
from cities.models import Place

LONGEST_NAME = 20
_BEHIND_NAME = re.compile(r"[：:\t]")
_BETWEEN = re.compile(r"[、，,；;\s]+")


def read_groups(text: str) -> tuple[Group, ...]:
    """Return the groups of a text: a line each, a name that comes again goes on with its group.

    Raises ValidationError with what is wrong in which line. Two queries, none for no text.
    """
    held: dict[str, list[int]] = {}
    borne: dict[int, str] = {}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    places = Gazetteer.load() if lines else None
    for line in lines:
        name, *rest = (part.strip() for part in _BEHIND_NAME.split(line, maxsplit=1))
        units = [word for word in _BETWEEN.split("".join(rest)) if word]
        if not name or not units:
            raise ValidationError(f"“{line[:40]}”不是“组名：单位、单位”的写法。")
        if len(name) > LONGEST_NAME:
            raise ValidationError(f"组名“{name[:LONGEST_NAME]}…”最多 {LONGEST_NAME} 字。")
        if name == IN_NONE:
            raise ValidationError(f"“{IN_NONE}”是不在任何一组的单位的叫法，请换一个组名。")
        for word in units:
            place = places.city(word) if places else None
            if place is None:
                raise ValidationError(f"“{name}”中的“{word[:20]}”不在地区表里，请核对名称。")
            if place.pk in borne:
                raise ValidationError(f"“{word}”已在“{borne[place.pk]}”里，不能写两次。")
            borne[place.pk] = name
            held.setdefault(name, []).append(place.pk)
    return tuple(Group(name, tuple(units)) for name, units in held.items())


def groups_within(groups: Iterable[Group], units: Collection[int]) -> tuple[Group, ...]:
    """Return the groups with those of their units that there are; a group of none is left out."""
    kept = (Group(g.name, tuple(unit for unit in g.units if unit in units)) for g in groups)
    return tuple(group for group in kept if group.units)


def groups_told(groups: Iterable[Group]) -> list[str]:
    """Return the groups as read_groups takes them, a line each. One query, none for no groups."""
    groups = list(groups)
    if not groups:
        return []
    wanted = [unit for group in groups for unit in group.units]
    names = dict(Place.objects.filter(pk__in=wanted).values_list("pk", "name"))
    return [
        f"{group.name}：{'、'.join(names[unit] for unit in group.units if unit in names)}"
        for group in groups
    ]
