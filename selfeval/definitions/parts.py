"""The fields with which each part of a form is edited in the browser, as tables.

A part is one dataclass of engine.types or engine.scoring_types; its entries become form fields
by their type. Nothing is judged here but whether an entry can be read: a draft may be wrong for
a while, and engine.validation says what does not add up.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, get_type_hints

from django import forms

from lib.rounding import format_points
from lib.site_words import said
from selfeval.engine import scoring_types as judged
from selfeval.engine import types as engine
from selfeval.engine.formulas import MAX_LENGTH
from trust.forms import FigureField

LONGEST = 4000
CHOICES: dict[type[StrEnum], dict[str, str]] = {
    engine.Kind: {
        "text": "短文字", "long_text": "长文字", "number": "数值", "money": "金额",
        "percent": "百分比", "count": "个数（整数）", "measured": "目标值、完成值",
        "date": "日期", "yes_no": "是否", "choice": "选择", "person": "姓名",
        "phone": "电话", "signature": "手签（留空）",
    },
    engine.Orientation: {"portrait": "纵向", "landscape": "横向（宽表）"},
    judged.Severity: {"error": "错误：不改不能提交", "explain": "须说明：写明原因才能提交",
                      "remind": "提示：只提醒"},
    judged.Method: {
        "execution": "预算执行率：执行数÷预算数", "positive": "正向：完成值÷目标值",
        "negative": "反向：超过目标值则扣", "equal": "相符：与目标值一致才得分",
        "qualitative": "定性：按完成等次", "manual": "人工：不提出建议分",
    },
    judged.Split: {"shared": "合并计分，每个指标同等", "filer": "由填报单位分配分值"},
    judged.ScoringMode: {"table": "按指标计分", "own_total": "只填总分", "none": "不评分"},
    judged.NotApplicable: {"scale": "不计入，其余按比例折算", "by_hand": "由填报单位自填总分"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spec:
    """An entry as it is edited. look: «formula», «area», «lines» (one a line)."""

    name: str
    label: str
    look: str = ""
    help: str = ""
    needed: bool = False


def _s(name: str, label: str, look: str = "", *, help: str = "", needed: bool = False) -> Spec:
    return Spec(name, label, look, help, needed)


_CODE = _s("code", "编码", help="小写字母、数字、下划线；公式用它指这一项。", needed=True)
_LABEL = _s("label", "名称", help="可用 {year}、{last_year}、{next_year} 代年度。", needed=True)
_KIND = _s("kind", "类型")
_UNIT = _s("unit", "单位")
_FORMULA = _s("formula", "公式", "formula", help="填了公式即自动计算并锁定。")
_PREFILL = _s("prefill", "带入", help="place 地名、year 年度、last_year 去年同一格；不带入则留空。")
_COMMON = (
    _s("required", "必填"),
    _s("choices", "可选内容", "lines", help="类型为“选择”时，每行一项。"),
    _s("personal", "个人信息，公开时遮盖"),
    _PREFILL,
    _s("own_year", "文中年份须是本年度，否则提示"),
)
_HELP = _s("help", "填写说明", "area")
_PRINTED = _s("printed", "印在纸面上")

SPECS: dict[type, tuple[Spec, ...]] = {
    engine.Form: (
        _s("title", "名称", needed=True),
        _s("note", "说明", "area", help="编制依据、适用范围等，只给考核办看。"),
    ),
    engine.Section: (
        _LABEL, _CODE, _s("orientation", "纸张"), _s("guidance", "填写说明", "area"),
    ),
    engine.FieldBlock: (_s("label", "标题"), _s("columns", "每行几项"), _HELP, _PRINTED),
    engine.Field: (_LABEL, _CODE, _KIND, _UNIT, _FORMULA, *_COMMON, _HELP, _PRINTED),
    engine.Table: (
        _LABEL, _CODE, _s("row_label", "行名称的表头", help="不显示行名称则留空。"), _UNIT, _HELP,
        _PRINTED,
    ),
    engine.Column: (
        _LABEL, _CODE, _s("heads", "上层表头", "lines", help="合并的表头，由外到内，每行一层。"),
        _KIND, _UNIT, _FORMULA,
        _s("total", "合计行公式", "formula", help="可增行的表：如 sum(本栏编码)。"),
        _s("width", "印刷宽度（份）"), *_COMMON,
    ),
    engine.Row: (
        _LABEL, _CODE, _s("indent", "缩进"), _FORMULA, _s("open_label", "由填报单位写名称"),
        _s("blank", "没有的栏目", "lines", help="这一行不填的栏目编码，每行一个。"),
    ),
    engine.Narrative: (
        _LABEL, _CODE, _s("guidance", "写作提示", "area"), _s("required", "必填"),
        _s("own_year", "文中年份须是本年度，否则提示"),
    ),
    engine.IndicatorBlock: (
        _LABEL, _HELP,
    ),
    engine.TreeColumn: (
        _s("kind", "内容"), _s("head", "表头", help="照本单位的表写；不写则用通行的叫法。"),
        _s("width", "印刷宽度（份）", help="0 为通常的宽度。"),
    ),
    engine.TotalBlock: (_s("total_label", "总分的名称"), _s("grade_label", "等级的名称")),
    engine.SignatureBlock: (
        _s("label", "标题"), _s("lines", "各行文字", "lines", help="照样印出，后面留空手签。"),
        _s("seal", "盖章处"),
    ),
    judged.Indicator: (
        _LABEL, _CODE, _s("weight", "分值", help="下级各有分值的，本级可不填。"),
        _s("method", "计分方法"), _s("split", "下级分值"), _UNIT,
        _s("target", "目标值", help="表式规定的目标；由填报单位填写则留空。"),
        _s("sign", "指标性质", "sign", help="指标表有这一栏时用；由填报单位选择则留空。"),
        _s("target_required", "目标值必填"),
        _s("target_formula", "目标值公式", "formula"),
        _s("outcome_formula", "完成值公式", "formula"),
        _s("numerator", "分子", "formula", help="填的比率与 分子÷分母 核对。"),
        _s("denominator", "分母", "formula"),
        _s("may_add", "填报单位可在下面增加指标"), _s("may_drop", "填报单位可不选本指标"),
        _s("beside", "印在哪张表旁", "table", help="分值、得分印在这张表的右边；一般不选。"), _HELP,
    ),
    judged.Band: (_LABEL, _CODE, _s("share", "得分比例", help="0 至 1，如 0.8。")),
    judged.Grade: (
        _LABEL, _s("low", "下限", help="含"), _s("high", "上限", help="不含，最高一级含满分"),
    ),
    judged.TotalCap: (
        _s("words", "印出的规则", help="如 预算执行率不足 80% 的，总分不超过 89 分。", needed=True),
        _s("condition", "什么情况下", "formula",
           help="如 ratio(funds.all.executed, funds.all.budget) < 0.8。", needed=True),
        _s("most", "总分不超过"),
    ),
    judged.Deviation: (
        _s("words", "印出的规则", help="如 完成值超过目标值 30% 及以上的。", needed=True),
        _s("condition", "什么情况下", "formula",
           help="只用 outcome 完成值、target 目标值、weight 分值，如 outcome >= target * 1.3。",
           needed=True),
        _s("points", "建议分扣"),
    ),
    judged.Scoring: (
        _s("mode", "评分方式"), _s("full", "满分"), _s("places", "小数位"),
        _s("levels", "各级指标的叫法", "lines"), _s("not_applicable", "不适用的指标"),
    ),
    judged.Check: (
        _s("severity", "严重程度"),
        _s("condition", "应当成立的条件", "formula",
           help="如 spent <= budget；不成立时提出下面的话。", needed=True),
        _s("message", "提示的话", "area", help="写清哪里不符、怎么改。", needed=True),
        _s("cell", "指向的单元格", "name", help="点问题时跳到这格；逐行核对时填栏目编码。",
           needed=True),
        _s("each", "逐行核对的表", help="填表的编码则每一行都核对，条件里直接用栏目编码。"), _CODE,
    ),
    judged.TextFigure: (
        _s("text", "哪一段文字", "name", help="文字部分或长文字的编码。"),
        _s("phrase", "语句", help="数字写作 {n}，如 共培训移民{n}人次。", needed=True),
        _s("cell", "应等于", "formula", needed=True),
        _s("message", "提示的话", "area", help="不填则用通行的说法。"), _CODE,
    ),
    judged.Link: (
        _s("measure_key", said("市州指标表的测量项"), "measure", needed=True),
        _s("figure", "本表的数字", "formula", help="单位须与测量项一致。", needed=True),
        _s("label", "说明"),
    ),
}  # fmt: skip

#: What is folded away on a part's own page: seldom set.
MORE: dict[type, tuple[str, ...]] = {
    engine.Section: ("guidance",),
    engine.FieldBlock: ("columns", "help", "printed"),
    engine.Field: ("choices", "personal", "prefill", "own_year", "help", "printed"),
    engine.Table: ("row_label", "help", "printed", "minimum", "maximum", "total_label",
                   "total_first"),
    engine.Column: ("heads", "width", "choices", "personal", "prefill", "own_year"),
    engine.Row: ("blank",),
    judged.Indicator: ("target_required", "target_formula", "outcome_formula", "numerator",
                       "denominator", "may_add", "may_drop", "beside", "help"),
    judged.Scoring: ("places", "levels", "not_applicable"),
    engine.IndicatorBlock: ("help",),
}  # fmt: skip

#: What is edited in the line where a part is listed; the rest on the part's own page.
BRIEF: dict[type, tuple[str, ...]] = {
    engine.Field: ("label", "code", "kind", "unit", "required", "formula"),
    engine.Column: ("label", "code", "kind", "unit", "required", "formula", "total"),
    engine.Row: ("label", "code", "indent", "formula"),
    engine.TreeColumn: ("kind", "head", "width"),
    judged.Indicator: ("label", "code", "weight", "method", "unit"),
    judged.Band: ("label", "code", "share"),
    judged.Grade: ("label", "low", "high"),
    judged.TotalCap: ("words", "condition", "most"),
    judged.Deviation: ("words", "condition", "points"),
    judged.Link: ("measure_key", "figure", "label"),
}


class LinesField(forms.CharField):
    """Words, one a line, as a tuple."""

    widget = forms.Textarea

    def clean(self, value: Any) -> tuple[str, ...]:
        words = super().clean(value)
        return tuple(line.strip() for line in words.splitlines() if line.strip())


class PartForm(forms.Form):
    """The entries of one part. names: which of them; all without."""

    def __init__(self, part: Any, data=None, *, prefix=None, names: tuple[str, ...] = ()):
        self.part = part
        self.faults: dict[str, Any] = {}  # what is wrong with formulas, by entry
        kind = type(part)
        self.specs = [s for s in SPECS[kind] if not names or s.name in names]
        self.specs.sort(key=lambda s: names.index(s.name) if names else 0)
        initial = {spec.name: shown(getattr(part, spec.name)) for spec in self.specs}
        super().__init__(data, prefix=prefix, initial=initial, use_required_attribute=False)
        for spec in self.specs:
            self.fields[spec.name] = field_of(hints_of(kind)[spec.name], spec)
        if not names:
            self.add_more()

    def add_more(self) -> None:
        """Add what a part has beside its plain entries: growing rows, budget formulas."""

    @property
    def entries(self) -> list[tuple[forms.BoundField, Any]]:
        """Every field with what is wrong with its formula."""
        return [(self[name], self.faults.get(name)) for name in self.fields]

    @property
    def main(self) -> list[tuple[forms.BoundField, Any]]:
        folded = MORE.get(type(self.part), ())
        return [entry for entry in self.entries if entry[0].name not in folded]

    @property
    def more(self) -> list[tuple[forms.BoundField, Any]]:
        folded = MORE.get(type(self.part), ())
        return [entry for entry in self.entries if entry[0].name in folded]

    @property
    def is_more_open(self) -> bool:
        """Whether something folded away is wrong."""
        return any(field.errors or fault for field, fault in self.more)

    def edited(self) -> Any:
        """Return the part as typed; of a valid form."""
        hints = hints_of(type(self.part))
        told = {spec.name: self.cleaned_data[spec.name] for spec in self.specs}
        return replace(
            self.part,
            **{name: hints[name](v) if is_enum(hints[name]) else v for name, v in told.items()},
        )


class TableForm(PartForm):
    """A table with or without rows that the county adds."""

    def add_more(self) -> None:
        growing = self.part.growing
        now = growing or engine.Growing()
        self.fields["grows"] = forms.BooleanField(
            label="填报单位可增行", required=False, initial=growing is not None
        )
        for name, label in (("minimum", "最少行数"), ("maximum", "最多行数")):
            self.fields[name] = _whole(label, initial=getattr(now, name))
        self.fields["total_label"] = forms.CharField(
            label="合计行的名称", required=False, max_length=40, initial=now.total_label,
            help_text="不设合计行则留空；各栏的合计公式在栏目里填。",
        )  # fmt: skip
        self.fields["total_first"] = forms.BooleanField(
            label="合计行在最前", required=False, initial=now.total_first
        )

    def edited(self) -> engine.Table:
        table, told = super().edited(), self.cleaned_data
        names = ("minimum", "maximum", "total_label", "total_first")
        growing = engine.Growing(**{name: told[name] for name in names}) if told["grows"] else None
        return replace(table, growing=growing)


class ScoringForm(PartForm):
    """How the form is scored, with the formulas of what was spent of which budget."""

    def add_more(self) -> None:
        now = self.part.execution or judged.Execution("", "")
        for name, label in (("executed", "预算执行 · 执行数"), ("budget", "预算执行 · 预算数")):
            spec = Spec(name, label, "formula", "有执行率指标时须填；两者单位须一致。")
            self.fields[name] = field_of(str, spec)
            self.initial[name] = getattr(now, name)

    def edited(self) -> judged.Scoring:
        scoring, told = super().edited(), self.cleaned_data
        formulas = judged.Execution(told["executed"], told["budget"])
        return replace(scoring, execution=formulas if any(told[n] for n in _EXECUTION) else None)


_EXECUTION = ("executed", "budget")
_FORMS = {engine.Table: TableForm, judged.Scoring: ScoringForm}


LINE_TYPES = frozenset(BRIEF)


def part_form(part: Any, data=None) -> PartForm:
    """Return the form of a part's own page."""
    return _FORMS.get(type(part), PartForm)(part, data, prefix="own")


