"""A demo site with every stage, tampered with behind its log: what is found, by what."""

import json
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from script.drills import record
from script.drills.sites import ROOT, Site, migrated_site

ROUNDS = 12
#: As many are looked at by the command itself, as a process.
THROUGH = 50
SEED = 20261130
NOT_COVERED = (
    "sessions, failed sign-ins (axes), background jobs and their progress, notices with their"
    " sending and read marks, `account.last_login`, `storedfile.created_at`: the log does not"
    " answer for them",
    "entries written since the last head left the machine: without a key file whoever has the"
    " database may rewrite them so that all fits; with `AUDIT_KEY_FILE`, whoever has the key",
    "files of the store that no row names",
)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="drill-tamper-") as folder:
        site = migrated_site(Path(folder), "tamper")
        site.manage("load_demo", "--every-stage")
        key_file = Path(folder) / "log-key"
        key_file.write_text(secrets.token_urlsafe(48) + "\n")
        key_file.chmod(0o600)
        told = _tampered(site, key_file)
    kind = "PostgreSQL" if site.database.startswith("postgresql") else "SQLite"
    record.write(f"tamper: {kind}", lines_of(told))
    print(*lines_of(told), sep="\n")
    if told["missed"]:
        raise SystemExit(1)


def _tampered(site: Site, key_file: Path) -> dict:
    words = [str(ROUNDS), str(THROUGH), str(SEED), str(key_file)]
    done = subprocess.run(
        [sys.executable, "-m", "script.drills.tampering_log", *words],
        cwd=ROOT, env=site.environment(), capture_output=True, text=True, timeout=4 * 3600,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])


def lines_of(told: dict) -> list[str]:
    missed = told["missed"]
    return [
        f"{told['done']:,} tamperings, {len(missed)} missed; the database itself refused "
        f"{told['refused']} more. "
        f"{told['tables']} tables that the log answers for, every column of each; "
        f"{len(told['filled'])} have no row on the demo site and got one made up.",
        "",
        *record.table(["found by", "tamperings"], told["found"].items()),
        "",
        *record.table(["kind", "tamperings"], told["kinds"].items()),
        "",
        *(f"- missed: {each}" for each in missed),
        *(["- no rows: " + ", ".join(told["empty"])] if told["empty"] else []),
        *(f"- not covered: {each}" for each in NOT_COVERED),
    ]
