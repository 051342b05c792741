"""The rows of the rules editor: a component, a measure, a rule, each sound by itself."""

import re
from decimal import Decimal

from django import forms
from django.forms import formset_factory

from assessment.collection.values import plain
from assessment.engine.bands import fault_of
from assessment.engine.bases import BASES
from assessment.engine.effects import EFFECTS
from assessment.engine.types import Band, Basis, Effect, MeasureKind, RuleKind
from assessment.models import Measure
from assessment.models.tables import RULE_KINDS
from assessment.reader.bounds import LONGEST
from assessment.reader.by_hand import LONGEST_REASON
from assessment.tables.band_words import EXAMPLE, WrongBands, bands_typed
from trust.forms import FigureField

#: Bases of which a step may be left out: it is one, each place counts the same, or what is
#: judged is judged once.
MAY_STEP = (Basis.OCCURRENCE, Basis.RANK, Basis.JUDGED)
MOST_ROWS = 60
MOST_COMPONENTS = 12
_BETWEEN_PLACES = re.compile(r"[、，,；;\n]+")


def _figure(label: str, **options) -> FigureField:
    return FigureField(label=label, **options)


def _cap(label: str = "最多扣") -> FigureField:
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
        label=f"档次（按档计分的填，一行一档，如 {EXAMPLE}；名次如 第1名：3）",
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
