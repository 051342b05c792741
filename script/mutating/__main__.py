"""Change, try, count: python -m script.mutating [NAME …]; run by script/mutants."""

import argparse
import os
import sys
import time
from pathlib import Path
from typing import NamedTuple

from script.mutating.changes import Change, changes_of, sample
from script.mutating.trials import Baseline, record, survives

EXPLAINED = Path("docs/mutants.md")


class Part(NamedTuple):
    code: tuple[str, ...]  # patterns of its files
    tests: Path
    most: float  # percent of the changes that may go unnoticed

    @property
    def files(self) -> list[Path]:
        return [path for pattern in self.code for path in sorted(Path().glob(pattern))]


PARTS = {
    "engine": Part(("assessment/engine/*.py", "lib/rounding.py"), Path("tests/engine"), 5),
    "selfeval": Part(("selfeval/engine/*.py",), Path("tests/selfeval/engine"), 5),
    "reader": Part(("assessment/reader/*.py",), Path("tests/reader"), 8),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/mutants", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--count", type=int, default=400, help="changes a seed (400)")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3], help="(1 2 3)")
    options = parser.parse_intermixed_args()
    if unknown := set(options.names) - PARTS.keys():
        parser.error(f"no such part: {', '.join(unknown)}")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    names = options.names or PARTS
    return max([try_part(name, options.count, options.seeds) for name in names])


def try_part(name: str, count: int, seeds: list[int]) -> int:
    """Print the survivors of a part, a share a seed; return 1 if the worst is too many."""
    part, began = PARTS[name], time.monotonic()
    changes = [change for path in part.files for change in changes_of(path, path.read_text())]
    baseline = record(part.files, part.tests)
    baseline.prepare()
    known: dict[Change, bool] = {}
    worst = max([_try_sample(sample(changes, count, s), s, baseline, known) for s in seeds])
    is_met = worst <= part.most
    print(
        f"{name}: {worst:.1f} % at worst, at most {part.most:g} %: {'met' if is_met else 'NOT MET'}"
        f"  ({len(changes)} changes possible, {time.monotonic() - began:.0f} s)",
        flush=True,
    )
    return 0 if is_met else 1


def _try_sample(
    drawn: list[Change], seed: int, baseline: Baseline, known: dict[Change, bool]
) -> float:
    """Return the percent of drawn that no test notices. known: what earlier seeds tried."""
    explained = EXPLAINED.read_text()
    for change in drawn:
        if change not in known:
            known[change] = survives(change, baseline)
            if known[change]:
                mark = "" if change.told in explained else "  NOT EXPLAINED"
                print(f"  {change.told}  (line {change.line}, {change.operator}){mark}", flush=True)
    survivors = sum(known[change] for change in drawn)
    share = 100 * survivors / len(drawn)
    print(f"  seed {seed}: {survivors} of {len(drawn)} survive, {share:.1f} %", flush=True)
    return share


if __name__ == "__main__":
    sys.exit(main())
