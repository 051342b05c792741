"""Forms about a form as a whole: its name, its definition as a file."""

from django import forms

from selfeval.filing.file_reading import WrongFile
from trust import guard

LARGEST = 2 * 1024 * 1024


class NameForm(forms.Form):
    code = forms.RegexField(
        r"^[a-z][a-z0-9_]{0,39}$",
        label="编码",
        help_text="小写字母开头，可含数字、下划线；各版本共用，不再更改。",
        error_messages={
            "required": "请填写编码。",
            "invalid": "编码应为小写字母开头的字母、数字、下划线，不超过 40 个字符。",
        },
    )
    title = forms.CharField(
        label="名称", max_length=120, error_messages={"required": "请填写名称。"}
    )

    @property
    def sentence(self) -> str:
        """All that is wrong, in one line, for a page that shows no fields."""
        return "".join(str(error) for errors in self.errors.values() for error in errors)


class DefinitionFileForm(forms.Form):
    """The file is read here, in the limited process: what comes out is the definition."""

    file = forms.FileField(
        label="表式文件",
        help_text="由“导出定义”得到的 .json 文件，不超过 2 MB。",
        error_messages={"required": "还没有选择文件，请先选择。", "empty": "文件是空的。"},
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> dict:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise forms.ValidationError("文件超过 2 MB，没有导入。")
        data = upload.read(LARGEST + 1)
        try:
            guard.check_upload(data, upload.name, kinds=("json",))
            return guard.run_limited("selfeval.filing.file_reading.definition_of", data)
        except (guard.UploadRefused, WrongFile) as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
