"""The form in which an item's components, measures and rules are set right by hand.

A draft is the whole editor as plain rows. Adding and removing rows happens on
the draft and checks nothing; saving checks everything.
"""

import re
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal

from django import forms
from django.forms import formset_factory

from assessment.actions.rules import ComponentEntry, MeasureEntry, RuleEntry
from assessment.collection.values import plain
from assessment.engine.bands import fault_of
from assessment.engine.effects import EFFECTS
from assessment.engine.scheme import BASES
from assessment.engine.types import Band, Basis, Effect, MeasureKind, Rule, RuleKind
from assessment.loading import LoadedItem
from assessment.models import Measure
from assessment.models.tables import RULE_KINDS
from assessment.reader.bounds import LONGEST
from assessment.reader.by_hand import LONGEST_REASON
from assessment.tables.band_words import EXAMPLE, WrongBands, bands_shown, bands_typed
from assessment.tables.marking import part_of
from assessment.tables.rule_fit import check_fit, check_together
from lib.signs import whole_number

#: Bases of which a step may be left out: it is one, each place counts the same, or what is
#: judged is judged once.
MAY_STEP = (Basis.OCCURRENCE, Basis.RANK, Basis.JUDGED)
MOST_ROWS = 60
MOST_COMPONENTS = 12
_BETWEEN_PLACES = re.compile(r"[、，,；;\n]+")


def _figure(label: str, **options) -> forms.DecimalField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(label=label, widget=widget, **options)


def _cap(label: str = "最多扣") -> forms.DecimalField:
    """The most that is taken, where the text says so; it holds under any policy of the year."""
    smallest = Decimal("0.001")
    return _figure(label, required=False, min_value=smallest, max_digits=7, decimal_places=3)


class ComponentForm(forms.Form):
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    points = _figure("分值", min_value=0, max_digits=7, decimal_places=3)
    cap = _cap()


class MeasureForm(forms.Form):
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label="测量项", max_length=200)
    kind = forms.ChoiceField(label="类型", choices=Measure.Kind.choices)
    target = _figure("目标值", required=False, min_value=0, max_digits=15, decimal_places=4)
    unit = forms.CharField(label="单位", max_length=20, required=False)
    places = forms.CharField(label="列名对象（用顿号分隔）", required=False, max_length=2000)

    def clean_places(self) -> tuple[str, ...]:
        names = (name.strip() for name in _BETWEEN_PLACES.split(self.cleaned_data["places"]))
        return tuple(dict.fromkeys(name for name in names if name))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("places") and cleaned.get("kind") != MeasureKind.QUANTITY:
            self.add_error("places", "只有类型为“数量”的测量项可以列名。")
        elif cleaned.get("places") and cleaned.get("target") != len(cleaned["places"]):
            self.add_error("target", f"列了 {len(cleaned['places'])} 个对象，目标值应与之相同。")
        if cleaned.get("kind") == MeasureKind.RATE and (cleaned.get("target") or 0) > 100:
            self.add_error("target", "比率按百分数填写，不能超过 100。")
        return cleaned


