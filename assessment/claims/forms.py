"""What is filled in about claims: the window, a claim, a step with words, the decision."""

from collections.abc import Sequence
from decimal import Decimal

from django import forms

from assessment.claims.actions import TERMS, ClaimEntry, why_not_yet, why_too_short
from assessment.claims.alike import looks_alike
from assessment.claims.deciding import NOT_THE_SAME, Verdict
from assessment.claims.rules import Claimable
from assessment.collection.values import WrongValue, as_shown, parse_value
from assessment.engine.types import MeasureKind
from assessment.incidents.forms import _day
from assessment.models import LONGEST_WORDS, BonusClaim, ClaimWindow, Year
from assessment.year.window_forms import WindowForm, reason_field
from lib.site_words import said
from trust.forms import EvidenceFilesField, MomentField, line_field, needed

SAME_MATTER, ANOTHER = "same", "another"


class ClaimWindowForm(WindowForm):
    opens_at = MomentField(
        label="申报开始", required=False, help_text=said("不填的，从进入“市州自查”阶段起。")
    )
    closes_at = MomentField(
        label="申报截止", required=False, help_text="以到达的时间为准；不填的，到“复核”结束为止。"
    )
    accepts_late = forms.BooleanField(
        label="逾期仍可申报",
        required=False,
        help_text="勾选的，截止以后、“复核”结束以前仍可申报，记为逾期。",
    )
    reason = reason_field(200, "申报开始以后再改，须写明理由。")

    class Meta:
        model = ClaimWindow
        fields = TERMS


