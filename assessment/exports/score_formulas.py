"""The formulas of the scores workbook: the engine's arithmetic in the words of Excel.

A row of the sheet 明细 is one measure under one rule; a rule's result stands in its
first row. Binary fractions make 30 % out of 29.999…, so that a number of steps is
rounded to nine places before anything is cut off it.
"""

from dataclasses import dataclass

from assessment.engine.types import MeasureKind, RuleKind

#: Names of the policy's cells, as numbers: 1, 2, 3 in the order of the engine's enums.
STEP_MODE, POOL_MODE, CAP_MODE = "step_mode", "pool_mode", "cap_mode"
_EACH = f"{POOL_MODE}=3"
_POOLED = (RuleKind.SHORTFALL_SHARE, RuleKind.SHORTFALL_UNIT)
_ONCE = (RuleKind.NOT_DONE, RuleKind.BELOW_BAR)
_TARGETED = (MeasureKind.QUANTITY, MeasureKind.RATE)

#: Columns of 明细.
POINTS, TARGET, VALUE, STEP, RATE = "E", "K", "L", "M", "N"
LACKING, AMOUNT, OWN_STEPS = "O", "P", "Q"
SHORTFALL, STEPS, LOST, COMPONENT_LOST, MISSING = "R", "S", "T", "U", "V"


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows first to last of 明细, both included."""

    first: int
    last: int

    def of(self, column: str) -> str:
        return f"{column}{self.first}:{column}{self.last}"


def lacking(row: int, kind: RuleKind) -> str:
    """Return what this measure lacks; a surplus counts only where surpluses may offset."""
    target, value = f"{TARGET}{row}", f"{VALUE}{row}"
    gap = f"MAX(0,{target}-{value})"
    if kind in _POOLED:
        gap = f"IF({POOL_MODE}=2,{target}-{value},{gap})"
    return f'=IF({value}="",0,IF({target}<=0,0,{gap}))'


def amount(row: int, kind: RuleKind, measure: MeasureKind) -> str:
    """Return this measure's own shortfall: percent, units, points below, times or 0/1."""
    target, value, gap = f"{TARGET}{row}", f"{VALUE}{row}", f"{LACKING}{row}"
    if kind is RuleKind.SHORTFALL_SHARE:
        return f"=IF({target}<=0,0,MAX(0,{gap})*100/{target})"
    if kind in (RuleKind.SHORTFALL_UNIT, RuleKind.RATE_BELOW):
        return f"=MAX(0,{gap})"
    if measure is MeasureKind.YES_NO:
        return f'=IF({value}="是",1,0)'
    if kind is RuleKind.PER_OCCURRENCE:
        return f'=IF({value}="",0,{value})'
    if measure in _TARGETED:
        return f'=IF(OR({value}="",{target}=""),0,IF({value}<{target},1,0))'
    return f'=IF({value}="",0,IF({value}>0,1,0))'


def own_steps(row: int, first: int, kind: RuleKind) -> str:
    """Return the steps of this measure alone."""
    if kind in _ONCE:
        return f"={AMOUNT}{row}"
    return "=" + _steps(f"{AMOUNT}{row}/{STEP}{first}")


def shortfall(rows: Rows, kind: RuleKind) -> str:
    """Return the rule's shortfall over its measures."""
    alone = f"SUM({rows.of(AMOUNT)})"
    if kind not in _POOLED:
        return f"={alone}"
    gap = f"MAX(0,SUM({rows.of(LACKING)}))"
    if kind is RuleKind.SHORTFALL_UNIT:
        return f"=IF({_EACH},{alone},{gap})"
    target = f'SUMIF({rows.of(TARGET)},">0")'
    return f"=IF({_EACH},{alone},IF({target}<=0,0,{gap}*100/{target}))"


def steps(rows: Rows, kind: RuleKind) -> str:
    """Return how many steps of the shortfall count."""
    alone = f"SUM({rows.of(OWN_STEPS)})"
    pooled = _steps(f"{SHORTFALL}{rows.first}/{STEP}{rows.first}")
    if kind in _POOLED:
        return f"=IF({_EACH},{alone},{pooled})"
    return f"={pooled}" if kind is RuleKind.PER_OCCURRENCE else f"={alone}"


def lost(first: int) -> str:
    return f"={STEPS}{first}*{RATE}{first}"


def component_lost(rows: Rows) -> str:
    """Return what the component loses: its rules' sum, up to its points if capped."""
    total = f"SUM({rows.of(LOST)})"
    return f"=IF({CAP_MODE}=1,MIN({POINTS}{rows.first},{total}),{total})"


def missing(row: int) -> str:
    return f'=IF({VALUE}{row}="",1,0)'


def same_value(row: int) -> str:
    """Return the value of a measure that already stands in another row."""
    return f'=IF({VALUE}{row}="","",{VALUE}{row})'


def _steps(amount: str) -> str:
    exact = f"ROUND({amount},9)"
    return f"CHOOSE({STEP_MODE},ROUNDDOWN({exact},0),{amount},ROUNDUP({exact},0))"
