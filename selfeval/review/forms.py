"""What reviewers and the public fill in: filters, returns, remarks, codes."""

import re
import unicodedata

from django import forms
from django.utils import timezone

from lib.site_words import said
from selfeval.paper.model import CODE_LENGTH
from selfeval.review.verifying import CARD_CODE_LENGTH
from trust.forms import check_day

END_OF_DAY = timezone.datetime.max.time().replace(microsecond=0)


class FilterForm(forms.Form):
    """What narrows a list. Whatever it cannot read is left out, never an error."""

    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    task = forms.TypedChoiceField(label="任务", required=False, coerce=int, empty_value=None)
    city = forms.ChoiceField(label=said("市州"), required=False)
    q = forms.CharField(label=said("县市区"), required=False, max_length=40)
    project = forms.CharField(label="项目", required=False, max_length=80)
    stamp = forms.ChoiceField(
        label="盖章扫描件",
        required=False,
        choices=[
            ("", "不限"),
            ("sent", "已上传"),
            ("lacking", "未上传（含只有以前的）"),
            ("outdated", "只有以前的，需重新盖章上传"),
        ],
    )

    def __init__(self, data, *, tasks, cities):
        super().__init__(data)
        self.tasks = tasks
        years = sorted({task.year for task in tasks}, reverse=True)
        self.fields["year"].choices = [("", "全部年度"), *((y, f"{y}年度") for y in years)]
        self.fields["task"].choices = [("", "全部任务"), *((t.pk, str(t)) for t in tasks)]
        self.fields["city"].choices = [("", said("全部市州")), *((c.key, c.name) for c in cities)]
        for name in ("q", "project"):
            self.fields[name].widget.attrs["placeholder"] = "名称中的字"
        if not any(task.by_project for task in tasks):
            del self.fields["project"]
        if len(cities) < 2:
            del self.fields["city"]

    def asked(self) -> dict:
        """Return what was asked for and could be read."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ReasonForm(forms.Form):
    """Why something is taken back. version: of the report as the person saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由；填报单位和审计日志都会看到。"},
    )


class ReturnForm(ReasonForm):
    """A report sent back: all of it, or the cells that were picked, until a day."""

    WHOLE, PICKED = "whole", "picked"

    scope = forms.ChoiceField(
        label="退回范围",
        choices=[
            (PICKED, "只开放选中的单元格，其余保持原样、不能改动"),
            (WHOLE, "整份报告退回，全部可以修改"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择退回整份报告，还是只退回选中的单元格。"},
    )
    cells = forms.MultipleChoiceField(
        label="退回的单元格", required=False, widget=forms.CheckboxSelectMultiple
    )
    correct_by = forms.DateField(
        label="修改期限",
        required=False,
        validators=[check_day],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="到当天 24 时；不填则不限期。",
    )

    field_order = ("version", "reason", "scope", "cells", "correct_by")

    def __init__(self, *args, places: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.places = places
        self.fields["cells"].choices = list(places.items())

    def clean_correct_by(self):
        day = self.cleaned_data["correct_by"]
        if day is None:
            return None
        if day < timezone.localdate():
            raise forms.ValidationError("修改期限已经过去，请填今天或以后的日期。")
        return timezone.make_aware(timezone.datetime.combine(day, END_OF_DAY))

    def clean(self):
        found = super().clean()
        if found.get("scope") == self.PICKED and not found.get("cells"):
            self.add_error("cells", "请至少选中一个单元格，或改为退回整份报告。")
        return found

    def picked(self) -> list[str] | None:
        """Return the cells to open, None for the whole report."""
        is_whole = self.cleaned_data["scope"] == self.WHOLE
        return None if is_whole else self.cleaned_data["cells"]


class RemarkForm(forms.Form):
    cell = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    text = forms.CharField(
        label="意见",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "意见是空的，没有保存。"},
    )


class CodeForm(forms.Form):
    """A verification code as it is copied from paper; cleaned to the beginning of a digest, or
    to the code of a scorecard."""

    code = forms.CharField(
        label="校验码",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="自评报告的页脚和回执上为 12 位，如 9F86-D081-884C；评分卡上为 20 位，"
        "如 7K3M9-Q2X4B-TW0DH-N5R8C。不分大小写，连字符可省。",
        error_messages={"required": "请输入文件上印的校验码。"},
    )

    def clean_code(self):
        typed = unicodedata.normalize("NFKC", self.cleaned_data["code"])
        plain = re.sub(r"[\s\-‐‑–—−]", "", typed).lower()
        if not re.fullmatch(rf"[0-9a-f]{{{CODE_LENGTH}}}|[0-9a-z]{{{CARD_CODE_LENGTH}}}", plain):
            raise forms.ValidationError(
                f"校验码是 {CODE_LENGTH} 位数字和字母 A 至 F，评分卡的是 {CARD_CODE_LENGTH} 位"
                "数字和字母，请对照文件重新输入。"
            )
        return plain