class ClaimForm(forms.Form):
    """A claim under one rule. others: the city's standing claims, of which it may be the matter."""

    kind = forms.ChoiceField(label="类别", choices=BonusClaim.Kind.choices)
    title = line_field(
        "加分事项", 200, required="请写明加分事项。", help_text="照发文或证书上的名称写。"
    )
    level = forms.ChoiceField(label="级别")
    happened_on = _day("日期", "发文、颁奖、采用的日期。", required=True)
    issuer = line_field("颁发（发文）单位", 100, required="请写明颁发或发文的单位。")
    document_number = line_field("文号", 80, help_text="如 国移函〔2017〕5号；没有文号的留空。")
    amount = forms.CharField(
        max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    )
    words = forms.CharField(
        label="说明",
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"说明不超过 {LONGEST_WORDS} 个字，请删减。"},
    )
    date_reason = line_field(
        "日期不在本年度的说明", 200, help_text="日期不在本年度、确应计入的，写明原因。"
    )
    same_as = forms.ChoiceField(
        label="与哪件申报是同一事项",
        required=False,
        help_text="同一事项获不同级别表彰、或几处申报的，只按最高的计一次。",
    )
    not_same = line_field(
        "不是同一事项的说明", 200, help_text="看上去相同、其实是两件事的，写明原因。"
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1
    )

    def __init__(
        self, *args, claimable: Claimable, year: Year, others: Sequence[BonusClaim], **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.claimable, self.year, self.others = claimable, year, others
        self.fields["level"].choices = [(word, word) for word in claimable.levels]
        amount = self.fields["amount"]
        amount.label = claimable.amount_label
        amount.help_text = f"按“{claimable.told}”计。"
        amount.error_messages = {"required": f"请填写{claimable.amount_label}。"}
        if claimable.measure.bounds:
            amount.help_text += f"可填 {claimable.measure.bounds.told}。"
        if not claimable.asks_amount:
            del self.fields["amount"]
        if others:
            names = [(str(o.pk), f"第 {o.number} 号 {o.level}“{o.title}”") for o in others]
            self.fields["same_as"].choices = [("", "没有"), *names]
        else:
            del self.fields["same_as"], self.fields["not_same"]

    def clean(self):
        found = super().clean()
        if self.errors:
            return found
        found["figure"] = self._figure(found)
        day = found["happened_on"]
        if why := why_not_yet(day):
            self.add_error("happened_on", why)
        elif day.year != self.year.number and not found["date_reason"]:
            self.add_error(
                "date_reason",
                f"日期 {day} 不在 {self.year.number} 年内；请核对，确应计入的写明原因。",
            )
        for name in ("date_reason", "not_same"):
            if why := why_too_short(found.get(name, "")):
                self.add_error(name, why)
        if self.others and not found["same_as"] and not found["not_same"]:
            self._ask_same(found)
        return found

    def _figure(self, found: dict) -> Decimal:
        if not self.claimable.asks_amount:
            return Decimal(1)
        measure = self.claimable.measure.engine
        try:
            value = parse_value(found["amount"], MeasureKind(measure.kind), measure.unit)
        except WrongValue as wrong:
            self.add_error("amount", f"{wrong}。")
            return Decimal(0)
        if why := self.claimable.why_not(value):
            self.add_error("amount", f"{why}。")
        return value or Decimal(0)

    def _ask_same(self, found: dict) -> None:
        one = BonusClaim(title=found["title"], document_number=found["document_number"])
        alike = [other for other in self.others if looks_alike(one, other)]
        if alike:
            names = "、".join(f"第 {other.number} 号“{other.title}”" for other in alike)
            self.add_error("same_as", f"与{names}像是同一事项：是的请选上，不是的在下面写明原因。")

    def entry(self) -> ClaimEntry:
        """Return what was written; of a valid form."""
        told = self.cleaned_data
        names = ("kind", "title", "level", "happened_on", "issuer", "document_number")
        same = told.get("same_as") or None
        return ClaimEntry(
            **{name: told[name] for name in names},
            amount=told["figure"],
            words=told["words"].strip(),
            date_reason=told["date_reason"],
            same_as_id=int(same) if same else None,
            not_same=told.get("not_same", ""),
        )


def initial_of(claim: BonusClaim) -> dict:
    """Return what a form shows of a claim that stands."""
    names = (
        "kind", "title", "level", "happened_on", "issuer", "document_number", "words",
        "date_reason", "not_same", "version",
    )  # fmt: skip
    told = {name: getattr(claim, name) for name in names}
    return told | {
        "amount": as_shown(claim.amount, MeasureKind.QUANTITY),
        "same_as": str(claim.same_as_id or ""),
    }


class ClaimFilesForm(forms.Form):
    """Several documents for a claim."""

    file = EvidenceFilesField(label="添加证明材料")


class ClaimStepForm(forms.Form):
    """The words that go with a step. version: of the claim that its reader saw."""

    text = forms.CharField(
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": f"不超过 {LONGEST_WORDS} 个字，请删减。"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args, label: str = "说明", required: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
        self.fields["text"].required = required
        self.fields["text"].error_messages["required"] = f"请写明{label}。"


class ClaimDecisionForm(forms.Form):
    """What the office decides. others: the city's other standing claims."""

    ACCEPT, REJECT = "accept", "reject"
    outcome = forms.ChoiceField(
        label="决定",
        choices=[(ACCEPT, "采纳（采纳的数可以少于申报的）"), (REJECT, "不采纳")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择采纳或不采纳。"},
    )
    amount = needed(
        forms.CharField(
            required=False,
            max_length=30,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            help_text="不采纳的不用填。",
        )
    )
    same = forms.ChoiceField(
        label="与哪件申报是同一事项", required=False, help_text="同一事项只按最高的计一次。"
    )
    reason = forms.CharField(
        label="理由",
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=said("市州会看到。"),
        error_messages={
            "required": "请写明采纳或不采纳的理由。",
            "max_length": f"理由不超过 {LONGEST_WORDS} 个字，请删减。",
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(
        self,
        *args,
        claim: BonusClaim,
        claimable: Claimable | None,
        others: Sequence[BonusClaim],
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.claimable, self.claim = claimable, claim
        if claimable is None or not claimable.asks_amount:
            del self.fields["amount"]
        else:
            self.fields["amount"].label = claimable.amount_label.replace("申报", "采纳")
            self.fields["amount"].initial = as_shown(claim.amount, MeasureKind.QUANTITY)
        if others:
            names = [(str(o.number), f"第 {o.number} 号 {o.level}“{o.title}”") for o in others]
            none = [(str(NOT_THE_SAME), "不是，另一件事")]
            self.fields["same"].choices = [("", "请选择"), *none, *names]
            said_of = [o.number for o in others if o.pk == claim.same_as_id]
            is_alike = any(looks_alike(claim, other) for other in others)
            self.fields["same"].initial = (
                str(said_of[0]) if said_of else "" if is_alike else str(NOT_THE_SAME)
            )
            needed(self.fields["same"])
        else:
            del self.fields["same"]

    def clean(self):
        found = super().clean()
        found["figure"] = None
        if found.get("outcome") == self.ACCEPT:
            found["figure"] = self._figure(found)
        return found

    def _figure(self, found: dict) -> Decimal | None:
        if self.claimable is None or not self.claimable.asks_amount:
            return Decimal(1)
        measure = self.claimable.measure.engine
        try:
            value = parse_value(found.get("amount", ""), measure.kind, measure.unit)
        except WrongValue as wrong:
            self.add_error("amount", f"{wrong}。")
            return None
        if why := self.claimable.why_not(value):
            self.add_error("amount", f"{why.replace('申报', '采纳', 1)}。")
        return value

    def verdict(self) -> Verdict:
        """Return what was decided; of a valid form."""
        told = self.cleaned_data
        same = told.get("same", "")
        return Verdict(told["figure"], told["reason"], int(same) if same else None)
