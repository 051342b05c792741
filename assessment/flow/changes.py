"""What is changed while the year stays where it is: once cities know their scores, by two persons.

A change is a StepProposal whose `change` says what, as plain data; it is proposed, confirmed,
declined and taken back as a step is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from assessment.engine import types as engine
from assessment.loading import engine_policy, grades_kept, groups_kept
from assessment.models import ObjectionWindow, Policy, StepProposal, Year

POLICY, WINDOW = "policy", "window"
LABELS = {POLICY: "变更计分口径", WINDOW: "变更申诉期"}
#: What whoever proposed one is told.
PROPOSED = "已提议“{}”，等考核办的另一人在年度进程页确认；确认以前不变。"
#: What the log calls it, whoever decides it.
ACTIONS = {POLICY: "设定计分口径", WINDOW: "设定申诉期"}
#: Columns of a policy that are the choice itself.
CHOICES = (
    "step_reading", "pooling", "cap_components", "counts_bonus", "bonus_cap", "grades",
    "applies_vetoes", "groups",
)  # fmt: skip
#: The columns of a window that are its terms.
TERMS = (
    "opens_at", "closes_at", "accepts_late", "answer_days", "has_second_stage", "appeal_days"
)  # fmt: skip
_MOMENTS = ("opens_at", "closes_at")


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """what: of LABELS. wanted: columns as JSON keeps them. before, after: in words, by name."""

    what: str
    wanted: dict
    before: dict
    after: dict

    def kept(self) -> dict:
        """Return it as a proposal keeps it: what is in words as pairs, for a database may order
        the names of an object as it likes."""
        words = {"before": list(self.before.items()), "after": list(self.after.items())}
        return {"what": self.what, "wanted": self.wanted, **words}

    @property
    def differences(self) -> list[tuple[str, str]]:
        """Return each name whose words become others, with both."""
        names = [*self.after, *(name for name in self.before if name not in self.after)]
        told = [(n, self.before.get(n, "—"), self.after.get(n, "—")) for n in names]
        return [(n, f"{old or '—'} → {new or '—'}") for n, old, new in told if old != new]


def change_of(proposal: StepProposal) -> ProposedChange | None:
    """Return the change that is proposed, None where it is a step of the year."""
    told = proposal.change
    if not told:
        return None
    before, after = dict(told["before"]), dict(told["after"])
    return ProposedChange(told["what"], told["wanted"], before, after)


def columns_of_policy(choice: engine.Policy) -> dict:
    """Return a choice as a proposal keeps it."""
    return {
        "step_reading": choice.step_reading.value,
        "pooling": choice.pooling.value,
        "cap_components": choice.cap_components,
        "counts_bonus": choice.counts_bonus,
        "bonus_cap": None if choice.bonus_cap is None else str(choice.bonus_cap),
        "grades": grades_kept(choice.grades),
        "applies_vetoes": choice.applies_vetoes,
        "groups": groups_kept(choice.groups),
    }


def choice_wanted(change: ProposedChange) -> engine.Policy:
    """Return the policy that a change would set."""
    return engine_policy(_with_columns(Policy(), change.wanted))


def set_policy(policy: Policy, wanted: Mapping, user) -> Policy:
    """Write a choice, as columns_of_policy keeps it, into the locked row."""
    _with_columns(policy, wanted)
    return _save(policy, list(wanted), user)


def _with_columns(policy: Policy, wanted: Mapping) -> Policy:
    for name, value in wanted.items():
        is_figure = name == "bonus_cap" and value is not None
        setattr(policy, name, Decimal(value) if is_figure else value)
    return policy


def terms_kept(terms: Mapping) -> dict:
    """Return the terms of a window as a proposal keeps them."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in terms.items()
    }


def set_window(window: ObjectionWindow, wanted: Mapping, user) -> ObjectionWindow:
    """Write terms, as terms_kept keeps them, into the locked row."""
    for name, value in wanted.items():
        is_moment = name in _MOMENTS and value is not None
        setattr(window, name, datetime.fromisoformat(value) if is_moment else value)
    return _save(window, list(wanted), user)


def _save(row, names: list[str], user):
    row.version += 1
    row._history_user = user
    row.save(update_fields=[*names, "version"])
    return row


def carry_out(year: Year, change: ProposedChange, user) -> Policy | ObjectionWindow:
    """Write what was proposed; return the row. That it stands as it was seen is the caller's to
    know."""
    if change.what == POLICY:
        policy = Policy.objects.select_for_update().get(year=year)
        return set_policy(policy, change.wanted, user)
    window = ObjectionWindow.objects.select_for_update().get(year=year)
    return set_window(window, change.wanted, user)
