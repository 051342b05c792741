"""The only bridge between rows and the engine.

A year is read in a fixed number of queries, whatever the number of cities, into
plain objects; pages, exports and paper all work on these and never on rows.
"""

from assessment.loading.building import facts_of, with_bounds
from assessment.loading.item import load_item
from assessment.loading.parts import ItemInTable, load_items
from assessment.loading.policies import engine_policy, grades_kept, groups_kept, load_policy
from assessment.loading.tables import evidence_files, evidence_names, load_only, load_tables
from assessment.loading.types import (
    LoadedComponent,
    LoadedItem,
    LoadedMeasure,
    LoadedRule,
    LoadedSection,
    LoadedTable,
    Record,
)

__all__ = [
    "ItemInTable",
    "LoadedComponent",
    "LoadedItem",
    "LoadedMeasure",
    "LoadedRule",
    "LoadedSection",
    "LoadedTable",
    "Record",
    "engine_policy",
    "evidence_files",
    "evidence_names",
    "facts_of",
    "grades_kept",
    "groups_kept",
    "load_item",
    "load_items",
    "load_only",
    "load_policy",
    "load_tables",
    "with_bounds",
]
