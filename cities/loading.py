"""Places and offices from the fixtures into the database; running it again changes nothing."""

import json
from collections import defaultdict
from pathlib import Path

from django.conf import settings

from cities.models import Office, Place, PlaceName
from trust import log
from trust.touched import created

FIXTURES = Path(settings.BASE_DIR) / "fixtures"


@log.acting()
def load_places(*, actor: log.Actor, folder: Path = FIXTURES) -> dict[str, int]:
    """Make or bring up to date every place of a folder, its names by year, and every office.

    Returns how many of each were new or changed. Nothing is deleted: a place
    that left the fixture may be named in old tables. Four queries where nothing is new.
    """
    offices = {office.pop("code"): office for office in _read(folder / "offices.json")}
    changed = {
        "地区": len(_places(_read(folder / "places.json")["places"])),
        "处室": len(_brought(Office, "code", offices)[1]),
    }
    if any(changed.values()):
        log.write(actor, "载入地区和处室", label="fixtures", after=changed)
    return changed


def _read(path: Path):
    return json.loads(path.read_text(encoding="utf-8"))


def _places(told: list[dict]) -> set[str]:
    """Bring places and their names up to date; return the keys of those that were not."""
    cities = {t["key"]: _fields_of(t) for t in told if not t["parent"]}
    held, changed = _brought(Place, "key", cities)
    within = {t["key"]: _fields_of(t, held[t["parent"]]) for t in told if t["parent"]}
    more, changed_within = _brought(Place, "key", within)
    return changed | changed_within | _names(held | more, told)


def _fields_of(told: dict, city: Place | None = None) -> dict:
    name = told["names"][-1]["name"]
    return {"kind": told["kind"], "city": city, "name": name, "aliases": told["aliases"]}


def _brought(model, key: str, wanted: dict[str, dict]) -> tuple[dict, set[str]]:
    """Return the rows by their key as they are wanted, and which keys were new or differed.

    A query, one for all that are new, and one for each that differed.
    """
    held = {getattr(row, key): row for row in model.objects.filter(**{f"{key}__in": wanted})}
    changed = {name for name, row in held.items() if _differs(row, wanted[name])}
    for name in changed:
        for field, value in wanted[name].items():
            setattr(held[name], field, value)
        held[name].save(update_fields=list(wanted[name]))
    new = [model(**{key: name}, **wanted[name]) for name in wanted if name not in held]
    held |= {getattr(row, key): row for row in created(model.objects.bulk_create(new))}
    return held, changed | {getattr(row, key) for row in new}


def _names(places: dict[str, Place], told: list[dict]) -> set[str]:
    """Bring the names by year up to date; return the keys of the places whose names were not."""
    held = defaultdict(list)
    for name in PlaceName.objects.filter(place__in=places.values()):
        held[name.place_id].append((name.name, name.code, name.first_year, name.last_year))
    wanted = {
        t["key"]: [(n["name"], n["code"], n["from"], n["to"]) for n in t["names"]] for t in told
    }
    changed = {
        key
        for key, names in wanted.items()
        if sorted(held[places[key].pk], key=str) != sorted(names, key=str)
    }
    if changed:
        PlaceName.objects.filter(place__key__in=changed).delete()
        created(
            PlaceName.objects.bulk_create(
                PlaceName(place=places[key], name=name, code=code, first_year=first, last_year=last)
                for key in wanted
                if key in changed
                for name, code, first, last in wanted[key]
            )
        )
    return changed


def _differs(row, wanted: dict) -> bool:
    return any(getattr(row, field) != value for field, value in wanted.items())
