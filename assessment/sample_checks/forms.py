"""What is filled in about a sample check: the draw, a city's sheet, what becomes of a cell."""

from collections.abc import Iterable

from django import forms

from assessment.collection.values import WrongValue, as_shown, parse_value
from assessment.forms import _FileOrParcel
from assessment.models import SampledCell, SampleDraw, Year
from assessment.models.sample_checks import LONGEST_DRAW_REASON, LONGEST_FINDING
from assessment.sample_checks.actions import CellFinding, DrawWish
from assessment.sample_checks.drawing import Size
from assessment.sample_checks.population import recorded_cells, table_of
from lib.site_words import said

MOST_CELLS = 200
_KINDS = SampleDraw.SizeKind


class DrawForm(forms.Form):
    """seen: the number of the draw that the person saw as the last."""

    size_kind = forms.ChoiceField(
        label="抽取办法",
        choices=[(value, said(label)) for value, label in _KINDS.choices],
        widget=forms.RadioSelect,
        initial=_KINDS.CELLS,
    )
    size = forms.IntegerField(
        label="数量",
        min_value=1,
        max_value=MOST_CELLS,
        initial=5,
        help_text=said("按格数的填每个市州几格；按百分比的填百分之几，每个市州至少一格。"),
        error_messages={"required": "请填写抽取的数量。", "invalid": "数量请填整数。"},
    )
    is_weighted = forms.BooleanField(
        label="按分值加权",
        required=False,
        help_text="分值越大的要点越容易抽中；不勾选时各格机会相同。",
    )
    reason = forms.CharField(
        label="重新抽样的理由",
        required=False,
        max_length=LONGEST_DRAW_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": f"理由不超过 {LONGEST_DRAW_REASON} 个字，请删减。"},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10_000)

    def __init__(self, *args, is_anew: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_anew:
            del self.fields["reason"]

    def clean(self):
        found = super().clean()
        if found.get("size_kind") == _KINDS.PERCENT and (found.get("size") or 0) > 100:
            self.add_error("size", "百分比不超过 100。")
        return found

    def wanted(self) -> DrawWish:
        """Return what was asked for; of a valid form."""
        told = self.cleaned_data
        return DrawWish(
            Size(told["size"], is_percent=told["size_kind"] == _KINDS.PERCENT),
            is_weighted=told["is_weighted"],
            reason=told.get("reason", ""),
            seen=told["seen"],
        )


class PickForm(forms.Form):
    """A cell added to the sample by hand. cells: those of one city that are not in it."""

    cell = forms.ChoiceField(label="哪一格", error_messages={"required": "请选择要核查的格。"})
    reason = forms.CharField(
        label="理由",
        max_length=LONGEST_DRAW_REASON,
        error_messages={
            "required": "另加的格须写明理由。",
            "max_length": f"理由不超过 {LONGEST_DRAW_REASON} 个字，请删减。",
        },
    )

    def __init__(self, *args, year: Year, city: str, taken: Iterable[str], **kwargs):
        super().__init__(*args, **kwargs)
        taken = set(taken)
        choices = [
            (str(cell.pk), f"{cell.measure.component.item.name} · {cell.measure.name}")
            for cell in recorded_cells(year)
            if table_of(cell).city.key == city and cell.measure.code not in taken
        ]
        self.fields["cell"].choices = [("", "请选择"), *choices]


class SheetForm(forms.Form):
    """A city's sheet: of each cell that may be written the found figure, words and the version
    that was seen. What is left empty was not looked at yet."""

    def __init__(self, *args, cells: Iterable[SampledCell], **kwargs):
        super().__init__(*args, **kwargs)
        self.cells = list(cells)
        for cell in self.cells:
            self._add(cell)

    def _add(self, cell: SampledCell) -> None:
        number = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        self.fields[f"found{cell.pk}"] = forms.CharField(
            label=f"{cell.item_name} · {cell.measure_name} 核查数",
            required=False,
            max_length=60,
            widget=number,
            initial=as_shown(cell.found, cell.measure_kind),
        )
        self.fields[f"words{cell.pk}"] = forms.CharField(
            label=f"{cell.item_name} · {cell.measure_name} 核查情况",
            required=False,
            max_length=LONGEST_FINDING,
            widget=forms.Textarea(attrs={"rows": 2}),
            initial=cell.finding,
            error_messages={"max_length": f"核查情况不超过 {LONGEST_FINDING} 个字，请删减。"},
        )
        self.fields[f"version{cell.pk}"] = forms.IntegerField(
            widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, initial=cell.version
        )

    def of(self, cell: SampledCell) -> list[forms.BoundField]:
        """Return the three fields of a cell, none of one that may not be written."""
        names = (f"{name}{cell.pk}" for name in ("found", "words", "version"))
        return [self[name] for name in names if name in self.fields]

    def clean(self):
        told = super().clean()
        told["findings"] = [
            found for cell in self.cells if (found := self._finding(cell, told)) is not None
        ]
        return told

    def _finding(self, cell: SampledCell, told: dict) -> CellFinding | None:
        name, words = f"found{cell.pk}", (told.get(f"words{cell.pk}") or "").strip()
        try:
            value = parse_value(told.get(name, ""), cell.measure_kind, cell.unit)
        except WrongValue as wrong:
            self.add_error(name, f"{wrong}。")
            return None
        if value is None:
            if cell.is_checked:
                self.add_error(name, "已核查的格不能清空；核查数有误的请改正。")
            elif words:
                self.add_error(name, "写了核查情况，还没有填核查数；与上报数一致的也请填写。")
            return None
        if value != cell.reported and not words:
            self.add_error(f"words{cell.pk}", "核查数与上报数不同，请写明核查情况。")
        return CellFinding(cell.pk, value, words, told.get(f"version{cell.pk}") or 0)


class SettleForm(forms.Form):
    """What becomes of a difference."""

    ACTS = ("adopt", "explain", "reopen")

    act = forms.ChoiceField(choices=[(act, act) for act in ACTS])
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    cell_version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=LONGEST_FINDING,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"理由不超过 {LONGEST_FINDING} 个字，请删减。"},
    )


class SampleFileForm(_FileOrParcel):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = "用“导出 Excel”得到的 .xlsx，填好核查数、核查情况后上传。"
        self.fields["file"].widget.attrs["accept"] = ".xlsx"
