"""Write the reading of the 2017 tables: python -m tests.reader.golden."""

import json
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from tests.reader.tables import CASES, official_readings

GOLDEN = CASES / "reading_2017.json"


def as_data() -> list[dict[str, Any]]:
    """The readings as JSON would give them back; the texts are in the fixture."""
    tables = [asdict(table) for table in official_readings().values()]
    for table in tables:
        assert not table.pop("marks")  # of an exported .json alone
        assert table.pop("text_heads") == ()  # of one column
        for section in table["sections"]:
            for item in section["items"]:
                del item["text"]
                assert item.pop("text_heads") == ()
                for component in item["components"]:
                    _without_what_is_not_there(component)
    return json.loads(json.dumps(tables, ensure_ascii=False, default=_plain))


def _without_what_is_not_there(component: dict[str, Any]) -> None:
    """What only some rules have is told only where the words write one."""
    if component["cap"] is None:
        del component["cap"]
    for rule in component["rules"]:
        for key in ("cap", "target", "condition", "least", "bands"):
            if not rule[key]:
                del rule[key]


def _plain(value: Any) -> str:
    assert isinstance(value, Decimal)
    return str(value)


if __name__ == "__main__":
    words = json.dumps(as_data(), ensure_ascii=False, indent=1)
    GOLDEN.write_text(words + "\n", "utf-8")
