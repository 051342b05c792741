"""A version into its folder beside the one in use: code, environment, static files."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from script.releases.bundle import Version, unpack
from script.releases.installation import Failed, Installation, said_by, say

COMPLETE = ".complete"


def built(site: Installation, version: Version) -> Path:
    """Return the version's folder, built unless it is there whole. Raises Failed.

    What a stopped run left half is removed and built anew; the release in use is not touched.
    """
    release = site.folder / "releases" / version.name
    if (release / COMPLETE).exists():
        return release
    if site.current.exists() and site.current.resolve() == release.resolve():
        raise Failed(
            f"正在使用的版本 {release} 不完整。请先用 script/upgrade --back 退回上一版本。"
        )
    shutil.rmtree(release, ignore_errors=True)
    release.mkdir(parents=True)
    say(f"正在安装 {version.name}……")
    unpack(version.source, release)
    (release / "var").symlink_to("../../var")
    _make_venv(release, version.wheels, _locks(site, release))
    _compile(release)
    _collect(site, release)
    (release / COMPLETE).touch()
    return release


def _locks(site: Installation, release: Path) -> list[str]:
    """Return the lists of what is installed: more where the settings hand tasks over by Redis, or
    keep files in a bucket."""
    told = site.environment()
    asked = {
        "requirements.lock": True,
        "requirements-rq.lock": told.get("TASKS_BACKEND") == "rq",
        "requirements-s3.lock": told.get("STORE_URL", "").startswith("s3:"),
    }
    return [lock for lock, is_asked in asked.items() if is_asked and (release / lock).exists()]


def _make_venv(release: Path, wheels: Path | None, locks: list[str]) -> None:
    _run([sys.executable, "-m", "venv", ".venv"], release, "建立 Python 环境（需要 python3-venv）")
    install = [".venv/bin/python", "-m", "pip", "install", "--quiet", "--no-deps"]
    install += ["--disable-pip-version-check", "--no-cache-dir", "--require-hashes"]
    if wheels:
        install += ["--no-index", "--find-links", str(wheels)]
    for lock in locks:
        _run([*install, "-r", lock], release, "安装 Python 软件包")


def _compile(release: Path) -> None:
    """The site may not write here: without this, every process compiles all of it at each start."""
    ours = [str(path.parent.name) for path in sorted(release.glob("*/__init__.py"))]
    command = [".venv/bin/python", "-m", "compileall", "-q", *ours]
    _run(command, release, "编译程序")


def _collect(site: Installation, release: Path) -> None:
    """Collect as the site's user, into a folder of the release, which is root's afterwards."""
    collected = release / "collected"
    collected.mkdir()
    account = site.account()
    if account:
        os.chown(collected, account["user"], account["group"])
    site.must(release, "collectstatic", "--noinput", "--verbosity=0", STATIC_ROOT=str(collected))
    for path in (collected, *collected.rglob("*")):
        if account:
            os.chown(path, 0, 0)
        path.chmod(0o755 if path.is_dir() else 0o644)


def _run(command: list[str], folder: Path, what: str) -> None:
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode:
        raise Failed(f"{what}没有成功：\n{said_by(done)}")
