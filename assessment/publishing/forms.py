"""What the 考核办 fills in to say to whom results are made known."""

from django import forms

from assessment.flow.forms import StepForm
from assessment.models import Disclosure, SnapshotUnit, Year
from assessment.models.disclosures import LONGEST_RECIPIENTS
from assessment.models.steps import LONGEST_STEP_REASON
from assessment.publishing.actions import NO_SNAPSHOT, DisclosureChoice
from assessment.states import PAGE
from lib.site_words import said

CLOSED, OPEN = "closed", "open"
_PAGE = [
    (CLOSED, "不公开网页：只把通报发给上面的单位"),
    (OPEN, "同时公开网页：任何人不用账号都可以看到下面选的内容"),
]


def _recipients(label: str, **options) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_RECIPIENTS,
        widget=forms.Textarea(attrs={"rows": 2}),
        **options,
    )


class DisclosureFields(forms.Form):
    """To whom the circular goes, and what of the results everybody may read: by default nothing."""

    main_to = _recipients(
        "主送",
        help_text=said("通报发给哪些单位，如“各市州移民管理机构”；一行一个，或用顿号隔开。"),
        error_messages={"required": "请填主送：通报发给哪些单位。"},
    )
    copy_to = _recipients("抄送", required=False)
    page = forms.ChoiceField(  # not chosen is not public
        label="公开网页", required=False, choices=_PAGE, initial=CLOSED, widget=forms.RadioSelect
    )
    parts = forms.MultipleChoiceField(
        label="网页上公开的内容",
        required=False,
        choices=Disclosure.Part.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="没有选的都不公开。评分卡上有总分、名次、每一处扣分和录入的数据、备注，公开前请核对。",
    )

    def offer(self, year: Year) -> None:
        """Offer what the year's newest snapshot has. One query."""
        graded = SnapshotUnit.objects.filter(snapshot__year=year).exclude(grade="")
        if not graded.exists():
            parts = [c for c in Disclosure.Part.choices if c[0] != Disclosure.Part.GRADES]
            self.fields["parts"].choices = parts

    def check_page(self, year: Year) -> None:
        """Refuse a page of nothing, and one of a year that has no snapshot. One query at most."""
        if self.cleaned_data.get("page") != OPEN:
            return
        if not self.cleaned_data.get("parts") and "parts" not in self.errors:
            self.add_error("parts", "公开网页的，请至少选一项内容。")
        elif not year.snapshots.exists():
            self.add_error("page", f"{year}{NO_SNAPSHOT}。")

    def choice(self) -> DisclosureChoice:
        """Return what was chosen; of a valid form."""
        told = self.cleaned_data
        return DisclosureChoice(
            main_to=_in_a_row(told["main_to"]),
            copy_to=_in_a_row(told["copy_to"]),
            parts=tuple(told["parts"]) if told["page"] == OPEN else (),
        )


class PublishForm(DisclosureFields, StepForm):
    """公布, with to whom."""

    field_order = ("version", "published_on", "circular", "main_to", "copy_to", "page", "parts")

    def __init__(self, *args, year: Year, **kwargs):
        super().__init__(*args, year=year, **kwargs)
        self.offer(year)
        self.order_fields(self.field_order)

    def clean(self):
        cleaned = super().clean()
        self.check_page(self.year)
        return cleaned

    @property
    def detail_fields(self) -> list[forms.BoundField]:
        names = (*self.step.details, *self.step.optional, "parts")
        return [self[name] for name in names]

    def told(self) -> dict:
        told, choice = super().told(), self.choice()
        told["details"] |= {
            "main_to": choice.main_to,
            "copy_to": choice.copy_to,
            PAGE: " ".join(choice.parts),
        }
        return told


class DisclosureForm(DisclosureFields):
    """The choice changed after 公布. seen: Disclosure.number, 0 where there was none."""

    reason = forms.CharField(
        label="理由",
        max_length=LONGEST_STEP_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="记入经过和日志。",
        error_messages={"required": "请写明理由。"},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**15)

    def __init__(self, *args, year: Year, current: Disclosure | None, **kwargs):
        super().__init__(*args, initial=_initial(current), **kwargs)
        self.year = year
        self.offer(year)

    def clean(self):
        cleaned = super().clean()
        self.check_page(self.year)
        return cleaned


def _initial(current: Disclosure | None) -> dict:
    if current is None:
        return {"seen": 0}
    return {
        "seen": current.number,
        "main_to": current.main_to,
        "copy_to": current.copy_to,
        "page": OPEN if current.is_public else CLOSED,
        "parts": current.parts,
    }


def _in_a_row(told: str) -> str:
    """Return units that stand one on a line beside each other."""
    return "、".join(line.strip(" 、\t") for line in told.splitlines() if line.strip(" 、\t"))
