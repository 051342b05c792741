"""The small form beside a phrase that nobody could read: one rule, and what is recorded for it.

It is one more row in the draft of the whole editor, which checks and saves it: what the editor
asks of a rule, whatever its kind, is asked here.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from itertools import chain, count

from django import forms
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from assessment.actions.rules import ComponentEntry
from assessment.collection.values import plain
from assessment.engine.bases import BASES
from assessment.engine.effects import EFFECTS
from assessment.engine.quantities import TARGETED
from assessment.engine.scheme import KINDS, TABLE_KINDS
from assessment.engine.types import Basis, Effect, MeasureKind, RuleKind
from assessment.forms import KEEP
from assessment.loading import LoadedComponent, LoadedItem
from assessment.models import KeptWording
from assessment.reader.proposals import Proposal, propose
from assessment.reader.wordings import filled
from assessment.tables.rule_drafts import DraftPart, draft_of_item, words_of
from assessment.tables.rule_forms import RulesEditor
from assessment.tables.rule_rows import (
    MAY_STEP,
    MOST_COMPONENTS,
    MOST_ROWS,
    ComponentForm,
    MeasureForm,
    ReasonForm,
    RuleForm,
)

NEW = "new"
TOO_MUCH = "本指标的要点、测量项或规则太多，不能再加；请先合并一些。"
USUAL_REASON = "这句话系统读不出，按原文的意思设定"
#: What the phrase itself settles of a rule.
_SETTLED = ("pk", "clause", "measures")
#: What another item with the same wording has of its own.
_OF_ITS_ITEM = ("component", "points", "measure", "reason", "keep")
#: Which kind of record a new measure is, where a rule would take several.
_LIKELIEST = (MeasureKind.YES_NO, MeasureKind.QUANTITY, MeasureKind.COUNT, MeasureKind.RATE)
_PERCENT = ("%", "％", "百分点", "个百分点")


def _kinds_by_effect() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (row.word, [(k.value, KINDS[k].label) for k in TABLE_KINDS if k.effect is effect])
        for effect, row in EFFECTS.items()
        if any(k.effect is effect for k in TABLE_KINDS)
    ]


class KindSelect(forms.Select):
    """Each kind says which fields it needs; scripts hide the others (static/js/phrase-form.js)."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-needs"] = " ".join(_needed(RuleKind(value)))
        return option


def _needed(kind: RuleKind) -> Iterator[str]:
    basis, row = BASES[kind.basis], KINDS[kind]
    if basis.is_stepped or kind.basis in MAY_STEP:
        yield "step"
    if basis.own_target:
        yield "target"
    if kind.basis is Basis.JUDGED:
        yield "least"
    if kind.effect is not Effect.SET:
        yield "cap"
    if row.needs_target:
        yield "goal"
    if basis.has_bands:
        yield "bands"
    if MeasureKind.YES_NO not in row.fits and not _only_unit(kind):
        yield "unit"


