"""script/bundle: one archive with all that a machine without a network needs."""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from script.releases import bundle
from script.releases.installation import Failed, said_by, say

PYTHONS = ("3.11", "3.12", "3.13")
MACHINES = ("x86_64", "aarch64")
#: What a wheel may ask of the C library; Debian 12 has 2.36, openEuler 22.03 2.34, Kylin V10 2.28.
GLIBC = ("manylinux2014", "manylinux_2_17", "manylinux_2_26", "manylinux_2_27", "manylinux_2_28")
#: What every site needs, and what those need that hand tasks over by Redis or have a bucket.
LOCKS = {
    "requirements.lock": "每个站点都要",
    "requirements-rq.lock": "只有用 Redis 的站点（TASKS_BACKEND=rq）才要",
    "requirements-s3.lock": "只有用对象存储的站点（STORE_URL）才要",
}


def write_bundle(folder: Path, *, server_packages: list[str], quick: bool) -> Path:
    """Write kaohe-NAME.tar into the folder; return it. quick: source and script alone.

    Raises Failed. What has no wheel for a machine is named, in the bundle too.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".bundle-") as scratch:
        whole = Path(scratch) / "whole"
        whole.mkdir()
        name = bundle.committed(bundle.HERE, whole / bundle.SOURCE)
        (whole / "NAME").write_text(name + "\n", encoding="utf-8")
        _put_scripts(whole)
        (whole / "wheels").mkdir()
        if not quick:
            _fetch_wheels(whole)
            _fetch_debs(whole / "debs", server_packages)
        bundle.write_sums(whole)
        part, made = Path(scratch) / "part", folder / f"kaohe-{name}.tar"
        with tarfile.open(part, "w") as tar:
            tar.add(whole, f"kaohe-{name}", filter=_nobodys)
        part.replace(made)
    return made


def _put_scripts(whole: Path) -> None:
    """What begins before anything is unpacked, as committed: the scripts and what to read."""
    wanted = ["script/install", "script/upgrade", "script/lib.sh", "script/releases", "docs"]
    with tarfile.open(whole / bundle.SOURCE) as tar:
        members = [
            member
            for member in tar.getmembers()
            if any(member.name == path or member.name.startswith(path + "/") for path in wanted)
            and not member.name.endswith(".png")
        ]
        tar.extractall(whole, members)
    if (whole / "script/releases/packages.txt").exists():
        shutil.copy(whole / "script/releases/packages.txt", whole / "packages.txt")


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry


# --- wheels ---------------------------------------------------------------------------------------


def _fetch_wheels(whole: Path) -> None:
    lacking = []
    wheels = whole / "wheels"
    with tempfile.TemporaryDirectory() as scratch:
        locks = [_of_any_patch(bundle.HERE / lock, Path(scratch)) for lock in LOCKS]
        for machine, python in product(MACHINES, PYTHONS):
            say(f"正在取 Python {python}、{machine} 的软件包……")
            for lock in locks:
                if not _download(lock, wheels, python, machine):
                    lacking += _one_by_one(lock, wheels, python, machine=machine)
    if lacking:
        (whole / "lacking.txt").write_text("\n".join(lacking) + "\n", encoding="utf-8")
        say("没有现成文件的（离线装不上）：\n" + "\n".join(lacking))


def _of_any_patch(lock: Path, folder: Path) -> Path:
    """Return a copy of a lock with what only some releases of a Python need (3.11.2, which Debian
    12 has) as needed by all: pip would ask the Python here, of whichever release it is."""
    copy = folder / lock.name
    text = lock.read_text(encoding="utf-8")
    copy.write_text(re.sub(r" ; python_full_version [^\\\n]*", " ", text), encoding="utf-8")
    return copy


def _download(lock: Path, folder: Path, python: str, machine: str) -> bool:
    command = [os.fspath(bundle.HERE / ".venv/bin/python"), "-m", "pip", "download", "--quiet"]
    command += ["--no-deps", "--require-hashes", "--only-binary=:all:", "--dest", os.fspath(folder)]
    command += ["--implementation", "cp", "--python-version", python]
    for abi in ("cp" + python.replace(".", ""), "abi3", "none"):
        command += ["--abi", abi]
    for glibc in GLIBC:
        command += ["--platform", f"{glibc}_{machine}"]
    done = subprocess.run([*command, "-r", lock], capture_output=True, stdin=subprocess.DEVNULL)
    return done.returncode == 0


def _one_by_one(lock: Path, folder: Path, python: str, *, machine: str) -> Iterator[str]:
    """Fetch each package by itself; yield a line for each that has no wheel, and
    who needs it."""
    text = lock.read_text(encoding="utf-8")
    for block in re.findall(r"^[^\s#][^\n]*\\\n(?: +--hash=[^\n]*\n)+", text, re.MULTILINE):
        with tempfile.NamedTemporaryFile("w", suffix=".lock") as one:
            one.write(block)
            one.flush()
            if not _download(Path(one.name), folder, python, machine):
                yield f"{block.split()[0]}  Python {python}  {machine}  {LOCKS[lock.name]}"


# --- Debian's packages ----------------------------------------------------------------------------


def _fetch_debs(folder: Path, packages: list[str]) -> None:
    """Fetch the packages with all they need, for this machine's kind, and a list that apt reads."""
    folder.mkdir()
    if not shutil.which("apt-get"):
        say("这不是 Debian，安装包里没有 Debian 软件包；名单见 packages.txt。")
        return
    names = _closure(packages)
    say(f"正在取 {len(names)} 个 Debian 软件包……")
    # apt gives up its rights for fetching, and could not write here.
    command = ["apt-get", "-o", "APT::Sandbox::User=root", "download", *names]
    done = subprocess.run(command, cwd=folder, capture_output=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise Failed(f"Debian 软件包没有取全：\n{said_by(done)}")
    told = [_described(file) for file in sorted(folder.glob("*.deb"))]
    (folder / "Packages").write_text("\n".join(told), encoding="utf-8")


def _described(file: Path) -> str:
    """Return a package's paragraph as apt reads it in a list."""
    fields = _asked(["dpkg-deb", "--field", os.fspath(file)]).rstrip()
    data = file.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    return f"{fields}\nFilename: ./{file.name}\nSize: {len(data)}\nSHA256: {digest}\n"


def _closure(packages: list[str]) -> list[str]:
    """Return the packages and what apt would install with them where there is nothing yet. What
    every Debian has is among it: of an older point release it may have to be renewed with them."""
    command = ["apt-get", "install", "--simulate", "--no-install-recommends"]
    lines = _asked([*command, "-o", "Dir::State::status=/dev/null", *packages])
    return sorted(set(re.findall(r"^Inst (\S+) ", lines, re.MULTILINE)))


def _asked(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL)
    if done.returncode and not done.stdout:
        raise Failed(f"{command[0]} 没有成功，先运行 apt-get update：\n{said_by(done)}")
    return done.stdout.decode()


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="script/bundle", description="做一个不连网也能安装的安装包"
    )
    parser.add_argument("folder", nargs="?", default="var/bundle", help="放在哪里（%(default)s）")
    parser.add_argument("--packages", default="", help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true", help="只放源码：供装好软件包的机器试用")
    told = parser.parse_args()
    folder = Path(os.environ.get("CALLED_FROM", "."), told.folder).resolve()
    try:
        made = write_bundle(folder, server_packages=told.packages.split(), quick=told.quick)
    except Failed as failure:
        raise SystemExit(str(failure)) from failure
    with made.open("rb") as whole:
        digest = hashlib.file_digest(whole, "sha256").hexdigest()
    say(f"安装包：{made}（{made.stat().st_size / 2**20:.0f} MB）\nSHA-256：{digest}")


if __name__ == "__main__":
    main()
