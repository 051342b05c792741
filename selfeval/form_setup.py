"""Forms about a form as a whole: its name, its definition as a file."""

import json

from django import forms

from selfeval.engine.definition import form_of
from selfeval.engine.errors import WrongForm

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
    """The file is read here: what comes out is the definition."""

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
        try:
            data = json.loads(upload.read(LARGEST + 1).decode("utf-8-sig"))
            form_of(data)
        except (UnicodeDecodeError, RecursionError, json.JSONDecodeError) as error:
            raise forms.ValidationError("这不是表式文件（JSON），没有导入。") from error
        except WrongForm as error:
            raise forms.ValidationError(f"{error}没有导入。") from error
        return data
