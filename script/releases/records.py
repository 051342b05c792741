"""What is known of an upgrade, in its folder of backups/: enough to go back, whoever asks."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path

from script.releases.installation import Installation

TOLD = "upgrade.json"
#: Of the site (settings.TIME_ZONE), as all else tells its time, whatever zone the machine is in.
#: A zone of that name may be missing here.
_ZONE = timezone(timedelta(hours=8))


class Stage(StrEnum):
    """How far an upgrade has come; each is written before what it names begins."""

    PREPARED = "prepared"  # the site runs as before
    STOPPING = "stopping"
    MIGRATING = "migrating"
    STARTING = "starting"
    DONE = "done"
    UNDONE = "undone"
    LEAVING = "leaving"  # upgrade --back of one that was done: stopping
    RETURNING = "returning"
    RETURNED = "returned"


#: The database may be another than before.
TOUCHED = {Stage.MIGRATING, Stage.STARTING, Stage.RETURNING}
#: A run that ended here was cut off.
UNFINISHED = {Stage.STOPPING, Stage.LEAVING, Stage.RETURNING} | TOUCHED
#: Nothing of it is left in the site.
GONE = {Stage.PREPARED, Stage.UNDONE, Stage.RETURNED}


@dataclass
class Upgrade:
    """One upgrade. old, new: what `current` pointed to, and then. written: last entry of the log
    when the new version began."""

    folder: Path
    old: str
    new: str
    migrated: bool = False
    written: int = 0
    stage: Stage = Stage.PREPARED

    @property
    def database(self) -> Path:
        return self.folder / "database"

    @property
    def database_after(self) -> Path:
        return self.folder / "database-after"

    def come_to(self, stage: Stage) -> None:
        self.stage = stage
        told = asdict(self) | {"folder": self.folder.name}
        part = self.folder / f".{TOLD}"
        part.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
        part.replace(self.folder / TOLD)


def begun(site: Installation, *, old: str, new: str) -> Upgrade:
    """Return a new record in a folder of its own, which nobody else may read."""
    backups = site.folder / "backups"
    backups.mkdir(mode=0o700, exist_ok=True)
    folder = backups / datetime.now(_ZONE).strftime("%Y%m%dT%H%M%S.%f%z")
    folder.mkdir(mode=0o700)
    record = Upgrade(folder, old, new)
    record.come_to(Stage.PREPARED)
    return record


def last(site: Installation) -> Upgrade | None:
    """Return the latest upgrade that stands, or was cut off; None if there is none."""
    files = (site.folder / "backups").glob(f"*/{TOLD}")
    for file in sorted(files, key=lambda file: _begun_at(file.parent), reverse=True):
        told = json.loads(file.read_text(encoding="utf-8"))
        record = Upgrade(**told | {"folder": file.parent, "stage": Stage(told["stage"])})
        if record.stage not in GONE:
            return record
    return None


def _begun_at(folder: Path) -> datetime:
    """Return the moment that a folder is named by; earlier versions told UTC, without saying so."""
    name = folder.name if "+" in folder.name else f"{folder.name}+0000"
    try:
        return datetime.strptime(name, "%Y%m%dT%H%M%S.%f%z")
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