class PhraseForm(forms.Form):
    """kind and the figures are those of the editor's rule, whichever it has."""

    component = forms.ChoiceField(label="算在哪个要点")
    points = deepcopy(ComponentForm.base_fields["points"])
    measure = forms.ChoiceField(label="采集什么")
    name = deepcopy(MeasureForm.base_fields["name"])
    unit = deepcopy(MeasureForm.base_fields["unit"])
    goal = deepcopy(MeasureForm.base_fields["target"])
    reason = deepcopy(ReasonForm.base_fields["reason"])
    keep = forms.BooleanField(label=KEEP, required=False)

    def __init__(self, *args, item: LoadedItem, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in RuleForm.base_fields.items():
            if name not in _SETTLED:
                self.fields[name] = deepcopy(field)
                self.fields[name].required = False  # the editor knows which kind needs what
        self.fields["kind"] = forms.ChoiceField(
            label="做什么、怎么计", choices=_kinds_by_effect(), widget=KindSelect
        )
        self.fields["component"].choices = [*_components(item), (NEW, "新的要点")]
        self.fields["measure"].choices = [(NEW, "新的测量项"), *_measures(item)]
        for name, label in (("points", "新要点的分值"), ("name", "新测量项的名称")):
            self.fields[name].required, self.fields[name].label = False, label
        self.fields["reason"].help_text = ""
        leading = ("kind", *(n for n in RuleForm.base_fields if n not in _SETTLED))
        self.order_fields(dict.fromkeys((*leading, *self.base_fields)))


def _components(item: LoadedItem) -> Iterator[tuple[str, str]]:
    for at, component in enumerate(item.components):
        yield str(at), f"要点{component.number}（{plain(component.engine.points)} 分）"


def _measures(item: LoadedItem) -> Iterator[tuple[str, str]]:
    for at, component in enumerate(item.components):
        for place, measure in enumerate(component.measures):
            yield f"{at}-{place}", f"要点{component.number}已有的：{measure.name}"


class PhraseSettling:
    """A phrase that waits, in its item, with the form for it.

    data: what was sent; without it the form shows what is proposed. kept: what the same wording
    was settled by before. number: tells its form from the others of the page.
    """

    def __init__(
        self,
        item: LoadedItem,
        phrase: str,
        *,
        data=None,
        kept: KeptWording | None = None,
        number: int = 0,
    ):
        self.item, self.phrase, self.kept = item, phrase, kept
        initial = _initial(item, phrase, kept) | (_as_kept(kept, phrase) if kept else {})
        self.form = PhraseForm(data, item=item, initial=initial, auto_id=f"%s-{number}")
        self.editor: RulesEditor | None = None

    def as_proposed(self) -> "PhraseSettling":
        """Return it as if somebody had sent what the form shows."""
        sent = MultiValueDict({name: [str(value)] for name, value in self.form.initial.items()})
        return PhraseSettling(self.item, self.phrase, data=sent)

    def is_valid(self) -> bool:
        if not self.form.is_valid():
            return False
        sent = self.form.cleaned_data
        if sent["measure"] != NEW and sent["measure"].split("-")[0] != sent["component"]:
            self.form.add_error(
                "measure", "这个测量项不在所选的要点里；请改选要点，或用新的测量项。"
            )
            return False
        draft = self._draft()
        if is_too_much(draft):
            self.form.add_error(None, TOO_MUCH)
            return False
        self.editor = RulesEditor(
            words_of(self.item), draft=draft, data=posted(draft, reason=sent["reason"])
        )
        if not self.editor.is_valid():
            self._tell_errors(self.editor)
        return not self.form.errors

    @property
    def component(self) -> int:
        """Which of the entries the rule is in; it is the last rule there."""
        chosen = self.form.cleaned_data["component"]
        return len(self.item.components) if chosen == NEW else int(chosen)

    def entries(self) -> list[ComponentEntry]:
        """Return the item's components with the rule added; of a valid form."""
        assert self.editor is not None
        return self.editor.entries()

    @property
    def reason(self) -> str:
        return self.form.cleaned_data["reason"]

    @property
    def to_keep(self) -> dict[str, str] | None:
        """Return what the wording is to be kept as, None if it is not."""
        if not self.form.cleaned_data["keep"]:
            return None
        sent = {n: self._plainly(n) for n in self.form.fields if n not in _OF_ITS_ITEM}
        is_usual = sent["name"] == _initial(self.item, self.phrase)["name"]
        return sent | {"name": "" if is_usual else sent["name"]}

    def _plainly(self, name: str) -> str:
        """Return a field as it was sent, a figure in plain digits: it is looked for in words."""
        figure = self.form.cleaned_data.get(name)
        return plain(figure) if isinstance(figure, Decimal) else self.form.data.get(name, "")

    def _draft(self) -> list[DraftPart]:
        sent, draft = self.form.cleaned_data, draft_of_item(self.item)
        if sent["component"] == NEW:
            draft.append(DraftPart({"points": self.form.data.get("points", "")}))
        part = draft[self.component]
        if sent["measure"] == NEW:
            place = len(part.measures)
            part.measures.append(self._new_measure())
        else:
            place = int(sent["measure"].split("-")[1])
        typed = {n: self.form.data.get(n, "") for n in RuleForm.base_fields if n not in _SETTLED}
        part.rules.append(typed | {"clause": self.phrase, "measures": [place]})
        return draft

    def _new_measure(self) -> dict[str, str]:
        sent = self.form.cleaned_data
        rule = RuleKind(sent["kind"])
        return {
            "name": sent["name"],
            **kind_of_measure(rule, sent["unit"]),
            "target": self.form.data.get("goal", "") if KINDS[rule].needs_target else "",
        }

    def _tell_errors(self, editor: RulesEditor) -> None:
        """Say of this form what the editor says of the rows that it makes, of others that they
        have to be mended first."""
        part = editor.parts[self.component]
        own: dict[forms.Form, dict[str, str]] = {part.rules.forms[-1]: {"measures": "measure"}}
        if self.form.cleaned_data["measure"] == NEW:
            own[part.measures.forms[-1]] = {"target": "goal"}
        if self.form.cleaned_data["component"] == NEW:
            own[part.form] = {}
        tell_errors(self.form, editor, own)


def is_too_much(draft: list[DraftPart]) -> bool:
    """Whether a draft has more rows than the editor takes."""
    return len(draft) > MOST_COMPONENTS or any(
        len(rows) > MOST_ROWS for part in draft for rows in (part.measures, part.rules)
    )


def tell_errors(
    shown: forms.Form, editor: RulesEditor, own: dict[forms.Form, dict[str, str]]
) -> None:
    """Say of a form what the editor says of its own rows, of others that they have to be mended
    first. own: with fields that are called otherwise."""
    for form in _forms_of(editor):
        for name, errors in form.errors.items():
            field = own.get(form, {}).get(name, name)
            if form in own and field in shown.fields:
                shown.add_error(field, errors)
            else:
                shown.add_error(None, f"本指标原有的内容：{errors[0]}")


def _forms_of(editor: RulesEditor) -> Iterator[forms.Form]:
    yield from editor.components.forms
    for part in editor.parts:
        yield from part.measures.forms
        yield from part.rules.forms


def posted(draft: list[DraftPart], *, reason: str) -> MultiValueDict:
    """Return a draft as the editor's page would send it."""
    data = MultiValueDict({"reason": [reason]})
    _put(data, "c", [part.head for part in draft])
    for at, part in enumerate(draft):
        _put(data, f"c-{at}-m", part.measures)
        _put(data, f"c-{at}-r", part.rules)
    return data


def _put(data: MultiValueDict, prefix: str, rows: list[dict]) -> None:
    for total in ("TOTAL_FORMS", "INITIAL_FORMS"):
        data[f"{prefix}-{total}"] = str(len(rows))
    for at, row in enumerate(rows):
        for name, value in row.items():
            told = value if isinstance(value, list) else [value]
            data.setlist(f"{prefix}-{at}-{name}", ["" if v is None else str(v) for v in told])


def _only_unit(rule: RuleKind) -> str:
    """Return the unit where a kind leaves no choice (分, 名), "" where it does."""
    units = BASES[rule.basis].units
    return units[0] if len(units) == 1 else ""


def kind_of_measure(rule: RuleKind, unit: str) -> dict[str, str]:
    """Return kind and unit of a new measure that a rule of that kind works on. A unit that is
    the only one is not asked for."""
    fits = KINDS[rule].fits
    unit = _only_unit(rule) or unit
    if unit in _PERCENT and MeasureKind.RATE in fits and MeasureKind.YES_NO not in fits:
        return {"kind": MeasureKind.RATE.value, "unit": "%"}
    ordered = [*_LIKELIEST, *(k for k in MeasureKind if k not in _LIKELIEST)]
    kind = next(k for k in ordered if k in fits)
    return {
        "kind": kind.value,
        "unit": {MeasureKind.YES_NO: "", MeasureKind.RATE: "%"}.get(kind, unit),
    }


# --- What is proposed ---------------------------------------------------------------------------


def _initial(item: LoadedItem, phrase: str, kept: KeptWording | None = None) -> dict[str, str]:
    guess = propose(phrase)
    if kept is not None:
        guess = replace(guess, kind=RuleKind(kept.values["kind"]))
    at = _component_of(item, phrase, guess.kind.effect)
    own = item.components[at] if at is not None else None
    points = own.engine.points if own else item.points
    figures = {
        "deduction": points if guess.is_full else guess.deduction,
        "step": guess.step,
        "target": guess.target,
        "cap": guess.cap,
        "least": guess.least,
        "goal": guess.goal,
    }
    return {name: plain(value) for name, value in figures.items() if value is not None} | {
        "kind": guess.kind.value,
        "component": NEW if at is None else str(at),
        "points": plain(item.points) if at is None else "",
        "measure": _known_measure(at, own, guess=guess, phrase=phrase),
        "name": free_name(own, guess.name),
        "unit": guess.unit,
        "reason": USUAL_REASON,
    }


def _as_kept(kept: KeptWording, phrase: str) -> dict[str, str]:
    told = filled(kept.values, phrase)
    if not told["name"]:
        del told["name"]
    day = timezone.localtime(kept.kept_at)
    return told | {"reason": f"照本单位写法（{kept.kept_as} {day:%Y-%m-%d}）"}


def rule_kept(kept: KeptWording) -> str:
    """Return in a line what a wording was settled by («按次扣分，扣 0.5 分»)."""
    if not kept.is_rule:
        return f"不计分：{kept.values['settlement']}"
    kind, told = RuleKind(kept.values["kind"]), filled(kept.values, kept.phrase)
    word, points = KINDS[kind].word, told["deduction"]
    if BASES[kind.basis].has_bands:
        return f"{word}，{'；'.join(told['bands'].split())}"
    if kind.effect is Effect.VETO or not points:
        return word
    least = f"{told['least']}–" if kind.basis is Basis.JUDGED and told.get("least") else ""
    return f"{word}，{EFFECTS[kind.effect].verb} {least}{points} 分"


def _component_of(item: LoadedItem, phrase: str, effect: Effect) -> int | None:
    """Return the component whose part of the text the phrase stands in, else the last; None
    where there is none, or none that the effect is likely in: what is given would build up from
    nothing what others only deduct from."""
    other = {Effect.AWARD: Effect.DEDUCT, Effect.DEDUCT: Effect.AWARD}.get(effect)
    fit = [at for at, c in enumerate(item.components) if other not in _effects(c)]
    start = item.text.find(phrase)
    within = [at for at in fit if item.components[at].start <= start < item.components[at].end]
    return (within or fit or [None])[-1]


def _effects(component: LoadedComponent) -> set[Effect]:
    return {rule.engine.kind.effect for rule in component.rules}


def _known_measure(
    at: int | None, component: LoadedComponent | None, *, guess: Proposal, phrase: str
) -> str:
    """Return the target that the phrase names and the guessed kind can use, else a new measure:
    what happens by one phrase is another thing than by the next, even in the same words; and
    what makes a score or costs a grade mostly has a bar of its own."""
    if guess.kind.effect in (Effect.SET, Effect.VETO):
        return NEW
    for place, measure in enumerate(component.measures if component else ()):
        named = measure.name in phrase or measure.key in phrase
        if named and measure.engine.kind in {*TARGETED} & KINDS[guess.kind].fits:
            return f"{at}-{place}"
    return NEW


def free_name(component: LoadedComponent | None, name: str) -> str:
    """Return the name, with a number where the component has it already."""
    borne = {measure.name for measure in component.measures} if component else set()
    names = chain([name], (f"{name}（{number}）" for number in count(2)))
    return next(n for n in names if n not in borne)
