"""The form in which an item's components, measures and rules are set right by hand.

A draft is the whole editor as plain rows. Adding and removing rows happens on
the draft and checks nothing; saving checks everything.
"""

from dataclasses import dataclass

from django import forms

from assessment.actions.rules import ComponentEntry, MeasureEntry, RuleEntry
from assessment.tables.marking import part_of
from assessment.tables.rule_drafts import DraftPart, draft_of_post
from assessment.tables.rule_fit import check_fit, check_together
from assessment.tables.rule_rows import ComponentFormSet, MeasureFormSet, ReasonForm, RuleFormSet


@dataclass(frozen=True)
class ComponentForms:
    """One component of the editor with its forms."""

    form: forms.Form
    measures: forms.BaseFormSet
    rules: forms.BaseFormSet
    prefix: str
    number: int

    @property
    def part(self) -> int:
        return part_of(self.number)


class RulesEditor:
    """Component, measure and rule forms of one item, unbound (a draft) or bound (a post)."""

    def __init__(
        self, text: str, *, draft: list[DraftPart] | None = None, data=None, reason: str = ""
    ):
        self.text = text
        self.reason = ReasonForm(data, initial={"reason": reason})
        self.data = data
        self.is_bound = data is not None
        self.draft = draft if draft is not None else draft_of_post(data)
        heads = [part.head for part in self.draft]
        self.components = ComponentFormSet(data, initial=heads, prefix="c")
        self.parts = [
            self._part(index, form, drafted)
            for index, (form, drafted) in enumerate(
                zip(self.components.forms, self.draft, strict=False)
            )
        ]

    def _part(self, index: int, form, drafted: DraftPart) -> ComponentForms:
        prefix = f"c-{index}"
        measures = MeasureFormSet(self.data, initial=drafted.measures, prefix=f"{prefix}-m")
        choices = [
            (place, row.get("name") or f"第 {place + 1} 行（未命名）")
            for place, row in enumerate(drafted.measures)
        ]
        rules = RuleFormSet(
            self.data,
            initial=drafted.rules,
            prefix=f"{prefix}-r",
            form_kwargs={"measures": choices, "text": self.text},
        )
        return ComponentForms(form, measures, rules, prefix, index + 1)

    def is_valid(self) -> bool:
        """Check every row, then what rows must be to one another."""
        sets = [self.components, *(p.measures for p in self.parts), *(p.rules for p in self.parts)]
        # all of them, to show every fault at once
        checked = [self.reason.is_valid(), *(rows.is_valid() for rows in sets)]
        if not all(checked):
            return False
        for part in self.parts:
            self._check_names(part)
            check_together(part.form, part.rules.forms)
            for rule in (form for form in part.rules.forms if not form.errors):
                check_fit(rule, part.measures.forms, part.form.cleaned_data["points"])
        return all(not form.errors for rows in sets for form in rows.forms)

    @staticmethod
    def _check_names(part: ComponentForms) -> None:
        seen = set()
        for form in part.measures.forms:
            name = form.cleaned_data["name"]
            if name in seen:
                form.add_error("name", "本要点已有同名的测量项。")
            seen.add(name)

    @property
    def has_errors(self) -> bool:
        sets = (self.components, *(s for p in self.parts for s in (p.measures, p.rules)))
        forms_of_rows = (form for rows in sets for form in rows.forms)
        return self.is_bound and any(form.errors for form in (self.reason, *forms_of_rows))

    @property
    def given_reason(self) -> str:
        """The reason of a valid editor."""
        return self.reason.cleaned_data["reason"]

    def entries(self) -> list[ComponentEntry]:
        """Return what is to be saved; of a valid editor."""
        return [
            ComponentEntry(
                pk=part.form.cleaned_data["pk"],
                points=part.form.cleaned_data["points"],
                measures=tuple(MeasureEntry(**f.cleaned_data) for f in part.measures.forms),
                rules=tuple(_rule_entry(f.cleaned_data) for f in part.rules.forms),
                cap=part.form.cleaned_data["cap"],
            )
            for part in self.parts
        ]


def _rule_entry(cleaned: dict) -> RuleEntry:
    return RuleEntry(**{**cleaned, "measures": tuple(cleaned["measures"])})
