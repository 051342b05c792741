"""A table that is replaced: its incidents count on where their cell finds a place."""

from dataclasses import replace

import pytest

from assessment.actions.importing import has_records, import_tables
from assessment.exports.tables import reading_of
from assessment.models import CityTable, IncidentLink
from tests.assessment.incidents.making import COUNT, count_of, make_incident
from trust import log

pytestmark = pytest.mark.django_db


def again(table, **changes):
    reading, _ = reading_of(table)
    return import_tables(
        number=table.year.number,
        readings=[replace(reading, **changes)],
        actor=log.Actor("导入"),
        replace=True,
    )


def renamed(reading):
    *others, last = reading.sections
    [item] = last.items
    measures = tuple(replace(m, name="另一件事") for m in item.components[0].measures)
    component = replace(item.components[0], measures=measures)
    return (*others, replace(last, items=(replace(item, components=(component,)),)))


def test_link_follows_its_cell(table, cast):
    incident = make_incident(cast["office"], table)
    incident.links.create(result=count_of(table), linked_by=cast["office"], linked_as="培训中心")
    assert has_records(table)
    assert again(table, notes=("试改",)).lost == []
    new = CityTable.objects.get()
    assert new.pk != table.pk
    link = IncidentLink.objects.get()
    assert (link.result, link.linked_as) == (count_of(new), "培训中心")


def test_link_that_finds_no_place_is_told(table, cast):
    make_incident(cast["office"], table).links.create(result=count_of(table))
    lost = again(table, sections=renamed(reading_of(table)[0]), notes=("试改",)).lost
    assert lost == [f"长沙市 廉政建设 要点1 {COUNT}：计入的事件 1 起"]
    assert not IncidentLink.objects.exists()
