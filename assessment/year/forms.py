"""Forms by which the assessment office sets up a year."""

import re
import unicodedata
from decimal import Decimal

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from assessment.engine.grades import grade_faults
from assessment.engine.types import Grade, Group, Pooling, StepReading
from assessment.engine.types import Policy as EnginePolicy
from assessment.models import FIRST_YEAR, LAST_YEAR, Indicator, Policy, Year, YearState
from assessment.year.groups import groups_told, read_groups
from lib.numerals import plain
from lib.site_words import said
from trust.forms import FigureField, FigureInput, VersionedForm, check_day
from trust.versions import version_sent


class YearForm(forms.ModelForm):
    number = forms.IntegerField(
        label="年度",
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text="四位数字，如 2017。计分口径先按默认设定。",
    )

    class Meta:
        model = Year
        fields = ("number",)

    def validate_unique(self):
        """Nothing: create_year says it, and that nothing was done."""


def day_field(label: str, help_text: str = "", *, required: bool = False) -> forms.DateField:
    """A day that was typed or chosen."""
    return forms.DateField(
        label=label,
        required=required,
        validators=[check_day],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=help_text,
        error_messages={"invalid": "请按“年-月-日”填写。", "required": f"请填{label}。"},
    )


class DatesForm(VersionedForm):
    """When offices collect; of the other steps: assessment.flow.forms."""

    collection_opens = day_field("采集开始")
    collection_closes = day_field(
        "采集截止", "到期由考核办推进阶段；可以在“年度进程”设为到期自动关闭录入。"
    )

    class Meta:
        model = Year
        fields = ("collection_opens", "collection_closes")

    def told(self) -> dict:
        """Return what save_dates takes beside the year; of a valid form."""
        told = self.cleaned_data
        days = (told["collection_opens"], told["collection_closes"])
        return {
            "dates": {YearState.COLLECTING: days},
            "version": version_sent(told, "seen"),
        }


#: What of the form is not the policy itself.
BESIDE = {"version", "reason", NON_FIELD_ERRORS}
MOST_GRADES = 6
GRADE_PARTS = ("name", "least", "first", "quota", "is_best")
#: What an empty row suggests.
USUAL_GRADES = (("优秀", "90"), ("良好", "80"), ("合格", "60"), ("不合格", "0"))


def _grade_figure(label: str, **options) -> FigureField:
    widget = FigureInput(attrs={"placeholder": options.pop("usual", "")})
    return FigureField(label=label, required=False, widget=widget, **options)


class FirstField(forms.CharField):
    """Which places reach a grade: «3» the first three, «30%» so many of all. Cleans to the figure
    and whether it is a share; None where places do not matter."""

    def __init__(self):
        widget = forms.TextInput(attrs={"autocomplete": "off", "placeholder": ""})
        super().__init__(label="前几名", required=False, max_length=8, widget=widget)

    def clean(self, value):
        told = super().clean(value)
        return read_first(told) if told else None


def read_first(told: str) -> tuple[Decimal, bool]:
    """Return a place or a share that was typed («3», «前 3 名», «30%»). Raises
    ValidationError."""
    plain_told = unicodedata.normalize("NFKC", told).replace(" ", "")
    plain_told = plain_told.removeprefix("前").removesuffix("名")
    figure, is_share = plain_told.removesuffix("%"), plain_told.endswith("%")
    match = re.fullmatch(r"[0-9]{1,4}(?:\.[0-9])?", figure, re.ASCII)
    first = Decimal(figure) if match else Decimal(0)
    if first <= 0 or (first > 100 if is_share else first % 1):
        raise forms.ValidationError(
            f"“{told}”应为名次（如 3）或百分比（如 30%）；不看名次的不填。", code="first"
        )
    return first.normalize() if first % 1 else Decimal(int(first)), is_share


def first_shown(grade: Grade) -> str:
    return f"{_shown(grade.first)}{'%' if grade.is_share else ''}"


def _grade_fields(number: int) -> dict[str, forms.Field]:
    """Return the fields of one row, in the order of GRADE_PARTS."""
    name, least = USUAL_GRADES[number] if number < len(USUAL_GRADES) else ("", "")
    fields = (
        forms.CharField(
            label="等次",
            max_length=10,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": name}),
        ),
        _grade_figure("多少分以上", usual=least, min_value=0, max_digits=6, decimal_places=2),
        FirstField(),
        _grade_figure(
            "不超过（%）", min_value=Decimal("0.1"), max_value=100, max_digits=4, decimal_places=1
        ),
        forms.TypedChoiceField(
            label="评优",
            choices=[("0", "否"), ("1", "是")],
            coerce=lambda value: value == "1",
            empty_value=False,
            required=False,
        ),
    )
    return {grade_field(number, part): f for part, f in zip(GRADE_PARTS, fields, strict=True)}


def grade_field(number: int, part: str) -> str:
    return f"grade{number}_{part}"


