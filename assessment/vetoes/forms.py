"""What is filled in about veto decisions: the proposal, why one is lifted."""

from collections.abc import Sequence

from django import forms

from assessment.by_two.forms import DecisionLiftingForm, short_words
from assessment.models import LONGEST_GROUND, Incident
from assessment.vetoes.actions import Ground
from assessment.vetoes.rules import Vetoable
from trust.forms import needed


class VetoForm(forms.Form):
    """A proposal about one city's table. incidents: those of the city that may be its ground."""

    rule = forms.ChoiceField(
        label="否决条款",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择否决条款。"},
    )
    incident = needed(
        forms.ChoiceField(
            label="所依据的事件",
            required=False,
            help_text="事件台账里的；没有登记的，写明依据文件。",
        )
    )
    document = needed(
        short_words(
            "依据文件",
            help_text="文件名称和文号，如《…通报》湘政办函〔2017〕5号；选了事件的可以不填。",
        )
    )
    ground = forms.CharField(
        label="事实和理由",
        max_length=LONGEST_GROUND,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "请写明事实和理由。",
            "max_length": f"事实和理由不超过 {LONGEST_GROUND} 个字，请删减。",
        },
    )

    def __init__(
        self, *args, vetoables: Sequence[Vetoable], incidents: Sequence[Incident], **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.vetoables = {str(each.rule.pk): each for each in vetoables}
        self.incidents = {str(incident.pk): incident for incident in incidents}
        self.fields["rule"].choices = [
            (pk, f"{each.item.name}：{each.clause}（{each.bars}）")
            for pk, each in self.vetoables.items()
        ]
        if len(self.vetoables) == 1:
            self.fields["rule"].initial = next(iter(self.vetoables))
        self.fields["incident"].choices = [
            ("", "没有登记"), *((pk, i.told) for pk, i in self.incidents.items())
        ]  # fmt: skip

    def clean(self):
        found = super().clean()
        if not self.errors and not found["incident"] and not found["document"]:
            self.add_error("document", "请选择所依据的事件，或写明依据文件。")
        return found

    @property
    def chosen(self) -> Vetoable:
        return self.vetoables[self.cleaned_data["rule"]]

    def based_on(self) -> Ground:
        """Return the ground; of a valid form."""
        told = self.cleaned_data
        return Ground(told["ground"], self.incidents.get(told["incident"]), told["document"])


class VetoLiftingForm(DecisionLiftingForm):
    what, undoing = "否决", "解除"
