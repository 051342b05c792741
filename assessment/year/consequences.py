"""结果运用: what follows from each grade of a year, in the office's own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms

from assessment import permissions
from assessment.loading import load_policy
from assessment.models import LONGEST_CONSEQUENCE, Consequences, Year
from assessment.year.fixed import CONSEQUENCES, why_fixed
from trust import log
from trust.refusals import Refused
from trust.versions import check_version

#: What stands where something follows whichever grade it is.
GENERAL = "总的说明"


@dataclass(frozen=True, slots=True)
class Consequence:
    """grade: its name, or GENERAL."""

    grade: str
    text: str


def consequences_of(year: Year) -> list[Consequence]:
    """Return what follows from the grades of a year, best first, those without words left out. A
    text of a grade that the year gives no more is left out too. Two queries, one without any."""
    held = Consequences.objects.filter(year=year).first()
    if held is None:
        return []
    texts = {told["grade"]: told["text"] for told in held.texts}
    names = [grade.name for grade in load_policy(year).grades]
    found = [Consequence(name, texts[name]) for name in names if texts.get(name)]
    general = [Consequence(GENERAL, held.general)] if held.general and names else []
    return [*found, *general]


@log.acting()
def save_consequences(
    *, year: Year, texts: Mapping[str, str], general: str, version: int, reason: str, user,
    actor: log.Actor,
) -> Consequences:  # fmt: skip
    """Set what follows from each grade. Raises Refused or Outdated.

    texts: by the grades' names. reason: compulsory once scores were released.
    """
    permissions.check_can_set_up(user)
    year = Year.objects.select_for_update(no_key=True).get(pk=year.pk)
    if why := why_fixed(year, CONSEQUENCES):
        raise Refused(f"{why}；没有保存。")
    names = [grade.name for grade in load_policy(year).grades]
    if not names:
        raise Refused("本年度的计分口径没有设等次，请先设等次；没有保存。")
    held, _ = Consequences.objects.get_or_create(year=year)
    check_version(held, version)
    before = _told(held)
    held.texts = [
        {"grade": name, "text": text} for name in names if (text := texts.get(name, "").strip())
    ]
    held.general = general.strip()
    if _told(held) == before:
        return held
    if year.state in permissions.RELEASED_STATES and not reason.strip():
        raise Refused("得分已反馈，改变结果运用须写明理由；没有保存。")
    held.version += 1
    held._history_user = user
    held.save(update_fields=["texts", "general", "version"])
    log.write(actor, "设定结果运用", held, before=before, after=_told(held), reason=reason)
    return held


def carry_consequences(source: Year, target: Year) -> None:
    """Give a year the words of another one, unless it has some; within an action that logs. Two
    queries."""
    held = Consequences.objects.filter(year=source).first()
    if held is not None:
        Consequences.objects.get_or_create(
            year=target, defaults={"texts": held.texts, "general": held.general}
        )


def _told(held: Consequences) -> dict:
    told = {each["grade"]: each["text"] for each in held.texts}
    return told | ({GENERAL: held.general} if held.general else {})


class ConsequencesForm(forms.Form):
    """A text a grade. version: of the row that its reader saw."""

    general = forms.CharField(
        label=GENERAL,
        required=False,
        max_length=LONGEST_CONSEQUENCE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不分等次的，如结果与资金安排挂钩。",
    )
    reason = forms.CharField(
        label="变更理由",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="得分反馈以后再改，须写明理由。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args, grades: Sequence[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.grades = grades
        for number, name in enumerate(grades):
            self.fields[f"text{number}"] = forms.CharField(
                label=name,
                required=False,
                max_length=LONGEST_CONSEQUENCE,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={
                    "max_length": f"“{name}”不超过 {LONGEST_CONSEQUENCE} 个字，请删减。"
                },
            )

    @property
    def grade_fields(self) -> list[forms.BoundField]:
        return [self[f"text{number}"] for number in range(len(self.grades))]

    def texts(self) -> dict[str, str]:
        """Return the texts by grade; of a valid form."""
        return {name: self.cleaned_data[f"text{n}"] for n, name in enumerate(self.grades)}


def initial_of(year: Year, grades: Sequence[str]) -> dict:
    """Return what the form begins with. One query."""
    held = Consequences.objects.filter(year=year).first() or Consequences(year=year)
    texts = {told["grade"]: told["text"] for told in held.texts}
    fields = {f"text{number}": texts.get(name, "") for number, name in enumerate(grades)}
    return fields | {"general": held.general, "version": held.version}
