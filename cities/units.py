"""Places and offices: the one way to make, change and remove them.

The assessment office keeps them; a management command may too. Input that does
not fit raises ValidationError, an act that is not allowed raises Refused, and
what somebody else changed first raises Outdated.
"""

import hashlib
import json
import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from cities.models import Office, Place, PlaceKind, PlaceName
from cities.permissions import persona_of
from lib.site_words import said, site_words
from trust import log
from trust.refusals import Refused
from trust.versions import Outdated, still_there

_CODE = re.compile(r"\d{6}(?:\d{3})?(?:Z\d{1,3})?|[A-Z][A-Z0-9]{1,11}")
CODE_HELP = said(
    "六位行政区划代码（乡镇九位）；开发区、管理区为市州代码加 Z 和序号；没有区划代码的单位"
    "用大写字母开头的编号，如 SLJ。"
)


@dataclass(frozen=True)
class NameEntry:
    """A name and code borne from first_year to last_year; None: open."""

    name: str
    code: str
    first_year: int | None = None
    last_year: int | None = None

    def __str__(self):
        years = f"{self.first_year or ''}-{self.last_year or ''}"
        return " ".join(filter(None, (self.name, self.code, "" if years == "-" else years)))


@dataclass(frozen=True)
class PlaceEntry:
    key: str
    kind: str
    city: Place | None
    name: str
    aliases: tuple[str, ...] = ()
    names: tuple[NameEntry, ...] = ()


@dataclass(frozen=True)
class OfficeEntry:
    code: str
    name: str
    order: int


@log.acting()
def save_place(
    *, entry: PlaceEntry, actor: log.Actor, place: Place | None = None, version: str | None = None
) -> Place:
    """Make a place or put the entry in the place of what one held, its names by year included.

    version: what version_of_place gave to the person who changes; None: whatever it is now.
    """
    _check_may_keep(actor)
    is_new = place is None
    place = (
        Place() if is_new else _locked(Place, place, version=version, version_of=version_of_place)
    )
    before = None if is_new else _told(entry_of(place))
    if before is not None:
        _check_may_become(place, entry)
    place.key, place.kind, place.city, place.name = entry.key, entry.kind, entry.city, entry.name
    place.aliases = list(entry.aliases)
    _check_place(place, entry)
    place.save()
    _put_names(place, entry.names)
    if before != _told(entry):
        log.write(actor, "新建地区" if is_new else "修改地区", place, before=before,
                  after=_told(entry))  # fmt: skip
    return place


@log.acting()
def save_office(
    *,
    entry: OfficeEntry,
    actor: log.Actor,
    office: Office | None = None,
    version: str | None = None,
) -> Office:
    """Make an office or change one. version: see save_place. Raises Refused or Outdated."""
    _check_may_keep(actor)
    is_new = office is None
    office = (
        Office()
        if is_new
        else _locked(Office, office, version=version, version_of=version_of_office)
    )
    before = None if is_new else _office_told(office)
    office.code, office.name, office.order = entry.code, entry.name, entry.order
    office.full_clean()
    office.save()
    if before != _office_told(office):
        log.write(actor, "新建处室" if is_new else "修改处室", office, before=before,
                  after=_office_told(office))  # fmt: skip
    return office


@log.acting()
def remove_place(*, place: Place, actor: log.Actor) -> None:
    """Remove a place that nothing names. Raises Refused."""
    _check_may_keep(actor)
    place = _locked(Place, place, version=None, version_of=version_of_place)
    log.write(actor, "删除地区", place, before=_told(entry_of(place)))
    _remove(place, f"“{place}”")


@log.acting()
def remove_office(*, office: Office, actor: log.Actor) -> None:
    """Remove an office that nobody belongs to and that collects nothing. Raises Refused."""
    _check_may_keep(actor)
    office = _locked(Office, office, version=None, version_of=version_of_office)
    if office.items.exists():
        raise Refused(f"“{office}”是指标的责任处室，不能删除；请先在指标里改由其他处室采集。")
    log.write(actor, "删除处室", office, before=_office_told(office))
    _remove(office, f"“{office}”")


def entry_of(place: Place) -> PlaceEntry:
    """Return a place as it stands. One query, none if its names were prefetched."""
    return PlaceEntry(
        key=place.key,
        kind=place.kind,
        city=place.city,
        name=place.name,
        aliases=tuple(place.aliases),
        names=tuple(
            NameEntry(n.name, n.code, n.first_year, n.last_year) for n in place.names.all()
        ),
    )


def version_of_place(place: Place) -> str:
    """Return what changes whenever the place or one of its names does."""
    return _digest(_told(entry_of(place)))


