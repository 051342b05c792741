"""A pasted block is understood before it is written: one planner for both halves' grids.

    sheet = PageSheet(whos=..., whats=..., ...)     what the page shows: lines, columns, every name
    plan = plan_paste(rows, sheet, start=Start(line, column), answers={})
    plan.placed      each figure with its own line and column
    plan.left        what met no cell, each with the reason
    plan.asked       what a person has to say first; answer it and plan again
    plan.aside, plan.notes, plan.is_plain

Nothing is guessed: every word of the block ends in exactly one of placed, left, aside or a
question, and nothing is placed beside a name that is not its own.

Only names, without a block (a workbook laid out as the grid):

    Lexicon(sheet).who("湘西州")     numbers of the lines that may be meant: one, several, none
    Lexicon(sheet).what("获证率（%）")  the same for columns

Pure: nothing of Django, no clock; time grows with the block's size alone.
"""

from press.pasting.lexicon import Lexicon
from press.pasting.planning import plan_paste
from press.pasting.sheet import Aside, Left, Named, PageSheet, Placed, Plan, Question, Start, What

__all__ = [
    "Aside",
    "Left",
    "Lexicon",
    "Named",
    "PageSheet",
    "Placed",
    "Plan",
    "Question",
    "Start",
    "What",
    "plan_paste",
]