def line_form(part: Any, data=None, *, prefix: str) -> PartForm:
    """Return the form of a part where it is listed: its main entries in a line."""
    return PartForm(part, data, prefix=prefix, names=BRIEF[type(part)])


def field_of(hint: Any, spec: Spec) -> forms.Field:
    """Return the form field for an entry of this type."""
    told = {"label": spec.label, "help_text": spec.help}
    if is_enum(hint):
        return forms.ChoiceField(choices=tuple(CHOICES[hint].items()), **told)
    if hint is bool:
        return forms.BooleanField(required=False, **told)
    if hint is int:
        return _whole(**told)
    if hint is Decimal or hint == Decimal | None:
        return FigureField(required=hint is Decimal, max_digits=18, decimal_places=6, **told)
    if hint is not str:
        widget = forms.Textarea(attrs={"rows": 4})
        return LinesField(required=spec.needed, max_length=LONGEST, widget=widget, **told)
    if spec.look == "table":  # which there are, the editor knows
        return forms.ChoiceField(required=False, choices=(("", "不印在表旁"),), **told)
    if spec.look == "sign":
        choices = (("", "由填报单位选择"), *((sign, sign) for sign in engine.SIGNS))
        return forms.ChoiceField(required=False, choices=choices, **told)
    most = MAX_LENGTH if spec.look == "formula" else 40 if spec.name == "code" else LONGEST
    return forms.CharField(required=spec.needed, max_length=most, widget=_widget(spec), **told)


def _widget(spec: Spec) -> forms.Widget:
    if spec.look == "area":
        return forms.Textarea(attrs={"rows": 3})
    if spec.look == "formula":
        attrs = {"rows": 1, "class": "formula-input", "spellcheck": "false", "data-formula": "yes"}
        return forms.Textarea(attrs=attrs)
    attrs = {"spellcheck": "false"} if spec.name == "code" or spec.look else {}
    if spec.look == "name":
        attrs["data-formula"] = "yes"
    if spec.look == "measure":
        attrs["list"] = "measure-keys"
    return forms.TextInput(attrs={"autocomplete": "off", **attrs})


def _whole(label: str, **told: Any) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=0, max_value=1000, widget=widget, **told)


def is_enum(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, StrEnum)


def shown(entry: Any) -> Any:
    """Return an entry as its field shows it."""
    if isinstance(entry, Decimal):
        return format_points(entry)
    if isinstance(entry, StrEnum):
        return entry.value
    return "\n".join(entry) if isinstance(entry, tuple) else entry


@cache
def hints_of(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
