"""Every version that ever froze a year still makes of its snapshots what it made of them then.

tests/cases/snapshots/ holds what each version wrote, as VERSION-name.json: three cities of 2017,
and a rule of every kind on all that it can count. They are never made anew.
"""

import hashlib
from pathlib import Path

import pytest

from assessment.engine.snapshot.canonical import written
from assessment.engine.snapshot.recomputing import checked, recompute, recomputed
from assessment.engine.snapshot.versions import CURRENT, VERSIONS

FOLDER = Path(__file__).parent.parent / "cases" / "snapshots"
HELD = {
    "1-2017.json": "059774d6fd57523649bc038b4ee27018c39cff38d4225b1ab125ce99e89995f0",
    "1-every-kind.json": "3208c4e2451d832f67db02854ce3c24e1dca59127b1ec164371ebafe8fde068b",
}


def test_every_version_is_held_to_what_it_wrote() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(HELD)
    assert {name.split("-")[0] for name in HELD} == set(VERSIONS)
    assert CURRENT in VERSIONS


@pytest.mark.parametrize(("name", "digest"), HELD.items())
def test_snapshot_comes_out_again_to_the_byte(name: str, digest: str) -> None:
    data = (FOLDER / name).read_bytes()
    snapshot = checked(data)

    assert hashlib.sha256(data).hexdigest() == digest
    assert snapshot["engine_version"] == name.split("-")[0]
    assert recompute(snapshot) == []
    assert hashlib.sha256(written(recomputed(snapshot))).hexdigest() == digest
