"""Whether what is kept of a wording is what a rule with these words says now."""

from decimal import Decimal, InvalidOperation

from assessment.actions.rules import RuleEntry
from assessment.engine.bases import BASES
from assessment.engine.types import Effect, RuleKind
from assessment.models import KeptWording
from assessment.reader.wordings import filled
from assessment.tables.band_words import WrongBands, bands_typed

#: What is compared, with what it is where nothing was typed.
_FIGURES = {"deduction": 0, "step": 1, "least": 0, "cap": 0, "target": 0}


def is_otherwise(kept: KeptWording, rule: RuleEntry) -> bool:
    """Say whether kept, with the figures of the rule's words, makes another rule. kept: of a
    rule."""
    told, kind = filled(kept.values, rule.clause), RuleKind(rule.kind)
    if told["kind"] != kind.value:
        return True
    if BASES[kind.basis].has_bands:
        return _bands(told.get("bands", "")) != rule.bands
    asked = set(_FIGURES) - ({"deduction", "cap"} if kind.effect is Effect.VETO else set())
    asked -= set() if BASES[kind.basis].is_stepped or rule.step else {"step"}
    asked -= set() if BASES[kind.basis].own_target else {"target"}
    return any(
        _figure(told.get(name, ""), empty) != (getattr(rule, name) or Decimal(empty))
        for name, empty in _FIGURES.items()
        if name in asked
    )


def _figure(typed: str, empty: int) -> Decimal | None:
    try:
        return Decimal(typed) if typed else Decimal(empty)
    except InvalidOperation:
        return None


def _bands(typed: str):
    try:
        return bands_typed(typed)
    except WrongBands:
        return None
