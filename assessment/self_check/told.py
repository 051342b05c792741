"""What a city reports, as it is kept when it is handed in, and the digest that binds it."""

from typing import Any

from assessment.engine.snapshot.canonical import checksum_of
from assessment.engine.snapshot.nouns import plain_or_none
from assessment.self_check.reading import ReportedTable

Told = list[dict[str, Any]]


def figures_told(reported: ReportedTable) -> Told:
    """Return every measure in the table's order with what is reported. No query."""
    return [
        {
            "item": item.name,
            "component": component.number,
            "measure": measure.name,
            "kind": measure.engine.kind.value,
            "unit": measure.engine.unit,
            "target": plain_or_none(measure.engine.target),
            "value": plain_or_none(measure.record.value),
            "ticked": list(measure.record.ticked),
            "remark": measure.record.remark,
            "files": [
                {"name": file.name, "sha256": file.file.sha256}
                for file in reported.files.get(measure.record.result_id, ())
            ],
        }
        for item in reported.table.items
        for component in item.components
        for measure in component.measures
    ]


def digest_of(told: Told) -> str:
    """Return the SHA-256 of what is handed in: another one once anything of it moved."""
    return checksum_of({"figures": told})
