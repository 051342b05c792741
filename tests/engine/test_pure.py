"""The engine stands alone."""

import subprocess
import sys
from pathlib import Path

ENGINE = Path(__file__).parents[2] / "assessment" / "engine"


def test_engine_imports_nothing_of_django() -> None:
    names = sorted(path.stem for path in ENGINE.glob("*.py") if path.stem != "__init__")
    program = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]: importlib.import_module('assessment.engine.' + name)\n"
        "print(sorted({'django', 'sqlite3', 'socket', 'random', 'logging'} & set(sys.modules)))"
    )

    result = subprocess.run(
        [sys.executable, "-c", program, *names],
        cwd=ENGINE.parents[1],
        capture_output=True,
        text=True,
        check=True,
    )

    assert names == ["errors", "explain", "facts", "rounding", "rules", "score", "types"]
    assert result.stdout.strip() == "[]"
