"""What the assessment office fills in of a year: tasks and extensions."""

from django import forms

from cities.models import Place
from lib.site_words import said
from selfeval.models import FormDefinition, FormState, Task
from trust.forms import MomentField


class TaskForm(forms.ModelForm):
    """A task before and after it is given out; the form asked for is then fixed."""

    opens_at = MomentField(label="开始填报")
    deadline = MomentField(label="截止时间", help_text="以提交到达的时间为准。")

    class Meta:
        model = Task
        fields = (
            "year",
            "form",
            "title",
            "opens_at",
            "deadline",
            "grace_minutes",
            "city_review",
            "by_project",
            "audience",
        )
        labels = {"city_review": said("须市级初审")}
        help_texts = {
            "title": said("县市区在工作台上看到的名称。"),
            "grace_minutes": "截止后仍可提交的分钟数，其间提交的标为“逾期提交”。",
            "city_review": said("先由市州初审，再报省级审核。"),
            "by_project": said(
                "县市区每个项目报一份，项目由县市区自己增加；不选则一县一份。布置以后不能再改。"
            ),
            "audience": said("不选即全省；选市州即其所属全部县市区；也可只选几个县市区。"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        forms_in_use = FormDefinition.objects.filter(state=FormState.IN_USE)
        self.fields["form"].queryset = forms_in_use.defer("definition")
        self.fields["form"].empty_label = "请选择启用的表式"
        self.fields["audience"].widget = forms.CheckboxSelectMultiple()
        self.fields["audience"].queryset = Place.objects.order_by("key")
        self.fields["grace_minutes"].required = False
        if self.instance.opened_at:
            for name in ("year", "form", "by_project"):
                del self.fields[name]

    def clean_grace_minutes(self):
        return self.cleaned_data["grace_minutes"] or 0

    def clean(self):
        found = super().clean()
        opens, deadline = found.get("opens_at"), found.get("deadline")
        if opens and deadline and deadline <= opens:
            self.add_error("deadline", "截止时间须晚于开始填报的时间。")
        return found


class AskForm(forms.Form):
    """A county asks for more time."""

    until = MomentField(label="申请延至", error_messages={"required": "请填写申请延至什么时间。"})
    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由；考核办据此答复。"},
    )


class ExtensionForm(forms.Form):
    """More time for the counties that were ticked."""

    until = MomentField(label="延至", error_messages={"required": "请填写延至什么时间。"})
    reason = forms.CharField(
        label="理由",
        max_length=500,
        error_messages={"required": "请写明延期理由；会记入日志。"},
    )
