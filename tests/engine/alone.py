"""What an engine drags in when it is imported in a fresh process."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FORBIDDEN = ("django", "sqlite3", "socket", "random", "logging")


def modules_of(package: str) -> list[str]:
    """Return the names of a package's modules, those of packages within it too."""
    folder = ROOT.joinpath(*package.split("."))
    found = (path.relative_to(folder).with_suffix("") for path in folder.rglob("*.py"))
    return sorted(".".join(path.parts) for path in found if path.stem != "__init__")


def dragged_in(package: str) -> set[str]:
    """Return what of FORBIDDEN is loaded once all of a package's modules are."""
    program = "import importlib, sys; [importlib.import_module(n) for n in sys.argv[1:]]"
    result = subprocess.run(
        [sys.executable, "-c", f"{program}; print(*sys.modules)"]
        + [f"{package}.{name}" for name in modules_of(package)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(FORBIDDEN) & set(result.stdout.split())
