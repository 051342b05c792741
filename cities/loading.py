"""Places and offices from the fixtures into the database; running it again changes nothing."""

import json
from pathlib import Path

from django.conf import settings
from django.db import transaction

from cities.models import Office, Place, PlaceName
from trust import log

FIXTURES = Path(settings.BASE_DIR) / "fixtures"


@transaction.atomic
def load_places(*, actor: log.Actor) -> dict[str, int]:
    """Make or bring up to date every place, its names by year, and every office.

    Returns how many of each were new or changed. Nothing is deleted: a place
    that left the fixture may be named in old tables.
    """
    changed = {"地区": 0, "处室": 0}
    for told in _read("places.json")["places"]:
        changed["地区"] += _place(told)
    for told in _read("offices.json"):
        changed["处室"] += _office(told)
    if any(changed.values()):
        log.write(actor, "载入地区和处室", label="fixtures", after=changed)
    return changed


def _read(name: str):
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))


def _place(told: dict) -> bool:
    wanted = {
        "kind": told["kind"],
        "city": Place.objects.get(key=told["parent"]) if told["parent"] else None,
        "name": told["names"][-1]["name"],
        "aliases": told["aliases"],
    }
    place, created = Place.objects.get_or_create(key=told["key"], defaults=wanted)
    changed = not created and _differs(place, wanted)
    if changed:
        for field, value in wanted.items():
            setattr(place, field, value)
        place.save(update_fields=list(wanted))
    return _names(place, told["names"]) or created or changed


def _names(place: Place, told: list[dict]) -> bool:
    wanted = [(n["name"], n["code"], n["from"], n["to"]) for n in told]
    held = list(place.names.values_list("name", "code", "first_year", "last_year"))
    if sorted(held, key=str) == sorted(wanted, key=str):
        return False
    place.names.all().delete()
    for name, code, first, last in wanted:
        PlaceName.objects.create(
            place=place, name=name, code=code, first_year=first, last_year=last
        )
    return True


def _office(told: dict) -> bool:
    wanted = {"name": told["name"], "order": told["order"]}
    office, created = Office.objects.get_or_create(code=told["code"], defaults=wanted)
    if created or not _differs(office, wanted):
        return created
    for field, value in wanted.items():
        setattr(office, field, value)
    office.save(update_fields=list(wanted))
    return True


def _differs(row, wanted: dict) -> bool:
    return any(getattr(row, field) != value for field, value in wanted.items())
