"""City tables with everything recorded for them as plain data: to be kept, compared, put back.

A copy is {label: {"columns": [names], "rows": [[values]]}} over all models of ROWS, keys and
all; a mark is {label: {key: digest}}. Both are JSON.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from hashlib import blake2b

from django.db import models

from assessment.models import (
    CityTable,
    Component,
    Concern,
    CountySource,
    Evidence,
    ImportedCell,
    IncidentLink,
    Item,
    Measure,
    Result,
    Rule,
    Section,
)
from assessment.summaries import locks
from trust.backup import schema
from trust.backup.rows import as_json, label_of, row_of

Copy = dict[str, dict[str, list]]
Mark = dict[str, dict[str, str]]

ItemOffice = Item.offices.through
RuleMeasure = Rule.measures.through

#: What JSON holds as it comes from the database; most columns are that.
JSON = (
    models.AutoField,
    models.BooleanField,
    models.CharField,
    models.ForeignKey,
    models.IntegerField,
    models.JSONField,
    models.TextField,
)

_ITEM = "item__section__table"
_RESULT = f"measure__component__{_ITEM}"
#: Every model whose rows go when a table goes, owners first, with the way to the table.
ROWS: dict[type[models.Model], str] = {
    CityTable: "pk",
    Section: "table",
    Item: "section__table",
    ItemOffice: _ITEM,
    Component: _ITEM,
    Measure: f"component__{_ITEM}",
    Rule: f"component__{_ITEM}",
    RuleMeasure: f"rule__component__{_ITEM}",
    Concern: "table",
    Result: _RESULT,
    Evidence: f"result__{_RESULT}",
    CountySource: f"result__{_RESULT}",
    ImportedCell: f"result__{_RESULT}",
    IncidentLink: f"result__{_RESULT}",
}
#: Rows whose version putting a table back raises, and changes nothing else of them: a figure
#: that was confirmed is confirmed at the new one.
COUNTED = (CityTable, Result)
_VERSIONS = ("version", "confirmed_version")
#: Whoever writes locks one of these first; the table last, as those who change its rules do.
LOCKED = (Result, Item, Concern, CityTable)


def lock_tables(pks: Iterable[int]) -> None:
    """Keep everybody from writing to tables until the transaction ends, so that they may be
    taken out: with them go their summaries, for which nobody may wait meanwhile. Four queries,
    five on PostgreSQL; none without tables."""
    pks = list(pks)
    if not pks:
        return
    for model in LOCKED:
        rows = model._base_manager.filter(**{f"{ROWS[model]}__in": pks})
        list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    locks.alone()


def copies_of(pks: Iterable[int]) -> dict[int, Copy]:
    """Return copies of the tables that are there, by key. Fourteen queries for any number."""
    pks = list(pks)
    there = CityTable.objects.filter(pk__in=pks).values_list("pk", flat=True) if pks else ()
    found: dict[int, Copy] = {pk: {} for pk in there}
    for model, path in ROWS.items() if found else ():
        for pk, copy in _copied(model, path, found).items():
            found[pk][label_of(model)] = copy
    return found


def _copied(model, path: str, pks: Iterable[int]) -> dict[int, dict[str, list]]:
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    told: dict[int, dict[str, list]] = {pk: {"columns": names, "rows": []} for pk in pks}
    rows = model._base_manager.filter(**{f"{path}__in": list(pks)}).order_by("pk")
    unlike_json = [(at, field) for at, field in enumerate(fields) if not isinstance(field, JSON)]
    for pk, *row in rows.values_list(path, *names):
        for at, field in unlike_json:
            row[at] = as_json(field, row[at])
        told[pk]["rows"].append(row)
    return told


def newest_structure() -> str:
    """Return the newest migration that copies are under now. Two queries."""
    return max(name for name in schema.applied() if name.startswith("assessment."))


def mark_of(copy: Copy) -> Mark:
    """Return the digest of every row of a copy, versions of COUNTED left out. No query.

    Cells of imported workbooks bear no mark: their results do.
    """
    return {
        label_of(model): _marked(**copy[label_of(model)], unseen=model in COUNTED)
        for model in ROWS
        if model is not ImportedCell
    }


def _marked(columns: list[str], rows: list[list], *, unseen: bool) -> dict[str, str]:
    key = columns.index("id")
    seen = [at for at, name in enumerate(columns) if not (unseen and name in _VERSIONS)]
    return {str(row[key]): _digest([row[at] for at in seen]) for row in rows}


def _digest(values: list) -> str:
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=8).hexdigest()


def changed_rows(left: Mark, now: Mark) -> dict[str, set[int]]:
    """Return the keys of rows that came, went or differ between two marks, by label. No query."""
    changed = {
        label: {
            int(key)
            for key in left.get(label, {}).keys() | now.get(label, {}).keys()
            if left.get(label, {}).get(key) != now.get(label, {}).get(key)
        }
        for label in left.keys() | now.keys()
    }
    return {label: keys for label, keys in changed.items() if keys}


def rows_in(copy: Copy) -> dict[type[models.Model], list[models.Model]]:
    """Return the unsaved rows of a copy by model, owners first. No query."""
    return {
        model: [row_of(model, dict(zip(kept["columns"], row, strict=True))) for row in kept["rows"]]
        for model in ROWS
        for kept in (copy[label_of(model)],)
    }


def missing_references(rows: dict[type[models.Model], list[models.Model]]) -> list[str]:
    """Return what rows refer to outside of their table that is no longer there, by its kind.

    One query for each kind of thing.
    """
    wanted: dict[type[models.Model], set[int]] = defaultdict(set)
    for model, held in rows.items():
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model not in ROWS:
                keys = {getattr(row, field.attname) for row in held}
                wanted[field.related_model] |= keys - {None}
    return [
        str(model._meta.verbose_name)
        for model, keys in wanted.items()
        if model._base_manager.filter(pk__in=keys).count() < len(keys)
    ]
