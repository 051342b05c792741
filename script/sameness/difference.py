"""What differs between two snapshots: the same change in many files is told once."""

import subprocess
from collections import defaultdict
from pathlib import Path

MOST_LINES = 60
MOST_NAMES = 5


def tell(old: Path, new: Path) -> int:
    """Print the differences of two folders; return 1 if there are any."""
    before, after = _names(old), _names(new)
    changes: dict[str, list[str]] = defaultdict(list)
    for name in sorted(before & after):
        if (old / name).read_bytes() != (new / name).read_bytes():
            changes[_change(old / name, new / name)].append(name)
    _tell_names(f"only in {old}", before - after)
    _tell_names(f"only in {new}", after - before)
    for change, names in sorted(changes.items(), key=lambda pair: -len(pair[1])):
        _tell_names("changed", names)
        lines = change.splitlines()
        print("\n".join(lines[:MOST_LINES]))
        if len(lines) > MOST_LINES:
            print(f"… {len(lines) - MOST_LINES} lines more")
    count = sum(map(len, changes.values()))
    print(f"\n{len(before | after)} files: {count} changed in {len(changes)} ways, "
          f"{len(before - after)} gone, {len(after - before)} new")  # fmt: skip
    return int(before != after or bool(changes))


def _names(folder: Path) -> set[str]:
    if not folder.is_dir():
        raise SystemExit(f"{folder} is no folder.")
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def _change(old: Path, new: Path) -> str:
    """Return the lines that differ, without saying where they stand."""
    command = ["diff", "--text", "--unified=0", str(old), str(new)]
    told = subprocess.run(command, stdout=subprocess.PIPE).stdout.decode(errors="replace")
    return "\n".join(line for line in told.splitlines()[2:] if not line.startswith("@@"))


def _tell_names(what: str, names) -> None:
    if names:
        shown = sorted(names)
        more = f" and {len(shown) - MOST_NAMES} more" if len(shown) > MOST_NAMES else ""
        print(f"\n{what}, {len(shown)}: {', '.join(shown[:MOST_NAMES])}{more}")
