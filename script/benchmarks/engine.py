"""The engine alone: fully recorded tables a second on one core, and where the time goes."""

import gc
import time
from decimal import localcontext
from functools import partial

from assessment.engine.facts import check_fact
from assessment.engine.results import Line
from assessment.engine.rules import apply_rule
from assessment.engine.score import score_table
from assessment.engine.types import Fact, MeasureKind, Policy, StepReading, recorded
from assessment.loading import LoadedTable, load_tables
from assessment.models import CityTable
from lib.rounding import EXACT
from script.benchmarks.figures import interleaved, seconds, show
from script.benchmarks.site import YEAR

ROUNDS = 15
PASSES = 20  # over all tables, in one taking of the time
WANTED = 5000


def main(rounds: int = ROUNDS, passes: int = PASSES, year: int = YEAR) -> None:
    loaded = load_tables(CityTable.objects.filter(year__number=year))
    tables = [(table.engine, full_facts(table)) for table in loaded]
    calls = {"engine": partial(_score, tables, Policy()), "uncollected": _without_gc(tables)}
    calls |= {reading: partial(_score, tables, Policy(reading)) for reading in StepReading}
    calls |= _parts(tables)
    each = {name: partial(_a_table, call, len(tables), passes) for name, call in calls.items()}
    took = interleaved(rounds, **each)
    speed = 1 / took["engine"]
    show("tables a second on one core", f"{speed:,.0f}", f"≥ {WANTED:,}", speed >= WANTED)
    for reading in StepReading:
        show(f"  under the reading “{reading}”", f"{1 / took[reading]:,.0f}")
    _show_parts(took, tables)


def full_facts(table: LoadedTable) -> dict[str, Fact]:
    """Return the table's facts, with something recorded where nothing was."""
    missing = {m.code: _done(m.engine) for m in table.measures if m.code not in table.facts}
    return table.facts | missing


def _done(measure) -> Fact:
    failing = measure.kind in (MeasureKind.YES_NO, MeasureKind.COUNT)
    return recorded(0 if failing or measure.target is None else measure.target)


def _a_table(call, tables: int, passes: int) -> float:
    """Return the processor's seconds a table."""
    gc.collect()
    took = seconds(lambda: [call() for _ in range(passes)], time.process_time)
    return took / passes / tables


def _score(tables, policy: Policy) -> None:
    for table, facts in tables:
        score_table(table, facts, policy)


def _without_gc(tables):
    def score() -> None:
        gc.disable()
        try:
            _score(tables, Policy())
        finally:
            gc.enable()

    return score


def _parts(tables) -> dict:
    """Return the engine's inner steps, each by itself on what the engine would hand it."""
    policy = Policy()
    checks, rules, lines = [], [], []
    for table, facts in tables:
        for component in (c for s in table.sections for i in s.items for c in i.components):
            own = {measure.code: measure for measure in component.measures}
            checks += [(measure, facts[code]) for code, measure in own.items()]
            rules += [(rule, own, facts) for rule in component.rules]
    with localcontext(EXACT):
        lines = [tuple(apply_rule(*rule, policy=policy)) for rule in rules]
    return {
        "checks": lambda: [check_fact(*check) for check in checks],
        "rules": partial(_apply, rules, policy),
        "lines": lambda: [Line(*line) for line in lines],
    }


def _apply(rules, policy: Policy) -> None:
    with localcontext(EXACT):
        for rule in rules:
            apply_rule(*rule, policy=policy)


def _show_parts(took: dict[str, float], tables) -> None:
    components = [c for t, _ in tables for s in t.sections for i in s.items for c in i.components]
    rules = sum(len(c.rules) for c in components) / len(tables)
    whole = took["engine"]
    collecting = max(whole - took["uncollected"], 0)
    arithmetic = took["rules"] - took["lines"]
    rest = whole - collecting - took["checks"] - took["rules"]
    show(f"a table ({rules:.0f} rules)", f"{whole * 1e6:.0f} µs")
    for name, part in (
        ("rules: shortfall, steps, deduction", arithmetic),
        ("building the findings (Line)", took["lines"]),
        ("checking what was recorded", took["checks"]),
        ("adding up components, items, sections; rounding", rest),
        ("collecting garbage", collecting),
    ):
        show(f"  {name}", f"{part * 1e6:.0f} µs, {part / whole:.0%}")
