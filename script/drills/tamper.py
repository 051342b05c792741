"""A demo site with every stage, tampered with behind its log: what is found, by what."""

import json
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from script.drills import record
from script.drills.sites import ROOT, Site, private_database

ROUNDS = 12
#: As many are looked at by the command itself, as a process.
THROUGH = 50
SEED = 20261130
NOT_COVERED = (
    "会话、登录失败次数（axes）、后台任务及其进度、通知及其发送和已读标记、`account.last_login`、`storedfile.created_at`："
    "日志不管，改动不会发现",
    "上次链头寄出以后写入的日志：没有密钥文件时可以整段改写而首尾相连；设置 `AUDIT_KEY_FILE` 后，没有密钥的人改写就会发现",
    "文件库里没有登记的文件",
)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="drill-tamper-") as folder:
        site = Site(Path(folder), database=private_database("tamper"))
        site.manage("migrate", "--verbosity", "0")
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
        [sys.executable, "-m", "script.drills.tampering", *words],
        cwd=ROOT, env=site.environment(), capture_output=True, text=True, timeout=4 * 3600,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])


def lines_of(told: dict) -> list[str]:
    missed = told["missed"]
    return [
        f"{told['done']:,} tamperings, {len(missed)} missed; {told['refused']} more the database refused by itself. "
        f"{told['tables']} tables that the log answers for, every column of each; "
        f"{len(told['empty'])} have no row on the demo site.",
        "",
        *record.table(["found by", "tamperings"], told["found"].items()),
        "",
        *record.table(["kind", "tamperings"], told["kinds"].items()),
        "",
        *(f"- missed: {each}" for each in missed),
        *(["- no rows: " + ", ".join(told["empty"])] if told["empty"] else []),
        *(f"- not covered: {each}。" for each in NOT_COVERED),
    ]
