"""What is filled in about 问题清单: a problem, what was done about it, another term."""

from collections.abc import Sequence

from django import forms

from assessment.models import CityTable, Year
from assessment.models.rectification import LONGEST_ANSWER, LONGEST_PROBLEM
from assessment.objections.forms import FilesIfAny
from assessment.rectification.actions import Problem
from assessment.rectification.origins import Origin
from lib.site_words import said
from trust.forms import check_day


def _words(
    label: str, most: int, rows: int, *, required: str = "", help_text: str = ""
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
        error_messages={
            "required": required,
            "max_length": f"{label}不超过 {most} 个字，请删减；详情可以写在附件里。",
        },
    )


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        validators=[check_day],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请按“年-月-日”填写。", "required": f"请填写{label}。"},
    )


class ProblemForm(forms.Form):
    """A problem; origin: what it is made of, None where it is written by hand."""

    city = forms.ChoiceField(label=said("市州"), error_messages={"required": said("请选择市州。")})
    problem = _words("问题", LONGEST_PROBLEM, 4, required="请写明是什么问题。")
    demand = _words("整改要求", LONGEST_PROBLEM, 3, required="请写明要求怎么整改。")
    due_on = _day("整改期限")
    responsible = forms.CharField(
        label="责任单位、责任人",
        max_length=100,
        error_messages={
            "required": "请写明责任单位。",
            "max_length": "责任单位、责任人不超过 100 个字，请删减。",
        },
    )

    def __init__(self, *args, year: Year, origin: Origin | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.origin = origin
        if origin is not None:
            del self.fields["city"]
            return
        tables = CityTable.objects.filter(year=year, issued_at__isnull=False)
        cities = tables.order_by("city__key").values_list("city", "city_name")
        self.fields["city"].choices = [("", "请选择"), *((str(pk), name) for pk, name in cities)]

    def told(self) -> Problem:
        """Return what was said; of a valid form."""
        said_of, origin = self.cleaned_data, self.origin
        plain = {name: said_of[name] for name in ("problem", "demand", "due_on", "responsible")}
        if origin is None:
            return Problem(city_id=int(said_of["city"]), **plain)
        return Problem(
            city_id=origin.city_id,
            source=origin.source,
            origin=origin.words,
            cell=origin.cell,
            incident=origin.incident,
            **plain,
        )


class RectificationForm(forms.Form):
    """A step of the flow. version: of the problem that the person saw."""

    text = _words("内容", LONGEST_ANSWER, 4, required="请填写内容；没有保存。")
    files = FilesIfAny(label="佐证材料")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args, asks: str = "内容", takes_files: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = asks
        self.fields["text"].error_messages["required"] = f"请写明{asks}；没有保存。"
        if not takes_files:
            del self.fields["files"]

    @property
    def uploads(self) -> Sequence:
        return self.cleaned_data.get("files", ())


class TermForm(forms.Form):
    due_on = _day("新的整改期限")
    reason = _words("理由", 300, 2, required="改变整改期限须写明理由；没有保存。")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