def version_of_office(office: Office) -> str:
    return _digest(_office_told(office))


def _check_may_keep(actor: log.Actor) -> None:
    if not log.is_command(actor) and not (
        actor.account and persona_of(actor.account).is_assessment_office
    ):
        raise Refused("只有考核办可以维护地区和处室。")


def _locked(model, row, *, version: str | None, version_of):
    row = still_there(model.objects.select_for_update(), row.pk)
    if version is not None and version_of(row) != version:
        raise Outdated(row)
    return row


def _check_may_become(place: Place, entry: PlaceEntry) -> None:
    """A city with tables keeps its code, for the codes of its measures begin with it."""
    if place.is_city and entry.key != place.key and place.tables.exists():
        raise Refused(f"{place}已有指标表，代码 {place.key} 不能改动；测量项编码以它开头。")
    was_city = place.is_city and entry.city is not None
    if was_city and (place.counties.exists() or place.tables.exists()):
        unit = site_words().unit
        raise Refused(f"{place}辖有下级单位或已有指标表，仍须是被考核的{unit}，不能改为下级单位。")
    if entry.city is not None and entry.city.pk == place.pk:
        raise ValidationError({"city": f"所属{site_words().unit}不能是它自己。"})


def _check_place(place: Place, entry: PlaceEntry) -> None:
    if not _CODE.fullmatch(place.key):
        raise ValidationError({"key": f"代码应为{CODE_HELP}"})
    _check_level(place)
    if Place.objects.filter(city=place.city, name=place.name).exclude(pk=place.pk).exists():
        within = f"{place.city}已有" if place.city else f"已有{site_words().unit}"
        raise ValidationError({"name": f"{within}“{place.name}”，不能重名。"})
    place.full_clean()
    _check_names(entry.names)


def _check_level(place: Place) -> None:
    """Of which kinds those are that are assessed is the site's to say; no other stands alone."""
    words = site_words()
    kinds = "、".join(f"“{kind}”" for kind in words.unit_kinds)
    is_unit = place.kind in PlaceKind.values and PlaceKind(place.kind).label in words.unit_kinds
    if is_unit != (place.city is None):
        raise ValidationError(
            {
                "city": f"本站考核的{words.unit}是类别为{kinds}的地区，不填所属{words.unit}；"
                f"其他类别必须填写。"
            }
        )
    if place.city is not None and not place.city.is_city:
        raise ValidationError({"city": f"“{place.city}”不是被考核的{words.unit}。"})


def _check_names(names: tuple[NameEntry, ...]) -> None:
    """Each year has one name at most."""
    spans = [(n.first_year or 0, n.last_year or 9999, n) for n in names]
    for first, last, name in spans:
        if first > last:
            raise ValidationError(f"历年名称“{name.name}”的截止年度早于起始年度。")
    ordered = sorted(spans, key=lambda span: span[:2])
    for (_, last, one), (first, _, other) in zip(ordered, ordered[1:], strict=False):
        if first <= last:
            raise ValidationError(
                f"历年名称“{one.name}”与“{other.name}”的年度重叠；同一年度只能有一个名称。"
            )


def _put_names(place: Place, names: tuple[NameEntry, ...]) -> None:
    """Bring the names to what they should be; rows that stay are not touched."""
    wanted = list(names)
    for row in place.names.all():
        held = NameEntry(row.name, row.code, row.first_year, row.last_year)
        if held in wanted:
            wanted.remove(held)
        else:
            row.delete()
    for name in wanted:
        row = PlaceName(
            place=place, name=name.name, code=name.code, first_year=name.first_year,
            last_year=name.last_year,
        )  # fmt: skip
        row.full_clean()
        row.save()


def _remove(row, named: str) -> None:
    try:
        row.delete()
    except ProtectedError as error:
        kinds = {str(held._meta.verbose_name) for held in error.protected_objects}
        raise Refused(
            f"{named}已用于{'、'.join(sorted(kinds))}，不能删除；没有做任何改动。"
        ) from error


def _told(entry: PlaceEntry) -> dict:
    return {
        "代码": entry.key,
        "类别": PlaceKind(entry.kind).label if entry.kind in PlaceKind.values else entry.kind,
        "所属市州": str(entry.city or ""),
        "现名": entry.name,
        "别名": list(entry.aliases),
        "历年名称": sorted(str(name) for name in entry.names),
    }


def _office_told(office: Office) -> dict:
    return {"代码": office.code, "名称": office.name, "排序": office.order}


def _digest(told: dict) -> str:
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:16]