def _off_or_on(label: str, *, off: str, on: str, help_text: str) -> forms.TypedChoiceField:
    """A choice that a form need not send: then it is off."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("0", off), ("1", on)],
        coerce=lambda value: value == "1",
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
        help_text=help_text,
    )


class PolicyForm(forms.Form):
    step_reading = forms.ChoiceField(
        label="不足一档的部分",
        choices=Policy.StepReading.choices,
        widget=forms.RadioSelect,
        help_text="原文“每少完成10%扣…分”没有说明不足 10% 的部分如何计。",
    )
    pooling = forms.ChoiceField(
        label="一项任务含多项数量",
        choices=Policy.Pooling.choices,
        widget=forms.RadioSelect,
        help_text="如“油茶5000亩、茶叶1500亩……每少完成10%”，原文没有说明各项能否相抵。",
    )
    cap_components = forms.TypedChoiceField(
        label="要点扣分上限",
        choices=[("1", "扣完为止，以要点分值为限"), ("0", "不设上限，扣到指标 0 分为止")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        help_text="原文没有写“扣完为止”。",
    )
    counts_bonus = _off_or_on(
        "加分",
        off="不计入总分，只列出",
        on="计入总分",
        help_text="指标表中 100 分以外的加分规则。",
    )
    bonus_cap = FigureField(
        label="加分上限",
        required=False,
        min_value=Decimal("0.01"),
        max_digits=5,
        decimal_places=2,
        help_text="各项加分合计最多计多少分；不填为不设上限。",
    )
    applies_vetoes = _off_or_on(
        "否决条款",
        off="只列出，不影响等次",
        on="降低等次",
        help_text="一票否决评为最低等次，取消评优不得评为评优等次，降一等降低一个等次。",
    )
    groups = forms.CharField(
        label="分组",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "一类：甲单位、乙单位"}),
        help_text="每组一行：组名、冒号、各单位；也可以从 Excel 粘贴“组名、单位”两列。"
        "不填为全部一起排名。填了的，另排组内名次，限额按组计算。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="变更理由",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=said("得分向市州反馈以后变更口径，须写明理由。"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number in range(MOST_GRADES):
            self.fields.update(_grade_fields(number))

    @property
    def grade_rows(self) -> list[list[forms.BoundField]]:
        return [[self[name] for name in _grade_fields(number)] for number in range(MOST_GRADES)]

    def clean_groups(self) -> tuple[Group, ...]:
        return read_groups(self.cleaned_data["groups"])

    def clean(self):
        cleaned = super().clean()
        named = {n: row for n in range(MOST_GRADES) if (row := self._grade_row(n))}
        for number, row in named.items():
            least, first = grade_field(number, "least"), grade_field(number, "first")
            is_wrong = not self.errors.keys().isdisjoint((least, first))
            is_bare = row["least"] is None and row["first"] is None and not is_wrong
            if is_bare and number != max(named):
                self.add_error(least, "请填多少分以上，或前几名，评为这个等次。")
        grades = tuple(map(_grade_told, named.values()))
        numbers = list(named)
        for place, fault in grade_faults(grades) if not self.errors else ():
            self.add_error(grade_field(numbers[place], "name"), fault)
        cleaned["grades"] = grades
        return cleaned

    def _grade_row(self, number: int) -> dict | None:
        """Return a row's parts, None for one that is left empty."""
        told = self.cleaned_data
        row = {part: told.get(grade_field(number, part)) for part in GRADE_PARTS}
        if not row["name"]:
            if any(row[part] is not None for part in ("least", "first", "quota")):
                self.add_error(grade_field(number, "name"), "请填等次名称。")
            return None
        return row

    def choice(self) -> EnginePolicy:
        """Return what was chosen; of a valid form."""
        told = self.cleaned_data
        return EnginePolicy(
            step_reading=StepReading(told["step_reading"]),
            pooling=Pooling(told["pooling"]),
            cap_components=told["cap_components"],
            counts_bonus=told["counts_bonus"],
            bonus_cap=told["bonus_cap"] if told["counts_bonus"] else None,
            grades=told["grades"],
            applies_vetoes=told["applies_vetoes"] and bool(told["grades"]),
            groups=told["groups"],
        )

    def chosen(self) -> EnginePolicy | None:
        """Return what was chosen, whatever else is refused; None unless each is chosen."""
        if not self.is_bound or self.errors.keys() - BESIDE:
            return None
        return self.choice()


def _grade_told(row: dict) -> Grade:
    first, is_share = row["first"] or (None, False)
    return Grade(**{**row, "least": row["least"] or Decimal(0), "first": first}, is_share=is_share)


def initial_of(choice: EnginePolicy) -> dict:
    """Return what the form begins with. A query where there are groups."""
    return {
        "step_reading": choice.step_reading.value,
        "pooling": choice.pooling.value,
        "cap_components": "1" if choice.cap_components else "0",
        "counts_bonus": "1" if choice.counts_bonus else "0",
        "bonus_cap": _shown(choice.bonus_cap),
        "applies_vetoes": "1" if choice.applies_vetoes else "0",
        "groups": "\n".join(groups_told(choice.groups)),
        **{name: "" for n in range(MOST_GRADES) for name in _grade_fields(n)},
        **{
            grade_field(number, part): shown
            for number, grade in enumerate(choice.grades)
            for part, shown in _grade_shown(grade).items()
        },
    }


def _grade_shown(grade: Grade) -> dict[str, str]:
    return {
        "name": grade.name,
        "least": "" if grade.first is not None and not grade.least else plain(grade.least),
        "first": first_shown(grade),
        "quota": _shown(grade.quota),
        "is_best": "1" if grade.is_best else "0",
    }


def _shown(figure: Decimal | None) -> str:
    return "" if figure is None else plain(figure)


class IndicatorForm(forms.ModelForm):
    class Meta:
        model = Indicator
        fields = ("year", "order", "name")
        help_texts = {
            "order": "在总览和采集表里的先后。",
            "name": said("各市州指标表里同一指标的统一叫法；原表用字不变。"),
        }
