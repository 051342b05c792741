"""Whether the tests notice a change: a run of pytest in a process of its own for each.

The process is a copy of this one, which has loaded what the tests load except the project
itself; the changed module is loaded from its changed text. Nothing is written to the tree.
"""

import gc
import importlib.abc
import importlib.machinery
import json
import os
import resource
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import CodeType

import coverage
import hypothesis
import pytest

from script.mutating.changes import Change

OF_HYPOTHESIS = "_hypothesis_internal_use_settings"
MEMORY = 4 << 30  # bytes; a change may make a list without an end
SPARE_SECONDS = 10
EXAMPLES = 20  # of a property; a change that needs more to be noticed counts as unnoticed
# A configuration of its own: the site's would set Django up, which loads half the project.
ARGUMENTS = ["-q", "-x", "--noconftest", "-c", "/dev/null", "--rootdir", ".", "-W", "error"]
ARGUMENTS += ["-W", "ignore::pytest.PytestAssertRewriteWarning", "-p", "no:cacheprovider"]
OURS = {"assessment", "lib", "selfeval", "tests"}


@dataclass(frozen=True)
class Baseline:
    """What the unchanged code does. seconds: by test. covering: the tests of a line, by path
    and line; a line that runs when its module is loaded has the name of no test beside them."""

    seconds: dict[str, float]
    covering: dict[str, dict[int, set[str]]]
    modules: tuple[str, ...]

    def prepare(self) -> None:
        """Load what the tests load, so that no trial has to."""
        for name in self.modules:
            with suppress(ImportError):  # some are made while a program runs
                import_module(name)
        gc.freeze()


class _Recorder:
    """A plugin that tells coverage which test runs, and takes the time."""

    def __init__(self, measuring: coverage.Coverage) -> None:
        self.measuring = measuring
        self.seconds: dict[str, float] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        _settle_examples(items)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item):
        self.measuring.switch_context(item.nodeid)
        return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0) + report.duration


class _Chosen:
    """A plugin that runs only the chosen tests, in their order."""

    def __init__(self, chosen: Sequence[str]) -> None:
        self.place = {name: place for place, name in enumerate(chosen)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid in self.place]
        items.sort(key=lambda item: self.place[item.nodeid])
        _settle_examples(items)


def _settle_examples(items: list[pytest.Item]) -> None:
    """Have the properties try the same few examples each time, and look for no simpler ones.

    A busy machine is no failure here either: it would count as a change that was noticed.
    """
    for item in items:
        own = getattr(item.function, OF_HYPOTHESIS, None)
        if own is not None:
            few = hypothesis.settings(
                own,
                max_examples=EXAMPLES,
                derandomize=True,
                database=None,
                deadline=None,
                phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
                suppress_health_check=list(hypothesis.HealthCheck),
            )
            setattr(item.function, OF_HYPOTHESIS, few)


class _ChangedModule(importlib.abc.MetaPathFinder, importlib.machinery.SourceFileLoader):
    """Finds one module, and reads a changed text instead of its file."""

    def __init__(self, change: Change) -> None:
        name = ".".join(change.path.with_suffix("").parts)
        super().__init__(name, str(change.path.resolve()))
        self.code = compile(change.source, self.path, "exec")

    def find_spec(self, fullname, path=None, target=None):
        if fullname == self.name:
            return importlib.machinery.ModuleSpec(fullname, self, origin=self.path)
        return None

    def get_code(self, fullname: str) -> CodeType:
        return self.code


def record(files: Sequence[Path], tests: Path) -> Baseline:
    """Run the tests on the unchanged files. Exits if one fails."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "baseline.json"
        if _in_a_copy(lambda: _record(files, tests, kept), is_silent=False):
            sys.exit("The tests fail on the code as it is: nothing to be learned from changes.")
        return _baseline(json.loads(kept.read_text()))


def _record(files: Sequence[Path], tests: Path, kept: Path) -> int:
    before = set(sys.modules)
    include = [str(path.resolve()) for path in files]
    measuring = coverage.Coverage(data_file=None, config_file=False, include=include)
    recorder = _Recorder(measuring)
    measuring.start()
    status = pytest.main([*ARGUMENTS, str(tests)], plugins=[recorder])
    measuring.stop()
    data = measuring.get_data()
    lines = {
        str(Path(path).relative_to(Path.cwd())): data.contexts_by_lineno(path)
        for path in data.measured_files()
    }
    loaded = sys.modules.keys() - before
    modules = sorted(name for name in loaded if name.partition(".")[0] not in OURS)
    kept.write_text(json.dumps([recorder.seconds, lines, modules]))
    return int(status)


def _baseline(kept: list) -> Baseline:
    seconds, lines, modules = kept
    covering = {
        path: {int(line): set(tests) for line, tests in by_line.items()}
        for path, by_line in lines.items()
    }
    return Baseline(seconds, covering, tuple(modules))


def survives(change: Change, baseline: Baseline) -> bool:
    """Say whether no test notices: first those that run its lines, then all the others.

    The others too, because what a test keeps for the next one has run in the first alone.
    """
    first = _tests_of(change, baseline)
    rest = [test for test in baseline.seconds if test not in set(first)]
    return all(_passes(change, tests, baseline) for tests in (first, rest) if tests)


def _tests_of(change: Change, baseline: Baseline) -> list[str]:
    by_line = baseline.covering.get(str(change.path), {})
    found = set().union(*(by_line.get(n, set()) for n in range(change.first, change.last + 1)))
    return sorted(found & baseline.seconds.keys(), key=lambda test: baseline.seconds[test])


def _passes(change: Change, tests: list[str], baseline: Baseline) -> bool:
    seconds = 3 * sum(baseline.seconds[test] for test in tests) + SPARE_SECONDS
    return _in_a_copy(lambda: _try(change, tests, int(seconds))) == 0


def _try(change: Change, tests: list[str], seconds: int) -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.meta_path.insert(0, _ChangedModule(change))
    files = sorted({test.partition("::")[0] for test in tests})
    return int(pytest.main([*ARGUMENTS, *files], plugins=[_Chosen(tests)]))


def _in_a_copy(work: Callable[[], int], *, is_silent: bool = True) -> int:
    """Return the status of work done by a copy of this process."""
    sys.stdout.flush()
    child = os.fork()
    if not child:
        status = 70
        try:
            if is_silent:
                silence = os.open(os.devnull, os.O_WRONLY)
                os.dup2(silence, 1)
                os.dup2(silence, 2)
            status = work()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
