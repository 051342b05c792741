"""What is installed: the one archive of script/bundle, or this checkout and the network."""

import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from script.releases.installation import Failed, said_by

SUMS = "SHA256SUMS"
SOURCE = "source.tar.gz"
HERE = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Version:
    """What one version is made from. wheels: a folder; none: pip asks its index."""

    name: str
    source: Path
    wheels: Path | None


def opened(bundle: Path | None, scratch: Path) -> Version:
    """Return the version in a bundle (a file, or the folder it was unpacked into), checked.

    None: what is committed in the checkout this script lies in. Raises Failed.
    """
    if bundle is None:
        return _of_this_checkout(scratch)
    if not bundle.exists():
        raise Failed(f"没有安装包 {bundle}。")
    given = bundle
    if bundle.is_file():
        bundle = _unpacked(bundle, scratch / "bundle")
    try:
        check(bundle)
    except Failed as failure:  # where it was unpacked means nothing to who gave it
        raise Failed(f"{given} 不能用：{failure}") from failure
    return Version((bundle / "NAME").read_text().strip(), bundle / SOURCE, bundle / "wheels")


def check(folder: Path) -> None:
    """Compare each file of an unpacked bundle with its sum. Raises Failed at what differs."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise Failed(f"不是完整的安装包：没有 {SUMS}。请重新拷贝。") from error
    wanted = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    if missing := sorted({*wanted, SOURCE, "NAME"} - there):
        raise Failed(f"安装包不完整，缺少 {missing[0]} 等 {len(missing)} 个文件。请重新拷贝。")
    if foreign := sorted(there - {*wanted, SUMS}):
        raise Failed(f"安装包里有清单以外的文件 {foreign[0]}，可能被改动过。请重新拷贝。")
    for name, digest in wanted.items():
        with (folder / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                raise Failed(f"安装包里的 {name} 与校验和不符，已损坏或被改动过。请重新拷贝。")


def write_sums(folder: Path) -> None:
    """Write the sums of all that lies in the folder, as sha256sum reads them."""
    lines = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        lines.append(f"{digest}  {path.relative_to(folder)}\n")
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def unpack(archive: Path, folder: Path) -> None:
    """Unpack a tar file. Raises Failed where it is none or cut short."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["tar", "-xf", archive, "-C", folder, "--no-same-owner", "--no-same-permissions"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode:
        raise Failed(f"{archive} 打不开，多半没有拷贝完整。请重新拷贝。\n{said_by(done)}")


def _unpacked(bundle: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    unpack(bundle, folder)
    inner = [path for path in folder.iterdir() if path.is_dir() and (path / SUMS).exists()]
    return inner[0] if len(inner) == 1 else folder


def _of_this_checkout(scratch: Path) -> Version:
    source = scratch / SOURCE
    return Version(committed(HERE, source), source, None)


def committed(checkout: Path, archive: Path) -> str:
    """Write what is committed in a checkout into an archive; return its name: day and commit."""
    told = ["git", "-C", checkout, "log", "-1", "--format=%cd-%h", "--date=format:%Y%m%d"]
    name = subprocess.run(told, capture_output=True)
    made = subprocess.run(
        ["git", "-C", checkout, "archive", "--format=tar.gz", "-o", archive, "HEAD"],
        capture_output=True,
    )
    if name.returncode or made.returncode:
        raise Failed(
            f"{checkout} 不是 git 检出的目录，不知道装哪个版本；请用 --from 指明安装包。\n"
            f"{said_by(name)}{said_by(made)}"
        )
    return name.stdout.decode().strip()
