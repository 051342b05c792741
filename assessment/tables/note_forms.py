"""The small form beside a note below a table that adds points or costs a grade.

The rule is put on an item that the person chooses, whose offices record what it counts; its
line belongs to the table and is shown apart from the 100 points.
"""

import re
from copy import deepcopy
from decimal import Decimal

from django import forms

from assessment.actions.rules import ComponentEntry
from assessment.actions.settling import BEYOND
from assessment.collection.values import plain
from assessment.engine.effects import EFFECTS
from assessment.engine.scheme import KINDS
from assessment.engine.types import RuleKind
from assessment.loading import LoadedItem, LoadedTable
from assessment.reader.caps import MOST, cap_said
from assessment.reader.cleantext import CleanText
from assessment.reader.patterns import SCORING
from assessment.reader.proposals import propose
from assessment.tables.phrase_forms import (
    TOO_MUCH,
    KindSelect,
    free_name,
    is_too_much,
    kind_of_measure,
    posted,
    tell_errors,
)
from assessment.tables.rule_drafts import DraftPart, draft_of_item, words_of
from assessment.tables.rule_forms import RulesEditor
from assessment.tables.rule_rows import MeasureForm, ReasonForm, RuleForm

USUAL_REASON = "这句话写在表外，按原文的意思设定在这项指标里"
#: What a note begins with, before the words of its rule.
_LABEL = re.compile(
    r"^(?:(?:备注|附注|注|说明)[：:])?(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．](?!\d))?"
    r"(?:(?:加分|奖励|奖励加分|一票否决|否决|评优)(?:项目?|事项|指标|条款|情形)?[：:])?"
)
_TYPED = ("step", "target", "deduction", "least", "cap", "bands", "condition")


def may_be_rule(note: str) -> bool:
    """Whether a note seems to add points or to cost a grade, and takes no points."""
    return propose(note).kind.effect in BEYOND


class NoteForm(forms.Form):
    item = forms.TypedChoiceField(label="设在哪项指标", coerce=int)
    clause = deepcopy(RuleForm.base_fields["clause"])
    kind = forms.ChoiceField(
        label="做什么、怎么计",
        choices=[
            (EFFECTS[effect].word, [(k.value, KINDS[k].label) for k in KINDS if k.effect is effect])
            for effect in BEYOND
        ],
        widget=KindSelect,
    )
    name = deepcopy(MeasureForm.base_fields["name"])
    unit = deepcopy(MeasureForm.base_fields["unit"])
    reason = deepcopy(ReasonForm.base_fields["reason"])
    more = forms.BooleanField(label="这条备注里还有别的计分内容，先不核定", required=False)

    def __init__(self, *args, table: LoadedTable, note: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.note = note
        for name in _TYPED:
            self.fields[name] = deepcopy(RuleForm.base_fields[name])
            self.fields[name].required = False
        self.fields["item"].choices = [("", "请选择"), *((i.pk, i.name) for i in table.items)]
        self.fields["name"].label = "新测量项的名称"
        self.fields["reason"].help_text = ""
        self.order_fields(["item", "clause", "kind", *_TYPED])

    def clean_clause(self) -> str:
        clause = self.cleaned_data["clause"]
        if clause not in self.note:
            raise forms.ValidationError("备注中找不到这句话；请从备注复制，一字不改。")
        return clause


class NoteSettling:
    """A note that waits, with the form for one rule of it. data: what was sent."""

    def __init__(self, table: LoadedTable, note: str, *, data=None, number: int = 0):
        self.table, self.note = table, note
        self.form = NoteForm(
            data, table=table, note=note, initial=_initial(table, note), auto_id=f"%s-{number}"
        )
        self.editor: RulesEditor | None = None

    @property
    def item(self) -> LoadedItem:
        """Return the chosen item; of a form whose item is right."""
        return next(i for i in self.table.items if i.pk == self.form.cleaned_data["item"])

    @property
    def component(self) -> int:
        return max(len(self.item.components) - 1, 0)

    @property
    def clause(self) -> str:
        return self.form.cleaned_data["clause"]

    @property
    def reason(self) -> str:
        return self.form.cleaned_data["reason"]

    @property
    def is_whole(self) -> bool:
        """Whether nothing else of the note is to be settled."""
        return not self.form.cleaned_data["more"]

    def is_valid(self) -> bool:
        if not self.form.is_valid():
            return False
        draft = self._draft()
        if is_too_much(draft):
            self.form.add_error("item", TOO_MUCH)
            return False
        text = f"{words_of(self.item)}\n{self.clause}"
        self.editor = RulesEditor(text, draft=draft, data=posted(draft, reason=self.reason))
        if not self.editor.is_valid():
            part = self.editor.parts[self.component]
            own = {part.rules.forms[-1]: {}, part.measures.forms[-1]: {}}
            tell_errors(self.form, self.editor, own)
        return not self.form.errors

    def entries(self) -> list[ComponentEntry]:
        """Return the item's components with the rule added; of a valid form."""
        assert self.editor is not None
        return self.editor.entries()

    def _draft(self) -> list[DraftPart]:
        draft = draft_of_item(self.item) or [DraftPart({"points": plain(self.item.points)})]
        part = draft[self.component]
        typed = {name: self.form.data.get(name, "") for name in ("kind", *_TYPED)}
        place = len(part.measures)
        part.measures.append(self._measure())
        part.rules.append(typed | {"clause": self.clause, "measures": [place]})
        return draft

    def _measure(self) -> dict[str, str]:
        sent = self.form.cleaned_data
        components = self.item.components
        own = components[self.component] if components else None
        return {
            "name": free_name(own, sent["name"]),
            **kind_of_measure(RuleKind(sent["kind"]), sent["unit"]),
        }


def _initial(table: LoadedTable, note: str) -> dict[str, object]:
    words = _LABEL.sub("", note)
    guess = propose(words)
    named = [item.pk for item in table.items if item.name in note]
    said = cap_said(words)
    cap = said if isinstance(said, Decimal) else guess.cap
    figures = {
        "deduction": guess.deduction,
        "least": guess.least,
        "step": guess.step,
        "cap": cap,
    }
    is_beyond = guess.kind.effect in BEYOND
    return {name: plain(value) for name, value in figures.items() if value is not None} | {
        "item": named[0] if len(named) == 1 else "",
        "clause": note,
        "kind": (guess.kind if is_beyond else RuleKind.BONUS_ONCE).value,
        "name": guess.name,
        "unit": guess.unit,
        "reason": USUAL_REASON,
        "more": _statements(words) > 1,
    }


def _statements(words: str) -> int:
    """Return how many times words give points or cost a grade, the most that they give apart."""
    return len(SCORING.findall(MOST.sub("", CleanText(words).clean)))