class RuleForm(forms.Form):
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    clause = forms.CharField(
        label="原文语句", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    kind = forms.ChoiceField(label="规则", choices=RULE_KINDS)
    step = _figure("每档", required=False, max_digits=15, decimal_places=4)
    target = _figure(
        "超过或低于多少、几名", required=False, min_value=0, max_digits=15, decimal_places=4
    )
    deduction = _figure(
        "扣分（得分、加分）", required=False, min_value=0, max_digits=7, decimal_places=3
    )
    least = _figure("最少（酌情）", required=False, min_value=0, max_digits=7, decimal_places=3)
    cap = _cap("最多扣（得）")
    condition = forms.CharField(
        label="限定条件（只在……时，……除外）", max_length=LONGEST["限定条件"], required=False
    )
    bands = forms.CharField(
        label=f"档次（按档计分的填，一行一档，如 {EXAMPLE}）",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    measures = forms.TypedMultipleChoiceField(
        label="测量项",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选这条规则所用的测量项。"},
    )

    def __init__(self, *args, measures=(), text="", **kwargs):
        super().__init__(*args, **kwargs)
        self.text = text
        self.fields["measures"].choices = measures

    def clean_clause(self) -> str:
        clause = self.cleaned_data["clause"]
        if clause not in self.text:
            raise forms.ValidationError("左边原文中找不到这句话；请从原文复制，一字不改。")
        return clause

    def clean_bands(self) -> tuple[Band, ...]:
        try:
            return bands_typed(self.cleaned_data["bands"])
        except WrongBands as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self):
        cleaned = super().clean()
        if "kind" in cleaned:
            kind = RuleKind(cleaned["kind"])
            self._check_bands(kind.basis)
            self._check_step(kind.basis)
            self._check_points(kind)
            self._check_target(kind.basis)
        return cleaned

    def _check_step(self, basis: Basis) -> None:
        step = self.cleaned_data.get("step")
        if step is not None and step <= 0:
            self.add_error("step", "每档须大于 0。")
        elif BASES[basis].is_stepped and step is None and "step" not in self.errors:
            self.add_error("step", "请填每档是多少：每少 10% 填 10，每少 1 个填 1。")
        elif basis is Basis.JUDGED and step not in (None, 1):
            self.add_error("step", "每次评定的，每档填 1；只评定一次的留空。")
        elif basis is Basis.OCCURRENCE and step is None:
            self.cleaned_data["step"] = Decimal(1)
        elif not BASES[basis].is_stepped and basis not in MAY_STEP:
            self.cleaned_data["step"] = None

    def _check_points(self, kind: RuleKind) -> None:
        if kind.basis is Basis.JUDGED:
            self._check_bounds()
            return
        self.cleaned_data["least"] = None
        if BASES[kind.basis].has_bands:
            self.cleaned_data["deduction"] = Decimal(0)  # the bands have their points
            return
        deduction = self.cleaned_data.get("deduction")
        if kind.effect is Effect.VETO:
            self.cleaned_data |= {"deduction": Decimal(0), "cap": None}
            return
        if deduction is None and "deduction" not in self.errors:
            self.add_error("deduction", f"请填{EFFECTS[kind.effect].word}多少。")
        if kind.effect is Effect.SET:
            if self.cleaned_data.get("cap") is not None:
                self.add_error("cap", "定得分的规则没有上限，请留空。")
        elif deduction == 0:
            self.add_error("deduction", f"{EFFECTS[kind.effect].word}须大于 0。")

    def _check_bands(self, basis: Basis) -> None:
        if not BASES[basis].has_bands:
            self.cleaned_data["bands"] = ()
        elif "bands" not in self.errors and (fault := fault_of(self.cleaned_data["bands"])):
            self.add_error("bands", f"{fault}；请改正，一行一档，如 {EXAMPLE}。")

    def _check_bounds(self) -> None:
        """A most that is left empty is none: the component's points are the most then."""
        most = self.cleaned_data.get("deduction") or Decimal(0)
        least = self.cleaned_data.get("least")
        if "deduction" not in self.errors:
            self.cleaned_data["deduction"] = most
        if least is not None and most and least > most:
            self.add_error("least", f"最少不能多于最多（{plain(most)} 分）。")

    def _check_target(self, basis: Basis) -> None:
        asked, target = BASES[basis].own_target, self.cleaned_data.get("target")
        if not asked:
            self.cleaned_data["target"] = None
        elif target is None and "target" not in self.errors:
            self.add_error("target", f"请填{asked}。")
        elif basis is Basis.RANK and target is not None and (target < 1 or target % 1):
            self.add_error("target", "名次须是 1 以上的整数。")


class ReasonForm(forms.Form):
    """Why the rules are changed by hand; it stands beside them on page and paper."""

    reason = forms.CharField(
        label="修改理由",
        max_length=LONGEST_REASON,
        help_text="依据什么、为什么改，一句话；与原文不一致的规则旁边会写明修改人、时间和理由。",
        error_messages={"required": "请写明修改理由。"},
    )


MeasureFormSet = formset_factory(MeasureForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
RuleFormSet = formset_factory(RuleForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
ComponentFormSet = formset_factory(
    ComponentForm, extra=0, max_num=MOST_COMPONENTS, absolute_max=MOST_COMPONENTS
)


@dataclass
class DraftPart:
    head: dict
    measures: list[dict] = field(default_factory=list)
    rules: list[dict] = field(default_factory=list)


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


# --- Drafts -------------------------------------------------------------------------------------


def words_of(item: LoadedItem) -> str:
    """Return what clauses of an item's rules may stand in: its text, and what is quoted of the
    notes below the table."""
    beside = (r.engine.clause for c in item.components for r in c.rules if not r.end)
    return "\n".join((item.text, *beside))


def draft_of_item(item: LoadedItem) -> list[DraftPart]:
    return [_draft_of_component(component) for component in item.components]


def _draft_of_component(component) -> DraftPart:
    place_of = {m.code: place for place, m in enumerate(component.measures)}
    return DraftPart(
        {
            "pk": component.pk,
            "points": plain(component.engine.points),
            "cap": _shown(component.engine.cap),
        },
        [
            {
                "pk": m.pk,
                "name": m.name,
                "kind": m.engine.kind.value,
                "unit": m.engine.unit,
                "places": "、".join(m.places),
                "target": _shown(m.engine.target),
            }
            for m in component.measures
        ],
        [
            {
                "pk": r.pk,
                "clause": r.engine.clause,
                "kind": r.engine.kind.value,
                "step": _shown(r.engine.step),
                "deduction": _most(r.engine),
                "least": _shown(r.engine.least),
                "bands": bands_shown(r.engine.bands),
                "cap": _shown(r.engine.cap),
                "target": _shown(r.engine.target),
                "condition": r.engine.condition,
                "measures": [place_of[code] for code in r.engine.measures],
            }
            for r in component.rules
        ],
    )


def _most(rule: Rule) -> str:
    is_open = BASES[rule.kind.basis].gives_points and not rule.deduction
    return "" if is_open else plain(rule.deduction)


def _shown(figure: Decimal | None) -> str:
    return "" if figure is None else plain(figure)


def draft_of_post(data) -> list[DraftPart]:
    """Read what was typed, unchecked."""
    return [
        DraftPart(
            _typed(data, f"c-{index}", ComponentForm),
            _typed_rows(data, f"c-{index}-m", MeasureForm),
            _typed_rows(data, f"c-{index}-r", RuleForm),
        )
        for index in range(_count(data, "c", MOST_COMPONENTS))
    ]


def _typed_rows(data, prefix: str, form) -> list[dict]:
    rows = [_typed(data, f"{prefix}-{n}", form) for n in range(_count(data, prefix, MOST_ROWS))]
    for row in rows:
        if "measures" in row:
            row["measures"] = [
                place for sent in row["measures"] if (place := whole_number(sent)) is not None
            ]
    return rows


def _typed(data, prefix: str, form) -> dict:
    return {
        name: data.getlist(f"{prefix}-{name}")
        if name == "measures"
        else data.get(f"{prefix}-{name}", "")
        for name in form.base_fields
    }


def _count(data, prefix: str, most: int) -> int:
    sent = data.get(f"{prefix}-TOTAL_FORMS", "")
    return min(int(sent), most) if sent.isdecimal() and len(sent) < 5 else 0


def changed(draft: list[DraftPart], change: str) -> list[DraftPart]:
    """Return the draft after a change: add:c, add:c-0-m, remove:c-0, remove:c-0-m-2 …

    What does not name a row changes nothing.
    """
    found = re.fullmatch(r"(add|remove):c(?:-(\d{1,3}))?(?:-([mr])(?:-(\d{1,3}))?)?", change)
    draft = deepcopy(draft)
    if not found:
        return draft
    act, component, rows, row = found.groups()
    if act == "add" and component is None:
        return draft if len(draft) >= MOST_COMPONENTS else [*draft, DraftPart({})]
    part = int(component) if component else len(draft)
    if part >= len(draft):
        return draft
    if rows is None:
        return [p for n, p in enumerate(draft) if n != part] if act == "remove" else draft
    _change_rows(draft[part], act, rows, row=int(row) if row else None)
    return draft


def _change_rows(part: DraftPart, act: str, which: str, *, row: int | None) -> None:
    rows = part.measures if which == "m" else part.rules
    if act == "add" and len(rows) < MOST_ROWS:
        only = [0] if which == "r" and len(part.measures) == 1 else []
        rows.append({"measures": only} if which == "r" else {})
    elif act == "remove" and row is not None and row < len(rows):
        del rows[row]
        if which == "m":
            _renumber(part, row)


def _renumber(part: DraftPart, gone: int) -> None:
    """Rules name measures by their place: the places behind the removed one move up."""
    for rule in part.rules:
        rule["measures"] = [p - (p > gone) for p in rule.get("measures", []) if p != gone]


def with_phrase(draft: list[DraftPart], phrase: str) -> list[DraftPart]:
    """Return the draft with a new rule for a phrase nobody read, in its last component."""
    draft = deepcopy(draft) or [DraftPart({})]
    last = draft[-1]
    last.rules.append({"clause": phrase, "measures": [0] if len(last.measures) == 1 else []})
    return draft
