"""What is filled in about exemptions: the proposal, why one is lifted."""

from collections.abc import Sequence

from django import forms

from assessment.by_two.forms import DecisionLiftingForm, short_words
from assessment.exemptions.actions import Plea
from assessment.exemptions.subjects import Exemptable
from assessment.models import LONGEST_PLEA, Exemption
from trust import files
from trust.forms import EvidenceForm


class ExemptionForm(EvidenceForm):
    """A proposal about one city's table; what proves it may come along as a file."""

    subject = forms.ChoiceField(
        label="豁免的指标或要点",
        error_messages={"required": "请选择豁免的指标或要点。"},
        help_text="整项豁免的选整项；只有一个要点受影响的，只选这个要点。",
    )
    cause = forms.ChoiceField(
        label="原因",
        choices=Exemption.Cause.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择原因。"},
    )
    document = short_words(
        "依据文件",
        required="请写明依据文件和文号。",
        help_text="文件名称和文号，如《关于调整2017年度移民培训任务的通知》湘移发〔2017〕22号。",
    )
    plea = forms.CharField(
        label="事实和理由",
        max_length=LONGEST_PLEA,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "请写明事实和理由。",
            "max_length": f"事实和理由不超过 {LONGEST_PLEA} 个字，请删减。",
        },
    )

    field_order = ("subject", "cause", "document", "plea", "file")

    def __init__(self, *args, subjects: Sequence[Exemptable], **kwargs):
        super().__init__(*args, **kwargs)
        self.subjects = {each.key: each for each in subjects if not each.is_exempt}
        self.fields["subject"].choices = [
            ("", "请选择"), *((key, each.label) for key, each in self.subjects.items())
        ]  # fmt: skip
        self.fields["file"].required = False
        self.fields["file"].label = "证明材料"
        self.fields["file"].help_text = "文件的扫描件或照片，可以不附；不超过 20 MB。"

    def clean_file(self):
        return super().clean_file() if self.cleaned_data["file"] else None

    @property
    def chosen(self) -> Exemptable:
        return self.subjects[self.cleaned_data["subject"]]

    def pleaded(self) -> Plea:
        """Return what it rests on, its file stored; of a valid form."""
        told = self.cleaned_data
        upload = told["file"]
        kept = (files.store(upload), files.safe_name(upload.name)) if upload else None
        return Plea(told["cause"], told["plea"], told["document"], kept)


class ExemptionLiftingForm(DecisionLiftingForm):
    what, undoing = "豁免", "撤销"
