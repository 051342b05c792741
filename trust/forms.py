"""What every form that takes a day, a figure or a file refuses."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from lib.days import FIRST_YEAR, LAST_YEAR, is_meant
from lib.numerals import NotANumber, narrow, read_number
from trust.guard import EVIDENCE_KINDS, UploadRefused, check_upload
from trust.guard.upload import EXTENSIONS

#: How many files may come at once.
MOST_FILES = 20


def needed(field: forms.Field) -> forms.Field:
    """Return a field that its form asks for, though it is not required by itself: a file or what
    was read of it, a figure with one answer and not with another. It is not marked 选填."""
    field.is_needed = True  # type: ignore[attr-defined]  # asked by templates/components/field.html
    return field


def accepted(kinds: Iterable[str]) -> str:
    """Return what the browser offers to choose from, by every ending that such files bear."""
    return ",".join(f".{ending}" for kind in kinds for ending in _endings(kind))


def _endings(kind: str) -> list[str]:
    return [ending for ending, known in EXTENSIONS.items() if known == kind]


def check_day(day: date | datetime) -> None:
    """Validate a day or moment that was typed: one of a year that nobody means is refused."""
    if not is_meant(day):
        raise ValidationError(f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，请核对。", code="year")


class MomentField(forms.DateTimeField):
    """A day with a time of day, typed in one field."""

    default_validators = [check_day]

    def __init__(self, **kwargs):
        widget = forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "moment"}
        )
        super().__init__(widget=widget, **kwargs)


class FigureInput(forms.TextInput):
    """No number field of the browser: that one takes 1e3 and no full-width digit."""

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})


class FigureField(forms.DecimalField):
    """A decimal, read as in the cells of the tables: full-width digits are digits, 1e3 is none.

    A form's own words for what is no number come first.
    """

    widget = FigureInput

    def __init__(self, *, error_messages: dict[str, str] | None = None, **options: Any):
        super().__init__(error_messages=error_messages, **options)
        self.own_words = (error_messages or {}).get("invalid", "")

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # as Django's
        if isinstance(value, Decimal):
            return value
        typed = "" if value is None else narrow(str(value))
        try:
            return read_number(typed) if typed else None
        except NotANumber as error:
            raise ValidationError(self.own_words or f"{error}。", code="invalid") from error


def line_field(
    label: str, longest: int, *, required: str = "", help_text: str = ""
) -> forms.CharField:
    """Return a line of words. required: what is said where it is empty; without, it may be."""
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=longest,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": required,
            "max_length": f"{label}不超过 {longest} 个字，请删减。",
        },
    )


class VersionedForm(forms.ModelForm):
    """A form that knows which version its reader saw; the action compares it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class EvidenceForm(forms.Form):
    """One file, with what is wrong with it. advice: what to do instead of sending another kind."""

    file = forms.FileField(
        label="添加佐证材料",
        help_text=f"可用 {'、'.join(EVIDENCE_KINDS)}，每个不超过 20 MB。",
        max_length=200,
        error_messages={
            "required": "还没有选择文件，请先选择。",
            "empty": "文件是空的（0 字节），没有保存；请检查原文件后再上传。",
            "max_length": "文件名超过 200 个字，没有保存；请改短后再上传。",
        },
        widget=forms.FileInput(attrs={"accept": accepted(EVIDENCE_KINDS)}),
    )

    def __init__(self, *args, kinds: Iterable[str] = EVIDENCE_KINDS, advice: str = "", **options):
        super().__init__(*args, **options)
        self.kinds, self.advice = tuple(kinds), advice

    def clean_file(self):
        """Look at the bytes before anything reads them."""
        file = self.cleaned_data["file"]
        try:
            check_upload(file.read(), file.name, kinds=self.kinds, advice=self.advice)
        except UploadRefused as error:
            raise forms.ValidationError(str(error)) from error
        file.seek(0)
        return file


class _Files(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name)


class EvidenceFilesField(forms.Field):
    """What was chosen, each file judged by itself: the good ones, and why others are refused.

    kinds: what may be sent. advice: what to do instead of sending another kind.
    """

    default_error_messages = {"required": "还没有选择文件，请先选择。"}

    def __init__(self, *, kinds: Iterable[str] = EVIDENCE_KINDS, advice: str = "", **options):
        self.kinds, self.advice = tuple(kinds), advice
        told = f"可一次选几个；可用 {'、'.join(self.kinds)}，每个不超过 20 MB，"
        widget = _Files(attrs={"accept": accepted(self.kinds), "multiple": True})
        options.setdefault("help_text", f"{told}一次合计不超过 30 MB。")
        super().__init__(widget=widget, **options)

    def clean(self, sent) -> tuple[list[UploadedFile], list[str]]:
        chosen = [file for file in sent or () if file]
        if not chosen:
            raise forms.ValidationError(self.error_messages["required"])
        if len(chosen) > MOST_FILES:
            raise forms.ValidationError(f"一次最多上传 {MOST_FILES} 个文件，请分几次上传。")
        good: list[UploadedFile] = []
        refused: list[str] = []
        for file in chosen:
            sent_file = MultiValueDict({"file": [file]})
            one = EvidenceForm(files=sent_file, kinds=self.kinds, advice=self.advice)
            if one.is_valid():
                good.append(one.cleaned_data["file"])
            else:
                refused += [_named(file.name, str(why)) for why in one.errors["file"]]
        if not good:
            raise forms.ValidationError(refused)
        return good, refused


def _named(name: str, why: str) -> str:
    """Return why a file is refused with its name, where the sentence has it not already."""
    return why if why.startswith("文件“") else f"“{name[:60]}”：{why}"


class FilesForm(forms.Form):
    """Several files, laid to one place."""

    file = EvidenceFilesField(label="添加附件")
